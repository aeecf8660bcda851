"""What a person noted: words of documents or of an answer with where they stand, and their own.

A note keeps its quotations, so that it outlives its documents; `gone` tells which of these are not
in the library any more. A deleted note can be taken back within `BACK_HOURS`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Any, Literal, get_args

from sqlalchemy import Connection, RowMapping, bindparam, text

from farside.errors import InputError, NotFound
from farside.library.clock import hours_ago, utc_now
from farside.library.database import as_written, readable_errors, write_transaction
from farside.library.library import Library
from farside.types import Citation

NoteKind = Literal["selection", "sentence", "answer", "cell", "own"]
NoteOrder = Literal["time", "document"]

MOST_NOTES = 10_000
MOST_CITATIONS = 200
MOST_LETTERS = 50_000
"""The most characters of a note's title, pinned words, own words, and of each quotation."""
BACK_HOURS = 1.0
"""How long a deleted note can be taken back."""
_AT_ONCE = 500  # ids in one query


@dataclass(frozen=True, slots=True)
class NoteDraft:
    """A note that is not kept yet. `pinned` are the words of an answer or a cell, empty where the
    quotations of `citations` are all that was pinned; `title` is the question or the column that
    they are about; `words` are the person's."""

    kind: NoteKind
    title: str = ""
    pinned: str = ""
    words: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A kept note. `gone` has the ids of its documents that are not in the library any more;
    `made` and `changed` are ISO times in UTC."""

    id: str
    kind: NoteKind
    title: str
    pinned: str
    words: str
    made: str
    changed: str
    citations: tuple[Citation, ...]
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NoteFilter:
    """Which notes: those with `search` in any of their words, and about `document` (an id)."""

    search: str = ""
    document: str | None = None
    order: NoteOrder = "time"


def keep_note(library: Library, draft: NoteDraft) -> Note:
    """Keep a new note. Raises `InputError` for one that says nothing or too much."""
    _check_note(draft)
    now = utc_now()
    given = (draft.kind, draft.title, draft.pinned, draft.words, now, now, draft.citations)
    note = Note("n" + secrets.token_hex(8), *given)
    with write_transaction(library.engine, library.home) as connection:
        count = connection.execute(text("SELECT COUNT(*) FROM note")).scalar() or 0
        if count >= MOST_NOTES:
            raise InputError(f"there are {count:,} notes already: delete some to make room")
        _insert(connection, note)
    return load_note(library, note.id)


def load_note(library: Library, identity: str) -> Note:
    """Raises `NotFound`."""
    found = load_notes(library, [identity])
    if not found:
        raise NotFound(f"there is no note {identity!r}; the list of notes has them all")
    return found[0]


def load_notes(library: Library, identities: Sequence[str]) -> list[Note]:
    """The notes of these ids in their order; those that are not there are left out."""
    found: dict[str, Note] = {}
    with readable_errors(library.home), library.engine.connect() as connection:
        for at in range(0, len(identities), _AT_ONCE):
            some = {"ids": list(identities[at : at + _AT_ONCE])}
            rows = connection.execute(_NOTES, some).mappings().all()
            places = connection.execute(_PLACES, some).mappings().all()
            found |= {note.id: note for note in _notes(rows, places)}
    return [found[one] for one in identities if one in found]


def find_notes(library: Library, wanted: NoteFilter) -> list[str]:
    """The ids of the notes that are wanted: the newest first, or by their first document's name
    and place, those without a document last."""
    given = {"search": " ".join(wanted.search.casefold().split()), "document": wanted.document}
    query = _FOUND + (_BY_DOCUMENT if wanted.order == "document" else _BY_TIME)
    with readable_errors(library.home), library.engine.connect() as connection:
        return list(connection.execute(text(query), given).scalars())


def count_notes(library: Library) -> tuple[int, str]:
    """How many notes there are, and the time of the latest change to any."""
    query = text("SELECT COUNT(*), COALESCE(MAX(changed), '') FROM note")
    with readable_errors(library.home), library.engine.connect() as connection:
        count, changed = connection.execute(query).one()
    return int(count), str(changed)


def noted_documents(library: Library) -> list[str]:
    """The ids of all documents that notes are about, gone ones too."""
    query = text("SELECT DISTINCT document_id FROM note_citation ORDER BY document_id")
    with readable_errors(library.home), library.engine.connect() as connection:
        return list(connection.execute(query).scalars())


def change_note(library: Library, identity: str, words: str) -> Note:
    """Give a note other words of the person's own. Raises as `load_note` and `keep_note`."""
    note = load_note(library, identity)
    _check_note(NoteDraft(note.kind, note.title, note.pinned, words, note.citations))
    query = text("UPDATE note SET words = :words, changed = :now WHERE id = :id")
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, {"words": words, "now": utc_now(), "id": identity})
    return load_note(library, identity)


def delete_note(library: Library, identity: str) -> None:
    """Delete a note; `restore_note` takes it back. Raises `NotFound`."""
    note = load_note(library, identity)
    kept = {name: value for name, value in asdict(note).items() if name != "gone"}
    row = {"id": identity, "content": json.dumps(kept), "now": utc_now()}
    with write_transaction(library.engine, library.home) as connection:
        _drop_old(connection)
        connection.execute(text("DELETE FROM note WHERE id = :id"), row)
        connection.execute(
            text("INSERT OR REPLACE INTO deleted_note VALUES (:id, :content, :now)"), row
        )


def restore_note(library: Library, identity: str) -> Note:
    """Take a deletion back; a note that is there stays. Raises `NotFound` where it is too late."""
    with write_transaction(library.engine, library.home) as connection:
        _drop_old(connection)
        query = text("SELECT content FROM deleted_note WHERE id = :id")
        content = connection.execute(query, {"id": identity}).scalar()
        if content is not None:
            with as_written("deleted_note", identity):
                _insert(connection, _parse(json.loads(content)))
            connection.execute(text("DELETE FROM deleted_note WHERE id = :id"), {"id": identity})
    return load_note(library, identity)


def drop_deleted_notes(library: Library) -> None:
    """Forget for good what was deleted so long ago that nobody takes it back."""
    query = text("SELECT 1 FROM deleted_note WHERE deleted < :until LIMIT 1")
    with readable_errors(library.home), library.engine.connect() as connection:
        old = connection.execute(query, {"until": hours_ago(BACK_HOURS)}).first()
    if old:
        with write_transaction(library.engine, library.home) as connection:
            _drop_old(connection)


def _check_note(draft: NoteDraft) -> None:
    """Raise `InputError` for a note that says nothing, or more than is kept."""
    if not (draft.pinned.strip() or draft.words.strip() or draft.citations):
        raise InputError("the note is empty: give it words, or what it quotes")
    if len(draft.citations) > MOST_CITATIONS:
        raise InputError(
            f"a note has {len(draft.citations):,} citations; at most {MOST_CITATIONS} are kept"
        )
    texts = (draft.title, draft.pinned, draft.words, *(one.quote for one in draft.citations))
    if (longest := max(map(len, texts))) > MOST_LETTERS:
        raise InputError(
            f"a part of the note has {longest:,} characters; at most {MOST_LETTERS:,} are kept: "
            "note a shorter passage"
        )


def _insert(connection: Connection, note: Note) -> None:
    columns = ("id", "kind", "title", "pinned", "words", "made", "changed")
    query = "INSERT INTO note VALUES (:id, :kind, :title, :pinned, :words, :made, :changed)"
    connection.execute(text(query), {name: getattr(note, name) for name in columns})
    query = (
        "INSERT INTO note_citation (note, n, document, document_id, page, label, start, stop, "
        "quote) VALUES (:note, :n, :document, :document_id, :page, :label, :start, :end, :quote)"
    )
    for n, one in enumerate(note.citations, 1):
        connection.execute(text(query), {**asdict(one), "n": n, "note": note.id})


def _drop_old(connection: Connection) -> None:
    query = text("DELETE FROM deleted_note WHERE deleted < :until")
    connection.execute(query, {"until": hours_ago(BACK_HOURS)})


def _notes(rows: Sequence[RowMapping], places: Sequence[RowMapping]) -> list[Note]:
    of_note = {key: list(some) for key, some in groupby(places, key=lambda row: row["note"])}
    return [_note(row, of_note.get(row["id"], [])) for row in rows]


def _note(row: RowMapping, places: Sequence[RowMapping]) -> Note:
    cited = [
        {name: value for name, value in one.items() if name not in ("note", "stop", "kept")}
        | {"end": one["stop"]}
        for one in places
    ]
    gone = frozenset(one["document_id"] for one in places if not one["kept"])
    with as_written("note", row["id"]):
        return _parse({**row, "citations": cited}, gone)


def _parse(plain: dict[str, Any], gone: frozenset[str] = frozenset()) -> Note:
    if plain["kind"] not in get_args(NoteKind):
        raise ValueError(plain["kind"])
    cited = tuple(Citation(**one) for one in plain["citations"])
    return Note(**plain | {"citations": cited, "gone": gone})


_NOTES = text(
    "SELECT id, kind, title, pinned, words, made, changed FROM note WHERE id IN :ids"
).bindparams(bindparam("ids", expanding=True))
_PLACES = text(
    "SELECT c.*, EXISTS (SELECT 1 FROM document d WHERE d.id = c.document_id) AS kept "
    "FROM note_citation c WHERE c.note IN :ids ORDER BY c.note, c.n"
).bindparams(bindparam("ids", expanding=True))
_FOUND = (
    "SELECT note.id FROM note "
    "LEFT JOIN note_citation first ON first.note = note.id AND first.n = 1 "
    "WHERE (:document IS NULL OR EXISTS (SELECT 1 FROM note_citation c "
    "WHERE c.note = note.id AND c.document_id = :document)) AND (:search = '' "
    "OR instr(casefold(note.title || ' ' || note.pinned || ' ' || note.words), :search) "
    "OR EXISTS (SELECT 1 FROM note_citation c WHERE c.note = note.id "
    "AND instr(casefold(c.document || ' ' || replace(c.quote, char(10), ' ')), :search))) "
)
_BY_TIME = "ORDER BY note.made DESC, note.rowid DESC"
_BY_DOCUMENT = (
    "ORDER BY first.document IS NULL, casefold(COALESCE(first.document, '')), "
    "first.document_id, first.start, note.made"
)
