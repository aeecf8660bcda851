"""The protocol of a reader: what a model is asked of windows, and what that gives to the questions.

Everything below it is the same for all readers: findings become an answer, sentences are held
against their evidence, citations are cut from documents, and the ledger has a line for every
window.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.reading.findings import Finding
from farside.reading.scan import Query, Read, read_window
from farside.reading.step_values import Pointed, WindowSeen
from farside.reading.steps import OnTokens, Steps
from farside.types import Calibration, Found, Notify, Usage, Window

OnBrought = Callable[[], None]
"""Called once the engine has a window, so that the next one's state can be read from disk
meanwhile."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round: its queries, the windows that were looked at, and what looking at each gave, in
    the same order. `usage` grows by what a reader asks after that, for each query's text."""

    engine: Engine
    known: Calibration
    notify: Notify
    steps: Steps
    queries: Sequence[Query]
    windows: Sequence[Window]
    seen: Sequence[WindowSeen]
    usage: dict[str, Usage] = field(default_factory=dict)

    def step(self, name: str) -> str:
        """The name of a kind of step of this round."""
        return step_name(name, self.queries[0].round)


def step_name(name: str, number: int) -> str:
    """A kind of step in round `number`. The first round's windows are what processes share."""
    return name if number == 1 else f"{name} {number}"


class Reader(Protocol):
    def look(
        self,
        engine: Engine,
        window: Window,
        questions: Sequence[str],
        on_tokens: OnTokens,
        on_brought: OnBrought,
    ) -> WindowSeen:
        """Ask one window all questions. Raises `EngineError` when the engine fails for good."""

    def find(self, round_: Round) -> list[Finding]:
        """Find what the windows say to the queries, once all windows were looked at."""


def tell_found(finding: Finding, notify: Notify) -> None:
    """A person sees what a finding stands on as soon as it is found."""
    sure = finding.visit.gate if finding.checked is None else finding.checked
    for piece in finding.evidence:
        label = piece.document.page_at(piece.span.start).label
        notify(Found(finding.visit.question, piece.document.name, label, piece.text, sure))


def look_by_questions(
    engine: Engine,
    window: Window,
    questions: Sequence[str],
    on_tokens: OnTokens,
    on_brought: OnBrought,
    ask: Callable[[Engine, str], tuple[float, Pointed | None]],
) -> WindowSeen:
    """Bring the window to the engine, and `ask` each question by a request of its own: its gate,
    and what the window says where that was asked for. Only the asking may show that a restored
    state was no good: then the window is computed."""
    metered = MeteredEngine(engine)
    # A server that keeps what it likes reads the window with the first question: reading it before
    # that would be billed twice.
    brought = read_window(metered, window, on_tokens) if engine.keeps else Read(0.0, None)
    prefix = brought.prefix
    on_brought()
    gates: list[float] = []
    seconds: list[float] = []
    usage: list[Usage] = []
    answers: list[Pointed] = []
    for question in questions:
        asked, started = MeteredEngine(engine), time.perf_counter()
        gate, answer = ask(asked, question)
        gates.append(gate)
        answers += [] if answer is None else [answer]
        usage.append(asked.usage)
        seconds.append(time.perf_counter() - started)
        prefix = asked.computed or prefix
    return WindowSeen(
        gates=tuple(gates),
        seconds=tuple(seconds),
        usage=tuple(usage),
        read=metered.usage,
        read_seconds=brought.seconds,
        key=prefix.key if prefix else "",
        origin=prefix.origin if prefix else "",
        problem=prefix.problem if prefix else "",
        answers=tuple(answers),
    )
