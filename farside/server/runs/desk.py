"""The desk where people hand in runs, follow and stop them. A queue holds those that wait, a runner
carries them out.

Everything here belongs to the event loop; the library is written in threads, and computing is done
by children.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext

from farside.config import Settings
from farside.errors import InputError
from farside.library.preferences import ReadingProgress
from farside.library.runs import Plain, Run, WantedRun
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.person import Person
from farside.server.runs import log, specs
from farside.server.runs.admission import Admission
from farside.server.runs.announcer import Announcer
from farside.server.runs.log import Log
from farside.server.runs.readings import Readings
from farside.server.runs.records import RunRecords
from farside.server.runs.run_queue import RunQueue
from farside.server.runs.runner import Runner
from farside.server.runs.ticket import Ticket

# Documents of one reading ahead: a question interrupts it, and then all of them are looked at
# again.
_AHEAD = 20


class RunDesk:
    """Made in the event loop that it belongs to. `start` begins, `close` interrupts what runs and
    leaves it queued."""

    def __init__(self, settings: Settings, hub: Hub, libraries: Libraries) -> None:
        self._readings = Readings(hub, libraries)
        self._records = RunRecords(libraries, self._readings)
        self._queue = RunQueue(settings.server_runs_at_once)
        self._announcer = Announcer(hub, libraries, self._queue)
        self._runner = Runner(self._queue, self._records, self._announcer, self._readings)
        self._admission = Admission(settings.server_runs_waiting)

    async def start(self, people: Sequence[Person]) -> None:
        """Queues again what a server that died left; a run that was being stopped, or that a client
        waited for (hidden), ends as stopped."""
        for person in people:
            for run in await self._records.list_unfinished(person):
                if (
                    run.state == "stopping" or run.hidden
                ):  # a hidden one had a client, which is gone
                    await self._runner.end(Ticket(person, run, 0, Log(run.id)), {"type": "stopped"})
                else:
                    self._put_in(person, await self._records.change(person, run, state="queued"))

    async def close(self) -> None:
        await self._runner.close()

    async def submit(self, person: Person, wanted: WantedRun) -> Run:
        """A run, queued. Raises `Busy` for a person who has too many."""
        with self._admit(person, wanted.automatic):
            run = await self._records.create(person, wanted)
            self._put_in(person, run)
        self._runner.tell_conversation(person, run)
        return run

    async def read_ahead(self, person: Person, spec: Plain) -> None:
        """Reads `spec["documents"]` when nothing else is to do; together with others that wait for
        that."""
        self._readings.wait(person, spec["documents"])
        for at in range(0, len(spec["documents"]), _AHEAD):
            await self._read_some(
                person, {**spec, "documents": spec["documents"][at : at + _AHEAD]}
            )

    async def get(self, person: Person, identity: str) -> Run:
        """Raises `NotFound`."""
        return await self._records.get(person, identity)

    def readings(self, person: Person, model: str) -> dict[str, ReadingProgress]:
        """How far documents are that a model reads for this person or is going to, by document."""
        mine = [one.run for one in self._queue.list_tickets() if one.person.id == person.id]
        return self._readings.under_way(run for run in mine if run.spec.get("model") == model)

    async def stop(self, person: Person, identity: str) -> Run:
        """Ends a run after its present step; what was read is kept."""
        ticket = self._queue.find(person, identity)
        if ticket is None:
            return await self._records.get(person, identity)
        if ticket.intent == "stop":
            return ticket.run
        ticket.interrupt("stop")
        if not self._queue.is_running(identity):
            await self._runner.end(ticket, {"type": "stopped"})
        async with ticket.changing:
            if ticket.run.state == "running":
                ticket.run = await self._records.change(person, ticket.run, state="stopping")
                self._announcer.tell_run(ticket)
        return ticket.run

    async def resume(self, person: Person, identity: str) -> Run:
        """Queues a run again that was stopped or failed. Raises `InputError` for any other."""
        run = await self._records.get(person, identity)
        if run.state not in ("stopped", "failed") or self._queue.find(person, identity):
            raise InputError(
                f"run {identity} is {run.state}: only a stopped or failed one can be gone on with"
            )
        with self._admit(person, run.automatic):
            run = await self._records.change(person, run, state="queued", ended=None, error=None)
            if self._queue.find(person, identity) is None:  # nobody else was quicker
                self._put_in(person, run)
        return run

    async def remove(self, person: Person, identity: str) -> None:
        """Forgets a run, stopped first where it runs; its answers stay."""
        if ticket := self._queue.find(person, identity):
            ticket.removed = True
        await self.stop(person, identity)
        await self._records.remove(person, identity)
        self._announcer.tell_removed(person, identity)

    async def dismiss(self, known: Collection[str]) -> None:
        """Stops what was asked by people who are not (any more) among the `known`, by id."""
        for ticket in self._queue.list_tickets():
            if ticket.person.id not in known:
                await self.stop(ticket.person, ticket.run.id)

    async def follow(
        self, person: Person, identity: str, after: str = ""
    ) -> AsyncIterator[tuple[str, Plain]]:
        """(id, event) of a run, from after the event `after` until the run is over."""
        async for batch in self.batches(person, identity, after):
            for one in batch:
                yield one

    async def batches(
        self, person: Person, identity: str, after: str = ""
    ) -> AsyncGenerator[list[tuple[str, Plain]]]:
        """Follow a run as `follow` does, with as many events as there are at once; none where the
        run was silent for a while."""
        ticket = self._queue.find(person, identity)
        if ticket is not None:
            async for batch in ticket.log.follow(after):
                yield batch
            return
        yield log.later_than(after, await self._records.read_log(person, identity))

    def shown(self, run: Run) -> Plain:
        """The run as people see it: with its place in the queue, and how far it is."""
        return self._announcer.show_run(run)

    def busy_people(self) -> set[str]:
        """Who has runs that wait or run, by id."""
        return {one.person.id for one in self._queue.list_tickets()}

    def busy(self) -> tuple[int, int]:
        """How many runs are running, and how many wait."""
        return self._queue.count_runs()

    def _put_in(self, person: Person, run: Run) -> None:
        """The run waits; it begins at once if it can."""
        ticket = self._queue.add(person, run)
        ticket.log.begin(run.attempt)
        position = self._queue.find_position(run)
        ticket.log.add({"type": "queued", "attempt": run.attempt, "position": position})
        self._announcer.tell_run(ticket)
        self._runner.start_next()

    def _admit(self, person: Person, automatic: bool) -> AbstractContextManager[None]:
        """Room for one more run of a person, held until it is queued. Raises `Busy`."""
        return (
            nullcontext()
            if automatic
            else self._admission.room(person.account, self._queue.count_runs_of(person))
        )

    async def _read_some(self, person: Person, spec: Plain) -> None:
        """Reads documents ahead, in a reading ahead that waits if there is one with the same spec
        and room."""
        for ticket in self._queue.list_tickets():
            same = {**ticket.run.spec, "documents": spec["documents"]} == spec
            waits = (
                ticket.run.automatic
                and ticket.run.state == "queued"
                and ticket.person.id == person.id
            )
            if waits and same and await self._widen(ticket, spec):
                return
        await self.submit(
            person,
            WantedRun("read", specs.read_title(len(spec["documents"])), spec, automatic=True),
        )

    async def _widen(self, ticket: Ticket, spec: Plain) -> bool:
        """Takes more documents into a reading ahead; false where it has begun meanwhile."""
        async with ticket.changing:
            if ticket.run.state != "queued" or self._queue.is_running(ticket.run.id):
                return False
            documents = list(dict.fromkeys([*ticket.run.spec["documents"], *spec["documents"]]))
            if len(documents) > _AHEAD:
                return False
            values = {
                "spec": {**spec, "documents": documents},
                "title": specs.read_title(len(documents)),
            }
            ticket.run = await self._records.change(ticket.person, ticket.run, **values)
            self._announcer.tell_run(ticket)
            return True
