"""A run while it waits or runs: what the desk holds of it."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field, replace

from farside.library.runs import Plain, Run
from farside.server.person import Person
from farside.server.runs import turns
from farside.server.runs.log import Log
from farside.server.runs.process import Child
from farside.server.runs.turns import Going, Shares, WaitingRun


@dataclass(eq=False)
class Ticket:
    """A run that waits or runs. `intent` is what it was interrupted for, `begun` when it got the
    engine, `set_back` how often it gave it up for others."""

    person: Person
    run: Run
    order: int
    log: Log
    child: Child | None = None
    intent: str = ""
    changing: asyncio.Lock = field(default_factory=asyncio.Lock)
    progress: Plain | None = None
    told: float = 0.0
    removed: bool = False
    begun: float | None = None
    set_back: int = 0
    place: WaitingRun = field(init=False)

    def __post_init__(self) -> None:
        urgency = turns.urgency_of_kind(self.run.kind, self.run.automatic)
        self.place = WaitingRun(self.run.id, self.person.account, urgency, self.order)

    def was_stopped(self, last: Plain) -> bool:
        """Tell whether its child's last event answers an order to stop; a child that was killed
        because it did not obey has none."""
        return self.intent == "stop" and last["type"] != "finished"

    def interrupt(self, intent: str) -> None:
        """Interrupt the run, for `intent`: "stop", or "later" if it goes on after others. A child
        that computes it is told."""
        self.intent = intent
        if self.child:
            self.child.interrupt()

    def going(self) -> Going:
        """The state of a run that has the engine."""
        seconds = 0.0 if self.begun is None else time.monotonic() - self.begun
        return Going(self.place, seconds, self.set_back, turns.keeps_progress(self.run.kind))

    def give_up(self, shares: Shares) -> None:
        """Give the engine to another run: the time that this one had it counts. At most a turn: a
        run has it longer only while nobody waits, and reading ahead only then."""
        if self.begun is not None and self.place.urgency != turns.IDLE:
            shares.end(
                self.person.account, min(self.going().seconds, turns.turn_seconds(self.set_back))
            )
        self.begun = None

    def wait_again(self, order: int) -> None:
        """Go back to the queue."""
        self.intent, self.progress, self.place = "", None, replace(self.place, order=order)
        self.set_back += self.place.urgency != turns.IDLE
