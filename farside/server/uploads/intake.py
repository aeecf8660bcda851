"""Uploads: bytes stream to the disk, become an item that survives a restart, and then a
document."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import suppress
from dataclasses import asdict
from functools import partial
from typing import Any

from farside.config import Settings
from farside.documents.begun import PartialDocument
from farside.documents.options import check_encoding
from farside.errors import FarsideError, InputError, NotFound
from farside.library import items
from farside.library.clock import hours_ago, utc_now
from farside.library.items import UploadItem
from farside.library.origins import Origin
from farside.server.http import errors, journal
from farside.server.http.errors import Busy
from farside.server.people import quota
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.people.mirror import Mirror
from farside.server.person import Person
from farside.server.runs import choices
from farside.server.runs.child import ENDS
from farside.server.runs.desk import RunDesk
from farside.server.runs.kinds.planning import on_disk
from farside.server.runs.process import Child
from farside.server.uploads.descriptions import describe_documents
from farside.server.uploads.parsed import Pages, part_of
from farside.server.uploads.places import ParsingPlace, ParsingPlaces, take_turns
from farside.server.uploads.publishing import publish_item
from farside.server.uploads.receiving import keep_received, shown_name, write_stream
from farside.server.uploads.upload_line import UploadLine

_CLOSE_SECONDS = 5.0
# After a fault of ours, or a full disk, this long until the files that wait are taken again.
_AGAIN_SECONDS = 10.0
_READY_HOURS = 1
# A file that became no document is listed this long.
_KEPT_HOURS = 24 * 30
_AT_ONCE = 2
# How many long files are begun at once, each of another person; those that rest meanwhile keep
# their memory.
_SEATS = 6
# How long one process takes files, one after another. Another one takes a second to begin.
_BATCH_SECONDS = 30.0
# Time from the removal of a file until its parser, if it has not ended by itself, is killed.
_LAST_SECONDS = 1.5
# How many files of one person may wait; the next is refused until some are parsed.
_MOST_WAITING = 2000
_RETRY_SECONDS = 30
_SETTLED = ("ready", "failed", "skipped")


class Intake:
    """Belongs to the event loop. One person's files are parsed one after another, two people's at
    the same time."""

    def __init__(
        self, settings: Settings, hub: Hub, libraries: Libraries, desk: RunDesk, mirror: Mirror
    ) -> None:
        self._settings = settings
        self._hub = hub
        self._libraries = libraries
        self._desk = desk
        self._mirror = mirror
        self._lines: dict[str, UploadLine] = {}
        self._places = ParsingPlaces(_AT_ONCE, _SEATS)
        self._closing = False

    async def start(self, people: Sequence[Person]) -> None:
        """Goes on with what a server that died left."""
        for person in people:
            library = await asyncio.to_thread(self._libraries.of, person.settings)
            for item in await asyncio.to_thread(
                items.recover_items, library, hours_ago(24), hours_ago(_KEPT_HOURS)
            ):
                self._queue(person, item.id)

    async def close(self) -> None:
        self._closing = True
        for line in self._lines.values():
            if line.child:
                line.child.interrupt()  # so that it takes away what it has laid down
        tasks = [line.task for line in self._lines.values() if line.task]
        if tasks:
            await asyncio.wait(tasks, timeout=_CLOSE_SECONDS)
        for line in self._lines.values():
            if line.child:
                line.child.kill()

    async def receive(
        self,
        person: Person,
        name: str,
        collection: str | None,
        stream: AsyncIterator[bytes],
        most: int | None = None,
        encoding: str | None = None,
        origin: Origin | None = None,
    ) -> UploadItem:
        """A file, as it comes. At most `most` bytes (by default as the settings say) are held,
        never in memory. `origin`: where on the web it comes from.

        Raises `Busy` where too many wait, `NoRoom`, `TooLarge`, `DiskFull`, and `InputError` for a
        name that cannot be one, or an unknown encoding; nothing is left then, nor when the client
        goes away.
        """
        check_encoding(encoding)
        line = self._line(person)
        if (waiting := len(line.waiting) + len(line.unheard)) >= _MOST_WAITING:
            raise Busy(
                f"{waiting:,} files of yours wait already; send more when some are ready",
                _RETRY_SECONDS,
            )
        name, limit = shown_name(name), most or self._settings.server_upload_mb * 1_000_000
        library = await asyncio.to_thread(self._libraries.of, person.settings)
        await asyncio.to_thread(quota.check_quota, person.settings, library, name)
        item = items.new_item(name, 0, collection or None, encoding=encoding)
        target = items.item_path(library, item.id)
        part = target.with_suffix(".part")
        try:
            size = await write_stream(part, stream, limit, name)
            async with line.writing:
                await asyncio.to_thread(quota.check_quota, person.settings, library, name, size)
                item = await asyncio.to_thread(keep_received, library, item, size, part, origin)
        finally:
            part.unlink(missing_ok=True)
        self._tell(person, item)
        self._queue(person, item.id)
        return item

    async def retry(self, person: Person, identity: str, password: str | None) -> UploadItem:
        """Take a failed item again, with a password where it needs one."""
        library = await asyncio.to_thread(self._libraries.of, person.settings)
        item = await asyncio.to_thread(items.load_item, library, identity)
        if item.state != "failed":
            raise InputError(f"{item.name} is {item.state}: only a failed file can be tried again")
        again = partial(
            items.update_item, library, item, state="waiting", code=None, why=None, ended=None
        )
        item = await asyncio.to_thread(again)
        self._tell(person, item)
        self._queue(person, identity, password)
        return item

    async def forget(self, person: Person, identity: str) -> None:
        """Forget an item and its bytes. The parser that works on it ends, unless it has become a
        document just now."""
        library = await asyncio.to_thread(self._libraries.of, person.settings)
        await asyncio.to_thread(items.load_item, library, identity)
        line = self._lines.get(person.id)
        if line:
            line.gone.add(identity)
            line.waiting = [one for one in line.waiting if one != identity]
            self._end_unwanted(line)
        await asyncio.to_thread(items.delete_item, library, identity)
        self._hub.tell(person.id, {"type": "item_removed", "id": identity})

    def dismiss(self, known: Collection[str]) -> None:
        """End what is parsed for people who are no longer `known` (ids)."""
        for line in self._lines.values():
            if line.person.id not in known:
                line.gone.update(line.waiting, line.unheard)
                line.waiting = []
                if line.child:
                    line.child.interrupt(_LAST_SECONDS)

    def busy_people(self) -> set[str]:
        """Whose files are taken just now, by id."""
        return {line.person.id for line in self._lines.values() if line.child}

    async def settled(self, person: Person, identity: str, timeout: float) -> UploadItem:
        """The item once it is ready, failed or skipped, or as it is after `timeout` seconds."""
        library = await asyncio.to_thread(self._libraries.of, person.settings)
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout):
                line = self._line(person)
                while True:
                    news = line.news  # before the look, so that what comes during it is not missed
                    item = await asyncio.to_thread(items.load_item, library, identity)
                    if item.state in _SETTLED:
                        break
                    await news.wait()
        return item

    def listed(self, person: Person, states: Sequence[str]) -> list[UploadItem]:
        """The items on their way, and those that got ready in the last hour. May run in any
        thread."""
        return items.select_items(
            self._libraries.of(person.settings), hours_ago(_READY_HOURS), states
        )

    def shown(self, person: Person, item: UploadItem) -> dict[str, Any]:
        """The item as people see it: with the pages that are parsed."""
        known = self._pages_of(person, item.id)
        return {
            **asdict(item),
            "done": known.done,
            "pages": known.pages,
            "seconds_left": known.seconds_left,
        }

    def part(self, person: Person, item: UploadItem) -> PartialDocument:
        """The part of a file being parsed that can be looked at. Raises `NotFound`. May run in any
        thread.
        """
        library = self._libraries.of(person.settings)
        return part_of(person.settings, library.begun, item.name, self._pages_of(person, item.id))

    def _pages_of(self, person: Person, identity: str) -> Pages:
        line = self._lines.get(person.id)
        return line.pages.get(identity, Pages()) if line else Pages()

    # inside

    def _line(self, person: Person) -> UploadLine:
        known = self._lines.get(person.id)
        if known is None:
            known = self._lines[person.id] = UploadLine(person, ParsingPlace(self._places))
        return known

    def _queue(self, person: Person, identity: str, password: str | None = None) -> None:
        line = self._line(person)
        line.waiting.append(identity)
        if password:
            line.passwords[identity] = password
        if line.task is None or line.task.done():
            self._begin(line)

    def _begin(self, line: UploadLine) -> None:
        if line.waiting and not self._closing and (line.task is None or line.task.done()):
            line.task = asyncio.ensure_future(self._take(line))
            line.task.add_done_callback(partial(self._gone, line))

    def _gone(self, line: UploadLine, task: asyncio.Task[None]) -> None:
        """Take what was not finished again a little later, after a fault of ours or on a full
        disk."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            journal.log_fault("fault", error)
            if line.child:
                line.child.kill()
                line.child = None
            line.waiting[:0] = sorted(line.unheard)
            line.unheard = set()
            asyncio.get_running_loop().call_later(_AGAIN_SECONDS, self._begin, line)

    async def _take(self, line: UploadLine) -> None:
        while line.waiting and not self._closing:
            async with line.place:
                batch, line.waiting = line.waiting, []
                passwords = {one: line.passwords.get(one) for one in batch}
                spec = {"items": batch, "passwords": passwords, "seconds": _BATCH_SECONDS}
                line.unheard = set(batch)
                try:
                    line.child = await Child.start("take", line.person, spec)
                    last = await self._listen_in_turns(line, line.child)
                except FarsideError as error:
                    last = {"type": "failed", "error": errors.inner_error(error, line.person)}
                line.child = line.parsed = None
            if last["type"] == "finished":
                line.waiting[:0] = last["result"]["left"]
            elif not self._closing and last["type"] == "stopped":
                await self._set_back(line)
            elif not self._closing:
                await self._broken(line, last.get("error"))
            line.unheard = set()
            if not line.waiting:
                line.gone = set()
            line.news.set()
            line.news = asyncio.Event()

    async def _listen_in_turns(self, line: UploadLine, child: Child) -> dict[str, Any]:
        turns = asyncio.ensure_future(take_turns(line.place, child))
        try:
            return await self._listen(line, child)
        finally:
            turns.cancel()
            with suppress(asyncio.CancelledError):
                await turns

    def _end_unwanted(self, line: UploadLine) -> None:
        if (
            line.child
            and line.parsed
            and line.parsed.state == "parsing"
            and line.parsed.id in line.gone
        ):
            line.child.interrupt(_LAST_SECONDS)

    async def _listen(self, line: UploadLine, child: Child) -> dict[str, Any]:
        last: dict[str, Any] = {"type": "failed", "error": None}
        ready: list[str] = []
        async for event in child.events():
            if event["type"] in ENDS:
                last = event
            elif event["type"] == "pages":
                told = {name: event[name] for name in ("done", "pages", "seconds_left", "sha256")}
                line.pages[event["id"]] = Pages(**told)
                if line.parsed and line.parsed.id == event["id"]:
                    self._tell(line.person, line.parsed)
            else:
                item = line.parsed = UploadItem(**event["item"])
                self._heard(line, item)
                self._end_unwanted(line)
                if item.state in _SETTLED:
                    line.unheard.discard(item.id)
                else:
                    line.unheard.add(item.id)
                if item.document and await self._document(line.person, item):
                    ready.append(item.document)
        if ready and not self._closing:
            await self._read_ahead(line.person, ready)
        return last

    def _heard(self, line: UploadLine, item: UploadItem) -> None:
        if item.id not in line.gone:
            self._tell(line.person, item)
        if item.state in _SETTLED:
            line.pages.pop(item.id, None)
            line.passwords.pop(item.id, None)
            line.news.set()
            line.news = asyncio.Event()

    async def _document(self, person: Person, item: UploadItem) -> bool:
        """Tell that an item is a document now. Return whether it stays one."""
        library = await asyncio.to_thread(self._libraries.of, person.settings)

        def changed() -> list[dict[str, Any]]:
            told = [
                {"type": "document", "document": one}
                for one in describe_documents(library, {item.document or ""})
            ]
            with suppress(NotFound):  # it may have been dropped just now
                if item.collection:
                    collection = library.collection(item.collection)
                    shown = {"name": collection.name, "documents": len(collection.documents)}
                    told.append({"type": "collection", "collection": shown})
            return told

        journal.log_access(person=person.id, kind="added", document=item.document)
        if person.place:
            sent = await asyncio.to_thread(publish_item, self._mirror, library, person, item)
            if sent.document is None:
                self._tell(person, sent)
                return False
        for event in await asyncio.to_thread(changed):
            self._hub.tell(person.id, event)
        return True

    async def _read_ahead(self, person: Person, documents: list[str]) -> None:
        library = await asyncio.to_thread(self._libraries.of, person.settings)
        chosen = await asyncio.to_thread(choices.chosen_values, person, library)
        model = chosen["model"]
        # A remote model is paid for, or somebody else's; and nobody has asked for a download yet.
        if (
            chosen["read_ahead"]
            and not model.startswith("remote:")
            and on_disk(self._settings, model)
        ):
            spec = {
                "documents": documents,
                "collection": None,
                "model": model,
                "window": chosen["window"],
            }
            await self._desk.read_ahead(person, spec)

    async def _broken(self, line: UploadLine, error: dict[str, Any] | None) -> None:
        """Note that a child died: it takes the file with it that it was working on, and no
        other."""
        library, left = (
            await asyncio.to_thread(self._libraries.of, line.person.settings),
            await self._left(line),
        )
        guilty = [one for one in left if one.state == "parsing"] or left
        values = {
            "state": "failed",
            "code": (error or {}).get("code") or "internal_error",
            "why": (error or {}).get("message") or errors.FAULT,
            "ended": utc_now(),
        }
        for item in guilty:
            self._heard(
                line, await asyncio.to_thread(partial(items.update_item, library, item, **values))
            )
        line.waiting[:0] = [one.id for one in left if one not in guilty]

    async def _set_back(self, line: UploadLine) -> None:
        """Let what a stopped child was working on wait again, with what it did not come to."""
        library, left = (
            await asyncio.to_thread(self._libraries.of, line.person.settings),
            await self._left(line),
        )
        for item in left:
            if item.state == "parsing":
                self._heard(
                    line,
                    await asyncio.to_thread(
                        partial(items.update_item, library, item, state="waiting")
                    ),
                )
        line.waiting[:0] = [one.id for one in left]

    async def _left(self, line: UploadLine) -> list[UploadItem]:
        """The items that a child did not come to, in the order in which they came."""
        library = await asyncio.to_thread(self._libraries.of, line.person.settings)
        known = await asyncio.to_thread(items.select_items, library, utc_now())
        return [one for one in known if one.id in line.unheard and one.id not in line.gone]

    def _tell(self, person: Person, item: UploadItem) -> None:
        self._hub.tell(person.id, {"type": "item", "item": self.shown(person, item)})
