"""Runs on disk: nothing that was finished is lost, whatever ends the process, and nobody else
writes meanwhile."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError, NotFound
from farside.lab import rows, store
from farside.lab.base import Given, LabCell
from farside.lab.rows import RunRow
from farside.lab.store import Book

SETTINGS: dict[str, Any] = {
    "id": "niah-1",
    "task": "niah",
    "model": "m",
    "lengths": [1000],
    "created": "today",
}


def row(depth: float = 0, finish: rows.Finish = "stop", text: str = "The cellar.") -> RunRow:
    cell = LabCell("niah", "literal", "en", 1000, depth)
    if finish in ("error", "truncated"):
        return RunRow(
            cell,
            "scan",
            "m",
            "Where?",
            {},
            Given("", False),
            finish,
            None,
            "error",
            error="it died",
        )
    return RunRow(
        cell, "scan", "m", "Where?", {"answers": ["cellar"]}, Given(text), finish, 100.0, "right"
    )


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return store.file_of(tmp_path, "niah-1")


def written(file: Path, *known: RunRow) -> Path:
    with Book(file, SETTINGS) as book:
        for one in known:
            book.add(one)
    return file


def test_what_was_added_is_read_back_with_its_configuration_first(file: Path) -> None:
    written(file, row(0), row(50, text="地窖里。"))
    run = rows.read_run(file)
    assert run.settings == SETTINGS
    assert run.rows == (row(0), row(50, text="地窖里。"))
    assert "地窖里。" in file.read_text(encoding="utf-8")


def test_what_another_process_grew_meanwhile_stays(file: Path) -> None:
    cells = {
        "kinds": ["literal"],
        "languages": ["en"],
        "depths": [0],
        "repeats": 1,
        "strategies": ["scan"],
    }
    begun = {**SETTINGS, **cells, "picture": "classic"}
    for more in (
        {},
        {"lengths": [1000, 4000]},
        {"lengths": [1000, 2000], "strategies": ["full"]},
        {},
    ):
        with Book(file, {**begun, **more}):
            pass
    settings = rows.read_run(file).settings
    assert (settings["lengths"], settings["strategies"]) == ([1000, 2000, 4000], ["scan", "full"])


def test_a_line_is_on_the_disk_before_the_next_cell_begins(file: Path) -> None:
    with Book(file, SETTINGS) as book:
        assert rows.read_run(file).rows == ()
        book.add(row(0))
        assert rows.read_run(file).rows == (row(0),)


def test_a_known_run_is_gone_on_with(file: Path) -> None:
    written(file, row(0), row(50, "error"), row(75, "truncated"))
    with Book(file, {**SETTINGS, "created": "tomorrow"}) as book:
        assert book.done == {row(0).key}
        assert book.failed == {row(50).key, row(75).key}
    assert rows.read_run(file).settings["created"] == "today"


@given(cut=st.integers(1, 400))
def test_half_a_line_of_a_killed_process_is_cut_off(
    cut: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = written(store.file_of(tmp_path_factory.mktemp("home"), "niah-1"), row(0), row(50))
    whole = file.read_bytes()
    last = len(whole.splitlines(keepends=True)[-1])
    file.write_bytes(whole[: -min(cut, last)])
    written(file, row(100))
    kept = rows.read_run(file)
    # A last line that lacks no more than its end is whole.
    assert kept.rows == ((row(0), row(50), row(100)) if cut == 1 else (row(0), row(100)))
    assert not kept.cut


def test_other_damage_is_told_and_nothing_is_touched(file: Path) -> None:
    written(file, row(0), row(50))
    damaged = file.read_text().replace('{"cell"', '{"cel', 1)
    file.write_text(damaged)
    with pytest.raises(InputError, match="line 2"):
        written(file, row(100))
    assert file.read_text() == damaged
    file.write_text(damaged.replace('{"cel', '{"cell"', 1))
    written(file, row(100))  # the lock was let go of


def test_a_cell_that_was_run_again_has_one_line(file: Path) -> None:
    written(file, row(0, "error"), row(50))
    written(file, row(0))
    lines = file.read_text().splitlines()
    assert len(lines) == 3
    assert rows.read_run(file).rows == (row(0), row(50))
    assert rows.read_run(file).replaced == 0


def test_two_processes_do_not_write_one_run(file: Path) -> None:
    with (
        Book(file, SETTINGS),
        pytest.raises(InputError, match="another process"),
        Book(file, SETTINGS),
    ):
        pass
    written(file, row(0))


def test_half_a_character_is_kept(file: Path) -> None:
    odd = replace(row(0), given=Given("\ud83d cellar"))
    assert rows.read_run(written(file, odd)).rows == (odd,)


def test_the_id_follows_from_what_could_change_a_cell() -> None:
    same = {**SETTINGS, "id": "other", "created": "tomorrow", "machine": "another"}
    assert store.make_run_id(same) == store.make_run_id(SETTINGS)
    assert store.make_run_id({**SETTINGS, "lengths": [2000]}) != store.make_run_id(SETTINGS)
    assert store.make_run_id(dict(reversed(SETTINGS.items()))) == store.make_run_id(SETTINGS)
    assert store.make_run_id(SETTINGS).startswith("niah-")


def test_a_run_is_found_by_its_id_its_beginning_or_its_path(tmp_path: Path, file: Path) -> None:
    written(file)
    other = store.file_of(tmp_path, "niah-12")
    other.write_text(json.dumps({"run": SETTINGS}) + "\n")
    assert store.find_run_file(tmp_path, "niah-1") == file
    assert store.find_run_file(tmp_path, "niah-12") == other
    assert store.find_run_file(tmp_path / "elsewhere", str(other)) == other
    with pytest.raises(InputError, match="niah-12"):
        store.find_run_file(tmp_path, "nia")
    with pytest.raises(NotFound, match="farside eval runs"):
        store.find_run_file(tmp_path, "mrcr")
    with pytest.raises(NotFound):
        store.find_run_file(tmp_path, "")
