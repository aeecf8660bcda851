"""Puts problems to a model, as the product puts a question to a window."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from farside.engine.base import Engine
from farside.learn.problems import Problem, window_of
from farside.learn.proving.score import Reading
from farside.reading.careful.evidence import draft_or_none
from farside.reading.direct.look_adapted import ask_adapted
from farside.reading.findings import WindowDraft
from farside.reading.scan import visit_window
from farside.types import Notify, Progress, Window


def read_each(engine: Engine, problems: Sequence[Problem], notify: Notify) -> Iterator[Reading]:
    """A reading of each problem, in their order: by the engine's adapter where it has one, else by
    the gate and a draft, which may say that nothing is stated."""
    ask = ask_adapted if engine.adapter else _ask_unadapted
    for done, problem in enumerate(problems):
        notify(Progress("judge", done, len(problems), "problems", engine.model))
        started = time.perf_counter()
        draft, odds = ask(engine, window_of(problem), problem.question)
        taken = time.perf_counter() - started
        yield Reading(draft.text, tuple(at + 1 for at in draft.pointed), odds, taken)
    notify(Progress("judge", len(problems), len(problems), "problems", engine.model))


def _ask_unadapted(engine: Engine, window: Window, question: str) -> tuple[WindowDraft, float]:
    visit = visit_window(engine, window, question)
    return draft_or_none(engine, visit), visit.gate
