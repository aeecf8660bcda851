"""What a look at a folder says beside what is known: which files are to be taken, which are still
being written, which are gone."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from farside.library.watches import WatchedFile
from farside.work.watching.scan import Scan, Signature, is_still

STILL_SECONDS = 2.0
"""A file is taken when it has not changed for so long."""


@dataclass(frozen=True, slots=True)
class Changes:
    """Paths. `settling` files are new or changed, and may still be written; `gone` ones are not
    there any more; of a folder that is suddenly `empty` nothing is taken for gone."""

    take: tuple[str, ...] = ()
    settling: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    empty: bool = False


@dataclass(slots=True)
class Memory:
    """What one watcher remembers between two looks, and a restart may forget: the files that were
    being written and those that were missing, each with the time (of a clock that only goes on)
    since which that is so."""

    files: dict[str, Signature] = field(default_factory=dict)
    since: dict[str, float] = field(default_factory=dict)
    missing: dict[str, float] = field(default_factory=dict)


def find_changes(
    known: Mapping[str, WatchedFile], scan: Scan, memory: Memory, now: float | None = None
) -> Changes:
    """Compare a look with what is known, and with the look before."""
    now = time.monotonic() if now is None else now
    changed = {
        path: sign
        for path, sign in scan.files.items()
        if path not in known or known[path].state == "gone" or known[path].seen != sign.text
    }
    since = {
        path: memory.since.get(path, now) if is_still(memory.files, path, sign) else now
        for path, sign in changed.items()
    }
    memory.files, memory.since = changed, since
    take = tuple(path for path in changed if now - since[path] >= STILL_SECONDS)
    settling = tuple(path for path in changed if path not in take)
    missing = _missing(known, scan, changed)
    # A disk that is not mounted is an empty folder: nobody has removed all the files at once.
    empty = not scan.files and len(missing) > 1
    memory.missing = {} if empty else {path: memory.missing.get(path, now) for path in missing}
    gone = (path for path, at in memory.missing.items() if now - at >= STILL_SECONDS)
    return Changes(take, settling, tuple(gone), empty)


def _missing(
    known: Mapping[str, WatchedFile], scan: Scan, changed: Mapping[str, Signature]
) -> list[str]:
    """The files that are not where they were. One that was moved, by its size and time, is not
    among them before it is taken at its new place."""
    moved = {f"{one.size} {one.mtime}" for one in changed.values()}
    return [
        path
        for path, one in known.items()
        if one.state != "gone"
        and path not in scan.files
        and not scan.hides(path)
        and one.seen.rpartition(" ")[0] not in moved
    ]
