"""Runs are carried out: each by a child, heard, set back or ended. Nobody is told of an end before
it is written."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from contextlib import suppress
from functools import partial
from typing import Any

from farside.errors import FarsideError
from farside.library.clock import utc_now
from farside.library.runs import Plain, Run
from farside.server.http import errors, journal
from farside.server.person import Person
from farside.server.runs.announcer import Announcer
from farside.server.runs.child import ENDS
from farside.server.runs.process import Child
from farside.server.runs.readings import Readings
from farside.server.runs.records import RunRecords
from farside.server.runs.run_queue import RunQueue
from farside.server.runs.ticket import Ticket

_CLOSE_SECONDS = 15.0
# Between attempts to write how a run ended, if the disk is full or the library is held by another
# program.
_PATIENCE_SECONDS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0)
# The least time between two messages to every open page about the progress of a run.
_TELL_SECONDS = 0.5
_FAULT: Plain = {
    "type": "failed",
    "error": errors.error_body(500, errors.FAULT, "internal_error")["error"],
}


class Runner:
    """Belongs to the event loop. `close` interrupts what runs and leaves it queued."""

    def __init__(
        self, queue: RunQueue, records: RunRecords, announcer: Announcer, readings: Readings
    ) -> None:
        self._queue = queue
        self._records = records
        self._announcer = announcer
        self._readings = readings
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    async def close(self) -> None:
        self._closing = True
        for ticket in self._queue.list_running():
            if ticket.child:
                ticket.child.interrupt()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSE_SECONDS)
        for ticket in self._queue.list_running():
            if ticket.child:
                ticket.child.kill()

    def start_next(self) -> None:
        """Begin what can be begun; where a person waits for the engine, a person who has had a turn
        gives it up."""
        while not self._closing and (ticket := self._queue.begin_next(self.start_next)):
            self._start(self._carry_out(ticket), ticket)

    async def end(self, ticket: Ticket, last: Plain) -> None:
        """End a run: everything is written before anybody hears that it is over."""
        result = last.get("result")
        ending: list[Plain] = [] if result is None else [{"type": "result", "result": result}]
        ending.append({name: value for name, value in last.items() if name != "result"})
        async with ticket.changing:
            await self._records.note_end(ticket, ending)
            ended: Plain = {"ended": utc_now(), "error": last.get("error"), "result": result}
            ticket.run = await self._records.change(
                ticket.person, ticket.run, state=last["type"], **ended
            )
            ticket.progress = None
        self._queue.forget(ticket)
        self._queue.give_up(ticket)
        for event in ending:
            ticket.log.add(event)
        self._announcer.tell_run(ticket)
        self.tell_conversation(ticket.person, ticket.run)
        self.start_next()

    def tell_conversation(self, person: Person, run: Run) -> None:
        """Tell the open pages about the run's conversation, if it has one."""
        if run.conversation:
            self._start(self._announcer.tell_conversation(person, run.conversation))

    def _start(self, work: Coroutine[Any, Any, None], ticket: Ticket | None = None) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(partial(self._clear_up, ticket))

    def _clear_up(self, ticket: Ticket | None, task: asyncio.Task[None]) -> None:
        """Clear up after a run: a fault of ours, or a disk that cannot take the run's end, must not
        hold up the others."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            journal.log_fault("fault", error, run=ticket.run.id if ticket else None)
        if ticket and error and self._queue.holds_running(ticket):
            self._queue.give_up(ticket)
            self._queue.forget(ticket)
            told = (
                errors.inner_error(error, ticket.person)
                if isinstance(error, FarsideError)
                else _FAULT["error"]
            )
            ticket.log.add({"type": "failed", "error": told})
            if ticket.child:
                ticket.child.kill()
            self._start(self._note_fault(ticket, told))
            self.start_next()

    async def _note_fault(self, ticket: Ticket, error: Plain) -> None:
        """Writes down that a run failed, as soon as that can be written."""
        for pause in _PATIENCE_SECONDS:
            with suppress(FarsideError):
                values: Plain = {"state": "failed", "ended": utc_now(), "error": error}
                ticket.run = await self._records.change(ticket.person, ticket.run, **values)
                self._announcer.tell_run(ticket)
                return
            await asyncio.sleep(pause)

    async def _carry_out(self, ticket: Ticket) -> None:
        last = _FAULT
        try:
            await self._begin(ticket)
            spec = {
                **ticket.run.spec,
                "run": ticket.run.id,
                "conversation": ticket.run.conversation,
            }
            child = await Child.start(ticket.run.kind, ticket.person, spec)
            ticket.child = child
            if ticket.intent or self._closing:
                child.interrupt()
            async for event in child.events():
                if event["type"] in ENDS:
                    last = event
                else:
                    await self._hear(ticket, event)
        except FarsideError as error:
            last = {"type": "failed", "error": errors.inner_error(error, ticket.person)}
        ticket.child = None
        if last["type"] != "finished" and (self._closing or ticket.intent == "later"):
            await self._put_back(ticket)
        else:
            await self.end(ticket, {"type": "stopped"} if ticket.was_stopped(last) else last)

    async def _begin(self, ticket: Ticket) -> None:
        async with ticket.changing:
            attempt = ticket.run.attempt + 1
            fresh: Plain = {"attempt": attempt, "started": utc_now(), "answers": (), "result": None}
            ticket.run = await self._records.change(
                ticket.person, ticket.run, state="running", **fresh
            )
        ticket.log.begin(attempt)
        ticket.log.add({"type": "started", "attempt": attempt})
        self._announcer.tell_run(ticket)

    async def _hear(self, ticket: Ticket, event: Plain) -> None:
        kind = event["type"]
        if kind == "progress":
            ticket.progress = {name: value for name, value in event.items() if name != "type"}
            if time.monotonic() - ticket.told > _TELL_SECONDS:
                ticket.told = time.monotonic()
                self._announcer.tell_run(ticket)
        elif kind == "answer":
            answers = tuple(filter(None, (*ticket.run.answers, event["answer"]["id"])))
            ticket.run = await self._records.change(ticket.person, ticket.run, answers=answers)
        elif kind == "rewritten":
            await self._records.note_rewritten(ticket, event["question"])
        await self._readings.heard(ticket.person, ticket.run, event)
        ticket.log.add(event)

    async def _put_back(self, ticket: Ticket) -> None:
        """Put the run back to the end of the queue."""
        async with ticket.changing:
            ticket.run = await self._records.change(ticket.person, ticket.run, state="queued")
        self._queue.put_back(ticket)
        ticket.log.add({"type": "queued", "attempt": ticket.run.attempt, "position": None})
        self._announcer.tell_run(ticket)
        self.start_next()
