"""`farside watch`: a folder is looked at again and again, and its files become documents, until
Ctrl-C. What was done is kept, so that another start goes on with it.

It asks the system for the folder's entries every few seconds instead of waiting to be told of
changes: network drives tell nobody what another machine wrote, a start has to look at everything
anyway, and 10,000 files are looked at in a tenth of a second.
"""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

from farside.config import Settings
from farside.documents.intake import SourceFile, is_archive
from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from farside.engine.machine import Lock
from farside.errors import DatabaseBusy, DocumentError, InputError
from farside.library import watches
from farside.library.clock import utc_now
from farside.library.files import full_disk, hash_file
from farside.library.library import Library
from farside.library.watches import Watch
from farside.types import Notify
from farside.work import intake
from farside.work.watching.book import News, WatchBook
from farside.work.watching.changes import STILL_SECONDS, Memory, find_changes
from farside.work.watching.scan import Signature, open_file, open_folder, scan_folder

EVERY_SECONDS = 5.0
ARCHIVE = "is an archive: unpack it in the folder, or add it by hand"
EMPTY_FILE = "is empty"
EMPTY_FOLDER = (
    "the folder is empty all at once, so nothing in it is taken for removed: is its disk mounted? "
    "If it was emptied on purpose, forget the watch"
)
_BLOCK = 1 << 20
# What a file's place says where the file has gone, or something else is there now.
_NOT_THERE = (errno.ENOENT, errno.ENOTDIR, errno.ELOOP)
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person wants watched: see `farside watch`."""

    folder: Path
    collection: str | None = None
    removes: bool = False


def begin_watch(library: Library, wanted: Wanted, active: bool = False) -> Watch:
    """The watch of a folder: the one that there is, with what is wanted now, or a new one. Its
    collection is called as its folder where nothing else is said."""
    folder = str(wanted.folder)
    known = watches.find_watch(library, folder)
    if known is None:
        collection = wanted.collection or intake.as_text(wanted.folder.name) or "folder"
        return watches.create_watch(library, folder, collection, wanted.removes, active)
    if wanted.collection and wanted.collection != known.collection:
        raise InputError(
            f"{folder} is watched into the collection {known.collection!r}: leave --collection "
            f"out, or 'farside watch {folder} --forget' first"
        )
    return watches.update_watch(library, known, removes=wanted.removes, problem=None)


def lock_watch(home: Path, watch: Watch) -> Lock:
    """The lock that whoever watches a folder holds. Raises `InputError` where another does."""
    folder = home / "watches"
    folder.mkdir(exist_ok=True, mode=0o700)
    lock = Lock(folder / f"{watch.id}.lock")
    if not lock.acquire(wait=False):
        raise InputError(f"{watch.folder} is being watched by another process of this home")
    return lock


def watch_folder(
    settings: Settings,
    wanted: Wanted,
    tell: Tell,
    notify: Notify,
    every: float = EVERY_SECONDS,
    once: bool = False,
) -> None:
    """Look at the folder until it is interrupted; with `once` until nothing is being written in
    it. `tell` gets a line for everything that happens. Raises `InputError` for a folder that cannot
    be watched."""
    folder = wanted.folder
    if not folder.is_dir():
        raise InputError(f"{folder}: there is no such folder")
    with closing(Library(settings)) as library, ExitStack() as held:
        watch = begin_watch(library, Wanted(folder.resolve(), wanted.collection, wanted.removes))
        held.callback(lock_watch(settings.home, watch).release)
        watcher = _Watcher(settings, library, watch, tell, notify)
        while True:
            settling = watcher.look()
            if once and not settling:
                return
            time.sleep(min(every, STILL_SECONDS) if settling else every)


class _Watcher:
    def __init__(
        self, settings: Settings, library: Library, watch: Watch, tell: Tell, notify: Notify
    ) -> None:
        self._settings = settings
        self._library = library
        self._tell = tell
        self._notify = notify
        self._book = WatchBook(library, watch)
        self._memory = Memory()
        self._passed: dict[str, str] = {}

    def look(self) -> bool:
        """Look once. True while files are being written, or may be gone."""
        problem = None
        settling = False
        try:
            with open_folder(Path(self._book.watch.folder), ()) as handle:
                scan = scan_folder(handle)
                self._book.there = scan.files
                changes = find_changes(self._book.known, scan, self._memory)
                self._pass(scan.passed)
                self._take(handle, changes.take)
            for path in changes.gone:
                self._news(self._book.note_gone(path))
            settling = bool(changes.settling) or len(self._memory.missing) > len(changes.gone)
            problem = EMPTY_FOLDER if changes.empty else None
        except (InputError, DatabaseBusy) as error:
            problem = str(error)
        self._note(problem)
        return settling

    def _take(self, handle: int, paths: tuple[str, ...]) -> None:
        if not paths:
            return
        with (
            Sandbox() as sandbox,
            tempfile.TemporaryDirectory(
                prefix="farside-", dir=self._library.home / "tmp"
            ) as folder,
        ):
            for number, path in enumerate(paths):
                copied = Path(folder) / f"{number:06d}{Path(path).suffix[:16]}"
                try:
                    sign = copy_file(handle, path, copied)
                except DocumentError as error:
                    seen = self._memory.files[path].text
                    self._news(self._book.note_failed(path, seen, error.reason))
                    continue
                if sign is not None:
                    self._news(self._keep(sandbox, copied, path, sign, (number, len(paths))))
                    copied.unlink()

    def _keep(
        self, sandbox: Sandbox, copied: Path, path: str, sign: Signature, place: tuple[int, int]
    ) -> News:
        name = self._book.name(path)
        options = ParseOptions.of(self._settings, name)
        if why := refuse_file(copied, name):
            return self._book.note_failed(path, sign.text, why)
        brought = not watches.has_document(self._library, hash_file(copied))
        try:
            document = intake.take_source(
                self._library,
                sandbox,
                SourceFile(copied, name),
                options,
                (*place, self._notify),
            )
        except DocumentError as error:
            return self._book.note_failed(path, sign.text, error.reason)
        return self._book.note_kept(path, sign.text, document.id, brought)

    def _pass(self, passed: dict[str, str]) -> None:
        for path, why in passed.items():
            if self._passed.get(path) != why:
                self._tell(f"{path}: {why}")
        self._passed = passed

    def _news(self, news: News | None) -> None:
        if news and news.told:
            self._tell(news.told)

    def _note(self, problem: str | None) -> None:
        watch = self._book.watch
        if problem and problem != watch.problem:
            self._tell(problem)
        self._book.watch = watches.update_watch(
            self._library, watch, looked=utc_now(), problem=problem
        )


def copy_file(handle: int, path: str, target: Path) -> Signature | None:
    """Copy a file below an open folder; None for one that is gone, or changed meanwhile. Raises
    `DiskFull`, and `DocumentError` for one that may not be read."""
    try:
        with open_file(handle, path) as source:
            before = Signature.of(os.fstat(source))
            with full_disk(target.parent, before.size), target.open("wb") as copied:
                while block := os.read(source, _BLOCK):
                    copied.write(block)
            after = Signature.of(os.fstat(source))
    except OSError as error:
        if error.errno in _NOT_THERE:
            return None
        raise DocumentError(path, f"cannot be read: {error.strerror or error}") from error
    return before if before == after else None


def refuse_file(file: Path, name: str) -> str:
    """Why a file of a watched folder does not become a document; "" where it may."""
    if file.stat().st_size == 0:
        return EMPTY_FILE
    return ARCHIVE if is_archive(file, name) else ""
