"""The open libraries of the people who were here lately, so that a request need not open one."""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from pathlib import Path

from farside.config import Settings
from farside.library.library import Library
from farside.types import Document

_MOST = 64
# Another program may hold a library this long before a request is refused.
_BUSY_SECONDS = 10.0
# How many documents' text is held, so that a page, its picture and its lines are not unpacked three
# times.
_DOCUMENTS = 4
# Characters of a document that is held.
_LARGEST = 5_000_000


class Libraries:
    """Safe from any thread. Close it at the end."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: OrderedDict[Path, Library] = OrderedDict()
        self._opening: defaultdict[Path, threading.Lock] = defaultdict(threading.Lock)
        self._documents: OrderedDict[tuple[Path, str], Document] = OrderedDict()

    def of(self, settings: Settings) -> Library:
        """The library in `settings.home`, opened when it is first asked for: that may take a while,
        so not in the event loop. Raises `DatabaseBusy`, and what else opening raises."""
        home = settings.home
        with self._lock:
            if home in self._open:
                self._open.move_to_end(home)
                return self._open[home]
            opening = self._opening[home]
        with opening:  # a lock of this home alone: a home that is slow to open delays nobody else
            with self._lock:
                found = self._open.get(home)
            if found is None:
                found = Library(settings, _BUSY_SECONDS)
            with self._lock:
                self._open[home] = found
                if len(self._open) > _MOST:
                    self._open.popitem(last=False)[1].close()
            return found

    def document(self, library: Library, identity: str) -> Document:
        """A document with its text, as the library has it. Raises as `Library.get`."""
        key = library.home, identity
        with self._lock:
            known = self._documents.get(key)
        if known is not None and library.original(identity).exists():
            return known
        document = library.get(identity)
        if len(document.text) <= _LARGEST:
            with self._lock:
                self._documents[key] = document
                while len(self._documents) > _DOCUMENTS:
                    self._documents.popitem(last=False)
        return document

    def forget(self, home: Path) -> None:
        """Close the library of a home that is about to be removed."""
        with self._lock:
            found = self._open.pop(home, None)
            self._opening.pop(home, None)
            for key in [one for one in self._documents if one[0] == home]:
                del self._documents[key]
        if found is not None:
            found.close()

    def close(self) -> None:
        with self._lock:
            for library in self._open.values():
                library.close()
            self._open.clear()
            self._documents.clear()
