"""The one slot of the local engine: bring the kept prefix of a prompt into it, the cheapest way
that there is.

What the slot holds is noted beside the engine, so that processes that take turns at it restore only
what another one has displaced. Everything here runs within the caller's turn.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from farside.engine.base import Prefilled, Prefix
from farside.engine.kvstore import NO_ROOM, NOT_KEPT, Damaged, KVStore
from farside.engine.llama_client import Gone, LlamaClient, Lost, Prompt
from farside.engine.machine import Room, Running
from farside.errors import EngineError


@dataclass(frozen=True, slots=True)
class Brought:
    """`prefix` and what it cost the engine: computed tokens and its own seconds."""

    prefix: Prefix
    computed: int = 0
    prompt_seconds: float = 0.0


class Slot:
    """`fingerprint` changes with anything that changes the numbers of a prefix, which no adapter
    does: together with the token ids it is the key of a state."""

    def __init__(
        self, room: Room, running: Running, client: LlamaClient, store: KVStore, fingerprint: str
    ) -> None:
        self._note = room.folder / "slot"
        self._pid = running.pid
        self._client = client
        self._store = store
        self._fingerprint = fingerprint

    def key(self, tokens: Sequence[int]) -> str:
        return hashlib.sha256(json.dumps([self._fingerprint, *tokens]).encode()).hexdigest()

    def forget(self) -> None:
        """Forget the prefix: another prompt takes the slot."""
        self._note.unlink(missing_ok=True)

    def bring(
        self, prompt: Prompt, *, to_keep: bool = False
    ) -> Generator[Prefilled, None, Brought]:
        """Have the prefix in the slot: it is there already, or restored, or computed and kept. With
        `to_keep` being in the slot is not enough: a state that is not on disk (any more) is written
        there."""
        tokens, started = prompt.tokens[: prompt.kept], time.perf_counter()
        key = self.key(tokens)
        if self._held() == key and (not to_keep or self._store.has(key)):
            return Brought(Prefix(key, "held", len(tokens), 0.0))
        self.forget()
        problem = ""
        try:
            if self._restore(key, len(tokens)):
                self._hold(key)
                return Brought(Prefix(key, "restored", len(tokens), time.perf_counter() - started))
        except Damaged as damage:
            problem = str(damage)
        return (yield from self._compute(key, tokens, problem, started))

    def repair(self, prompt: Prompt, problem: str) -> Generator[Prefilled, None, Brought]:
        """The engine did not use the prefix that it said it has: the state is no good, and is
        written anew."""
        tokens = prompt.tokens[: prompt.kept]
        key = self.key(tokens)
        self.forget()
        self._store.remove({key})
        return (yield from self._compute(key, tokens, problem, time.perf_counter()))

    def _compute(
        self, key: str, tokens: list[int], problem: str, started: float
    ) -> Generator[Prefilled, None, Brought]:
        timings: dict[str, Any] = {}
        body = {"prompt": tokens, "n_predict": 0, "cache_prompt": True, "return_progress": True}
        with closing(self._client.complete(body)) as events:
            for event in events:
                if "prompt_progress" in event:
                    yield Prefilled(
                        event["prompt_progress"]["processed"], event["prompt_progress"]["total"]
                    )
                timings = event.get("timings", timings)
        if timings.get("cache_n", 0) + timings.get("prompt_n", 0) != len(tokens):
            raise Lost(f"the engine read {timings} of a prefix of {len(tokens)} tokens")
        self._hold(key)
        problem = self._keep(key) or problem
        prefix = Prefix(key, "computed", len(tokens), time.perf_counter() - started, problem)
        return Brought(prefix, timings["prompt_n"], timings["prompt_ms"] / 1000)

    def _restore(self, key: str, count: int) -> bool:
        path = self._store.find(key)
        if path is None:
            return False
        try:
            restored = self._client.restore(path.name)
        except Gone:
            raise
        except Lost:
            # It may have died of this very state, which passed its checksum: reading anew is
            # cheaper than dying again.
            self._store.remove({key})
            raise
        except EngineError as error:
            self._store.remove({key})
            raise Damaged(
                f"the engine refused the kept state {path.name} ({error}); it is read again"
            ) from error
        if restored != count:
            self._store.remove({key})
            raise Damaged(
                f"the kept state {path.name} held {restored} of {count} tokens; it is read again"
            )
        return True

    def _keep(self, key: str) -> str:
        """Why the state could not be kept, or nothing. The answer does not depend on it, only the
        next question."""
        written = self._store.temporary()
        try:
            bytes_written = self._client.save(written.name)
            if written.stat().st_size != bytes_written:
                raise OSError(
                    f"{bytes_written:,} bytes were written and {written.stat().st_size:,} are there"
                )
            kept = self._store.keep(written, key)
        except Lost:
            raise
        except (EngineError, OSError) as error:
            return NOT_KEPT.format(error=error)
        finally:
            written.unlink(missing_ok=True)
        return "" if kept else NO_ROOM

    def _held(self) -> str:
        try:
            pid, key = self._note.read_text(encoding="ascii").split()
        except (FileNotFoundError, ValueError):
            return ""
        return key if pid == str(self._pid) else ""

    def _hold(self, key: str) -> None:
        self._note.write_text(f"{self._pid} {key}", encoding="ascii")
