"""Runs: queued, begun in turn, followed, stopped, gone on with. One engine, so one run at a time unless told otherwise.

Everything here belongs to the event loop; the library is written in threads, and computing is done by children.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Collection, Coroutine, Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from functools import partial
from typing import Any

from farside.config import Settings
from farside.errors import FarsideError, InputError
from farside.library import runs
from farside.library.library import Library, now
from farside.library.runs import Choice, Plain, Run, Wanted
from farside.server.http import errors, journal
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.person import Person
from farside.server.runs import log, specs, talk, turns
from farside.server.runs.admission import Admission
from farside.server.runs.child import ENDS
from farside.server.runs.log import Log
from farside.server.runs.process import Child
from farside.server.runs.readings import Readings
from farside.server.runs.ticket import Ticket
from farside.server.runs.turns import Order, Place

_CLOSE_SECONDS = 15.0
# Between attempts to write how a run ended, where the disk is full or the library is held by another program.
_PATIENCE_SECONDS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0)
# The progress of a run is told to every open page at most so often.
_TELL_SECONDS = 0.5
# Documents of one reading ahead: a question interrupts it, and then all of them are looked at again.
_AHEAD = 20


class Desk:
    """Made in the event loop that it belongs to. `start` begins, `close` interrupts what runs and leaves it queued."""

    def __init__(self, settings: Settings, hub: Hub, libraries: Libraries) -> None:
        self._settings = settings
        self._hub = hub
        self._libraries = libraries
        self._readings = Readings(hub, libraries)
        self._tickets: dict[str, Ticket] = {}
        self._running: set[str] = set()
        self._shares = turns.Shares()
        self._admission = Admission(settings.server_runs_waiting)
        self._order = Order()
        self._alarm: asyncio.TimerHandle | None = None
        self._count = 0
        self._tasks: set[asyncio.Task[None]] = set()
        self._closing = False

    async def start(self, people: Sequence[Person]) -> None:
        """Queues again what a server that died left."""
        for person in people:
            for run in await asyncio.to_thread(self._left, person):
                if run.state == "stopping" or run.hidden:  # a hidden one had a client, which is gone
                    await self._over(Ticket(person, run, 0, Log(run.id)), {"type": "stopped"})
                else:
                    self._queue(person, await self._keep(person, run, state="queued"))

    async def close(self) -> None:
        self._closing = True
        for ticket in self._live():
            if ticket.child:
                ticket.child.interrupt()
        if self._tasks:
            await asyncio.wait(self._tasks, timeout=_CLOSE_SECONDS)
        for ticket in self._live():
            if ticket.child:
                ticket.child.kill()

    # what people do

    async def submit(self, person: Person, wanted: Wanted) -> Run:
        """A run, queued. Raises `Busy` for a person who has too many."""
        with self._admitted(person, wanted.automatic):
            run = await asyncio.to_thread(self._create, person, wanted)
            self._queue(person, run)
        if run.conversation:
            self._tell_conversation(person, run.conversation)
        return run

    async def read_ahead(self, person: Person, spec: Plain) -> None:
        """Reads `spec["documents"]` when nothing else is to do; together with others that wait for that."""
        self._readings.wait(person, spec["documents"])
        for at in range(0, len(spec["documents"]), _AHEAD):
            await self._read_some(person, {**spec, "documents": spec["documents"][at : at + _AHEAD]})

    async def _read_some(self, person: Person, spec: Plain) -> None:
        for ticket in self._tickets.values():
            same = {**ticket.run.spec, "documents": spec["documents"]} == spec
            waits = ticket.run.automatic and ticket.run.state == "queued" and ticket.person.id == person.id
            if waits and same and await self._widen(ticket, spec):
                return
        await self.submit(person, Wanted("read", specs.read_title(len(spec["documents"])), spec, automatic=True))

    async def stop(self, person: Person, identity: str) -> Run:
        """Ends a run after its present step; what was read is kept."""
        ticket = self._mine(person, identity)
        if ticket is None:
            return await self._get(person, identity)
        if ticket.intent == "stop":
            return ticket.run
        ticket.intent = "stop"
        if ticket.child:
            ticket.child.interrupt()
        if identity not in self._running:
            await self._over(ticket, {"type": "stopped"})
        async with ticket.changing:
            if ticket.run.state == "running":
                ticket.run = await self._keep(person, ticket.run, state="stopping")
                self._tell(ticket)
        return ticket.run

    async def resume(self, person: Person, identity: str) -> Run:
        """Queues a run again that was stopped or failed. Raises `InputError` for any other."""
        run = await self._get(person, identity)
        if run.state not in ("stopped", "failed") or self._mine(person, identity):
            raise InputError(f"run {identity} is {run.state}: only a stopped or failed one can be gone on with")
        with self._admitted(person, run.automatic):
            run = await self._keep(person, run, state="queued", ended=None, error=None)
            if self._mine(person, identity) is None:  # nobody else was quicker
                self._queue(person, run)
        return run

    def _admitted(self, person: Person, automatic: bool) -> AbstractContextManager[None]:
        """Room for one more run of a person, held until it is queued. Raises `Busy`."""
        waiting = sum(one.person.id == person.id and not one.run.automatic for one in self._tickets.values())
        return nullcontext() if automatic else self._admission.room(person.id, waiting)

    async def remove(self, person: Person, identity: str) -> None:
        """Forgets a run, stopped first where it runs; its answers stay."""
        if ticket := self._mine(person, identity):
            ticket.removed = True
        await self.stop(person, identity)
        await asyncio.to_thread(lambda: runs.remove(self._libraries.of(person.settings), identity))
        self._hub.tell(person.id, {"type": "run_removed", "id": identity})

    async def dismiss(self, known: Collection[str]) -> None:
        """Stops what was asked by people who are not (any more) among the `known`, by id."""
        for ticket in list(self._tickets.values()):
            if ticket.person.id not in known:
                await self.stop(ticket.person, ticket.run.id)

    async def follow(self, person: Person, identity: str, after: str = "") -> AsyncIterator[tuple[str, Plain]]:
        """(id, event) of a run, from after the event `after` until the run is over."""
        async for batch in self.batches(person, identity, after):
            for one in batch:
                yield one

    async def batches(self, person: Person, identity: str, after: str = "") -> AsyncIterator[list[tuple[str, Plain]]]:
        """As `follow`, as many as there are at once; nothing where the run was silent for a while."""
        ticket = self._mine(person, identity)
        if ticket is not None:
            async for batch in ticket.log.follow(after):
                yield batch
            return
        kept = await asyncio.to_thread(lambda: runs.log(self._libraries.of(person.settings), identity))
        yield log.later_than(after, kept)

    def shown(self, run: Run) -> Plain:
        """The run as people see it: with its place in the queue, and how far it is."""
        ticket = self._tickets.get(run.id)
        progress = ticket.progress if ticket else None
        position = self._order.positions(self._waiting(), self._shares).get(run.id) if run.state == "queued" else None
        return {**specs.shown(run), "position": position, "progress": progress}

    def busy(self) -> tuple[int, int]:
        """How many run, and how many wait."""
        return len(self._running), len(self._tickets) - len(self._running)

    # the queue

    def _left(self, person: Person) -> Sequence[Run]:
        library = self._libraries.of(person.settings)
        runs.sweep(library)
        left, _ = runs.listed(library, Choice(states=runs.WAITING, hidden=True, limit=100_000))
        return left[::-1]

    def _create(self, person: Person, wanted: Wanted) -> Run:
        library = self._libraries.of(person.settings)
        if wanted.hidden:
            runs.sweep(library)
        about = specs.documents_of(library, wanted.spec)
        run = runs.create(library, wanted)
        talk.asked(library, run)
        for document in about:
            journal.accessed(person=person.id, run=run.id, kind=run.kind, document=document)
        return run

    def _queue(self, person: Person, run: Run) -> None:
        self._count += 1
        ticket = self._tickets[run.id] = Ticket(person, run, self._count, Log(run.id))
        ticket.log.begin(run.attempt)
        ticket.log.add({"type": "queued", "attempt": run.attempt, "position": self.shown(run)["position"]})
        self._tell(ticket)
        self._next()

    def _waiting(self) -> list[Place]:
        return [one.place for one in self._tickets.values() if one.run.id not in self._running and not one.intent]

    def _next(self) -> None:
        """Begins what can be begun; where a person waits for the engine, whoever has had a turn gives it up."""
        while not self._closing:
            waiting = self._waiting()
            if not waiting:
                return
            first = turns.first(waiting, self._shares)
            if len(self._running) >= self._settings.server_runs_at_once:
                self._make_way(first)
                return
            self._shares.begin(first.person)
            self._running.add(first.run)
            ticket = self._tickets[first.run]
            ticket.begun = time.monotonic()
            self._go(self._carry_out(ticket), ticket)

    def _make_way(self, first: Place) -> None:
        """Sets a run back for the first of those that wait, or looks again when its turn ends."""
        if self._alarm:
            self._alarm.cancel()
        live = self._live()
        found = None if any(one.intent for one in live) else turns.gives_way(first, [one.going() for one in live])
        if found and found.seconds > 0:
            self._alarm = asyncio.get_running_loop().call_later(found.seconds, self._next)
        elif found:
            ticket = self._tickets[found.run]
            ticket.intent = "later"
            if ticket.child:
                ticket.child.interrupt()

    def _go(self, work: Coroutine[Any, Any, None], ticket: Ticket | None = None) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(partial(self._gone, ticket))

    def _gone(self, ticket: Ticket | None, task: asyncio.Task[None]) -> None:
        """A fault of ours, or a disk that does not take the end of a run, must not hold up those that wait."""
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if error is not None:
            journal.failed("fault", error, run=ticket.run.id if ticket else None)
        if ticket and self._tickets.get(ticket.run.id) is ticket and ticket.run.id in self._running and error:
            self._give_up(ticket)
            del self._tickets[ticket.run.id]
            fault = errors.body(500, errors.FAULT, "internal_error")["error"]
            told = errors.of(error, ticket.person) if isinstance(error, FarsideError) else fault
            ticket.log.add({"type": "failed", "error": told})
            if ticket.child:
                ticket.child.kill()
            self._go(self._note_fault(ticket, told))
            self._next()

    async def _note_fault(self, ticket: Ticket, error: Plain) -> None:
        """Writes down that a run failed, as soon as that can be written."""
        for pause in _PATIENCE_SECONDS:
            with suppress(FarsideError):
                values: Plain = {"state": "failed", "ended": now(), "error": error}
                ticket.run = await self._keep(ticket.person, ticket.run, **values)
                self._tell(ticket)
                return
            await asyncio.sleep(pause)

    # one run

    async def _carry_out(self, ticket: Ticket) -> None:
        last: Plain = {"type": "failed", "error": errors.body(500, errors.FAULT, "internal_error")["error"]}
        try:
            await self._begin(ticket)
            spec = {**ticket.run.spec, "run": ticket.run.id, "conversation": ticket.run.conversation}
            child = await Child.start(ticket.run.kind, ticket.person, spec)
            ticket.child = child
            if ticket.intent or self._closing:
                child.interrupt()
            async for event in child.events():
                if event["type"] in ENDS:
                    last = event
                else:
                    await self._heard(ticket, event)
        except FarsideError as error:
            last = {"type": "failed", "error": errors.of(error, ticket.person)}
        ticket.child = None
        if last["type"] != "finished" and (self._closing or ticket.intent == "later"):
            await self._later(ticket)
        else:
            await self._over(ticket, {"type": "stopped"} if ticket.was_stopped(last) else last)

    async def _widen(self, ticket: Ticket, spec: Plain) -> bool:
        """Takes more documents into a reading ahead; false where it has begun meanwhile."""
        async with ticket.changing:
            if ticket.run.state != "queued" or ticket.run.id in self._running:
                return False
            documents = list(dict.fromkeys([*ticket.run.spec["documents"], *spec["documents"]]))
            if len(documents) > _AHEAD:
                return False
            values = {"spec": {**spec, "documents": documents}, "title": specs.read_title(len(documents))}
            ticket.run = await self._keep(ticket.person, ticket.run, **values)
            self._tell(ticket)
            return True

    async def _begin(self, ticket: Ticket) -> None:
        async with ticket.changing:
            attempt = ticket.run.attempt + 1
            fresh: Plain = {"attempt": attempt, "started": now(), "answers": (), "result": None}
            ticket.run = await self._keep(ticket.person, ticket.run, state="running", **fresh)
        ticket.log.begin(attempt)
        ticket.log.add({"type": "started", "attempt": attempt})
        self._tell(ticket)

    async def _heard(self, ticket: Ticket, event: Plain) -> None:
        kind = event["type"]
        if kind == "progress":
            ticket.progress = {name: value for name, value in event.items() if name != "type"}
            if time.monotonic() - ticket.told > _TELL_SECONDS:
                ticket.told = time.monotonic()
                self._tell(ticket)
        elif kind == "answer":
            answers = (*ticket.run.answers, event["answer"]["id"])
            ticket.run = await self._keep(ticket.person, ticket.run, answers=tuple(filter(None, answers)))
        elif kind == "rewritten":
            await asyncio.to_thread(lambda: talk.rewritten(self._shelf(ticket), ticket.run, event["question"]))
        await self._readings.heard(ticket.person, ticket.run, event)
        ticket.log.add(event)

    async def _later(self, ticket: Ticket) -> None:
        """Back to the queue, at its end."""
        async with ticket.changing:
            ticket.run = await self._keep(ticket.person, ticket.run, state="queued")
        self._count += 1
        self._give_up(ticket)
        ticket.wait_again(self._count)
        ticket.log.add({"type": "queued", "attempt": ticket.run.attempt, "position": None})
        self._tell(ticket)
        self._next()

    async def _over(self, ticket: Ticket, last: Plain) -> None:
        """Everything is written before anybody hears that it is over."""
        result = last.get("result")
        ending: list[Plain] = [] if result is None else [{"type": "result", "result": result}]
        ending.append({name: value for name, value in last.items() if name != "result"})
        async with ticket.changing:
            await asyncio.to_thread(self._close_books, ticket, ending)
            ended: Plain = {"ended": now(), "error": last.get("error"), "result": result}
            ticket.run = await self._keep(ticket.person, ticket.run, state=last["type"], **ended)
            ticket.progress = None
        self._tickets.pop(ticket.run.id, None)
        self._give_up(ticket)
        for event in ending:
            ticket.log.add(event)
        self._tell(ticket)
        if ticket.run.conversation:
            self._tell_conversation(ticket.person, ticket.run.conversation)
        self._next()

    def _close_books(self, ticket: Ticket, ending: Sequence[Plain]) -> None:
        library = self._shelf(ticket)
        events = ticket.log.kept(ending)
        answers = [one["answer"] for one in events if one["type"] == "answer"]
        talk.answered(library, ticket.run, answers, ending[-1])
        runs.keep_log(library, ticket.run.id, events)
        self._readings.over(ticket.person, ticket.run)

    # small things

    def _give_up(self, ticket: Ticket) -> None:
        self._running.discard(ticket.run.id)
        ticket.give_up(self._shares)

    def _live(self) -> list[Ticket]:
        return [self._tickets[run] for run in self._running if run in self._tickets]

    def _mine(self, person: Person, identity: str) -> Ticket | None:
        ticket = self._tickets.get(identity)
        return ticket if ticket and ticket.person.id == person.id else None

    def _shelf(self, ticket: Ticket) -> Library:
        return self._libraries.of(ticket.person.settings)

    async def _keep(self, person: Person, run: Run, **values: Any) -> Run:
        return await asyncio.to_thread(self._change, person, run, values)

    def _change(self, person: Person, run: Run, values: Plain) -> Run:
        return runs.change(self._libraries.of(person.settings), run, **values)

    async def _get(self, person: Person, identity: str) -> Run:
        return await asyncio.to_thread(lambda: runs.get(self._libraries.of(person.settings), identity))

    def _tell(self, ticket: Ticket) -> None:
        if not ticket.run.hidden and not ticket.removed:
            self._hub.tell(ticket.person.id, {"type": "run", "run": self.shown(ticket.run)})

    def _tell_conversation(self, person: Person, identity: str) -> None:
        self._go(talk.tell(self._hub, self._libraries, person, identity))
