"""How fast an engine is on this machine: a few requests whose seconds predict every other one."""

from __future__ import annotations

import random
import time
from collections.abc import Set

from farside.engine.base import Message, Reply, Request, Text
from farside.errors import EngineError
from farside.reading.cost.predict import Profile, RequestCost
from farside.types import Notify, Progress
from farside.work.engines.observed import ObservedEngine

# Words of the prompts, about one token each; a longer one only where the time allows it.
_SIZES = (128, 384, 1024)
# Words after the longest prompt, which the engine still has: what a token costs after many others,
# and few of them.
_APPENDED = (96, 16)
_REPLY_TOKENS = 16
_MOST_SECONDS = 55.0
# A longer prompt may take this many times what its length predicts.
_GROWTH = 1.15
_ASKED = "\nWrite a long story with these words."
_WORDS = (
    "the harbour master wrote down every ship that came in before storm and what it had on board "
    "for sale when wind was from north while children of town stood at wall to see sails light "
    "house old men with nets cold water"
).split()


def measure_engine(engine: ObservedEngine, notify: Notify) -> Set[str]:
    """Measure the engine anew, in less than a minute; what was known of it is forgotten.

    The words differ each time, so that no server has them in its cache. Return the keys of the KV
    states that the engine kept of them: nobody will ask for these again. Raises `EngineError`.
    """
    _tell(notify, 0, "starting")
    _run(engine, "Hello.")  # loads the weights from the disk, which is no part of what is measured
    engine.profile = Profile(kv_bytes=engine.profile.kv_bytes, forms=engine.profile.forms)
    words, started = random.Random(time.time_ns()), time.perf_counter()
    kept: list[str] = []
    for number, size in enumerate(_SIZES, 1):
        _tell(notify, number, f"about {size:,} tokens")
        begun, prompt = time.perf_counter(), _text(words, size)
        reply = _run(engine, prompt, keep=size < _SIZES[-1])
        kept += [prompt] if reply.prefix else []
        took, left = time.perf_counter() - begun, _MOST_SECONDS - (time.perf_counter() - started)
        if size == _SIZES[-1] or took * _SIZES[number] / size * _GROWTH > left:
            break
    if reply.prompt_seconds:
        _tell(notify, len(_SIZES) + 1, "some tokens more")
        for size in _APPENDED:
            _run(engine, f"{prompt} {_text(words, size)}")
    restored = [_run(engine, prompt, keep=True, most=0) for prompt in kept]
    _tell(notify, len(_SIZES) + 2, "")
    return {reply.prefix.key for reply in restored if reply.prefix}


def _tell(notify: Notify, done: int, detail: str) -> None:
    notify(Progress("measure", done, len(_SIZES) + 2, "runs", detail))


def _text(words: random.Random, size: int) -> str:
    return " ".join([str(words.randrange(1000)), *words.choices(_WORDS, k=size)])


def _run(
    engine: ObservedEngine, prompt: str, keep: bool = False, most: int = _REPLY_TOKENS
) -> Reply:
    """One request. Where the engine does not report its seconds, they are taken by the clock, the
    network included."""
    message = Message("user", prompt + _ASKED, kept=len(prompt) if keep else 0)
    started = first = time.perf_counter()
    for event in engine.stream(Request((message,), most)):
        if isinstance(event, Text) and first == started:
            first = time.perf_counter()
        if isinstance(event, Reply):
            if most and not event.prompt_seconds:
                engine.profile = engine.profile.observed(
                    _by_clock(event, first - started, time.perf_counter() - first)
                )
            return event
    raise EngineError(
        f"{engine.model} ended without a reply; run 'farside engine stop' and try again"
    )


def _by_clock(reply: Reply, before: float, after: float) -> RequestCost:
    # The first token of the reply is written when the prompt is done.
    replied = max(0, reply.usage.completion_tokens - 1)
    return RequestCost(reply.usage.prompt_tokens, reply.usage.cached_tokens, before, replied, after)
