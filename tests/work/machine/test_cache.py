"""What is kept of what was read: counted once, told by document, removed where somebody says so;
and whether a kept state served again."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from farside.config import load
from farside.engine.base import Prefix, Reply
from farside.errors import DiskFull, NotFound
from farside.library import states
from farside.library.library import Library
from farside.types import Usage
from farside.work.machine import cache
from farside.work.machine.measure_programs import came_back, find_difference
from tests.work.engines.test_remembered import add


def state(home: Path, key: str, size: int, model: str = "qwen") -> str:
    whole = key * 64
    file = home / "kv" / model / f"{whole}-{'0' * 32}.kv"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"x" * size)
    return whole


@pytest.fixture
def kept(home: Path, tmp_path: Path) -> Path:
    """Two states of one.txt, of which two.txt shares one, and a state of nobody."""
    with closing(Library(load())) as library:
        one, two = (add(library, tmp_path, name) for name in ("one", "two"))
        shared = state(home, "b", 20)
        states.note_states(
            library, [(state(home, "a", 10), one), (shared, one), (shared, two), ("f" * 64, one)]
        )
    state(home, "c", 5, "other")
    return home


def test_a_shared_state_counts_for_each_document_and_once_on_disk(kept: Path) -> None:
    found = cache.look_at_cache(load())
    assert (found.states, found.bytes) == (3, 35)
    assert [(one.document, one.model, one.states, one.bytes) for one in found.sizes] == [
        ("one.txt", "qwen", 2, 30),
        ("two.txt", "qwen", 1, 20),
        ("", "other", 1, 5),
    ]
    assert found.budget > 0


def test_states_of_one_document_are_removed_and_then_all(kept: Path) -> None:
    assert cache.remove_states(load(), "one.txt") == 30
    assert [one.model for one in cache.look_at_cache(load()).sizes] == ["other"]
    assert cache.remove_states(load(), None) == 5
    assert cache.look_at_cache(load()).states == 0
    with pytest.raises(NotFound):
        cache.remove_states(load(), "three.txt")


def test_all_states_are_removed_on_a_disk_that_takes_no_byte(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is when people remove them: neither the library nor a lock can be written."""

    def full(*_: object) -> None:
        raise DiskFull("The disk is full")

    monkeypatch.setattr(cache, "Library", full)
    monkeypatch.setattr(cache, "KVStore", full)
    assert cache.remove_states(load(), None) == 35
    assert not list(kept.glob("kv/*/*.kv"))


def test_nothing_is_kept_at_first(home: Path) -> None:
    found = cache.look_at_cache(load())
    assert (found.sizes, found.states, found.bytes) == ((), 0, 0)


def reply(text: str = "a", cached: int = 8, prefix: Prefix | None = None) -> Reply:
    return Reply(text, "stop", Usage(10, cached, 1), prefix=prefix)


RESTORED = Prefix("k", "restored", 8, 0.1)


@pytest.mark.parametrize(
    ("again", "said"),
    [
        (reply(prefix=RESTORED), ""),
        (reply(), "did not come back from the disk (it was computed anew)"),
        (reply(prefix=Prefix("k", "computed", 8, 0.1)), "it was computed anew"),
        (reply(prefix=Prefix("k", "computed", 8, 0.1, "no room")), "(no room)"),
        (reply(cached=3, prefix=RESTORED), "of 8 kept tokens it used 3"),
        (reply("b", prefix=RESTORED), "it answers otherwise than without"),
    ],
)
def test_a_state_serves_if_it_comes_back_is_used_and_answers_the_same(
    again: Reply, said: str
) -> None:
    found = find_difference(reply(cached=0, prefix=Prefix("k", "computed", 8, 0.1)), again)
    assert said in found
    assert bool(said) == bool(found)
    assert came_back(again) == (again.prefix == RESTORED)
