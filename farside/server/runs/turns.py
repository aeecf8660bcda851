"""Whose turn it is at the engine: what people wait for goes first, and people take turns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# The smaller, the more urgent. What nobody waits for gives way to everything else.
ASKED, WORK, IDLE = 0, 1, 2
# Longer than most questions take, so that few are set back.
_TURN_SECONDS = 20.0
# These would begin anew, and what a reply told is not told again.
_IN_ONE_GO = ("complete", "count")


@dataclass(frozen=True, slots=True)
class WaitingRun:
    """A run that waits. `order` counts up in the order of coming."""

    run: str
    person: str
    urgency: int
    order: int


@dataclass(frozen=True, slots=True)
class Going:
    """A run that is computed: for how many `seconds` by now, and how often it was `set_back`
    before."""

    place: WaitingRun
    seconds: float
    set_back: int
    keeps: bool
    """Whether it goes on later with what it had, and has told nobody anything that it would tell
    again.
    """


@dataclass(frozen=True, slots=True)
class TurnChange:
    """The run that gives the engine up, and in how many seconds."""

    run: str
    seconds: float


class Shares:
    """How many seconds of the engine everybody had: the person who had least is next, and among
    equals the one who was served longest ago.

    A newcomer counts as having had as much as the person who was begun last (start-time fair
    queuing): nobody saves up by staying away.
    """

    def __init__(self) -> None:
        self._had: dict[str, float] = {}
        self._served: dict[str, int] = {}
        self._level = 0.0

    def standing(self, person: str) -> tuple[float, int]:
        """The smaller it is, the sooner it is this person's turn."""
        return max(self._level, self._had.get(person, 0.0)), self._served.get(person, 0)

    def begin(self, person: str) -> None:
        self._level, _ = self.standing(person)
        self._had[person] = self._level
        self._served[person] = max(self._served.values(), default=0) + 1

    def end(self, person: str, seconds: float) -> None:
        """Count the `seconds` that a run of this person had the engine while others waited for it;
        the run has given it up."""
        self._had[person] = self._had.get(person, 0.0) + seconds

    def copy(self) -> Shares:
        other = Shares()
        other._had, other._served, other._level = dict(self._had), dict(self._served), self._level
        return other


def turn_seconds(set_back: int) -> float:
    """The length of a turn at the engine. It doubles each time, so that the loss at each set-back
    does not go on for ever."""
    return _TURN_SECONDS * 2.0**set_back


def order_waiting(waiting: Sequence[WaitingRun], shares: Shares) -> list[WaitingRun]:
    """The order in which the waiting runs would begin if nothing else came, and all were short."""
    left, then = list(waiting), shares.copy()
    found: list[WaitingRun] = []
    while left:
        best = next_waiting(left, then)
        then.begin(best.person)
        left.remove(best)
        found.append(best)
    return found


def next_waiting(waiting: Sequence[WaitingRun], shares: Shares) -> WaitingRun:
    """Choose which of these begins next."""
    return min(
        waiting, key=lambda place: (place.urgency, *shares.standing(place.person), place.order)
    )


def gives_way(first: WaitingRun, going: Sequence[Going]) -> TurnChange | None:
    """The change that lets the `first` of the waiting runs begin; None where it must wait until a
    run is over. A run that nobody waits for gives way at once to one that somebody waits for, and
    every other run after its turn."""
    found = [
        TurnChange(one.place.run, left)
        for one in going
        if (left := _turn_left(first, one)) is not None
    ]
    return min(found, key=lambda one: one.seconds, default=None)


def _turn_left(first: WaitingRun, one: Going) -> float | None:
    if not one.keeps or one.place.urgency < first.urgency:
        return None
    if one.place.urgency == first.urgency and one.place.person == first.person:
        return None
    if first.urgency < one.place.urgency == IDLE:
        return 0.0
    return max(0.0, turn_seconds(one.set_back) - one.seconds)


class Order:
    """The places in a queue, found once for as long as nothing changes: every list of runs shows
    them."""

    def __init__(self) -> None:
        self._known: tuple[list[WaitingRun], dict[str, int]] = [], {}

    def positions(self, waiting: list[WaitingRun], shares: Shares) -> dict[str, int]:
        """The place of each run, from 1."""
        if self._known[0] != waiting:
            self._known = (
                waiting,
                {
                    place.run: number
                    for number, place in enumerate(order_waiting(waiting, shares), 1)
                },
            )
        return self._known[1]


def urgency_of_kind(kind: str, automatic: bool) -> int:
    """How urgent a run is."""
    if automatic or kind == "eval":
        return IDLE
    return ASKED if kind in ("ask", "complete", "count", "decide") else WORK


def keeps_progress(kind: str) -> bool:
    """Tell whether a run of this kind goes on with what it had, after it was set back."""
    return kind not in _IN_ONE_GO
