"""The kinds of texts that can be searched, and how each is read.

A kind is a function here, triggers in a migration (as in `0026_search.sql`) that list its texts,
and what `find` tells of it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from sqlalchemy import text

from farside.errors import NotFound
from farside.library.answers import load_answer
from farside.library.database import readable_errors
from farside.library.library import Library
from farside.library.notes import load_note
from farside.types import Page

ReadText = Callable[[Library, str], tuple[str, Sequence[Page]]]


def _read_document(library: Library, key: str) -> tuple[str, Sequence[Page]]:
    document = library.get(key)
    return document.text, document.pages


def _read_message(library: Library, key: str) -> tuple[str, Sequence[Page]]:
    query = text("SELECT text FROM message WHERE id = :id")
    with readable_errors(library.home), library.engine.connect() as connection:
        said = connection.execute(query, {"id": key}).scalar()
    if said is None:
        raise NotFound(f"there is no message {key!r}")
    return str(said), ()


def _read_answer(library: Library, key: str) -> tuple[str, Sequence[Page]]:
    answer = load_answer(library, key)
    said = f"{answer.question}\n{answer.text}"
    return said.encode("utf-8", "replace").decode("utf-8"), ()  # a model may write half a character


def _read_note(library: Library, key: str) -> tuple[str, Sequence[Page]]:
    note = load_note(library, key)
    quotes = (one.quote for one in note.citations)
    return "\n".join(filter(None, (note.title, note.words, note.pinned, *quotes))), ()


READERS: Mapping[str, ReadText] = {
    "document": _read_document,
    "message": _read_message,
    "answer": _read_answer,
    "note": _read_note,
}
"""The text of each kind by its key, with its pages where it has any. Raises `FarsideError` where it
is gone or cannot be read."""
