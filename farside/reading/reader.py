"""The protocol of a reader: what a model is asked of windows, and what that gives to the questions.

Everything below it is the same for all readers: findings become an answer, sentences are held
against their evidence, citations are cut from documents, and the ledger has a line for every
window.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from farside.engine.base import Engine
from farside.reading.findings import Finding
from farside.reading.scan import Query
from farside.reading.step_values import WindowSeen
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
