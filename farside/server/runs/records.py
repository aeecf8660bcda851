"""What is written down about runs, in the library of the person who asked for them; in threads, off
the event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any

from farside.library import runs
from farside.library.library import Library
from farside.library.runs import Plain, Run, RunFilter, WantedRun
from farside.server.http import journal
from farside.server.people.libraries import Libraries
from farside.server.person import Person
from farside.server.runs import specs, talk
from farside.server.runs.readings import Readings
from farside.server.runs.ticket import Ticket


class RunRecords:
    """Rows of runs, their logs, and what they leave in conversations."""

    def __init__(self, libraries: Libraries, readings: Readings) -> None:
        self._libraries = libraries
        self._readings = readings

    async def list_unfinished(self, person: Person) -> Sequence[Run]:
        """The runs that a server that died left, the oldest first."""
        return await asyncio.to_thread(self._list_unfinished, person)

    async def create(self, person: Person, wanted: WantedRun) -> Run:
        return await asyncio.to_thread(self._create, person, wanted)

    async def get(self, person: Person, identity: str) -> Run:
        """Raises `NotFound`."""
        return await asyncio.to_thread(lambda: runs.load_run(self._library_of(person), identity))

    async def change(self, person: Person, run: Run, **values: Any) -> Run:
        return await asyncio.to_thread(
            lambda: runs.update_run(self._library_of(person), run, **values)
        )

    async def remove(self, person: Person, identity: str) -> None:
        await asyncio.to_thread(lambda: runs.delete_run(self._library_of(person), identity))

    async def read_log(self, person: Person, identity: str) -> list[Plain]:
        """The kept events of a run that is over."""
        return await asyncio.to_thread(
            lambda: runs.load_run_log(self._library_of(person), identity)
        )

    async def note_rewritten(self, ticket: Ticket, question: str) -> None:
        """Note in the conversation how the question was put to stand alone."""
        await asyncio.to_thread(
            lambda: talk.keep_rewritten(self._library_of(ticket.person), ticket.run, question)
        )

    async def note_end(self, ticket: Ticket, ending: Sequence[Plain]) -> None:
        """Keep the log of a run with its last events, and what belongs in its conversation."""
        await asyncio.to_thread(self._note_end, ticket, ending)

    def _list_unfinished(self, person: Person) -> Sequence[Run]:
        library = self._library_of(person)
        runs.sweep_hidden_runs(library)
        left, _ = runs.select_runs(
            library, RunFilter(states=runs.WAITING, hidden=True, limit=100_000)
        )
        return left[::-1]

    def _create(self, person: Person, wanted: WantedRun) -> Run:
        library = self._library_of(person)
        if wanted.hidden:
            runs.sweep_hidden_runs(library)
        about = specs.spec_documents(library, wanted.spec)
        run = runs.insert_run(library, wanted)
        talk.keep_questions(library, run)
        for document in about:
            journal.log_access(person=person.id, run=run.id, kind=run.kind, document=document)
        return run

    def _note_end(self, ticket: Ticket, ending: Sequence[Plain]) -> None:
        library = self._library_of(ticket.person)
        events = ticket.log.kept(ending)
        answers = [one["answer"] for one in events if one["type"] == "answer"]
        talk.keep_outcome(library, ticket.run, answers, ending[-1])
        runs.keep_log(library, ticket.run.id, events)
        self._readings.over(ticket.person, ticket.run)

    def _library_of(self, person: Person) -> Library:
        return self._libraries.of(person.settings)
