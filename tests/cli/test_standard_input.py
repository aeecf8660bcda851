"""`-` is what comes on standard input, as a document like any other."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from farside.cli import main
from tests.documents.pdfs import simple
from tests.script import finds

FACT = "The harbour master was Ilse Brandt."


def farside(*words: object, given: bytes = FACT.encode()) -> Result:
    return CliRunner().invoke(main.app, [str(word) for word in words], input=given)


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def test_a_question_to_what_comes(tmp_path: Path, temporary: Path) -> None:
    model = finds(tmp_path, "letter.txt, lines 1-1", FACT, "Ilse Brandt was.")
    asked = ("ask", "Who was it?", "-", "--name", "letter.txt", "--model", model)
    done = farside(*asked)
    assert done.exit_code == 0, done.output
    assert f'[1] letter.txt line 1: "{FACT}"' in done.stdout.replace("lines 1-1", "line 1")
    assert list(temporary.iterdir()) == []


def test_it_is_kept_under_its_name(tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("Another one.\n", encoding="utf-8")
    pdf = simple(tmp_path / "some.pdf", "Words of a page.").read_bytes()
    words = ("add", "--collection", "c", other, "-", "--name", "page.pdf")
    assert farside(*words, given=pdf).stdout == "2 documents are in c\n"
    names = [line.split("\t")[1] for line in farside("documents").stdout.splitlines()]
    assert sorted(names) == ["other.txt", "page.pdf"]


def test_its_text_without_a_name() -> None:
    assert farside("text", "-").stdout.strip() == FACT


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["text", "-", "--name", "../evil.txt"], "without folders"),
        (["text", "-", "--name", ""], "without folders"),
        (["read", "--name", "a.txt"], "write - for one of the paths"),
        (["find", "word", "-", "-"], "only one standard input"),
        (["extract", "-", "--columns", "name"], "save it as a file first"),
    ],
)
def test_what_cannot_be_is_said(words: list[str], message: str) -> None:
    done = farside(*words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert message in done.stderr


def test_nothing_on_standard_input_is_an_empty_file() -> None:
    done = farside("text", "-", given=b"")
    assert done.exit_code == 2
    assert "standard input: the file is empty" in done.stderr
