"""Uploaded files → documents: archives become items of their own, each file is parsed in the
sandbox and kept."""

from __future__ import annotations

import shutil
import tempfile
import time
import zipfile
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from farside.config import Settings
from farside.documents.intake import IS_EMPTY, collect_file
from farside.documents.options import ParseOptions
from farside.documents.remaining import Remaining
from farside.documents.sandbox import OnPage, Sandbox
from farside.errors import DocumentError, EmptyFile, NotFound
from farside.library import files, items, origins
from farside.library.clock import utc_now
from farside.library.items import UploadItem
from farside.library.library import Library
from farside.server.people import quota
from farside.server.people.quota import NoRoom
from farside.server.runs.kinds.typed_specs import TakeSpec
from farside.server.runs.teller import Emit
from farside.types import Document, Skipped
from farside.work.unlocked import keep_unlocked

# Members that are named, of those that an archive holds and that are no documents.
_NAMED = 1000
_REASONS = 3
# Between two pages of an item that are told, but for the first.
_TELL_SECONDS = 0.5


def run_item_intake(settings: Settings, spec: TakeSpec, emit: Emit) -> dict[str, Any] | None:
    """Takes the items with the ids `spec.items`, and what their archives hold, one after another.

    `spec.passwords` has those that people gave, by item. After `spec.seconds` no other one is
    begun; those that are `left` are told.
    """
    end = time.monotonic() + spec.seconds
    waiting = list(spec.items)
    with closing(Library(settings)) as library, Sandbox(may_rest=True) as sandbox:
        while waiting and time.monotonic() < end:
            with suppress(NotFound):  # nobody wants it any more
                item = items.load_item(library, waiting.pop(0))
                taker = _Taker(settings, library, sandbox, emit)
                waiting[:0] = taker.take(item, spec.passwords.get(item.id))
    return {"left": waiting}


class _Taker:
    """Takes one item."""

    def __init__(self, settings: Settings, library: Library, sandbox: Sandbox, emit: Emit) -> None:
        self._settings = settings
        self._library = library
        self._sandbox = sandbox
        self._emit = emit

    def take(self, item: UploadItem, password: str | None) -> list[str]:
        """The ids of what the item held, when it is an archive."""
        item = self._change(item, state="parsing", code=None, why=None)
        file = items.item_path(self._library, item.id)
        try:
            with tempfile.TemporaryDirectory(
                prefix="farside-", dir=file.parent.parent / "tmp"
            ) as folder:
                limit = quota.unpacked_mb(self._settings, self._library)
                found, skipped = collect_file(file, item.name, Path(folder), limit)
                if [source.path for source in found] == [file]:
                    self._parse(item, file, password)
                    return []
                if not found and limit < self._settings.parse_expanded_mb:
                    quota.check_quota(self._settings, self._library, item.name, _declared(file))
                if not found:
                    raise _nothing_in(item.name, skipped)
                size = sum(source.path.stat().st_size for source in found)
                quota.check_quota(self._settings, self._library, item.name, size)
                item = replace(item, collection=items.wanted_collection(self._library, item.id))
                members = [self._member(item, source.name, source.path) for source in found]
        except (DocumentError, NoRoom) as error:
            why = error.reason if isinstance(error, DocumentError) else str(error)
            self._change(item, state="failed", code=error.code, why=why, ended=utc_now())
            return []
        passed = [
            items.new_item(one.name, 0, item.collection, "skipped", one.reason, archive=item.name)
            for one in skipped[:_NAMED]
        ]
        if (more := len(skipped) - _NAMED) > 0:
            why = f"{more:,} more of its files are no documents: the last {skipped[-1].reason}"
            passed.append(items.new_item(item.name, 0, item.collection, "skipped", why))
        items.insert_items(self._library, [*members, *passed])
        origins.pass_origin_on(self._library, item.id, members=[one.id for one in members])
        for one in (*members, *passed):
            self._tell(one)
        self._change(item, state="ready", members=len(members), ended=utc_now())
        file.unlink(missing_ok=True)
        return [one.id for one in members]

    def _member(self, archive: UploadItem, name: str, file: Path) -> UploadItem:
        item = items.new_item(
            name,
            file.stat().st_size,
            archive.collection,
            encoding=archive.encoding,
            archive=archive.name,
        )
        shutil.move(file, items.item_path(self._library, item.id))
        return item

    def _parse(self, item: UploadItem, file: Path, password: str | None) -> None:
        options = ParseOptions.of(self._settings, item.name, password, item.encoding)
        if password is not None:  # a copy without the lock is kept too
            quota.check_quota(self._settings, self._library, item.name, item.size)

        def parse(path: Path, _: str) -> Document:
            return self._sandbox.parse(path, options, self._pages(item, file), self._library.begun)

        document = self._library.add(
            file, item.name, parse, options.variant, again=bool(item.encoding)
        )
        origins.pass_origin_on(self._library, item.id, document=document.id)
        keep_unlocked(self._library, document, options)
        item = replace(item, collection=items.wanted_collection(self._library, item.id))
        if item.collection:
            self._library.create(item.collection)
            self._library.add_to(item.collection, [document.id])
        self._change(item, state="ready", document=document.id, ended=utc_now())
        file.unlink(missing_ok=True)

    def _pages(self, item: UploadItem, file: Path) -> OnPage:
        told, remaining, sha256 = 0.0, Remaining(), ""

        def on_page(done: int, pages: int) -> None:
            nonlocal told, sha256
            left, now = remaining.seconds(done, pages), time.monotonic()
            if now - told < _TELL_SECONDS:
                return
            told, sha256 = now, sha256 or files.hash_file(file)
            event = {
                "type": "pages",
                "id": item.id,
                "done": done,
                "pages": pages,
                "seconds_left": left,
            }
            self._emit({**event, "sha256": sha256})

        return on_page

    def _change(self, item: UploadItem, **values: Any) -> UploadItem:
        changed = items.update_item(self._library, item, **values)
        self._tell(changed)
        return changed

    def _tell(self, item: UploadItem) -> None:
        self._emit({"type": "item", "item": asdict(item)})


def _declared(file: Path) -> int:
    """The bytes that an archive says it has unpacked; 0 for a file that is no archive."""
    with suppress(zipfile.BadZipFile, OSError), zipfile.ZipFile(file) as archive:
        return sum(one.file_size for one in archive.infolist())
    return 0


def _nothing_in(name: str, skipped: Sequence[Skipped]) -> DocumentError:
    """Why a file or an archive gives no document."""
    reasons = "; ".join(one.reason for one in skipped[:_REASONS]) or "holds no file"
    more = len(skipped) - _REASONS
    kind = EmptyFile if all(one.reason == IS_EMPTY for one in skipped) else DocumentError
    return kind(name, f"{reasons}; and {more:,} more" if more > 0 else reasons)
