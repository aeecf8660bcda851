"""A folder in the place of a file of Farside's: passed over where the file can be made anew without
it, else named with what to do."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from farside.access.users import Users
from farside.cli import main
from farside.config import load
from farside.engine.checksums import _notes
from farside.errors import LibraryUnusable
from farside.library.library import Library
from farside.work.engines.observed import _read
from tests.script import finds

REMEDY = "a folder is in the place of this file of Farside's: move it away and try again"
FACT = "Ilse Brandt kept the mill."


def farside(*words: object) -> Result:
    return CliRunner().invoke(main.app, [str(word) for word in words])


def put_folder(file: Path) -> Path:
    file.unlink()
    file.mkdir()
    return file


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(f"A town.\n{FACT}\nIt rained.\n", encoding="utf-8")
    return file


def test_a_question_is_answered_beside_a_kept_state_that_is_a_folder(
    home: Path, story: Path, tmp_path: Path
) -> None:
    model = finds(tmp_path, "story.txt, lines 1-3", FACT)
    assert farside("ask", "Who kept the mill?", story, "--model", model).exit_code == 0
    folders = [put_folder(state) for state in (home / "kv").glob("*/*.kv")]
    assert folders
    result = farside("ask", "Who had the mill?", story, "--model", model, "--json", "--ledger")
    assert result.exit_code == 0, result.output
    told = {one["problem"] for one in json.loads(result.stdout)["ledger"]}
    problems = {
        f"what was read could not be kept on the disk: [Errno 21] {REMEDY}: '{one}'"
        for one in folders
    }
    assert told
    assert told <= problems  # one is the state of our own words, which no window of the ledger is
    assert not list((home / "kv").glob("*/*.new"))


@pytest.mark.parametrize("kind", ["blobs", "texts"])
def test_a_file_of_the_library_that_is_a_folder_is_named(
    home: Path, story: Path, kind: str
) -> None:
    assert farside("add", story, "--collection", "town").exit_code == 0
    (file,) = (home / kind).glob("??/*")
    put_folder(file)
    result = farside("add", story, "--collection", "town")
    assert (result.exit_code, result.stdout) == (LibraryUnusable.exit_code, "")
    assert result.stderr.splitlines()[-1] == f"farside: {file}: {REMEDY}"
    os.utime(file, (0, 0))
    assert farside("documents", "remove", "story.txt").exit_code == 0
    assert farside("documents").exit_code == 0, "nor does it stop what sweeps"
    assert file.is_dir()


def test_a_mark_of_users_that_is_a_folder_opens_nothing_and_is_named(home: Path) -> None:
    (home / "access").mkdir(parents=True)
    with closing(Users(load())) as users:
        assert users.closed()
    result = farside("user", "reopen")
    assert result.exit_code == LibraryUnusable.exit_code
    assert result.stderr == f"farside: {home / 'access'}: {REMEDY}\n"


@pytest.mark.parametrize("read", [_read, _notes])
def test_notes_that_are_a_folder_are_no_notes(
    tmp_path: Path, read: Callable[[Path], object]
) -> None:
    assert read(tmp_path) == {}


def test_a_library_opens_where_a_folder_lies_among_its_files(home: Path) -> None:
    stray = home / "blobs" / "ab" / "abc"
    stray.mkdir(parents=True)
    os.utime(stray, (0, 0))
    with closing(Library(load())) as library:
        assert library.documents() == ()
