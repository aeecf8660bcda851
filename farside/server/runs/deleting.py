"""Carries out what people deleted, once it can no longer be taken back."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from farside.errors import FarsideError, NotFound
from farside.library import conversations, deletions
from farside.library.deletions import Deleted, Deletion
from farside.library.library import Library
from farside.server.http import journal
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.person import Person
from farside.server.runs.desk import RunDesk

UNDO_SECONDS = 10.0
# The page shows the seconds that are left; a click in the last one still counts.
_GRACE_SECONDS = 2.0
_AGAIN_SECONDS = 60.0


class Deletions:
    """Belongs to the event loop. What is not due when the server ends is carried out when it
    begins again."""

    def __init__(self, hub: Hub, libraries: Libraries, desk: RunDesk) -> None:
        self._hub = hub
        self._libraries = libraries
        self._desk = desk
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self, people: Sequence[Person]) -> None:
        """Goes on with what an earlier server left."""
        for person in people:
            library = await asyncio.to_thread(self._libraries.of, person.settings)
            for one in await asyncio.to_thread(deletions.list_deletions, library):
                self._wait(person, one)

    async def plan(self, person: Person, things: Sequence[Deleted]) -> Deletion:
        """Deletes things soon; until then they are only out of sight, on every open page."""
        library = await asyncio.to_thread(self._libraries.of, person.settings)
        seconds = UNDO_SECONDS + _GRACE_SECONDS
        made = await asyncio.to_thread(deletions.plan_deletion, library, things, seconds)
        for one in made.things:
            self._hub.tell(person.id, _gone(one))
        self._wait(person, made)
        return made

    async def take_back(self, person: Person, identity: str) -> None:
        """Raises `NotFound` where it is too late."""
        library = await asyncio.to_thread(self._libraries.of, person.settings)
        await asyncio.to_thread(deletions.take_back, library, identity)
        self._hub.tell(person.id, {"type": "restored"})

    async def close(self) -> None:
        """What is not due stays for the next server."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _wait(self, person: Person, deletion: Deletion) -> None:
        task = asyncio.ensure_future(self._carry_out(person, deletion))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _carry_out(self, person: Person, deletion: Deletion) -> None:
        await asyncio.sleep(deletion.seconds())
        while True:
            try:
                return await self._delete(person, deletion)
            except FarsideError as error:  # its library is busy, or its disk is full
                journal.log_fault("fault", error, person=person.id)
                await asyncio.sleep(_AGAIN_SECONDS)

    async def _delete(self, person: Person, deletion: Deletion) -> None:
        library = await asyncio.to_thread(self._libraries.of, person.settings)
        if not await asyncio.to_thread(deletions.begin_deletion, library, deletion.id):
            return  # it was taken back
        for one in deletion.things:
            with suppress(NotFound):  # somebody else was quicker
                if one.kind == "run":
                    await self._desk.remove(person, one.key)
                else:
                    await asyncio.to_thread(_remove, library, one)
            self._hub.tell(person.id, _gone(one))  # what changed of it meanwhile was told
        await asyncio.to_thread(deletions.end_deletion, library, deletion.id)


def _remove(library: Library, thing: Deleted) -> None:
    if thing.kind == "document":
        library.remove(thing.key)
    elif thing.kind == "collection":
        library.drop(thing.key)
    else:
        conversations.delete_conversation(library, thing.key)


def _gone(thing: Deleted) -> dict[str, str]:
    key = "name" if thing.kind == "collection" else "id"
    return {"type": f"{thing.kind}_removed", key: thing.key}
