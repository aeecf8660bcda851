"""What a run told, in order, for everyone who follows it now or later."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from typing import Any

from farside.server.http import sse
from farside.server.runs.child import ENDS

Event = dict[str, Any]
# Events of no use once the run is over: the answer says the same.
_PLACE = re.compile(r"([0-9]{1,9})\.([0-9]{1,9})")
_PASSING = ("progress", "table", "text", "queued")
# Each of these says all that the ones before it said.
_NEWEST = ("progress", "table")


class Log:
    """The events of a run that waits or runs, each with an id, "attempt.number". Only the newest
    progress is held, and the newest table."""

    def __init__(self, run: str) -> None:
        self._run = run
        self._events: list[tuple[int, int, Event]] = []
        self._attempt = self._number = 0
        self._news = asyncio.Event()
        self.over = False

    def begin(self, attempt: int) -> None:
        """A new attempt: what an earlier one told is void."""
        self._events, self._attempt, self._number = [], attempt, 0

    def add(self, event: Event) -> None:
        if event["type"] in _NEWEST:
            self._events = [one for one in self._events if one[2]["type"] != event["type"]]
        self._number += 1
        self._events.append((self._attempt, self._number, {**event, "run": self._run}))
        self.over = event["type"] in ENDS
        self._news.set()
        self._news = asyncio.Event()

    def kept(self, ending: Sequence[Event]) -> list[Event]:
        """The events worth keeping when the run is over, with those that will be its last."""
        told = [
            (number, event) for _, number, event in self._events if event["type"] not in _PASSING
        ]
        last = [
            (number, event | {"run": self._run})
            for number, event in enumerate(ending, self._number + 1)
        ]
        return [{"id": f"{self._attempt}.{number}", **event} for number, event in (*told, *last)]

    async def follow(self, after: str = "") -> AsyncIterator[list[tuple[str, Event]]]:
        """(id, event) from after the one with the id `after`, as many as there are, until the run
        is over; nothing where it was silent for a while."""
        seen = parse_event_id(after)
        while True:
            news = self._news
            fresh = [one for one in self._events if one[:2] > seen]
            if fresh:
                seen = fresh[-1][:2]
                yield [(f"{attempt}.{number}", event) for attempt, number, event in fresh]
            elif self.over:
                return
            elif not await sse.wait_for_news(news):
                yield []


def parse_event_id(identity: str) -> tuple[int, int]:
    """Attempt and number of an event's id; the beginning for what is no id."""
    found = _PLACE.fullmatch(identity)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def later_than(after: str, kept: Sequence[Event]) -> list[tuple[str, Event]]:
    """(id, event) of the kept events that came after the one with the id `after`."""
    later = [event for event in kept if parse_event_id(event["id"]) > parse_event_id(after)]
    return [
        (event["id"], {name: value for name, value in event.items() if name != "id"})
        for event in later
    ]
