"""How fast an engine is on this machine: a few requests whose seconds tell what every other one will take."""

from __future__ import annotations

import random
import time

from farside.engine.base import Message, Reply, Request, Text
from farside.errors import EngineError
from farside.reading.cost import Profile, Run
from farside.types import Notify, Progress
from farside.work.profile import ObservedEngine

# Words of the prompts, about one token each; a longer one only where the time allows it.
_SIZES = (128, 384, 1024)
# Words after the longest prompt, which the engine still has: what a token costs after many others.
_APPENDED = 96
_REPLY_TOKENS = 16
_MOST_SECONDS = 55.0
# How much more than in proportion a longer prompt may take.
_GROWTH = 1.15
_WORDS = (
    "the harbour master wrote down every ship that came in before storm and what it had on board for sale when wind "
    "was from north while children of town stood at wall to see sails light house old men with nets cold water"
).split()


def measure(engine: ObservedEngine, notify: Notify) -> None:
    """Measure the engine anew, in less than a minute; what was known of it is forgotten.

    The words differ each time, so that no server has them in its cache. Raises `EngineError`.
    """
    notify(Progress("measure", 0, len(_SIZES) + 2, "runs", "starting"))
    _run(engine, "Hello.")  # loads the weights from the disk, which is no part of what is measured
    engine.profile = Profile(kv_bytes=engine.profile.kv_bytes)
    words, started = random.Random(time.time_ns()), time.perf_counter()
    for number, size in enumerate(_SIZES, 1):
        notify(Progress("measure", number, len(_SIZES) + 2, "runs", f"about {size:,} tokens"))
        begun, prompt = time.perf_counter(), _text(words, size)
        reply = _run(engine, prompt)
        took, left = time.perf_counter() - begun, _MOST_SECONDS - (time.perf_counter() - started)
        if size == _SIZES[-1] or took * _SIZES[number] / size * _GROWTH > left:
            break
    if reply.prompt_seconds:
        notify(Progress("measure", len(_SIZES) + 1, len(_SIZES) + 2, "runs", f"{_APPENDED} tokens more"))
        _run(engine, f"{prompt} {_text(words, _APPENDED)}")
    notify(Progress("measure", len(_SIZES) + 2, len(_SIZES) + 2, "runs"))


def _text(words: random.Random, size: int) -> str:
    return " ".join([str(words.randrange(1000)), *words.choices(_WORDS, k=size)])


def _run(engine: ObservedEngine, prompt: str) -> Reply:
    """One request. Where the engine does not report its seconds, they are taken by the clock, the network included."""
    request = Request((Message("user", f"{prompt}\nWrite a long story with these words."),), _REPLY_TOKENS)
    started = first = time.perf_counter()
    for event in engine.stream(request):
        if isinstance(event, Text) and first == started:
            first = time.perf_counter()
        if isinstance(event, Reply):
            if not event.prompt_seconds:
                engine.profile = engine.profile.observed(_by_clock(event, first - started, time.perf_counter() - first))
            return event
    raise EngineError(f"{engine.model} ended without a reply; run 'farside engine stop' and try again")


def _by_clock(reply: Reply, before: float, after: float) -> Run:
    return Run(reply.usage.prompt_tokens, reply.usage.cached_tokens, before, reply.usage.completion_tokens, after)
