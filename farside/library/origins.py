"""Where a document came from that was fetched from the web: its address, and when."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, text

from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library


@dataclass(frozen=True, slots=True)
class Origin:
    """An address of the web, and the time (ISO, UTC) when it gave the file."""

    url: str
    fetched: str


_KEEP = text(
    "INSERT INTO document_origin (document_id, url, fetched) VALUES (:id, :url, :fetched) "
    "ON CONFLICT (document_id, url) DO UPDATE SET fetched = :fetched"
)


def keep_origin(library: Library, document: str, origin: Origin) -> None:
    """Keep where a document (by id) came from. The same address counts once, with its last time."""
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(_KEEP, {"id": document, "url": origin.url, "fetched": origin.fetched})


def note_item_origin(library: Library, item: str, origin: Origin) -> None:
    """Note where a file on its way came from."""
    query = text("INSERT INTO item_origin (item, url, fetched) VALUES (:item, :url, :fetched)")
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, {"item": item, "url": origin.url, "fetched": origin.fetched})


def pass_origin_on(
    library: Library, item: str, members: Sequence[str] = (), document: str | None = None
) -> None:
    """Give the origin of an item, if it has one, to the `members` of an archive (items), or to the
    `document` that it became."""
    with readable_errors(library.home), library.engine.connect() as connection:
        if _of_item(connection, item) is None:
            return
    with write_transaction(library.engine, library.home) as connection:
        origin = _of_item(connection, item)
        for member in members if origin else ():
            connection.execute(
                text(
                    "INSERT INTO item_origin SELECT :member, url, fetched FROM item_origin "
                    "WHERE item = :item"
                ),
                {"member": member, "item": item},
            )
        if document is not None and origin is not None:
            connection.execute(
                _KEEP, {"id": document, "url": origin.url, "fetched": origin.fetched}
            )


def select_origins(library: Library, document: str) -> list[Origin]:
    """Where a document came from, the latest first; nothing for a file that was given."""
    query = text(
        "SELECT url, fetched FROM document_origin WHERE document_id = :id "
        "ORDER BY fetched DESC, url"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        return [Origin(*row) for row in connection.execute(query, {"id": document})]


def _of_item(connection: Connection, item: str) -> Origin | None:
    query = text("SELECT url, fetched FROM item_origin WHERE item = :item")
    row = connection.execute(query, {"item": item}).first()
    return Origin(*row) if row else None
