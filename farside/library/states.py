"""Which kept KV states show which documents. The engine has the states themselves; only their keys
are here."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import text

from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library


def note_states(library: Library, shown: Iterable[tuple[str, str]]) -> None:
    """Notes (key, document id) pairs; documents that are not in the library are passed over."""
    rows = [{"key": key, "document": document} for key, document in shown]
    if not rows:
        return
    query = text(
        "INSERT INTO window_state SELECT :key, id FROM document WHERE id = :document "
        "ON CONFLICT (key, document_id) DO NOTHING"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, rows)


def shown_documents(library: Library) -> list[tuple[str, str]]:
    """(key, document name) of everything noted."""
    query = text("SELECT key, name FROM window_state JOIN document ON document.id = document_id")
    with readable_errors(library.home), library.engine.connect() as connection:
        return [(key, name) for key, name in connection.execute(query)]


def state_keys(library: Library, document: str) -> set[str]:
    """The keys of the states that show a document."""
    query = text("SELECT key FROM window_state WHERE document_id = :document")
    with readable_errors(library.home), library.engine.connect() as connection:
        return set(connection.execute(query, {"document": document}).scalars())


def forget_states(library: Library, keys: Iterable[str]) -> None:
    """Forgets which documents these states show."""
    rows = [{"key": key} for key in keys]
    if rows:
        with write_transaction(library.engine, library.home) as connection:
            connection.execute(text("DELETE FROM window_state WHERE key = :key"), rows)
