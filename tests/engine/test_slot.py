"""What the slot does to have a prefix there, with an engine that only counts: held, restored,
computed, repaired."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from farside.engine.base import Prefilled, Prefix
from farside.engine.kvstore import KVStore
from farside.engine.llama_client import LlamaClient, Lost, Prompt
from farside.engine.machine import Room, Running
from farside.engine.slot import Brought, Slot
from farside.errors import EngineError

FOX, HEN = Prompt([1, 2, 3, 4, 5], 4), Prompt([1, 2, 9, 9, 5], 4)


class Counting:
    """A server whose state files hold the tokens of the slot."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._slot: list[int] = []
        self.computed: list[int] = []
        self.full = self.fragile = False

    def complete(self, body: Mapping[str, Any]) -> Generator[dict[str, Any]]:
        tokens = body["prompt"]
        same = next(
            (n for n, (one, two) in enumerate(zip(self._slot, tokens, strict=False)) if one != two),
            None,
        )
        cached = min(len(tokens) - 1, len(self._slot) if same is None else same)
        self._slot = list(tokens)
        self.computed.append(len(tokens) - cached)
        yield {"prompt_progress": {"processed": len(tokens), "total": len(tokens)}}
        yield {"timings": {"cache_n": cached, "prompt_n": len(tokens) - cached, "prompt_ms": 1.0}}

    def save(self, file: str) -> int:
        if self.full:
            raise EngineError("no space left on device")
        (self._folder / file).write_bytes(bytes(self._slot))
        return len(self._slot)

    def restore(self, file: str) -> int:
        if self.fragile:
            raise Lost("the engine stopped answering")
        self._slot = list((self._folder / file).read_bytes())
        return len(self._slot)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[KVStore]:
    store = KVStore(tmp_path / "kv", "tiny-f16")
    yield store
    store.close()


@pytest.fixture
def server(store: KVStore) -> Counting:
    return Counting(store.folder)


def slot_of(server: Counting, store: KVStore, folder: Path, pid: int = 7) -> Slot:
    running = Running(pid, 0.0, "http://127.0.0.1:1", "", "tiny", "job")
    return Slot(Room(folder), running, cast(LlamaClient, server), store, "fingerprint")


def ended(work: Generator[Prefilled, None, Brought]) -> Brought:
    while True:
        try:
            next(work)
        except StopIteration as end:
            brought: Brought = end.value
            return brought


def bring(slot: Slot, prompt: Prompt, *, to_keep: bool = False) -> Prefix:
    return ended(slot.bring(prompt, to_keep=to_keep)).prefix


def test_a_prefix_is_computed_once(server: Counting, store: KVStore, tmp_path: Path) -> None:
    slot = slot_of(server, store, tmp_path)
    origins = [bring(slot, prompt).origin for prompt in (FOX, FOX, HEN, FOX)]
    assert origins == ["computed", "held", "computed", "restored"]
    assert server.computed == [4, 2]


def test_what_another_life_of_the_engine_held_is_not_believed(
    server: Counting, store: KVStore, tmp_path: Path
) -> None:
    bring(slot_of(server, store, tmp_path), FOX)
    assert bring(slot_of(server, store, tmp_path, pid=8), FOX).origin == "restored"


def test_a_prefix_that_is_only_in_the_slot_is_kept_when_it_is_read(
    server: Counting, store: KVStore, tmp_path: Path
) -> None:
    """The disk was full, or the states were cleared: otherwise it would be computed again after the
    engine's end."""
    slot = slot_of(server, store, tmp_path)
    server.full = True
    assert "could not be kept" in bring(slot, FOX).problem
    server.full = False
    assert bring(slot, FOX).origin == "held"
    assert not store.has(slot.key(FOX.tokens[:4]))
    assert not bring(slot, FOX, to_keep=True).problem
    assert store.has(slot.key(FOX.tokens[:4]))
    assert server.computed == [4, 1]
    assert bring(slot, FOX, to_keep=True).origin == "held"


def test_a_state_of_other_tokens_is_made_anew(
    server: Counting, store: KVStore, tmp_path: Path
) -> None:
    slot = slot_of(server, store, tmp_path)
    bring(slot, FOX)
    brought = ended(slot.repair(FOX, "the engine used 0 of 4 kept tokens"))
    assert (brought.prefix.origin, brought.prefix.problem) == (
        "computed",
        "the engine used 0 of 4 kept tokens",
    )
    bring(slot, HEN)
    assert bring(slot, FOX).origin == "restored"


def test_a_state_with_too_few_tokens_is_made_anew_and_said_so(
    server: Counting, store: KVStore, tmp_path: Path
) -> None:
    slot = slot_of(server, store, tmp_path)
    written = store.temporary()
    written.write_bytes(bytes([1, 2]))
    store.keep(written, slot.key(FOX.tokens[:4]))
    prefix = bring(slot, FOX)
    assert prefix.origin == "computed"
    assert "held 2 of 4 tokens" in prefix.problem
    bring(slot, HEN)
    assert bring(slot, FOX).origin == "restored"


def test_a_state_that_an_engine_dies_of_is_not_tried_again(
    server: Counting, store: KVStore, tmp_path: Path
) -> None:
    slot = slot_of(server, store, tmp_path)
    bring(slot, FOX)
    bring(slot, HEN)
    server.fragile = True
    with pytest.raises(Lost):
        bring(slot, FOX)
    assert bring(slot_of(server, store, tmp_path, pid=8), FOX).origin == "computed"
