"""What a person types that is no text, names of what is not there, and what the commands tell of a
home: each is one line with the value and the remedy, and nothing is lost by asking."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from farside.access.users import Users
from farside.cli import main
from farside.config import load
from farside.library import answers, commands
from farside.library.commands import Command
from farside.library.library import Library
from farside.types import Wish
from tests.library.parsing import CountingParse
from tests.library.test_answers import ANSWER

HALF = "x\udcff"  # what a shell makes of a byte that is no UTF-8
SHOWN = "'x\\udcff' is not valid UTF-8"


def call(*words: str, given: bytes = b"") -> Result:
    return CliRunner().invoke(main.app, list(words), input=given)


@pytest.fixture
def library(home: Path, tmp_path: Path) -> Iterator[Library]:
    """One document in one collection, one answer about it."""
    file = tmp_path / "given.txt"
    file.write_text("hello")
    with closing(Library(load())) as opened:
        opened.create("letters")
        opened.add_to("letters", [opened.add(file, "in/a.txt", CountingParse()).id])
        yield opened


@pytest.mark.parametrize(
    "words",
    [
        ("documents", "show", HALF),
        ("documents", "remove", HALF),
        ("documents", "--collection", HALF),
        ("collections", "remove", HALF),
        ("ledger", HALF),
        ("cache", "clear", "--document", HALF),
        ("user", "remove", HALF),
        ("user", "password", HALF),
        ("user", "key", HALF),
    ],
    ids=" ".join,
)
def test_a_word_that_is_no_text_is_named_and_no_fault(
    library: Library, words: tuple[str, ...]
) -> None:
    result = call(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("farside: ")
    assert SHOWN in result.stderr
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["add", "password"])
def test_a_password_that_is_no_text_is_refused_and_not_shown(
    home: Path, command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A terminal of one locale gives such bytes as halves of characters, of another not at all."""
    with closing(Users(load())) as known:
        if command == "password":
            known.add("anna", "correct horse")
        strict = call("user", command, "anna", given=b"secret \xff words\n")
        assert strict.exit_code == 2
        assert "is not UTF-8" in strict.stderr
        monkeypatch.setattr(sys, "stdin", io.StringIO("secret \udcff words\n"))
        with pytest.raises(SystemExit) as ended:
            main.app(["user", command, "anna"])
        told = capsys.readouterr()
        assert ended.value.code == 2
        assert "type it in a UTF-8 terminal" in told.err
        assert "secret" not in told.err + told.out + strict.output
        assert known.any() == (command == "password")


@pytest.mark.parametrize(
    ("words", "remedy"),
    [
        (("documents", "show", "none.txt"), "'none.txt': `farside documents` lists what it has"),
        (("documents", "remove", "none.txt"), "'none.txt': `farside documents` lists what it has"),
        (
            ("documents", "--collection", "none"),
            "'none': `farside collections` lists what there is",
        ),
        (("collections", "remove", "none"), "'none': `farside collections` lists what there is"),
        (("collections", "remove", "a/b"), "a collection cannot be called 'a/b'"),
        (("ledger", "ffff"), "'ffff'; 'farside ledger' lists them"),
        (("user", "key", "anna"), "no user 'anna'; 'farside user list' shows them"),
    ],
)
def test_what_is_not_there_is_named_with_where_to_look(
    library: Library, words: tuple[str, ...], remedy: str
) -> None:
    result = call(*words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert remedy in result.stderr
    assert len(library.documents()) == len(library.collections()) == 1


def test_a_collection_that_is_removed_leaves_its_documents(library: Library) -> None:
    assert call("collections", "remove", " letters ").stdout == "removed letters\n"
    assert library.collections() == ()
    assert [one.name for one in library.documents()] == ["in/a.txt"]
    assert "There is no collection yet" in call("collections").output


def test_how_answers_about_a_collection_are_written_is_said_shown_and_taken_back(
    library: Library,
) -> None:
    assert "none" in call("collections", "wish", "letters").stdout
    shown = call("collections", "wish", "letters", "Briefly.", "--language", "de").stdout
    assert ("Briefly." in shown, "de" in shown) == (True, True)
    assert "of the question" in call("collections", "wish", "letters", "--language", "").stdout
    assert library.collection("letters").wish == Wish("Briefly.")
    refused = call("collections", "wish", "letters", "--language", "klingon")
    assert (refused.exit_code, "Farside writes en, zh" in refused.stderr) == (2, True)


def test_a_document_is_removed_by_any_of_its_names_and_told_by_its_first(
    library: Library, tmp_path: Path
) -> None:
    library.add(tmp_path / "given.txt", "copy.txt", CountingParse())
    assert call("documents", "remove", "copy.txt").stdout == "removed in/a.txt\n"
    assert library.documents() == ()
    assert library.collection("letters").documents == ()
    assert (tmp_path / "given.txt").read_text() == "hello"
    assert "farside add PATH" in call("documents").output


def test_a_document_whose_text_was_lost_can_be_removed_still(library: Library) -> None:
    (text,) = (library.home / "texts").glob("??/*")
    text.unlink()
    shown = call("documents", "show", "a.txt")
    assert shown.exit_code == 2
    assert "add the file again" in shown.stderr
    assert call("documents", "remove", "a.txt").exit_code == 0
    assert library.documents() == ()


def test_an_answer_is_found_by_the_beginning_of_its_id_and_told_window_by_window(
    library: Library,
) -> None:
    assert "There is no answer yet" in call("ledger").output
    kept = answers.keep_answer(library, ANSWER)
    answers.keep_answer(library, replace(ANSWER, question="When?"))
    listed = call("ledger").output
    assert listed.index("When?") < listed.index("Who?")  # the newest first
    (row,) = [line for line in call("ledger", kept.id[:6]).output.splitlines() if "a.txt" in line]
    assert "a.txt 0-4" in row
    assert "used" in row


def test_work_that_was_interrupted_is_listed_with_how_far_it_came(library: Library) -> None:
    commands.note_begun(library, Command("e1234567", ("extract", "Wer?"), str(library.home)))
    commands.note_progress(library, "e1234567", 2, 5, "documents")
    listed = call("jobs").output
    assert "e1234567" in listed
    assert "2" in listed
    assert call("jobs", "cancel", "e1234").output == "cancelled e1234567\n"
    assert commands.every_command(library) == []


def test_names_in_tables_steer_no_terminal(library: Library, tmp_path: Path) -> None:
    file = tmp_path / "other.txt"
    file.write_text("other")
    library.add(file, "a\x1b[2J\nb\u202etxt", CountingParse())
    listed = call("documents").output
    assert "\x1b" not in listed
    assert "\u202e" not in listed
    assert len([line for line in listed.splitlines() if "txt" in line]) == 2
