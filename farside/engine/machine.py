"""One engine per machine and user: the folder where it is noted, and the locks that keep it single
and alive.

A lock is an `flock`, so the system lets go of it when its process dies, however it dies.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import stat
import tempfile
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import psutil

from farside.engine.rope import AS_TRAINED, Rope
from farside.errors import EngineError
from farside.system.replacing import replace_file

CANNOT_LOAD = 3
"""The exit status of a child that llama.cpp gave no model."""


@dataclass(frozen=True, slots=True)
class EngineJob:
    """Everything that a child needs to load a model. `build` is of the engine, and `program` the
    path of its `llama-server`, empty for the wheel's; `context` is in tokens. `gpu_layers`: -1 for
    as many as fit. `lookup`: guess what is quoted from the prompt. `adapter` is the path of a
    reader adapter, empty for none."""

    folder: str
    model: str
    sha256: str
    name: str
    build: str
    context: int
    threads: int
    kv_type: str
    slots: str
    log: str
    idle_seconds: float
    rope: Rope = AS_TRAINED
    program: str = ""
    gpu_layers: int = -1
    lookup: bool = False
    adapter: str = ""
    adapter_sha256: str = ""

    @staticmethod
    def parsed(values: Mapping[str, Any]) -> EngineJob:
        """Make an `EngineJob` of the plain object that `asdict` made."""
        return EngineJob(**{**values, "rope": Rope(**values["rope"])})

    @property
    def key(self) -> str:
        """Equal for jobs that one running engine can serve."""
        fields = asdict(self)
        shared = {
            k: v
            for k, v in fields.items()
            if k not in {"folder", "model", "name", "log", "idle_seconds", "adapter"}
        }
        return hashlib.sha256(json.dumps(shared, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Running:
    """An engine, as its child noted it. `started` (seconds since the epoch) tells a reused pid
    apart; `url` is empty while it loads. `pings`: while it computes, it gives signs of life."""

    pid: int
    started: float
    url: str
    token: str
    name: str
    job: str
    pings: bool = True

    def alive(self) -> bool:
        try:
            process = psutil.Process(self.pid)
            same = abs(float(process.create_time()) - self.started) < 2
            return same and bool(process.status() != psutil.STATUS_ZOMBIE)
        except psutil.NoSuchProcess:
            return False

    def __repr__(self) -> str:
        return f"Running(pid={self.pid}, url={self.url!r}, name={self.name!r})"


class Lock:
    """An `flock` on a file. Many may hold it `shared`; otherwise one alone does."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: int | None = None

    def acquire(self, *, shared: bool = False, wait: bool = True) -> bool:
        """False when `wait` is off and somebody else has it."""
        file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(
                file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB)
            )
        except BlockingIOError:
            os.close(file)
            return False
        except BaseException:
            os.close(file)
            raise
        self._file = file
        return True

    def fileno(self) -> int:
        """The open file, for a child that is to hold the lock as well. Raises `EngineError` where
        it is not held."""
        if self._file is None:
            raise EngineError(f"{self._path} is not held")
        return self._file

    def release(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None


class Room:
    """The folder of one user's engine on this machine. `start` is held while one is started or
    stopped, `life` by the child while it lives, `lease` (shared) by everyone who uses it, `turn` by
    the request that is being computed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._note = folder / "engine.json"

    def lock(self, name: str) -> Lock:
        return Lock(self.folder / f"{name}.lock")

    def is_free(self, name: str) -> bool:
        lock = self.lock(name)
        free = lock.acquire(wait=False)
        lock.release()
        return free

    def running(self) -> Running | None:
        """The engine that lives here, if one does and has finished loading."""
        noted = self.noted()
        return noted if noted and noted.url else None

    def noted(self) -> Running | None:
        """The engine that lives here, loaded or still loading."""
        try:
            noted = Running(**json.loads(self._note.read_text(encoding="utf-8")))
        except (FileNotFoundError, IsADirectoryError, ValueError, TypeError):
            return None
        return noted if noted.alive() else None

    def note(self, running: Running) -> None:
        new = self._note.with_suffix(f".{os.getpid()}")
        with os.fdopen(
            os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
        ) as file:
            json.dump(asdict(running), file)
        replace_file(new, self._note)

    def forget(self) -> None:
        self._note.unlink(missing_ok=True)


def open_engine_room(environ: Mapping[str, str] = os.environ) -> Room:
    """This user's room; made when it is not there, refused when somebody else could write into
    it."""
    base = environ.get("XDG_RUNTIME_DIR")
    folder = (
        Path(base) / "farside" if base else Path(tempfile.gettempdir()) / f"farside-{os.getuid()}"
    )
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise EngineError(
            f"{folder}: cannot be made ({error.strerror}); set XDG_RUNTIME_DIR to a folder of yours"
        ) from error
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise EngineError(
            f"{folder}: is not a folder that only you can enter, so it cannot be trusted with "
            "the engine's key; remove it, or set XDG_RUNTIME_DIR to a folder of yours"
        )
    return Room(folder)


def count_cores() -> int:
    """Physical cores that this process may use (CPU affinity and a container's quota counted
    in)."""
    allowed = (
        len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    )
    physical = psutil.cpu_count(logical=False) or allowed
    return max(1, min(physical, allowed, _quota(Path("/sys/fs/cgroup/cpu.max")) or allowed))


def _quota(file: Path) -> int | None:
    """Whole cores of a cgroup v2 limit ("200000 100000" is two), None for no limit."""
    try:
        limit, period = file.read_text(encoding="ascii").split()
    except (OSError, ValueError):
        return None
    return None if limit == "max" else max(1, int(limit) // int(period))
