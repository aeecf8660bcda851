"""`farside find`: any word, without a model."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from farside.cli import main
from farside.config import load
from farside.library.answers import keep_answer
from farside.library.library import Library
from tests.library.test_answers import ANSWER


def farside(*words: object) -> Result:
    return CliRunner().invoke(main.app, [str(word) for word in words])


@pytest.fixture
def folder(home: Path, tmp_path: Path) -> Path:
    """Two files, one of them in the library."""
    made = tmp_path / "files"
    made.mkdir()
    (made / "lease.txt").write_text("The tenant gives notice.\nThree months.\n", encoding="utf-8")
    (made / "zh.txt").write_text("承租人\x1b[31m应提前三个月通知。\n", encoding="utf-8")
    assert farside("add", made / "lease.txt", "--collection", "leases").exit_code == 0
    return made


def test_words_are_shown_where_they_stand(folder: Path) -> None:
    found = farside("find", "NOTICE tenant")
    assert found.exit_code == 0
    lines = found.stdout.splitlines()
    assert lines[0] == "lease.txt"
    assert lines[1].endswith(": The tenant gives notice. Three months.")
    assert lines[-1] == "1 document with NOTICE tenant"


def test_files_that_are_named_come_into_the_library_and_are_looked_through(folder: Path) -> None:
    assert farside("find", "提前").exit_code == 1
    found = farside("find", "提前", folder, "--json")
    assert found.exit_code == 0
    assert "\x1b" not in found.stdout
    shown = json.loads(found.stdout)
    (document,) = shown["documents"]
    (place,) = document["places"]
    ((start, end),) = place["marks"]
    assert (document["name"], place["snippet"][start:end]) == ("files/zh.txt", "提前")
    assert farside("find", "提前").exit_code == 0
    assert farside("find", "提前", "--collection", "leases").exit_code == 1
    assert farside("find", "tenant", folder / "zh.txt").exit_code == 1
    assert farside("find", "tenant", folder / "zh.txt", "--collection", "leases").exit_code == 0


def test_what_is_not_shown_is_counted(folder: Path) -> None:
    for number in range(4):
        (folder / f"{number}.txt").write_text(f"A walrus, {number}.\n" * (1 + 3000 * (number == 3)))
    found = farside("find", "walrus", folder, "--most", 2)
    assert "4 documents with walrus · the first 2 are shown, --most shows more" in found.stdout
    assert "  and about " in farside("find", "walrus").stdout


def test_an_answer_is_named_by_the_command_that_shows_it(home: Path) -> None:
    with closing(Library(load())) as library:
        kept = keep_answer(library, ANSWER)
    found = farside("find", ANSWER.question)
    assert f"farside ledger {kept.id}" in found.stdout
    assert "1 of what was asked, answered and noted" in found.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("find", "x", "nowhere"), "nowhere"),
        (("find", "x", "--collection", "none"), "'none'"),
        (("find", "x", "--most", "0"), "--most"),
    ],
)
def test_what_is_not_there_is_named(home: Path, words: tuple[str, ...], told: str) -> None:
    result = farside(*words)
    assert result.exit_code == 2
    assert told in result.stderr
    assert told != "nowhere" or len(result.stderr.splitlines()) <= 2


@pytest.mark.parametrize("words", ["", "*", '" OR (', "x\udcff"])
def test_signs_find_nothing_and_are_no_error(home: Path, words: str) -> None:
    result = farside("find", words)
    assert (result.exit_code, result.stderr) == (1, "")
