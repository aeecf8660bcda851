"""The runs that wait or run, in memory, and whose turn it is: one engine, so one at a time unless
told otherwise."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from farside.library.runs import Plain, Run
from farside.server.person import Person
from farside.server.runs import turns
from farside.server.runs.log import Log
from farside.server.runs.ticket import Ticket
from farside.server.runs.turns import Order, WaitingRun


class RunQueue:
    """Belongs to the event loop. It changes tickets and writes nothing down."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._tickets: dict[str, Ticket] = {}
        self._running: set[str] = set()
        self._shares = turns.Shares()
        self._order = Order()
        self._alarm: asyncio.TimerHandle | None = None
        self._count = 0

    def add(self, person: Person, run: Run) -> Ticket:
        """Put the run at the end of the queue."""
        self._count += 1
        ticket = self._tickets[run.id] = Ticket(person, run, self._count, Log(run.id))
        return ticket

    def find(self, person: Person, identity: str) -> Ticket | None:
        """The ticket of a person's own run, if it waits or runs."""
        ticket = self._tickets.get(identity)
        return ticket if ticket and ticket.person.id == person.id else None

    def list_tickets(self) -> list[Ticket]:
        return list(self._tickets.values())

    def list_running(self) -> list[Ticket]:
        return [self._tickets[run] for run in self._running if run in self._tickets]

    def is_running(self, identity: str) -> bool:
        return identity in self._running

    def holds_running(self, ticket: Ticket) -> bool:
        """Tell whether this very ticket is the one that runs."""
        return self._tickets.get(ticket.run.id) is ticket and ticket.run.id in self._running

    def count_runs_of(self, person: Person) -> int:
        """Count the runs that a person asked for and that wait or run."""
        return sum(
            one.person.account == person.account and not one.run.automatic
            for one in self._tickets.values()
        )

    def count_runs(self) -> tuple[int, int]:
        """How many runs are running, and how many wait."""
        return len(self._running), len(self._tickets) - len(self._running)

    def find_position(self, run: Run) -> int | None:
        """The place in the queue of a run that waits."""
        if run.state != "queued":
            return None
        return self._order.positions(self._list_waiting(), self._shares).get(run.id)

    def find_progress(self, run: Run) -> Plain | None:
        ticket = self._tickets.get(run.id)
        return ticket.progress if ticket else None

    def begin_next(self, look_again: Callable[[], None]) -> Ticket | None:
        """The run that gets the engine now. None if nothing waits or all places are taken; then a
        run that has had its turn is interrupted, at once or when its turn ends, which is when
        `look_again` is called."""
        waiting = self._list_waiting()
        if not waiting:
            return None
        first = turns.next_waiting(waiting, self._shares)
        if len(self._running) >= self._at_once:
            self._make_way(first, look_again)
            return None
        self._shares.begin(first.person)
        self._running.add(first.run)
        ticket = self._tickets[first.run]
        ticket.begun = time.monotonic()
        return ticket

    def give_up(self, ticket: Ticket) -> None:
        """Take the engine from the run."""
        self._running.discard(ticket.run.id)
        ticket.give_up(self._shares)

    def put_back(self, ticket: Ticket) -> None:
        """Let the run give up the engine and wait again, at the end."""
        self._count += 1
        self.give_up(ticket)
        ticket.wait_again(self._count)

    def forget(self, ticket: Ticket) -> None:
        self._tickets.pop(ticket.run.id, None)

    def _list_waiting(self) -> list[WaitingRun]:
        return [
            one.place
            for one in self._tickets.values()
            if one.run.id not in self._running and not one.intent
        ]

    def _make_way(self, first: WaitingRun, look_again: Callable[[], None]) -> None:
        """Sets a run back for the first of those that wait, or looks again when its turn ends."""
        if self._alarm:
            self._alarm.cancel()
        running = self.list_running()
        if any(one.intent for one in running):
            return
        found = turns.gives_way(first, [one.going() for one in running])
        if found and found.seconds > 0:
            self._alarm = asyncio.get_running_loop().call_later(found.seconds, look_again)
        elif found:
            self._tickets[found.run].interrupt("later")
