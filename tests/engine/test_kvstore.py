"""Kept states: whole or not there, within a budget, never taken from a job that runs."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from farside.engine import kvstore
from farside.engine.kvstore import Damaged, KVStore, list_states

KEYS = [f"{number:064x}" for number in range(10)]


def keep(store: KVStore, key: str, data: bytes = b"x" * 100) -> bool:
    written = store.temporary()
    written.write_bytes(data)
    return store.keep(written, key)


def age(store: KVStore, key: str, seconds: float) -> None:
    path = store.find(key)
    assert path
    then = time.time() - seconds
    os.utime(path, (then, then))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KVStore]:
    store = KVStore(tmp_path, "model-f16", budget=300)
    yield store
    store.close()


def test_a_state_is_found_again_by_another_process(store: KVStore, tmp_path: Path) -> None:
    assert store.find(KEYS[0]) is None
    assert keep(store, KEYS[0], b"the state")
    other = KVStore(tmp_path, "model-f16", budget=300)
    found = other.find(KEYS[0])
    other.close()
    assert found
    assert found.read_bytes() == b"the state"
    assert KVStore(tmp_path, "model-q8_0").find(KEYS[0]) is None


@pytest.mark.parametrize("damage", [b"x" * 99, b"x" * 101, b"x" * 50 + b"y" + b"x" * 49, b""])
@pytest.mark.parametrize("ahead", [False, True])
def test_a_damaged_state_is_removed_and_said_so(store: KVStore, damage: bytes, ahead: bool) -> None:
    keep(store, KEYS[0])
    path = store.find(KEYS[0])
    assert path
    path.write_bytes(damage)
    if ahead:
        store.prepare(KEYS[0])
    with pytest.raises(Damaged, match="read again"):
        store.find(KEYS[0])
    assert store.find(KEYS[0]) is None


@pytest.mark.parametrize("ahead", [False, True])
def test_a_state_that_the_disk_does_not_give_back_is_a_damaged_one(
    store: KVStore, monkeypatch: pytest.MonkeyPatch, ahead: bool
) -> None:
    def unreadable(path: Path) -> str:
        raise OSError(errno.EIO, "Input/output error", str(path))

    keep(store, KEYS[0])
    monkeypatch.setattr(kvstore, "_checksum", unreadable)
    if ahead:
        store.prepare(KEYS[0])
    with pytest.raises(Damaged, match="Input/output error"):
        store.find(KEYS[0])
    assert not store.has(KEYS[0])


def test_a_check_ahead_is_forgotten_when_another_state_was_wanted(store: KVStore) -> None:
    keep(store, KEYS[0])
    keep(store, KEYS[1])
    path = store.find(KEYS[0])
    assert path
    store.prepare(KEYS[0])
    assert store.find(KEYS[1])
    path.write_bytes(b"other")
    with pytest.raises(Damaged):
        store.find(KEYS[0])


def test_a_key_has_one_state_however_often_it_is_computed(store: KVStore, tmp_path: Path) -> None:
    assert keep(store, KEYS[0], b"one")
    assert keep(store, KEYS[0], b"another")
    (state,) = list_states(tmp_path)
    assert state.path.read_bytes() == b"another"


def test_a_check_ahead_serves_one_use_only(store: KVStore) -> None:
    keep(store, KEYS[0])
    store.prepare(KEYS[0])
    path = store.find(KEYS[0])
    assert path
    path.write_bytes(b"other")
    with pytest.raises(Damaged):
        store.find(KEYS[0])


def test_the_least_recently_used_state_goes_first(tmp_path: Path) -> None:
    earlier = KVStore(tmp_path, "model-f16", budget=300)
    for number, key in enumerate(KEYS[:3]):
        keep(earlier, key)
        age(earlier, key, 100 - number)
    age(earlier, KEYS[0], 10)
    earlier.close()
    store = KVStore(tmp_path, "model-f16", budget=300)
    assert keep(store, KEYS[3])
    assert [key for key in KEYS[:4] if store.has(key)] == [KEYS[0], KEYS[2], KEYS[3]]
    store.close()


def test_states_of_a_running_job_are_never_evicted(store: KVStore, tmp_path: Path) -> None:
    for key in KEYS[:3]:
        assert keep(store, key)
    other = KVStore(tmp_path, "model-f16", budget=300)
    assert not keep(other, KEYS[3])
    assert sorted(state.key for state in list_states(tmp_path)) == KEYS[:3]
    other.close()
    store.close()
    time.sleep(0.01)
    later = KVStore(tmp_path, "model-f16", budget=300)
    assert keep(later, KEYS[3])
    later.close()


def test_a_job_does_not_evict_what_it_has_planned_with(tmp_path: Path) -> None:
    """Its first windows are read while the states of its later ones, from an earlier day, wait to
    be used."""
    earlier = KVStore(tmp_path, "model-f16", budget=300)
    for key in KEYS[:3]:
        keep(earlier, key)
        age(earlier, key, 100)
    earlier.close()
    store = KVStore(tmp_path, "model-f16", budget=300)
    assert [store.has(key) for key in KEYS[1:4]] == [True, True, False]
    assert keep(store, KEYS[3])
    assert not keep(store, KEYS[4])
    assert sorted(state.key for state in list_states(tmp_path)) == KEYS[1:4]
    store.close()


def test_nothing_is_evicted_for_a_state_that_cannot_fit(tmp_path: Path) -> None:
    earlier = KVStore(tmp_path, "model-f16", budget=300)
    keep(earlier, KEYS[0])
    age(earlier, KEYS[0], 100)
    earlier.close()
    store = KVStore(tmp_path, "model-f16", budget=300)
    assert not keep(store, KEYS[1], b"x" * 301)
    assert store.has(KEYS[0])
    store.close()


def test_half_written_files_are_no_states_and_are_swept(store: KVStore, tmp_path: Path) -> None:
    left = store.temporary()
    left.write_bytes(b"half")
    assert list(list_states(tmp_path)) == []
    assert left.exists()
    os.utime(left, (0, 0))
    assert list(list_states(tmp_path)) == []
    assert not left.exists()


def test_the_budget_is_a_quarter_of_the_free_disk_unless_set(tmp_path: Path) -> None:
    store = KVStore(tmp_path, "model-f16")
    assert 0 < store.budget() <= 50_000_000_000
    store.close()


def test_a_folder_that_is_named_like_a_state_is_none(store: KVStore) -> None:
    key = "a" * 64
    folder = store.folder / f"{key}-{'b' * 32}.kv"
    folder.mkdir()
    assert (store.has(key), store.find(key)) == (False, None)
    assert keep(store, key)
    assert store.find(key)
    assert store.remove({key}) == 100
    assert folder.is_dir()
