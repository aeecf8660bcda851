"""The pages of a file that are read so far: kept while the rest is read, so that a reading that was
stopped need not read them again, and so that people can look at them.

It is a file of lines: the first says what the document is, and each one after that is a page, as
the sandbox's process sent it. A line that a killed process left half written does not count. The
file holds no more than what the same bytes, read with the same options, give again.
"""

from __future__ import annotations

import fcntl
import functools
import os
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from farside.documents import wire
from farside.documents.draft import PageDraft, assemble_document
from farside.documents.options import ParseOptions
from farside.types import Document

_PAUSE_SECONDS = 1.0  # between two writes: what is read faster is not worth keeping
_HELD = 4  # documents whose assembled pages are held for people who look at them


@dataclass(frozen=True, slots=True)
class BegunFile:
    """The part of a document that was read so far; `total` is the number of its pages, 0 where that
    is not known. `size` is the length in bytes of the lines that are whole."""

    media_type: str = ""
    total: int = 0
    drafts: tuple[PageDraft, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class PartialDocument:
    """The pages of a document that are read so far, as the document that they are the beginning
    of."""

    document: Document
    total: int


class Keeper:
    """Keeps the pages of one file as they come. One that cannot (another process is at the same
    file, the disk is full) keeps nothing, and what is read costs its time once more after a
    stop."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._descriptor: int | None = None
        self._waiting: list[bytes] = []
        self._written = time.monotonic()
        self._able = True
        self.begun = BegunFile()
        try:
            self._open(os.O_RDWR)
            self.begun = read_begun(file)
            self._cut()
        except FileNotFoundError:
            pass  # nothing was begun
        except OSError:
            self._able = False

    def keep(self, line: bytes) -> None:
        """Keep a message of the sandbox's process that was found right."""
        self._waiting.append(line + b"\n")
        if self._able and time.monotonic() - self._written >= _PAUSE_SECONDS:
            self._write()

    def close(self) -> None:
        """Write what waits of a file, if it took so long that some of it was written, or had been
        begun before."""
        if self._descriptor is None:
            return
        if self._able:
            self._write()
        os.close(self._descriptor)
        self._descriptor = None

    def _open(self, flags: int) -> None:
        self._descriptor = os.open(
            self._file, flags | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600
        )
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._able = False

    def _cut(self) -> None:
        """Remove a line that is not whole, so that the next one begins where it must."""
        if self._able and self._descriptor is not None:
            os.ftruncate(self._descriptor, self.begun.size)

    def _write(self) -> None:
        self._written = time.monotonic()
        try:
            if self._descriptor is None:
                self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._open(os.O_RDWR | os.O_CREAT)
            if self._able and self._descriptor is not None:
                data = b"".join(self._waiting)
                self._able = os.write(self._descriptor, data) == len(data)
                self._waiting = []
        except OSError:  # the text itself will say that the disk is full
            self._able = False


def begun_file(folder: Path, sha256: str, options: ParseOptions) -> Path:
    """The path under `folder` where the pages of these bytes are kept: its name begins with the
    document's id."""
    return folder / sha256[:2] / f"{sha256}.{options.variant}.jsonl"


def read_begun(file: Path) -> BegunFile:
    """Read what is kept in `file`, up to the first line that is not whole. Raises
    `FileNotFoundError`."""
    media_type, total, size = "", 0, 0
    drafts: list[PageDraft] = []
    with file.open("rb") as lines:
        for line in lines:
            try:
                message = wire.read_message(line if line.endswith(b"\n") else b"")
                if size:
                    drafts.append(wire.read_page(message))
                else:
                    media_type, total = wire.read_opened(message)
            except (ValueError, KeyError, TypeError, RecursionError):
                break
            size += len(line)
    return BegunFile(media_type, total, tuple(drafts), size)


def read_part(file: Path, sha256: str, name: str) -> PartialDocument | None:
    """The document up to the last page that is kept in `file`; None before the first is."""
    with suppress(FileNotFoundError):
        return _part(file, file.stat().st_size, sha256, name)
    return None


@functools.lru_cache(_HELD)
def _part(file: Path, _: int, sha256: str, name: str) -> PartialDocument | None:
    """`_` is the size of the file, which grows with each page."""
    begun = read_begun(file)
    if not begun.drafts:
        return None
    return PartialDocument(
        assemble_document(sha256, name, begun.media_type, begun.drafts),
        max(begun.total, len(begun.drafts)),
    )
