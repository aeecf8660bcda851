"""What a person chose, by name: plain JSON values; and how far documents were read ahead."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from sqlalchemy import text

from farside.library.database import as_written, readable_errors, write_transaction
from farside.library.library import Library
from farside.types import NO_WISH, Wish


def read_preferences(library: Library) -> dict[str, Any]:
    """Everything that was chosen."""
    with readable_errors(library.home), library.engine.connect() as connection:
        found: dict[str, Any] = {}
        for name, value in connection.execute(text("SELECT name, value FROM preference")):
            with as_written("preference", name):
                found[name] = json.loads(value)
        return found


def save_preferences(library: Library, values: Mapping[str, Any]) -> None:
    """Notes choices; None takes one back."""
    put = text(
        "INSERT INTO preference VALUES (:name, :value) ON CONFLICT (name) DO UPDATE "
        "SET value = :value"
    )
    with write_transaction(library.engine, library.home) as connection:
        for name, value in values.items():
            if value is None:
                connection.execute(
                    text("DELETE FROM preference WHERE name = :name"), {"name": name}
                )
            else:
                connection.execute(put, {"name": name, "value": json.dumps(value)})


_WISH = "wish"


def read_wish(library: Library) -> Wish:
    """How answers about everything in the library are to be written. Only the place of a shared
    collection has such a wish: that of the collection, which is its owner's."""
    known = read_preferences(library).get(_WISH)
    return Wish(**known) if known else NO_WISH


def save_wish(library: Library, wish: Wish) -> None:
    """Note how answers about everything in the library are to be written."""
    save_preferences(library, {_WISH: asdict(wish) if wish else None})


@dataclass(frozen=True, slots=True)
class ReadingProgress:
    """How far a model has read a document: `done` of `windows`."""

    state: Literal["waiting", "reading", "read", "none"]
    done: int
    windows: int


def document_readings(library: Library, model: str) -> dict[str, ReadingProgress]:
    """How far the model has read each document, by document id."""
    query = text("SELECT document_id, state, done, windows FROM reading WHERE model = :model")
    with readable_errors(library.home), library.engine.connect() as connection:
        return {
            row[0]: ReadingProgress(*row[1:]) for row in connection.execute(query, {"model": model})
        }


def forget_readings(library: Library, document: str | None = None) -> None:
    """Forget what was read of a document, or of all of them: it is not kept any more."""
    query = text("DELETE FROM reading WHERE :document IS NULL OR document_id = :document")
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, {"document": document})


def note_readings(library: Library, model: str, known: Mapping[str, ReadingProgress]) -> None:
    """Note how far documents are read; those that are no longer in the library are passed over."""
    if not known:
        return
    query = text(
        "INSERT INTO reading (document_id, model, state, done, windows) "
        "SELECT id, :model, :state, :done, :windows FROM document WHERE id = :id "
        "ON CONFLICT (document_id, model) DO UPDATE SET state = :state, done = :done, "
        "windows = :windows"
    )
    rows = [
        {
            "id": document,
            "model": model,
            "state": one.state,
            "done": one.done,
            "windows": one.windows,
        }
        for document, one in known.items()
    ]
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, rows)
