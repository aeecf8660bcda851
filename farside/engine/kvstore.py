"""KV states on disk: whole and checked, or not there. A state is a file that is named by its key
and its checksum.

It is written under a temporary name, checksummed, synced and renamed, and its checksum is compared
before every use: the engine aborts on a file that was cut short. The checksum is XXH3 (128 bits),
which reads faster than a disk.
"""

from __future__ import annotations

import math
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import xxhash
from filelock import FileLock

from farside.engine.machine import Lock
from farside.system.replacing import replace_file

MOST_BYTES = 50_000_000_000
NO_ROOM = "what was read was not kept: the states of this very job fill the disk budget (kv_bytes)"
NOT_KEPT = "what was read could not be kept on the disk: {error}"
_BLOCK = 4 << 20
_COUNT_SECONDS = 2.0
_DAY = 86_400.0
_NAME = re.compile(r"(?P<key>[0-9a-f]{64})-(?P<check>[0-9a-f]{32})\.kv")


@dataclass(frozen=True, slots=True)
class State:
    """One kept KV state. `model` is the name of the folder that holds the states of one model and
    KV type; `used` is seconds since the epoch."""

    key: str
    model: str
    path: Path
    bytes: int
    used: float


class Damaged(Exception):
    """A state whose bytes are not the ones that were written. `find` has removed it already."""


class KVStore:
    """The states of one home folder. Several processes may use it at once.

    `budget` is in bytes, 0 for a quarter of the disk that is free or taken by states, at most
    `MOST_BYTES`. When it is used up, the states that were used least recently go, but never one
    that was used, or asked for with `has`, since the oldest store that is still open was opened:
    the states that a job has planned with are safe while it runs.
    """

    def __init__(self, folder: Path, model: str, budget: int = 0) -> None:
        self.folder = folder / model
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._root = folder
        self._budget = budget
        self._checks = ThreadPoolExecutor(1, "kv-check")
        self._ahead: tuple[str, Future[Path | None]] | None = None
        self._sum = -math.inf, 0
        with (
            self._lock()
        ):  # a process that makes room takes a note that nobody has locked yet for a dead process's
            self._open = _Opened(folder)

    def close(self) -> None:
        self._checks.shutdown(wait=False, cancel_futures=True)
        self._open.close()

    def has(self, key: str) -> bool:
        """Tell whether a state is there; it was not checked. It counts as used: whoever asks will
        want it."""
        path = self._path(key)
        return path is not None and _touched(path)

    def prepare(self, key: str) -> None:
        """Check the state in the background, because it is wanted next. Serves the next `find`
        alone: an older check says nothing of the file as it is."""
        self._ahead = key, self._checks.submit(self._checked, key)

    def find(self, key: str) -> Path | None:
        """Find the checked file of a state; None when there is none. Raises `Damaged`."""
        ahead, self._ahead = self._ahead, None
        try:
            path = ahead[1].result() if ahead and ahead[0] == key else self._checked(key)
        except Damaged:
            self._drop(key)
            raise
        return path if path is not None and _touched(path) else None

    def temporary(self) -> Path:
        """A free place in the folder, for a state that is being written."""
        return self.folder / f"{secrets.token_hex(8)}.new"

    def keep(self, written: Path, key: str) -> bool:
        """Take in the state that the engine wrote. False when the budget has no room that may be
        taken. Raises `OSError`."""
        try:
            size = written.stat().st_size
            with self._lock():
                if not self._make_room(size):
                    return False
                check = _checksum(written)
                _sync(written)
                self._drop(key)  # another process may have computed it at the same time
                replace_file(written, self.folder / f"{key}-{check}.kv")
                _sync(self.folder)
                self._sum = self._sum[0], self._sum[1] + size
            return True
        finally:
            written.unlink(missing_ok=True)

    def remove(self, keys: set[str]) -> int:
        """Remove states by key, in every model's folder. Return how many bytes were freed."""
        return remove_states(state for state in list_states(self._root) if state.key in keys)

    def budget(self) -> int:
        """Bytes that all states together may take."""
        if self._budget:
            return self._budget
        return min(MOST_BYTES, (shutil.disk_usage(self._root).free + self._taken()) // 4)

    def _taken(self) -> int:
        """Bytes of all states: listed now and then, for a job that keeps thousands of them, and
        summed up between."""
        counted, taken = self._sum
        if time.monotonic() - counted > _COUNT_SECONDS:
            taken = sum(state.bytes for state in list_states(self._root))
            self._sum = time.monotonic(), taken
        return taken

    def _path(self, key: str) -> Path | None:
        return next(self._files(key), None)

    def _drop(self, key: str) -> None:
        for path in self._files(key):
            path.unlink(missing_ok=True)

    def _files(self, key: str) -> Iterator[Path]:
        """The files that are kept under a key. A folder with such a name is not ours, and stays."""
        return (path for path in self.folder.glob(f"{key}-*.kv") if path.is_file())

    def _checked(self, key: str) -> Path | None:
        path = self._path(key)
        if path is None:
            return None
        try:
            check = _checksum(path)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise Damaged(
                f"the kept state {path.name} cannot be read ({error.strerror}) and is made again"
            ) from error
        if path.name != f"{key}-{check}.kv":
            raise Damaged(f"the kept state {path.name} was damaged on the disk and is read again")
        return path

    def _lock(self) -> FileLock:
        return FileLock(self._root / "store.lock", mode=0o600)

    def _make_room(self, size: int) -> bool:
        """Evict until `size` more bytes fit the budget. Nothing is evicted when that cannot be
        reached."""
        if self._taken() + size <= self.budget():
            return True
        kept = sorted(list_states(self._root), key=lambda state: state.used)
        excess = sum(state.bytes for state in kept) + size - self.budget()
        going: list[State] = []
        before = self._open.oldest()
        for state in kept:
            if excess <= 0 or state.used >= before:
                break
            going.append(state)
            excess -= state.bytes
        if excess > 0:
            return False
        for state in going:
            state.path.unlink(missing_ok=True)
        self._sum = -math.inf, 0
        return True


def list_states(folder: Path) -> Iterator[State]:
    """Every kept state below `folder`. What a killed process left half-written is swept after a
    day."""
    for path in folder.glob("*/*"):
        with suppress(FileNotFoundError):
            stat = path.stat()
            if not path.is_file():  # nothing of ours, whatever it is called
                continue
            if match := _NAME.fullmatch(path.name):
                yield State(match["key"], path.parent.name, path, stat.st_size, stat.st_mtime)
            elif path.suffix == ".new" and time.time() - stat.st_mtime > _DAY:
                path.unlink()


def remove_states(going: Iterable[State]) -> int:
    """Remove states, and write nothing. Return how many bytes were freed."""
    freed = 0
    for state in going:
        state.path.unlink(missing_ok=True)
        freed += state.bytes
    return freed


class _Opened:
    """Notes that a store is open, with a lock that ends with the process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder / "open"
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._path = self._folder / f"{secrets.token_hex(8)}.lock"
        self._lock = Lock(self._path)
        self._lock.acquire()

    def close(self) -> None:
        self._path.unlink(missing_ok=True)
        self._lock.release()

    def oldest(self) -> float:
        """When the oldest store that is still open was opened, in seconds since the epoch."""
        times = [time.time()]
        for path in self._folder.glob("*.lock"):
            other = Lock(path)
            with suppress(FileNotFoundError):
                since = path.stat().st_mtime
                if path == self._path or not other.acquire(wait=False):
                    times.append(since)
                else:
                    path.unlink(missing_ok=True)
                    other.release()
        return min(times)


def _touched(path: Path) -> bool:
    """Note that a state is used. False for one that another process removed a moment ago: as good
    as never there."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return True


def _checksum(path: Path) -> str:
    digest = xxhash.xxh3_128()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
