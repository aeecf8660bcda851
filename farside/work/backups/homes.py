"""What a home has on disk: files to copy, databases to copy as SQLite does, and what a backup
leaves out."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MADE_AGAIN = {
    "kv": "kept states of what was read",
    "models": "models",
    "engines": "engines that were built",
    "pictures": "pictures of pages",
}
"""Folders of a home that Farside makes or fetches again."""
# A home, that of a user, or a user's place in what another one shares.
_HOME = re.compile(r"(?:users/[^/]+(?:/shared/[^/]+)?)?")
# Files beside a database that belong to the processes that have it open.
_BESIDE = ("-wal", "-shm", "-journal")
_SQLITE = b"SQLite format 3\0"


@dataclass(frozen=True, slots=True)
class HomeFiles:
    """Paths below a home, with `/` between their names. `left_out`: folders with their bytes."""

    files: tuple[str, ...]
    databases: tuple[str, ...]
    left_out: dict[str, int]


def look_at_home(home: Path, everything: bool) -> HomeFiles:
    """Find what a backup of the home has. `everything`: also what is made again."""
    files: list[str] = []
    databases: list[str] = []
    left: dict[str, int] = {}
    for folder, path, size in _walk(home):
        kind = path.removeprefix(f"{folder}/" if folder else "").partition("/")[0]
        if kind == "tmp" or path.endswith(".lock"):
            continue
        if kind in MADE_AGAIN and not everything:
            left[kind] = left.get(kind, 0) + size
        elif path.endswith(".db") and _is_database(home / path):
            databases.append(path)
        else:
            files.append(path)
    beside = {f"{path}{end}" for path in databases for end in _BESIDE}
    return HomeFiles(tuple(one for one in files if one not in beside), tuple(databases), left)


def _walk(home: Path) -> Iterator[tuple[str, str, int]]:
    """Each regular file: the home that it belongs to, its path and its bytes. Links are followed,
    each folder once: what they lead to is part of the home. Sockets are of running processes."""
    seen: set[str] = set()
    for root, folders, names in os.walk(home, followlinks=True):
        if (real := os.path.realpath(root)) in seen:
            folders.clear()
            continue
        seen.add(real)
        below = os.path.relpath(root, home)
        start = "" if below == "." else f"{below}/"
        folders.sort()
        for name in sorted(names):
            try:
                found = os.stat(os.path.join(root, name))
            except FileNotFoundError:  # gone meanwhile
                continue
            if stat.S_ISREG(found.st_mode):
                yield _home_of(start), f"{start}{name}", found.st_size


def _home_of(start: str) -> str:
    """The home that a folder (as `users/ID/blobs/00/`) belongs to."""
    parts = start.split("/")
    for length in (4, 2):
        known = "/".join(parts[:length])
        if len(parts) > length and _HOME.fullmatch(known):
            return known
    return ""


def _is_database(file: Path) -> bool:
    try:
        with file.open("rb") as opened:
            return opened.read(len(_SQLITE)) == _SQLITE
    except FileNotFoundError:
        return False
