"""`farside notes`: a note is added with its exact words, listed, exported and deleted, and outlives
its document."""

from __future__ import annotations

import io
import json
from pathlib import Path

import docx
import pytest
from typer.testing import CliRunner, Result

from farside.cli import main


@pytest.fixture
def lease(home: Path, tmp_path: Path) -> Path:
    file = tmp_path / "lease.txt"
    file.write_text("The tenant is Mira Olsen.\nThe rent is 900 euros.\n", encoding="utf-8")
    assert run("add", str(file), "--collection", "rents").exit_code == 0
    return file


def run(*words: str) -> Result:
    return CliRunner().invoke(main.app, list(words))


def test_a_note_from_its_making_to_its_end(lease: Path, tmp_path: Path) -> None:
    assert "There is no note yet" in run("notes").stdout
    made = run("notes", "add", "Too much", "--file", "lease.txt", "--quote", "rent is  900 euros")
    assert made.exit_code == 0, made.output
    assert "is noted at lease.txt, lines 1-2" in made.stdout
    assert run("notes", "add", "Buy milk").exit_code == 0
    note = made.stdout.split()[0]
    first, second = run("notes").stdout.splitlines()
    assert first.split("\t")[2:] == ["Buy milk", ""]
    assert second.split("\t")[::2] == [note, "Too much"]
    assert run("notes", "--search", "RENT is 900").stdout.splitlines() == [second]
    removed = run("documents", "remove", "lease.txt")
    assert "removed lease.txt; 1 of your notes quote it, and stay" in removed.stdout
    (listed,) = json.loads(run("notes", "--json", "--search", "rent").stdout)["notes"]
    (cited,) = listed["citations"]
    assert (cited["quote"], cited["gone"]) == ("rent is 900 euros", True)
    file = tmp_path / "mine.docx"
    assert "2 notes are in" in run("notes", "export", "-o", str(file)).stdout
    texts = [one.text for one in docx.Document(io.BytesIO(file.read_bytes())).paragraphs]
    assert texts == ["Notes", "Too much", "Buy milk"]
    assert run("notes", "delete", note).stdout.strip() == f"deleted {note}: Too much"
    assert note not in run("notes").stdout


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("notes", "add", " "), "the note is empty"),
        (("notes", "add", "x", "--file", "lease.txt", "--quote", "gate"), "'gate' does not stand"),
        (("notes", "add", "x", "--file", "no.txt"), "no document 'no.txt'"),
        (("notes", "add", "x", "--page", "1"), "go with --file"),
        (("notes", "delete", "n1"), "no note 'n1'"),
        (("notes", "export", "-o", "notes.pdf"), "use one of .md, .docx, .json"),
        (("notes", "export", "-o", "nowhere/notes.md"), "there is no folder nowhere"),
        (("ask", "What?", "--notes"), "no note to ask yet"),
    ],
)
def test_what_cannot_be_done_is_told_in_a_line(
    lease: Path, words: tuple[str, ...], says: str
) -> None:
    told = run(*words)
    assert (told.exit_code, told.stderr.count("\n")) == (2, 1), told.output
    assert says in told.stderr
