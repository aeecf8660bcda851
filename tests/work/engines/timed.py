"""A scripted engine that says it took the seconds of known laws, and its profile."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace

from farside.engine.base import Prefilled, Reply, Request, Text
from farside.engine.kvstore import KVStore
from farside.engine.scripted import ScriptedEngine
from farside.reading.cost.predict import (
    Law,
    Profile,
    RequestCost,
    decode_seconds,
    prefill_seconds,
    restore_seconds,
)

PREFILL = Law(8.4e-3, 1.46e-6)
DECODE = Law(60e-3, 1e-5)
RESTORE = Law(2e-3, 1 / 4e9)
KV_BYTES = 12_288.0


class TimedEngine(ScriptedEngine):
    """Writes on for as long as it may. `reports` is false for an engine that says nothing about
    seconds."""

    def __init__(self, reports: bool = True, store: KVStore | None = None) -> None:
        super().__init__(lambda _: "word " * 200, store=store)
        self.requests: list[Request] = []
        self._reports = reports

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        self.requests.append(request)
        for event in super().stream(request):
            yield _timed(event) if isinstance(event, Reply) and self._reports else event


def _timed(reply: Reply) -> Reply:
    used, prefix = reply.usage, reply.prefix
    if prefix and prefix.origin == "restored":
        prefix = replace(prefix, seconds=restore_seconds(RESTORE, prefix.tokens * KV_BYTES))
    return replace(
        reply,
        prefix=prefix,
        prompt_seconds=prefill_seconds(
            PREFILL, used.prompt_tokens - used.cached_tokens, used.cached_tokens
        ),
        decode_seconds=decode_seconds(DECODE, used.completion_tokens, used.prompt_tokens),
    )


def profile(kv_bytes: float = KV_BYTES) -> Profile:
    """What is known of such an engine after a few runs."""
    known = Profile(kv_bytes=kv_bytes)
    for prompt in (100, 1000, 3000):
        prefill, decode = prefill_seconds(PREFILL, prompt), decode_seconds(DECODE, 50, prompt)
        known = known.observed(RequestCost(prompt, 0, prefill, 50, decode))
    return known
