"""What is being written stands in a folder beside its place, and gets its name when it is whole. A
process that is killed leaves such a folder, which the next one for the same place takes away."""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from farside.errors import Exists

ELSEWHERE = "or name a place on another disk"
"""What helps where the disk is full that a backup or a home was to be written to."""
_NO_LINKS = (errno.EPERM, errno.EOPNOTSUPP, errno.EMLINK)


@contextmanager
def begin_part(place: Path) -> Iterator[Path]:
    """A new folder beside `place`; gone at the end, unless it was put in its place."""
    _sweep_parts(place)
    part = place.with_name(f".{place.name}.{secrets.token_hex(6)}.part")
    part.mkdir(mode=0o700)
    held = os.open(part, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)
        os.close(held)


def put_file(written: Path, place: Path) -> None:
    """Give a file its place. Raises `Exists` where there is something by now."""
    with written.open("rb") as file:
        os.fsync(file.fileno())
    try:
        os.link(written, place)
    except FileExistsError as error:
        raise taken(place) from error
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if place.exists():  # a disk without links
            raise taken(place) from error
        written.rename(place)
    _sync_folder(place.parent)


def put_folder(written: Path, place: Path) -> None:
    """Give a folder its place. Raises `Exists` where there is something by now but an empty
    folder."""
    os.sync()
    try:
        written.rename(place)
    except OSError as error:
        if error.errno not in (errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
            raise
        raise taken(place) from error
    _sync_folder(place.parent)


def taken(place: Path) -> Exists:
    """The error that something is there already."""
    return Exists(f"{place} is there already, and nothing is written over it: take another place")


def _sweep_parts(place: Path) -> None:
    """Remove what killed processes left of the same place; what another process writes just now
    stays."""
    start = f".{place.name}."
    for part in place.parent.iterdir():
        if part.name.startswith(start) and part.name.endswith(".part"):
            with suppress(OSError):  # held by a process that lives, gone, or somebody else's
                _remove_unheld(part)


def _remove_unheld(part: Path) -> None:
    held = os.open(part, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        shutil.rmtree(part)
    finally:
        os.close(held)


def _sync_folder(folder: Path) -> None:
    held = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(held)
    finally:
        os.close(held)
