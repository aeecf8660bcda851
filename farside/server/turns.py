"""Whose turn it is at the engine: what people wait for goes first, and people take turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# The less, the more urgent. What nobody waits for gives way to everything else.
ASKED, WORK, IDLE = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Place:
    """A run that waits. `order` counts up in the order of coming."""

    run: str
    person: str
    urgency: int
    order: int


def order(waiting: Sequence[Place], served: Mapping[str, int]) -> list[Place]:
    """The order in which they would be begun if nothing else came. `served` counts up with every run that was begun:
    who was served longest ago is next among equally urgent ones."""
    left, last = list(waiting), dict(served)
    turn = max(last.values(), default=0)
    found: list[Place] = []
    while left:
        best = first(left, last)
        turn += 1
        last[best.person] = turn
        left.remove(best)
        found.append(best)
    return found


def first(waiting: Sequence[Place], served: Mapping[str, int]) -> Place:
    """Which of these is begun next."""
    return min(waiting, key=lambda place: (place.urgency, served.get(place.person, 0), place.order))


class Order:
    """The places in a queue, found once for as long as nothing changes: every list of runs shows them."""

    def __init__(self) -> None:
        self._known: tuple[list[Place], dict[str, int]] = [], {}

    def positions(self, waiting: list[Place], served: Mapping[str, int]) -> dict[str, int]:
        """The place of each run, from 1."""
        if self._known[0] != waiting:
            self._known = waiting, {place.run: number for number, place in enumerate(order(waiting, served), 1)}
        return self._known[1]


def urgency(kind: str, automatic: bool) -> int:
    """How urgent a run is."""
    if automatic or kind == "eval":
        return IDLE
    return ASKED if kind in ("ask", "complete", "count") else WORK
