"""What happens inside of a run, as the plain events that its stream carries."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from itertools import accumulate
from typing import Any

from farside.reading.cost.plan import looked_at
from farside.types import (
    AnswerText,
    Event,
    Found,
    Looked,
    Plan,
    Planned,
    Progress,
    Rewritten,
    Understood,
    Window,
)

Emit = Callable[[dict[str, Any]], None]

# Progress is told at most this often.
_SECONDS = 0.25
# Nobody can tell how long a stage takes before it has lasted this long.
_KNOWN_SECONDS = 2.0


class Teller:
    """A `Notify` that emits plain events."""

    def __init__(
        self, emit: Emit, questions: Sequence[str], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._emit = emit
        self._questions = questions
        self._clock = clock
        self._looked_at: Sequence[Window] = ()
        self._ends: list[int] = []
        self._documents: dict[str, str] = {}
        self._read = 0
        self._round = 0
        self._stage = ""
        self._since = self._start = self._last = 0.0
        self._closing: float | None = None
        self._closes = 0.0

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress):
            self._progress(event)
        elif isinstance(event, Planned):
            self._planned(event)
        elif isinstance(event, Looked):
            self._looked(event)
        elif isinstance(event, Found):
            self._emit(
                {
                    "type": "found",
                    "document_id": self._documents.get(event.document),
                    **asdict(event),
                }
            )
        elif isinstance(event, Understood):
            self._emit({"type": "understood", **asdict(event)})
        elif isinstance(event, Rewritten):
            self._emit({"type": "rewritten", "question": event.standalone, "asked": event.original})
            self._questions = (event.standalone,)
        elif isinstance(event, AnswerText):
            self._emit({"type": "text", "text": event.text})

    def _planned(self, event: Planned) -> None:
        made = event.plan
        self._looked_at = looked_at(made, self._questions) if self._questions else made.windows
        self._ends = list(accumulate(window.tokens for window in self._looked_at))
        self._documents = {document.name: document.id for document in made.documents}
        self._read = self._round = 0
        self._closing = made.cost.closing if self._questions else None
        self._closes = 0.0
        self._emit(
            {
                "type": "planned",
                **plan_values(made),
                "looked_at": [window.index for window in self._looked_at],
                "skipped": [asdict(one) for one in event.skipped],
                "hint": event.hint,
            }
        )

    def _looked(self, event: Looked) -> None:
        self._round += event.number == 1
        window = self._looked_at[event.number - 1].index
        self._emit({"type": "looked", "window": window, "round": self._round, **asdict(event)})

    def _progress(self, event: Progress) -> None:
        if event.stage == "read":
            self._windows_read(event.done)
        now = self._clock()
        if event.stage != self._stage:
            self._stage, self._since, self._start = event.stage, now, event.done
        elif now - self._last < _SECONDS and event.done < event.total:
            return
        self._last = now
        told = now - self._since
        rate = (
            (event.done - self._start) / told
            if told >= _KNOWN_SECONDS and event.done > self._start
            else None
        )
        left = (event.total - event.done) / rate if rate and event.total else event.seconds_left
        left = self._to_the_answer(event, left, now)
        self._emit(
            {
                "type": "progress",
                **asdict(event),
                "rate": None if rate is None else round(rate, 2),
                "seconds_left": None if left is None else round(left, 1),
            }
        )

    def _to_the_answer(self, event: Progress, left: float | None, now: float) -> float | None:
        """The seconds left until the answer is there, where a question is put to windows: those of
        the stage, and what follows it as predicted; None once that has taken longer."""
        if self._closing is None or event.unit == "documents":
            return left
        if event.stage == "read":
            self._closes = now + (left or 0.0) + self._closing
            return None if left is None else left + self._closing
        return self._closes - now if self._closes > now else None

    def _windows_read(self, tokens: float) -> None:
        """The windows that are whole by now, each told once: later rounds begin at the start
        again."""
        while self._read < len(self._ends) and tokens >= self._ends[self._read]:
            self._emit({"type": "read", "window": self._looked_at[self._read].index})
            self._read += 1


def plan_values(made: Plan) -> dict[str, Any]:
    """A plan as plain values; `windows` has a row (document id, start, end, characters, index of
    the window) for each part of a window."""
    parts = [(window, part) for window in made.windows for part in window.parts]
    windows = {document.id: 0 for document in made.documents}
    for _, part in parts:
        windows[part.document.id] += 1
    return {
        "strategy": made.strategy,
        "tokens": made.tokens,
        "seconds": made.seconds or None,
        "bytes": made.cost.bytes,
        "documents": [
            {"id": one.id, "name": one.name, "pages": len(one.pages), "windows": windows[one.id]}
            for one in made.documents
        ],
        "windows": [
            [part.document.id, part.span.start, part.span.end, len(part.span), window.index]
            for window, part in parts
        ],
    }
