"""A run while it waits or runs: what the desk holds of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from farside.library.runs import Plain, Run
from farside.server import turns
from farside.server.log import Log
from farside.server.person import Person
from farside.server.process import Child
from farside.server.turns import Place


@dataclass(eq=False)
class Ticket:
    """A run that waits or runs. `intent` is what it was interrupted for."""

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
    place: Place = field(init=False)

    def __post_init__(self) -> None:
        urgency = turns.urgency(self.run.kind, self.run.automatic)
        self.place = Place(self.run.id, self.person.id, urgency, self.order)

    def was_stopped(self, last: Plain) -> bool:
        """Whether its child's last event is the answer to an order; one that was killed for not heeding it has none."""
        return self.intent == "stop" and last["type"] != "finished"
