"""The rows of the index: which texts wait for it, and the passages that it has of them.

A text comes into the index part by part, each in one transaction with how far it is: whatever ends
the process, the next one goes on. `searchable` and the triggers beside it (`0026_search.sql`) list
the texts, and forget the passages of one that is gone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, text

from farside.library.search.passages import Passage, cut_passages, pack_pages
from farside.types import Document, Page

ROOM = 1 << 20
"""Rowids of a text: its passages are those from its id times `ROOM` on."""
PART = 500
"""Passages that are written at once, about a million characters: others wait so long to write."""


@dataclass(frozen=True, slots=True)
class SearchableText:
    """A text that is to be searched: an id, what names it in the library, and how many characters
    the index has of it."""

    id: int
    kind: str
    key: str
    done: int


@dataclass(frozen=True, slots=True)
class IndexPart:
    """Passages of a text from `start` to `end`, as rows. `whole`: there are no more."""

    start: int
    end: int
    whole: bool
    rows: tuple[dict[str, str | int], ...]


def cut_parts(words: str, pages: Sequence[Page], done: int = 0) -> Iterator[IndexPart]:
    """What the index does not have of a text of which it has `done` characters; a text without a
    character is one part too."""
    passages = cut_passages(words, pages, done)
    while True:
        taken = tuple(islice(passages, PART))
        end = taken[-1].end if taken else done
        whole = end >= len(words)
        yield IndexPart(done, end, whole, tuple(map(_row, taken)))
        if whole:
            return
        done = end


def select_waiting(connection: Connection) -> list[SearchableText]:
    """The texts that are not in the index, or not whole, the newest first."""
    query = text(
        "SELECT id, kind, key, done FROM searchable WHERE state = 'waiting' ORDER BY id DESC"
    )
    return [SearchableText(*row) for row in connection.execute(query)]


def insert_part(connection: Connection, found: SearchableText, part: IndexPart) -> bool:
    """Adds a part of a text, and tells whether that was still wanted: meanwhile the text may have
    gone or come anew, or another process may have added the part."""
    query = text(
        "UPDATE searchable SET done = :end, state = CASE WHEN :whole THEN 'done' ELSE 'waiting' END"
        " WHERE id = :id AND done = :start AND state = 'waiting'"
    )
    values = {"id": found.id, "start": part.start, "end": part.end, "whole": part.whole}
    if not connection.execute(query, values).rowcount:
        return False
    if part.rows:
        first = _next_rowid(connection, found.id)
        insert = text(
            "INSERT INTO passage (rowid, words, text, start, pages) "
            "VALUES (:rowid, :words, :text, :start, :pages)"
        )
        numbered = [{**row, "rowid": first + at} for at, row in enumerate(part.rows)]
        connection.execute(insert, numbered)
    return True


def insert_document(connection: Connection, document: Document, first: IndexPart) -> None:
    """Adds the first part of a document that was written in this transaction. What is more of it
    waits."""
    query = text("SELECT id, kind, key, done FROM searchable WHERE kind = 'document' AND key = :id")
    row = connection.execute(query, {"id": document.id}).one()
    insert_part(connection, SearchableText(*row), first)


def mark_lost(connection: Connection, found: SearchableText) -> None:
    """Notes that a text cannot be read: it waits no more, until it comes anew."""
    query = text("UPDATE searchable SET state = 'lost' WHERE id = :id AND state = 'waiting'")
    connection.execute(query, {"id": found.id})


def _next_rowid(connection: Connection, identity: int) -> int:
    query = text(
        "SELECT rowid FROM passage WHERE rowid >= :first AND rowid < :end "
        "ORDER BY rowid DESC LIMIT 1"
    )
    first = identity * ROOM
    last = connection.execute(query, {"first": first, "end": first + ROOM}).scalar()
    return first if last is None else int(last) + 1


def _row(passage: Passage) -> dict[str, str | int]:
    return {
        "words": passage.words,
        "text": passage.text,
        "start": passage.start,
        "pages": pack_pages(passage.pages),
    }
