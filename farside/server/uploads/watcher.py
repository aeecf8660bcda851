"""Folders of the machine that the server watches for people who may: their files become items, and
then documents of a collection that follows the folder."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

from farside.engine.machine import Lock
from farside.errors import DocumentError, FarsideError, InputError, NotFound, message_for
from farside.library import items, watches
from farside.library.clock import utc_now
from farside.library.files import hash_file
from farside.library.library import Library
from farside.library.watches import Watch
from farside.server.http import journal
from farside.server.http.told import hide_for
from farside.server.people.hub import Hub
from farside.server.people.libraries import Libraries
from farside.server.people.quota import NoRoom
from farside.server.person import Person
from farside.server.uploads.descriptions import describe_documents
from farside.server.uploads.intake import Intake
from farside.work.watching.book import News, WatchBook
from farside.work.watching.changes import STILL_SECONDS, Changes, Memory, find_changes
from farside.work.watching.roots import find_roots, place_below
from farside.work.watching.scan import Signature, open_folder, scan_folder
from farside.work.watching.watch_folder import (
    EMPTY_FOLDER,
    EVERY_SECONDS,
    copy_file,
    lock_watch,
    refuse_file,
)

# A look at a large folder on a slow drive may take at most this share of the time.
_SHARE = 0.05
_AGAIN_SECONDS = 10.0
# Files of one folder that are on their way at the same time.
_AT_ONCE = 50
_BLOCK = 1 << 20


@dataclass(slots=True)
class Watching:
    """A watch that is being looked after. `passed` are the files that are passed over, with the
    reasons; `settling` counts those that are still being written or on their way. The last look at
    the folder `took` so many seconds. `stale`: somebody else has changed the rows since."""

    person: Person
    watch: Watch
    memory: Memory = field(default_factory=Memory)
    book: WatchBook | None = None
    stale: bool = False
    lock: Lock | None = None
    task: asyncio.Task[None] | None = None
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    passed: dict[str, str] = field(default_factory=dict)
    settling: int = 0
    took: float = 0.0
    looked: str | None = None


@dataclass(frozen=True, slots=True)
class _Copied:
    """A file of the folder that was copied, to be sent into the library."""

    path: str
    file: Path
    sign: Signature


class FolderWatcher:
    """Belongs to the event loop; what touches the disk runs in threads."""

    def __init__(self, hub: Hub, libraries: Libraries, intake: Intake) -> None:
        self._hub = hub
        self._libraries = libraries
        self._intake = intake
        self._watching: dict[str, Watching] = {}

    async def start(self, people: Sequence[Person]) -> None:
        """Goes on with the folders that people have watched."""
        for person in people:
            library = await asyncio.to_thread(self._libraries.of, person.settings)
            for watch in await asyncio.to_thread(watches.select_watches, library):
                if watch.active:
                    self.begin(person, watch)

    async def close(self) -> None:
        """Ends all looks."""
        for identity in list(self._watching):
            await self.end(identity)

    def begin(self, person: Person, watch: Watch) -> None:
        """Look after a watch from now on."""
        one = self._watching[watch.id] = Watching(person, watch)
        self._go_on(one)

    async def end(self, identity: str) -> None:
        """Look after it no more."""
        one = self._watching.pop(identity, None)
        if one and one.task:
            one.task.cancel()
            with suppress(asyncio.CancelledError):
                await one.task

    def dismiss(self, known: Collection[str]) -> None:
        """End the looks for people who are no longer `known` (ids)."""
        for one in list(self._watching.values()):
            if one.person.id not in known and one.task:
                self._watching.pop(one.watch.id)
                one.task.cancel()

    def look_now(self, identity: str) -> None:
        """Look again at once, at rows that may have changed."""
        if one := self._watching.get(identity):
            one.stale = True
            one.wake.set()

    def known(self, identity: str) -> Watching | None:
        """What is known of a watch that is looked after."""
        return self._watching.get(identity)

    def tell(self, person: Person, library: Library, watch: Watch, news: Sequence[News]) -> None:
        """Tell the person's pages what happened. May run in any thread."""
        for one in news:
            if one.dropped:
                journal.log_access(person=person.id, kind="removed", document=one.dropped)
                self._hub.tell(person.id, {"type": "document_removed", "id": one.dropped})
        wanted = {one.document for one in news if one.document} - {one.dropped for one in news}
        for described in describe_documents(library, wanted) if wanted else ():
            self._hub.tell(person.id, {"type": "document", "document": described})
        if news:
            with suppress(NotFound):  # it may have been dropped just now
                found = library.collection(watch.collection)
                shown = {"name": found.name, "documents": len(found.documents)}
                self._hub.tell(person.id, {"type": "collection", "collection": shown})
        self._hub.tell(person.id, {"type": "watch", "watch": self.shown(library, watch)})

    def shown(self, library: Library, watch: Watch) -> dict[str, Any]:
        """A watch as people see it. May run in any thread."""
        states = [one.state for one in watches.select_watched_files(library, watch.id).values()]
        one = self._watching.get(watch.id)
        return {
            "id": watch.id,
            "folder": watch.folder,
            "collection": watch.collection,
            "removes": watch.removes,
            "active": watch.active,
            "created": watch.created,
            "looked": (one.looked if one else None) or watch.looked,
            "problem": watch.problem,
            "files": states.count("kept"),
            "waiting": one.settling if one else states.count("taking"),
            "gone": states.count("gone"),
            "failed": states.count("failed") + (len(one.passed) if one else 0),
        }

    # inside

    def _go_on(self, one: Watching) -> None:
        if self._watching.get(one.watch.id) is one:
            one.task = asyncio.ensure_future(self._watch(one))
            one.task.add_done_callback(partial(self._ended, one))

    def _ended(self, one: Watching, task: asyncio.Task[None]) -> None:
        """Go on a little later after a fault of ours."""
        if one.lock:
            one.lock.release()
            one.lock = None
        error = None if task.cancelled() else task.exception()
        if error is not None:
            journal.log_fault("fault", error, person=one.person.id)
            one.stale = True
            asyncio.get_running_loop().call_later(_AGAIN_SECONDS, self._go_on, one)

    async def _watch(self, one: Watching) -> None:
        while True:
            one.wake.clear()
            soon = await self._look(one)
            pause = STILL_SECONDS if soon else EVERY_SECONDS
            with suppress(TimeoutError):
                async with asyncio.timeout(max(pause, one.took / _SHARE)):
                    await one.wake.wait()

    async def _look(self, one: Watching) -> bool:
        """Look once. True where there is more to do soon."""
        library = await asyncio.to_thread(self._libraries.of, one.person.settings)
        news: list[News] = []
        before = one.settling, len(one.passed), one.looked is None
        problem: str | None = None
        soon = False
        try:
            changes = await asyncio.to_thread(self._compare, one, library, news)
            soon = one.settling > 0 or len(one.memory.missing) > len(changes.gone)
            for path in changes.take:
                soon |= not await self._take(one, library, path, news)
            await asyncio.to_thread(_note_gone, one, changes.gone, news)
            problem = EMPTY_FOLDER if changes.empty else None
        except FarsideError as error:
            problem = message_for(error, hide_for(one.person))
        one.looked = utc_now()
        changed = news or before != (one.settling, len(one.passed), False)
        if changed or problem != one.watch.problem:
            await asyncio.to_thread(self._note, one, library, problem, news)
        return soon

    def _compare(self, one: Watching, library: Library, news: list[News]) -> Changes:
        """Look at the folder, and settle the uploads that are over."""
        if one.lock is None:
            one.lock = lock_watch(library.home, one.watch)
        if one.book is None or one.stale:
            one.stale = False
            one.watch = watches.load_watch(library, one.watch.id)
            one.book = WatchBook(library, one.watch)
        book = one.book
        self._settle_items(library, book, news)
        begun = time.monotonic()
        with _opened(one) as handle:
            scan = scan_folder(handle)
        one.took = time.monotonic() - begun
        book.there, one.passed = scan.files, scan.passed
        changes = find_changes(book.known, scan, one.memory)
        going = {path for path, file in book.known.items() if file.state == "taking"}
        take = [path for path in changes.take if path not in going]
        one.settling = len(changes.settling) + len(take) + len(going)
        room = max(0, _AT_ONCE - len(going))
        gone = tuple(path for path in changes.gone if path not in going)
        return replace(changes, take=tuple(take[:room]), gone=gone)

    def _settle_items(self, library: Library, book: WatchBook, news: list[News]) -> None:
        """Note what became of the uploads of files. One that failed may have been tried again."""
        for path, file in list(book.known.items()):
            if file.item is None:
                continue
            try:
                item = items.load_item(library, file.item)
            except NotFound:
                if file.state == "taking":
                    why = "was taken off the list of files before it was read"
                    news.append(book.note_failed(path, file.seen, why))
                continue
            if item.state == "ready" and item.document:
                news.append(book.note_kept(path, file.seen, item.document, brought=True))
            elif item.state in ("failed", "skipped") and file.state == "taking":
                why = item.why or "cannot be read"
                news.append(book.note_failed(path, file.seen, why, item.id))

    async def _take(self, one: Watching, library: Library, path: str, news: list[News]) -> bool:
        """Take a file. False where it must be tried again: it changes, or too much waits."""
        copied = await asyncio.to_thread(self._copy, one, library, path, news)
        if copied is None:
            return False
        book = one.book
        if book is None or not copied.file.exists():
            return True
        try:
            item = await self._intake.receive(
                one.person, book.name(path), one.watch.collection, _blocks(copied.file)
            )
            await asyncio.to_thread(book.note_taking, path, copied.sign, item.id)
        except InputError as error:
            if isinstance(error, NoRoom | NotFound):
                raise
            seen = copied.sign.text
            news.append(await asyncio.to_thread(book.note_failed, path, seen, str(error)))
        finally:
            await asyncio.to_thread(copied.file.unlink, missing_ok=True)
        return True

    def _copy(self, one: Watching, library: Library, path: str, news: list[News]) -> _Copied | None:
        """Copy a file out of the folder; None where it changed meanwhile. What needs no parsing is
        settled here, and its copy is not there then: a document that the library has, a file that
        cannot be read."""
        book, seen = one.book, one.memory.files[path].text
        assert book is not None
        file = library.home / "tmp" / f"tmp{secrets.token_hex(8)}"
        done = True
        try:
            with _opened(one) as handle:
                sign = copy_file(handle, path, file)
            if sign is None:
                return None
            name = book.name(path)
            if why := refuse_file(file, name):
                news.append(book.note_failed(path, sign.text, why))
            elif watches.has_document(library, identity := hash_file(file), name):
                news.append(book.note_kept(path, sign.text, identity, brought=False))
            else:
                done = False
            return _Copied(path, file, sign)
        except DocumentError as error:
            news.append(book.note_failed(path, seen, error.reason))
            return _Copied(path, file, one.memory.files[path])
        finally:
            if done:
                file.unlink(missing_ok=True)

    def _note(
        self, one: Watching, library: Library, problem: str | None, news: Sequence[News]
    ) -> None:
        one.watch = watches.update_watch(library, one.watch, looked=one.looked, problem=problem)
        self.tell(one.person, library, one.watch, news)


def _note_gone(one: Watching, gone: Sequence[str], news: list[News]) -> None:
    """Note the files that are gone, after all that came: one that moved is not gone."""
    assert one.book is not None
    news.extend(filter(None, map(one.book.note_gone, gone)))


def _opened(one: Watching) -> Any:
    """The watched folder, open, as long as it lies where its person may watch."""
    settings = one.person.settings
    roots = find_roots(settings, one.person.name, one.person.admin)
    return open_folder(*place_below(roots, one.watch.folder))


async def _blocks(file: Path) -> AsyncIterator[bytes]:
    handle = await asyncio.to_thread(file.open, "rb")
    try:
        while block := await asyncio.to_thread(handle.read, _BLOCK):
            yield block
    finally:
        handle.close()
