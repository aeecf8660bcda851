"""Reading ahead of any question: every window is prefilled once, and what the engine keeps of it is
there later."""

from __future__ import annotations

from dataclasses import astuple, dataclass
from functools import partial

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.reading import scan
from farside.reading.steps import PLAIN, Kept, OnTokens, Steps, step_through
from farside.types import Notify, Plan, Usage, Window


@dataclass(frozen=True, slots=True)
class ReadAhead:
    """What was read: windows, tokens as the engine reports them, and the seconds of all lives of
    the job together.

    `kept` are (key of a KV state, document id); `problems` say why a state could not be used or
    kept.
    """

    windows: int
    usage: Usage
    seconds: float
    kept: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


def read_windows_ahead(
    engine: Engine, plan: Plan, notify: Notify, steps: Steps = PLAIN
) -> ReadAhead:
    """Read every window of the plan. Raises `EngineError` when the engine fails for good."""
    seen = list(
        step_through(plan.windows, "window", partial(prefill_window, engine), notify, steps)
    )
    usage = sum((Usage(*one["usage"]) for one in seen), Usage())
    kept = tuple(
        (one["key"], document)
        for window, one in zip(plan.windows, seen, strict=True)
        for document in window.documents
        if one["key"]
    )
    problems = tuple(dict.fromkeys(one["problem"] for one in seen if one["problem"]))
    return ReadAhead(len(seen), usage, sum(one["seconds"] for one in seen), kept, problems)


def prefill_window(engine: Engine, window: Window, on_tokens: OnTokens) -> Kept:
    """The step of one window."""
    metered = MeteredEngine(engine)
    brought = scan.read_window(metered, window, on_tokens)
    prefix = brought.prefix
    return {
        "seconds": brought.seconds,
        "usage": list(astuple(metered.usage)),
        "key": prefix.key if prefix else "",
        "problem": prefix.problem if prefix else "",
    }
