"""What became of the files of a watch is written down, and its collection follows the folder: what
is new comes in, an earlier version goes out, and what is gone is told, or removed where the watch
says so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import Literal

from farside.library import watches
from farside.library.clock import utc_now
from farside.library.library import Library
from farside.library.watches import Watch, WatchedFile
from farside.work.watching.scan import Signature

Happened = Literal["new", "changed", "same", "moved", "back", "failed", "gone", "removed"]


@dataclass(frozen=True, slots=True)
class News:
    """What happened to a file of the folder, by its path. `document` (id) is what it became; of a
    changed or removed one `dropped` is the document that was removed from the library with it."""

    path: str
    happened: Happened
    document: str | None = None
    why: str | None = None
    dropped: str | None = None

    @property
    def told(self) -> str:
        """The news in one line; "" where a person has nothing of it."""
        words = {
            "new": f"{self.path}: new",
            "changed": f"{self.path}: changed, and read anew",
            "moved": f"{self.path}: moved here, and not read again",
            "back": f"{self.path}: is there again",
            "failed": f"{self.path}: {self.why}",
            "gone": f"{self.path}: is gone; its document is kept",
            "removed": f"{self.path}: is gone, and its document with it",
        }
        return words.get(self.happened, "")


class WatchBook:
    """The files of one watch. One thread at a time."""

    def __init__(self, library: Library, watch: Watch) -> None:
        self._library = library
        self.watch = watch
        self.there: Collection[str] = ()
        """The paths of the files that the last look found."""
        self.known = watches.select_watched_files(library, watch.id)

    def name(self, path: str) -> str:
        """The name of a file's document: with the folder's own, as `farside add` has it."""
        return f"{PurePath(self.watch.folder).name}/{path}"

    def note_taking(self, path: str, sign: Signature, item: str) -> None:
        """A file is on its way as an upload; the document before is still its own."""
        before = self.known.get(path)
        file = WatchedFile(path, sign.text, "taking", item=item)
        if before:
            file = replace(file, document=before.document, brought=before.brought)
        self._keep(file)

    def note_kept(self, path: str, seen: str, document: str, brought: bool) -> News:
        """A file became, or already is, a document of the library. `brought`: there was none such
        before."""
        before = self.known.get(path)
        same = before is not None and before.document == document
        if before is not None and same:
            brought = before.brought
        self._keep(WatchedFile(path, seen, "kept", document, brought))
        self._library.create(self.watch.collection)
        self._library.add_to(self.watch.collection, [document])
        moved = self._forget_moved(path, document)
        if before is None or before.document is None:
            return News(path, "moved" if moved else "new", document)
        if before.document == document:
            return News(path, "back" if before.state == "gone" else "same", document)
        dropped = watches.replace_version(
            self._library, self.watch, before.document, before.brought
        )
        return News(path, "changed", document, dropped=before.document if dropped else None)

    def note_failed(self, path: str, seen: str, why: str, item: str | None = None) -> News:
        """A file cannot be read. It is tried again when it changes; its document before stays."""
        before = self.known.get(path)
        file = WatchedFile(path, seen, "failed", item=item, why=why)
        if before:
            file = replace(file, document=before.document, brought=before.brought)
        self._keep(file)
        return News(path, "failed", why=why)

    def note_gone(self, path: str) -> News | None:
        """A file is not there any more. None where another file of the folder is the same document,
        it never became one, or was found to have moved just now."""
        file = self.known.get(path)
        if file is None:
            return None
        elsewhere = any(
            one.document == file.document and one.path != path and one.state != "gone"
            for one in self.known.values()
        )
        if file.document is None or elsewhere:
            self._forget([path])
            return None
        if not self.watch.removes:
            self._keep(replace(file, state="gone", item=None, why=None, since=utc_now()))
            return News(path, "gone", file.document)
        return self._remove(file)

    def settle_gone(self, remove: bool) -> list[News]:
        """What a person says of the files that are gone: their documents are removed, or kept as
        documents that the watch knows nothing of."""
        gone = [one for one in self.known.values() if one.state == "gone"]
        if not remove:
            self._forget([one.path for one in gone])
            return []
        self.watch = replace(self.watch, removes=True)
        return [self._remove(one) for one in gone]

    def _remove(self, file: WatchedFile) -> News:
        self._forget([file.path])
        document = file.document or ""
        dropped = watches.replace_version(self._library, self.watch, document, file.brought)
        return News(file.path, "removed", document, dropped=document if dropped else None)

    def _forget_moved(self, path: str, document: str) -> bool:
        """Forget where the same document was before and is not any more."""
        old = [
            one.path
            for one in self.known.values()
            if one.document == document and one.path != path and one.path not in self.there
        ]
        self._forget(old)
        return bool(old)

    def _keep(self, file: WatchedFile) -> None:
        watches.keep_watched_file(self._library, self.watch.id, file)
        self.known[file.path] = file

    def _forget(self, paths: Sequence[str]) -> None:
        watches.forget_watched_files(self._library, self.watch.id, paths)
        for path in paths:
            self.known.pop(path, None)
