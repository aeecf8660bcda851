"""Files in the home folder that are whole or not there: written to a temporary name, synced,
renamed.

A full disk is `DiskFull` with the bytes that are missing; what a killed process left behind is
swept after a day.
"""

from __future__ import annotations

import errno
import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from farside.errors import DiskFull, LibraryUnusable
from farside.system.replacing import replace_file

_BLOCK = 1 << 20
_DAY = 86_400.0
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
OF_HOME = (
    "or set FARSIDE_HOME to another disk; 'farside cache clear' removes what comes again by itself"
)
"""What helps where the home's disk is full."""


def hash_file(path: Path) -> str:
    """The hash (hex) of a file's bytes, without holding them in memory."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def temporary_copy(path: Path, folder: Path) -> Iterator[tuple[Path, str]]:
    """A copy of `path` in `folder` and its hash; gone afterwards unless it was moved away."""
    digest = hashlib.sha256()
    size = path.stat().st_size
    with temporary_path(folder) as copied:
        with full_disk(folder, size), path.open("rb") as source, copied.open("wb") as target:
            while block := source.read(_BLOCK):
                digest.update(block)
                target.write(block)
            target.flush()
            os.fsync(target.fileno())
        yield copied, digest.hexdigest()


def write_whole(path: Path, data: bytes, folder: Path) -> None:
    """Puts `data` at `path`, by way of the temporary `folder` on the same disk."""
    with temporary_path(folder) as written, full_disk(folder, len(data)):
        with written.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        move_file(written, path)


def make_private(path: Path) -> None:
    """Make an empty file that nobody else may read, where there is none, for SQLite: it gives the
    files that it adds beside it the same mode. Raises `DiskFull`; SQLite reports any other error.
    """
    with suppress(OSError), full_disk(path.parent, 1):
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600))


def move_file(source: Path, target: Path) -> None:
    """Renames within one disk, so that `target` is never half there, even after a power cut.
    Raises `LibraryUnusable` where a folder is in its place."""
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        replace_file(source, target)
    except IsADirectoryError as error:
        raise LibraryUnusable(f"{error.filename}: {error.strerror}") from error
    descriptor = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def full_disk(folder: Path, needed: int, remedy: str = OF_HOME) -> Iterator[None]:
    """Turns "no space left" into `DiskFull`; `needed` is the bytes that were to be written."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise disk_full(folder, needed, remedy) from error


def disk_full(folder: Path, needed: int, remedy: str = OF_HOME) -> DiskFull:
    """The error of a full disk, with what else than making room helps."""
    free = shutil.disk_usage(folder).free
    missing = max(needed - free, 0)
    refused = f"a quota or file size limit refused {needed:,} bytes" if free else "no byte is free"
    lack = f"{missing:,} bytes are missing" if missing else refused
    return DiskFull(f"The disk is full: {lack} at {folder}. Make room there, {remedy}")


def is_day_old(path: Path) -> bool:
    """Tell whether a file has not changed for a day; false for one that another process has just
    removed."""
    try:
        return time.time() - path.stat().st_mtime > _DAY
    except FileNotFoundError:
        return False


@contextmanager
def temporary_path(folder: Path) -> Iterator[Path]:
    path = (
        folder / f"tmp{secrets.token_hex(8)}"
    )  # known before it is there: Ctrl-C may come just when it is made
    try:
        with full_disk(folder, 1):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield path
    finally:
        path.unlink(missing_ok=True)
