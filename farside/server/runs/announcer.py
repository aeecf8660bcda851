"""What a person's open pages are told about runs."""

from __future__ import annotations

from farside.library.runs import Plain, Run
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.person import Person
from farside.server.runs import specs, talk
from farside.server.runs.run_queue import RunQueue
from farside.server.runs.ticket import Ticket


class Announcer:
    def __init__(self, hub: Hub, libraries: Libraries, queue: RunQueue) -> None:
        self._hub = hub
        self._libraries = libraries
        self._queue = queue

    def show_run(self, run: Run) -> Plain:
        """The run as people see it: with its place in the queue, and how far it is."""
        position, progress = self._queue.find_position(run), self._queue.find_progress(run)
        return {**specs.shown_run(run), "position": position, "progress": progress}

    def tell_run(self, ticket: Ticket) -> None:
        """Tell the person's pages about a run, unless it is hidden or was removed."""
        if not ticket.run.hidden and not ticket.removed:
            self._hub.tell(ticket.person.id, {"type": "run", "run": self.show_run(ticket.run)})

    def tell_removed(self, person: Person, identity: str) -> None:
        self._hub.tell(person.id, {"type": "run_removed", "id": identity})

    async def tell_conversation(self, person: Person, identity: str) -> None:
        """A conversation as it is by now."""
        await talk.announce_conversation(self._hub, self._libraries, person, identity)
