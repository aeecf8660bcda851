"""How far each document is read by a model: followed while runs tell about windows, and kept when
they are over."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict

from farside.library import preferences
from farside.library.preferences import ReadingProgress
from farside.library.runs import Plain, Run
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.person import Person

# Every open page is told a document's progress at most this often.
_TELL_SECONDS = 0.5


class _Watch:
    """One run's windows, by document."""

    def __init__(self, planned: Plain, known: Mapping[str, ReadingProgress]) -> None:
        self.of_window = {row[4]: row[0] for row in planned["windows"]}
        looked_at = set(planned["looked_at"])
        # One prompt of many documents is not kept for each of them.
        whole = planned["strategy"] == "scan" or len(planned["documents"]) == 1
        totals = (
            Counter(row[0] for row in planned["windows"] if row[4] in looked_at)
            if whole
            else Counter()
        )
        fresh = {
            document
            for document, total in totals.items()
            if known.get(document) != ReadingProgress("read", total, total)
        }
        self.totals = {document: total for document, total in totals.items() if document in fresh}
        self.done: Counter[str] = Counter()

    def reading(self, document: str) -> ReadingProgress:
        done, total = self.done[document], self.totals[document]
        return ReadingProgress("read" if done >= total else "reading", done, total)


class Readings:
    """Belongs to the event loop, but for `over`."""

    def __init__(self, hub: Hub, libraries: Libraries) -> None:
        self._hub = hub
        self._libraries = libraries
        self._watches: dict[str, _Watch] = {}
        self._told: dict[str, float] = {}

    def wait(self, person: Person, documents: Sequence[str]) -> None:
        """Note that these documents will be read when nothing else is to do."""
        for document in documents:
            self._tell(person, document, ReadingProgress("waiting", 0, 0))

    def under_way(self, going: Iterable[Run]) -> dict[str, ReadingProgress]:
        """How far documents are that these runs read or are going to read, by document. May be
        asked from any thread: a page that is opened anew has heard nothing of them."""
        found: dict[str, ReadingProgress] = {}
        for run in going:
            watch = self._watches.get(run.id)
            if watch:
                found |= {one: watch.reading(one) for one in watch.totals if watch.done[one]}
            if run.kind == "read":
                named = watch.totals if watch else run.spec["documents"]
                found = {one: ReadingProgress("waiting", 0, 0) for one in named} | found
        return found

    async def heard(self, person: Person, run: Run, event: Plain) -> None:
        """Hear an event of a run. Documents that were read before stay read."""
        if event["type"] == "planned":
            known = await asyncio.to_thread(self._known, person, run.spec["model"])
            self._watches[run.id] = _Watch(event, known)
        if event["type"] == "guide":
            self._hub.tell(person.id, event)
        watch = self._watches.get(run.id)
        if event["type"] == "read" and watch:
            document = watch.of_window[event["window"]]
            watch.done[document] += 1
            if document in watch.totals:
                self._tell_now_and_then(person, document, watch.reading(document))

    def over(self, person: Person, run: Run) -> None:
        """Keep what a run read that is over. May run in any thread."""
        watch = self._watches.pop(run.id, None)
        if watch and watch.totals:
            known = {document: watch.reading(document) for document in watch.totals}
            stopped = {
                document: ReadingProgress("none", one.done, one.windows)
                if one.state == "reading"
                else one
                for document, one in known.items()
            }
            preferences.note_readings(
                self._libraries.of(person.settings), run.spec["model"], stopped
            )
            for document, one in stopped.items():
                if known[document] != one:
                    self._tell(person, document, one)

    def _known(self, person: Person, model: str) -> Mapping[str, ReadingProgress]:
        return preferences.document_readings(self._libraries.of(person.settings), model)

    def _tell_now_and_then(self, person: Person, document: str, reading: ReadingProgress) -> None:
        now = time.monotonic()
        if reading.state == "read" or now - self._told.get(document, 0.0) > _TELL_SECONDS:
            self._told[document] = now
            self._tell(person, document, reading)
        if reading.state == "read":
            self._told.pop(document, None)

    def _tell(self, person: Person, document: str, reading: ReadingProgress) -> None:
        self._hub.tell(
            person.id, {"type": "reading", "document": document, "reading": asdict(reading)}
        )
