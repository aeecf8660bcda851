"""Who runs a job on this machine: a file's lock, which the system frees when its process dies,
however it dies."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from farside.config import Settings
from farside.engine.machine import Lock


class Leases(Protocol):
    def take(self, name: str) -> bool:
        """False when anybody has it: another process, or this one already."""

    def release(self, name: str) -> None: ...

    def close(self) -> None:
        """All leases are free."""


def is_lease_free(leases: Leases, name: str) -> bool:
    """Tell whether nobody holds the lease."""
    taken = leases.take(name)
    if taken:
        leases.release(name)
    return taken


class FileLeases:
    """One file a lease, in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, Lock] = {}

    def take(self, name: str) -> bool:
        lock = Lock(self._folder / f"{name}.lock")
        taken = lock.acquire(wait=False)
        if taken:
            self._held[name] = lock
        return taken

    def release(self, name: str) -> None:
        self._held.pop(name).release()

    def close(self) -> None:
        for name in list(self._held):
            self.release(name)


def in_home(settings: Settings) -> FileLeases:
    """The leases of the jobs and commands of this home."""
    folder = settings.home / "jobs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return FileLeases(folder)
