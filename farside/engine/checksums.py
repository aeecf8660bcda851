"""What was found out about a file, such as the SHA-256 of a large one: found once and remembered as
long as path, size and time of change stay the same."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

from filelock import FileLock

from farside.system.replacing import replace_file
from farside.types import Notify, Progress

_BLOCK = 4 << 20


def file_sha256(path: Path, label: str, notify: Notify) -> str:
    """SHA-256 (hex) of the file's bytes, with progress under the stage `download`."""
    digest, done, total = hashlib.sha256(), 0, path.stat().st_size
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            notify(Progress("download", done, total, "bytes", f"verifying {label}"))
    return digest.hexdigest()


def remembered_sha256(path: Path, store: Path, notify: Notify) -> str:
    """The `file_sha256` of a file, from the notes in the file `store` where it has not changed
    since."""
    return remember_fact((path,), store, lambda: file_sha256(path, path.name, notify))


def remember_fact(files: Sequence[Path], store: Path, find: Callable[[], str]) -> str:
    """What `find` says about the first of these files, from the notes in the file `store` where
    none of them has changed since. The first one depends on the others."""
    key = "|".join(map(stamp_file, files))
    known = _notes(store).get(key)
    if known is None:
        known = find()
        _note(store, key, known)
    return known


def stamp_file(path: Path) -> str:
    """A stamp that differs for every path, size and time of change."""
    stat = path.stat()
    return f"{path.resolve()}|{stat.st_size}|{stat.st_mtime_ns}"


def _notes(store: Path) -> dict[str, str]:
    """What was noted; nothing where the notes are absent or damaged, as they can be computed
    again."""
    with contextlib.suppress(FileNotFoundError, IsADirectoryError, ValueError):
        notes = json.loads(store.read_text(encoding="utf-8"))
        if isinstance(notes, dict):
            return {str(key): str(value) for key, value in notes.items()}
    return {}


def _note(store: Path, key: str, value: str) -> None:
    store.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(store.with_name(store.name + ".lock"), mode=0o600):
        path = key.split("|")[0]
        notes = {old: sha for old, sha in _notes(store).items() if old.split("|")[0] != path}
        fresh = store.with_name(f"{store.name}.{os.getpid()}.new")
        fresh.write_text(json.dumps(notes | {key: value}, indent=1), encoding="utf-8")
        replace_file(fresh, store)
