"""Files of a home folder are their owner's alone, whatever the folder's own mode; files that a
person asks to be written somewhere have the mode that this person's other files have."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

# What Farside makes in a home folder, and in the folder that belongs to the machine; nothing else
# there is touched.
_FOLDERS = "blobs jobs kv lab logs models pictures profiles texts tmp uploads users".split()
_FILES = [
    f"{name}.{end}" for name in ("library", "users") for end in ("db", "db-shm", "db-wal", "lock")
]
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_umask: int | None = None


def keep_private() -> None:
    """Make what this process and its children create from now on private. For programs of Farside's
    own: a program that calls Farside keeps its umask."""
    global _umask
    before = os.umask(_OTHERS)
    _umask = before if _umask is None else _umask


def give_out(path: Path) -> None:
    """A file or folder that a person asked for gets the mode that it would have without
    `keep_private`. Raises `OSError`."""
    if _umask is not None:
        path.chmod((0o777 if path.is_dir() else 0o666) & ~_umask)


def mend_permissions(home: Path) -> None:
    """Close to others what an older release, or a program that calls Farside, left open to them.
    What lies in a folder is closed with it."""
    for path in (home / name for name in (*_FOLDERS, *_FILES, "server.lock")):
        # Not there, on a disk that takes no changes, or gone meanwhile: `farside doctor` looks at
        # what stays open.
        with suppress(OSError):
            found = path.lstat()
            if (
                found.st_mode & _OTHERS
                and found.st_uid == os.getuid()
                and not stat.S_ISLNK(found.st_mode)
            ):
                path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def left_open(home: Path) -> list[Path]:
    """The paths of a home that others may look into after all; also `config.toml`, which may hold a
    key.
    """
    if not home.exists() or not home.stat().st_mode & _OTHERS:
        return []
    names = [*_FOLDERS, *_FILES, "config.toml"]
    return [
        path
        for path in map(home.joinpath, names)
        if path.exists() and path.stat().st_mode & _OTHERS
    ]
