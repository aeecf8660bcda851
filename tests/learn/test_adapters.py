"""Adapters that were trained: which is in force, and the way back."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine.adapters import PROMOTED, adapters_folder
from farside.errors import InputError, NotFound
from farside.learn.adapters import (
    LEARNED,
    check_name,
    find_trained,
    go_back,
    list_adapters,
    put_in_force,
    read_learned,
)

BASE = "ab" * 32


@pytest.fixture
def settings(home: Path) -> Settings:
    settings = Settings(home=home)
    for name in ("first", "second"):
        folder = adapters_folder(settings, BASE) / name
        folder.mkdir(parents=True)
        (folder / "adapter.gguf").write_text(name)
    return settings


def in_force(settings: Settings) -> str:
    file = adapters_folder(settings, BASE) / PROMOTED
    return file.read_text() if file.exists() else ""


def test_the_last_one_is_in_force_and_back_goes_step_by_step(settings: Settings) -> None:
    assert not any(one.in_force for one in list_adapters(settings, BASE))
    put_in_force(settings, BASE, "first")
    put_in_force(settings, BASE, "second")
    assert in_force(settings) == "second"
    assert [one.name for one in list_adapters(settings, BASE) if one.in_force] == ["second"]
    assert (go_back(settings, BASE), in_force(settings)) == ("first", "first")
    assert (go_back(settings, BASE), in_force(settings)) == ("", "")
    with pytest.raises(InputError, match="no way back"):
        go_back(settings, BASE)


def test_back_passes_over_what_was_removed(settings: Settings) -> None:
    for name in ("first", "second", "first"):
        put_in_force(settings, BASE, name)
    (adapters_folder(settings, BASE) / "second" / "adapter.gguf").unlink()
    assert (go_back(settings, BASE), in_force(settings)) == ("first", "first")


def test_an_unknown_name_tells_the_known_ones(settings: Settings) -> None:
    with pytest.raises(NotFound, match="there is first, second"):
        find_trained(settings, BASE, "third")


@pytest.mark.parametrize("name", ["", "..", "a/b", ".hidden", "a\\b", "x" * 99])
def test_a_name_is_no_path(name: str) -> None:
    with pytest.raises(InputError, match="plain name"):
        check_name(name)


def test_a_damaged_history_is_told(settings: Settings) -> None:
    put_in_force(settings, BASE, "first")
    (adapters_folder(settings, BASE) / "history.json").write_text("[")
    with pytest.raises(InputError, match="remove it"):
        list_adapters(settings, BASE)


def test_one_that_was_trained_anew_is_not_yet_in_force(settings: Settings) -> None:
    put_in_force(settings, BASE, "first")
    find_trained(settings, BASE, "first").path.write_text("anew")
    assert not find_trained(settings, BASE, "first").in_force
    assert in_force(settings) == "first"
    put_in_force(settings, BASE, "first")
    assert find_trained(settings, BASE, "first").in_force


@pytest.mark.parametrize("note", [None, "[", "3"])
def test_a_note_of_what_was_learned_that_is_lost_is_told(tmp_path: Path, note: str | None) -> None:
    if note is not None:
        (tmp_path / LEARNED).write_text(note)
    with pytest.raises(InputError, match="train it again"):
        read_learned(tmp_path)
