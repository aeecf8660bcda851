"""What a person sees of a scan: one cell for each window, coloured by its gate, and afterwards the
ledger of an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.style import Style
from rich.text import Text

from farside.types import Entry, Looked

if TYPE_CHECKING:
    from farside.work.machine.cache import Cache

LEDGER = [
    "round",
    "asked",
    "window",
    "where",
    "state",
    "gate",
    "score",
    "evidence",
    "seconds",
    "computed",
    "reused",
]
CACHE = ["document", "model", "windows", "MB"]
NO_ANSWER = "There is no answer yet; farside ask gives one"
_STATES = {"computed": "read now", "restored": "kept", "held": "kept", "": "read now"}
# Colours from hot to cold: how far a window's gate lies under the best one so far, in log-odds.
_STEPS = ((0.25, "bright_red"), (0.75, "dark_orange"), (1.5, "yellow3"), (3.0, "steel_blue"))
_COLD = "grey37"
_CELL, _EMPTY = "\u2588", "\u2591"
_WIDTH = 64


class ScanPicture:
    """All windows of a scan in one line (several for many): grey where it has not looked yet."""

    def __init__(self) -> None:
        self._gates: list[float] = []
        self._total = 0

    def add(self, event: Looked) -> None:
        """The next window was asked. The first one begins a new picture."""
        if event.number == 1:
            self._gates = []
        self._total = event.total
        self._gates.append(max(event.gates))

    def cells(self) -> Text:
        best = max(self._gates, default=0.0)
        text = Text()
        for at in range(self._total):
            if at and at % _WIDTH == 0:
                text.append("\n")
            if at < len(self._gates):
                text.append(_CELL, Style(color=_colour(best - self._gates[at])))
            else:
                text.append(_EMPTY, Style(dim=True))
        return text


def _colour(under: float) -> str:
    return next((colour for limit, colour in _STEPS if under <= limit), _COLD)


def ledger_rows(entries: Sequence[Entry]) -> list[tuple[str, ...]]:
    """The cells of `LEDGER`."""
    return [
        (
            str(one.round),
            one.asked,
            str(one.window + 1),
            f"{one.document} {one.start}-{one.end}",
            f"{_STATES[one.origin]}: {one.problem}" if one.problem else _STATES[one.origin],
            f"{one.gate:.2f}",
            _tell_score(one),
            " ".join(f"{start}-{end}" for start, end in one.evidence),
            f"{one.seconds:.2f}",
            f"{one.computed:,}",
            f"{one.reused:,}",
        )
        for one in entries
    ]


def _tell_score(entry: Entry) -> str:
    """The score of a window's finding, and whether the answer used it."""
    score = [] if entry.score is None else [f"{entry.score:.2f}"]
    return " ".join([*score, *(["used"] if entry.used else [])])


def cache_rows(kept: Cache) -> list[tuple[str, ...]]:
    """The cells of `CACHE`, and what all states take."""
    rows = [
        (one.document or "(none)", one.model, str(one.states), _mb(one.bytes)) for one in kept.sizes
    ]
    return [
        *rows,
        (f"all, of at most {_mb(kept.budget)} MB", "", str(kept.states), _mb(kept.bytes)),
    ]


def _mb(value: int) -> str:
    return f"{value / 1e6:,.1f}"
