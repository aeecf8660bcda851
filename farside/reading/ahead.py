"""Reading ahead of any question: every window is prefilled once, and what the engine keeps of it is there later."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.reading import scan
from farside.reading.steps import PLAIN, Kept, Steps
from farside.types import Notify, Plan, Progress, Usage, Window


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """What was read: windows, tokens as the engine reports them, and seconds, those of every life of the job.

    `kept` are (key of a KV state, document id); `problems` say why a state could not be used or kept.
    """

    windows: int
    usage: Usage
    seconds: float
    kept: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


def read(engine: Engine, plan: Plan, notify: Notify, steps: Steps = PLAIN) -> ReadAhead:
    """Read every window of the plan. Raises `EngineError` when the engine fails for good."""
    total, done = sum(window.tokens for window in plan.windows), 0
    seen: list[Kept] = []

    def progress(tokens: int) -> None:
        number = min(len(seen) + 1, len(plan.windows))
        notify(Progress("read", done + tokens, total, "tokens", f"window {number} of {len(plan.windows)}"))

    def work(window: Window) -> Kept:
        return prefill(engine, window, lambda tokens: progress(min(tokens, window.tokens)))

    progress(0)
    for window, one in zip(plan.windows, steps.each("window", plan.windows, work), strict=True):
        seen.append(one)
        done += window.tokens
        progress(0)
    usage = sum((Usage(*one["usage"]) for one in seen), Usage())
    kept = tuple(
        (one["key"], document)
        for window, one in zip(plan.windows, seen, strict=True)
        for document in window.documents
        if one["key"]
    )
    problems = tuple(dict.fromkeys(one["problem"] for one in seen if one["problem"]))
    return ReadAhead(len(seen), usage, sum(one["seconds"] for one in seen), kept, problems)


def prefill(engine: Engine, window: Window, on_tokens: Callable[[int], None]) -> Kept:
    """The step of one window."""
    metered = MeteredEngine(engine)
    brought = scan.read(metered, window, on_tokens)
    prefix = brought.prefix
    return {
        "seconds": brought.seconds,
        "usage": list(astuple(metered.usage)),
        "key": prefix.key if prefix else "",
        "problem": prefix.problem if prefix else "",
    }
