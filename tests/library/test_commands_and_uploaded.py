"""Commands that go on later, and files that programs know by an id of their own."""

from __future__ import annotations

import pytest

from farside.errors import NotFound
from farside.library import commands, uploaded
from farside.library.commands import Command
from farside.library.library import Library
from tests.library.conftest import Put

WORDS = ("extract", "Wer? – “谁”", "", "--yes")


def begin(library: Library, identity: str = "e1") -> Command:
    command = Command(identity, WORDS, "/home/ada/letters")
    commands.note_begun(library, command)
    return command


def test_a_command_is_kept_with_its_words_and_its_folder(library: Library) -> None:
    command = begin(library)
    assert commands.every_command(library) == [command]
    assert commands.note_progress(library, "e1", 2, 5, "documents")
    (kept,) = commands.every_command(library)
    assert (kept.done, kept.total, kept.unit, kept.words) == (2, 5, "documents", WORDS)


def test_the_newest_comes_first_and_one_that_begins_again_is_new(library: Library) -> None:
    for identity in ("e1", "e2", "e3"):
        begin(library, identity)
    commands.note_progress(library, "e1", 4, 5, "documents")
    commands.note_ended(library, "e1", "the engine died")
    begin(library, "e1")
    known = commands.every_command(library)
    assert [one.id for one in known] == ["e1", "e3", "e2"]
    assert known[0] == Command("e1", WORDS, "/home/ada/letters")


def test_one_that_was_told_to_stop_hears_of_it_when_it_says_how_far_it_is(
    library: Library,
) -> None:
    begin(library)
    commands.note_progress(library, "e1", 1, 5, "documents")
    commands.note_stop(library, "e1")
    assert not commands.note_progress(library, "e1", 2, 5, "documents")
    (kept,) = commands.every_command(library)
    assert (kept.done, kept.stop, kept.finished) == (1, True, False)
    commands.forget_command(library, "e1")
    assert not commands.note_progress(library, "e1", 3, 5, "documents")
    assert commands.every_command(library) == []


@pytest.mark.parametrize(("why", "finished"), [("", True), ("the disk is full", False)])
def test_it_is_finished_or_says_why_not(library: Library, why: str, finished: bool) -> None:
    begin(library)
    commands.note_ended(library, "e1", why)
    (kept,) = commands.every_command(library)
    assert (kept.finished, kept.why) == (finished, why)


# files that programs uploaded


def bring(library: Library, document: str | None, brought: bool = True) -> uploaded.Uploaded:
    file = uploaded.insert_file(library, "a.txt", "assistants", 5, "i1")
    return uploaded.settle_file(library, file, document, brought, None if document else "broken")


def test_a_file_is_known_by_its_id_until_it_is_deleted(library: Library, put: Put) -> None:
    first = bring(library, put("a"))
    second = bring(library, None)
    assert uploaded.load_file(library, first.id) == first
    assert list(uploaded.select_files(library)) == [first, second]
    assert (second.document, second.why) == (None, "broken")
    uploaded.delete_file(library, first)
    assert list(uploaded.select_files(library)) == [second]
    with pytest.raises(NotFound, match=first.id):
        uploaded.load_file(library, first.id)
    with pytest.raises(NotFound) as caught:
        uploaded.load_file(library, "x" * 10_000)
    assert len(str(caught.value)) < 200


def test_a_document_goes_with_the_last_file_that_holds_it(library: Library, put: Put) -> None:
    document = put("a")
    first, second = bring(library, document), bring(library, document)
    assert not uploaded.delete_file(library, first)
    assert uploaded.delete_file(library, second)


def test_a_document_that_somebody_has_otherwise_stays(library: Library, put: Put) -> None:
    document = put("a")
    assert not uploaded.delete_file(library, bring(library, document, brought=False))
    assert not uploaded.delete_file(library, bring(library, None))
    held = bring(library, document)
    library.create("set")
    library.add_to("set", [document])
    assert not uploaded.delete_file(library, held)
