"""How an engine's process ends itself when nobody has used the engine for a while."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

from farside.engine.machine import EngineJob, Room, Running

LOG_BYTES = 4_000_000
_LOOK_SECONDS = 0.5


def serve_until_idle(
    room: Room, job: EngineJob, running: Running, is_alive: Callable[[], bool]
) -> None:
    """Returns when the engine is not alive any more, when another one is noted, or when it has been
    idle for long."""
    used = time.monotonic()
    while room.running() == running and is_alive():
        time.sleep(_LOOK_SECONDS)
        bound_log(Path(job.log))
        if not room.is_free("lease"):
            used = time.monotonic()
        elif time.monotonic() - used > job.idle_seconds and _retire(room):
            return


def bound_log(log: Path) -> None:
    if log.exists() and log.stat().st_size > LOG_BYTES:
        os.truncate(log, 0)


def _retire(room: Room) -> bool:
    """Take the note down, unless somebody is just arriving."""
    start = room.lock("start")
    if not start.acquire(wait=False):
        return False
    if room.is_free("lease"):
        room.forget()
        return True
    start.release()
    return False
