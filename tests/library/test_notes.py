"""Notes are kept with their quotations, found, changed, deleted and taken back; a document that is
removed leaves its notes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from farside.config import Settings
from farside.errors import InputError, LibraryUnusable, NotFound
from farside.library import notes
from farside.library.database import write_transaction
from farside.library.library import Library
from farside.library.notes import NoteDraft, NoteFilter
from farside.types import Citation
from tests.library.conftest import Put

_UNHURRIED = settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)


def cited(of: str, quote: str = "The code is 4711.", **other: Any) -> Citation:
    place = {"n": 1, "document": "a.txt", "page": 1, "label": "p. 1", "start": 3}
    given = {"document_id": of, "end": 3 + len(quote), "quote": quote}
    return Citation(**{**place, **given, **other})


def keep(library: Library, words: str, *citations: Citation) -> str:
    return notes.keep_note(library, NoteDraft("own", words=words, citations=citations)).id


def found(library: Library, **wanted: Any) -> list[str]:
    return notes.find_notes(library, NoteFilter(**wanted))


@_UNHURRIED
@given(
    title=WORDS,
    pinned=WORDS,
    words=WORDS.filter(str.strip),
    quotes=st.lists(WORDS, max_size=3),
    kind=st.sampled_from(["selection", "sentence", "answer", "cell", "own"]),
)
def test_what_was_noted_comes_back_as_it_was(
    library: Library, title: str, pinned: str, words: str, quotes: list[str], kind: Any
) -> None:
    citations = tuple(cited("a" * 64, one, n=n) for n, one in enumerate(quotes, 1))
    note = notes.keep_note(library, NoteDraft(kind, title, pinned, words, citations))
    with closing(Library(Settings(home=library.home))) as again:
        assert notes.load_note(again, note.id) == note
    assert (note.kind, note.title, note.pinned, note.words) == (kind, title, pinned, words)
    assert note.citations == citations
    assert note.made == note.changed
    notes.delete_note(library, note.id)
    assert notes.restore_note(library, note.id) == note


def test_a_note_outlives_its_document_and_says_so(library: Library, put: Put) -> None:
    goes, stays = put("a"), put("b")
    note = keep(library, "look", cited(goes), cited(stays, n=2))
    assert notes.load_note(library, note).gone == frozenset()
    library.remove(goes)
    kept = notes.load_note(library, note)
    assert kept.gone == {goes}
    assert [one.quote for one in kept.citations] == ["The code is 4711."] * 2
    notes.delete_note(library, note)
    assert notes.restore_note(library, note).gone == {goes}
    put("a")
    assert notes.load_note(library, note).gone == frozenset()


def test_notes_are_found_by_words_and_document_and_in_order(library: Library) -> None:
    first = keep(library, "Straße", cited("b" * 64, document="b.txt"))
    second = keep(library, "", cited("a" * 64, "liability\nof 100 %", document="A.txt", start=9))
    third = keep(library, "", cited("a" * 64, document="A.txt", start=4))
    plain = keep(library, "nothing cited")
    assert found(library) == [plain, third, second, first]
    assert found(library, order="document") == [third, second, first, plain]
    assert found(library, document="a" * 64) == [third, second]
    for search, wanted in {
        "STRASSE": [first],
        " liability  of ": [second],
        "a.TXT": [third, second],
        "100 %": [second],
        "_": [],
        "%": [second],
    }.items():
        assert found(library, search=search) == wanted, search


def test_own_words_change_and_nothing_else_does(library: Library) -> None:
    identity = keep(library, "one", cited("a" * 64))
    before = notes.load_note(library, identity)
    after = notes.change_note(library, identity, "two")
    assert (after.words, after.made, after.citations) == ("two", before.made, before.citations)
    assert after.changed > before.changed
    notes.change_note(library, identity, "")  # the quotation is left
    bare = keep(library, "only words")
    with pytest.raises(InputError, match="the note is empty"):
        notes.change_note(library, bare, " ")


def test_a_deleted_note_comes_back_for_an_hour_and_no_longer(library: Library) -> None:
    first, second = keep(library, "first", cited("a" * 64)), keep(library, "second")
    notes.delete_note(library, first)
    assert found(library) == [second]
    with pytest.raises(NotFound):
        notes.load_note(library, first)
    notes.restore_note(library, first)
    assert notes.restore_note(library, first).words == "first"  # twice is once
    notes.delete_note(library, first)
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("UPDATE deleted_note SET deleted = '2020'"))
    notes.drop_deleted_notes(library)
    with library.engine.connect() as connection:
        for table in ("deleted_note", "note_citation"):
            assert connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar() == 0
    for act in (notes.restore_note, notes.delete_note, notes.load_note):
        with pytest.raises(NotFound, match=first):
            act(library, first)


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (NoteDraft("own", title="t", words=" \n"), "empty"),
        (NoteDraft("own", words="x" * (notes.MOST_LETTERS + 1)), "50,001 characters"),
        (NoteDraft("cell", citations=(cited("a" * 64, "x" * 60_000),)), "60,000 characters"),
        (NoteDraft("cell", citations=(cited("a" * 64),) * 201), "201 citations"),
    ],
)
def test_a_note_has_bounds(library: Library, draft: NoteDraft, says: str) -> None:
    with pytest.raises(InputError, match=says):
        notes.keep_note(library, draft)
    assert found(library) == []


def test_there_is_room_for_so_many_notes(library: Library, monkeypatch: Any) -> None:
    monkeypatch.setattr(notes, "MOST_NOTES", 2)
    keep(library, "1"), keep(library, "2")
    with pytest.raises(InputError, match="2 notes already: delete some"):
        keep(library, "3")


@pytest.mark.parametrize(
    ("spoil", "act"),
    [
        ("UPDATE note SET kind = 'thought'", notes.load_note),
        ("UPDATE deleted_note SET content = '{}'", notes.restore_note),
    ],
)
def test_a_row_that_is_not_ours_is_named(
    library: Library, spoil: str, act: Callable[[Library, str], notes.Note]
) -> None:
    kept, deleted = keep(library, "a"), keep(library, "b")
    notes.delete_note(library, deleted)
    spoilt = kept if act is notes.load_note else deleted
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(spoil))
    with pytest.raises(LibraryUnusable, match=f"row '{spoilt}' of table .*note' in library"):
        act(library, spoilt)
