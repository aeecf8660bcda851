"""Find the engine that runs on this machine, or start the right one: exactly one at any time.

`engage_engine` gives an engine and a lease on it; while the lease is held, nobody else in Farside
stops that engine.
"""

from __future__ import annotations

import json
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

import httpx
import psutil

from farside.engine import machine
from farside.engine.machine import CANNOT_LOAD, EngineJob, Lock, Room, Running
from farside.errors import EngineError, ModelError
from farside.system.children import child_environment, python_command
from farside.types import Notify, Progress

_LOAD_SECONDS = 1800.0
_HEALTH_SECONDS = 20.0
_STOP_SECONDS = 10.0
_LOOK_SECONDS = 0.05
_TELL_SECONDS = 1.0
_LOG_LINES = 6

# OpenMP threads that spin long while they wait take the cores from each other as soon as anything
# else runs: prefill was 21 to 40 tokens/s with the default and 83 to 88 with this, decode equal on
# an idle machine.
_SPIN = {"GOMP_SPINCOUNT": "1000"}
# Prefixes of environment variables that a person may have set for threads and devices.
_THREADS = ("GOMP_", "OMP_", "KMP_", "GGML_", "CUDA_", "HIP_", "ROCR_", "VK_")
# Kept, so that a dead child is reaped and its exit status can be told.
_children: dict[int, subprocess.Popen[bytes]] = {}
# Leases of this very process, by job: it would wait for itself forever.
_mine: list[str] = []


class Lease:
    """The right to use an engine until `release()`."""

    def __init__(self, lock: Lock, job: str) -> None:
        self._lock = lock
        self._job: str | None = job
        _mine.append(job)

    def release(self) -> None:
        if self._job is not None:
            _mine.remove(self._job)
            self._job = None
            self._lock.release()


def engage_engine(room: Room, job: EngineJob, notify: Notify) -> tuple[Running, Lease]:
    """The engine for `job`, started if need be, and a lease on it. Waits while others use an engine
    of another kind."""
    start = room.lock("start")
    _wait_for(
        lambda: start.acquire(wait=False),
        notify,
        "waiting for another Farside process that starts an engine",
    )
    try:
        running = room.running()
        if running and (running.job != job.key or not _healthy(running)):
            _clear(room, running, job, notify)
            running = None
        if not running:
            running = _start(room, job, notify)
        lease = room.lock("lease")
        lease.acquire(shared=True)
        return running, Lease(lease, job.key)
    finally:
        start.release()


def running_engine() -> Running | None:
    """The engine that runs on this machine for this user."""
    return machine.open_engine_room().running()


def stop_engine() -> Running | None:
    """End the engine, even if somebody uses it or waits for it to load; return what was running."""
    room = machine.open_engine_room()
    start = room.lock("start")
    deadline = time.monotonic() + _STOP_SECONDS
    while not (noted := room.noted()) and not start.acquire(wait=False):
        if time.monotonic() > deadline:
            raise EngineError(
                "another Farside process is about to start the engine; "
                "wait a little and stop it again"
            )
        time.sleep(_LOOK_SECONDS)
    try:
        # Between two looks an engine may have begun to load.
        noted = noted or room.noted()
        if noted:
            _end(room, noted)
        return noted
    finally:
        start.release()
        for pid in tuple(
            _children
        ):  # those too that ended by themselves, and those that were killed
            _reap(pid)


def end_unused_engine(since: float) -> Running | None:
    """End the engine if it was begun after `since` (seconds since the epoch) and nobody uses it
    now; return it. One that a person of the command line had before, or that is used, stays."""
    room = machine.open_engine_room()
    start = room.lock("start")
    if not start.acquire(wait=False):
        return None
    try:
        running = room.running()
        if running is None or running.started < since or not room.is_free("lease"):
            return None
        _end(room, running)
        return running
    finally:
        start.release()


def _wait_for(ready: Callable[[], bool], notify: Notify, message: str) -> None:
    began = told = time.monotonic()
    while not ready():
        time.sleep(_LOOK_SECONDS)
        if time.monotonic() - told > _TELL_SECONDS:
            told = time.monotonic()
            notify(Progress("start", told - began, 0, "seconds", message))


def _healthy(running: Running) -> bool:
    """False for an engine that lives but no longer answers."""
    try:
        with httpx.Client(trust_env=False, timeout=_HEALTH_SECONDS) as client:
            answer = client.get(
                f"{running.url}/props", headers={"Authorization": f"Bearer {running.token}"}
            )
        return answer.status_code == httpx.codes.OK
    except httpx.TransportError:
        return False


def _clear(room: Room, running: Running, job: EngineJob, notify: Notify) -> None:
    """Stop an engine that is of another kind (once nobody uses it) or that no longer answers (at
    once)."""
    if running.job != job.key:
        if running.job in _mine:
            raise EngineError(
                f"this process already uses {running.name}, and one machine runs one engine; "
                f"close it before opening {job.name}"
            )
        message = f"waiting for another Farside process that uses {running.name}"
        _wait_for(lambda: not running.alive() or room.is_free("lease"), notify, message)
    _end(room, running)


def _end(room: Room, running: Running) -> None:
    """Ask the engine to end, then force it; return when the process is gone and its memory free."""
    for sign in (signal.SIGTERM, signal.SIGKILL):
        with suppress(psutil.NoSuchProcess):
            if running.alive():
                psutil.Process(running.pid).send_signal(sign)
        deadline = time.monotonic() + _STOP_SECONDS
        while time.monotonic() < deadline:
            _reap(running.pid)
            if not running.alive() and room.is_free("life"):
                return
            time.sleep(_LOOK_SECONDS)
    raise EngineError(
        f"the engine (process {running.pid}) cannot be stopped; end it by hand and ask again"
    )


def _reap(pid: int) -> int | None:
    """The exit status of a child of this process, None while it lives (or when it is not ours)."""
    child = _children.get(pid)
    status = child.poll() if child else None
    if status is not None:
        del _children[pid]
    return status


def _start(room: Room, job: EngineJob, notify: Notify) -> Running:
    """Load the model in a new process. An engine that an ended process left loading is waited for
    and used."""
    message = "waiting for an engine that is being loaded"
    deadline = time.monotonic() + _LOAD_SECONDS
    _wait_for(lambda: _is_settled(room) or time.monotonic() > deadline, notify, message)
    if not _is_settled(room):
        raise _left_loading(room)
    running = room.running()
    if running and running.job == job.key:
        return running
    if running:
        _end(room, running)
    notify(Progress("start", 0, 1, "engine", f"loading {job.name}"))
    child = _spawn(job)
    deadline = time.monotonic() + _LOAD_SECONDS
    while time.monotonic() < deadline:
        running = room.running()
        if running and running.pid == child.pid:
            notify(Progress("start", 1, 1, "engine", f"{job.name} is loaded"))
            return running
        status = _reap(child.pid)
        if status is not None:
            raise _failed(job, status)
        time.sleep(_LOOK_SECONDS)
    child.kill()
    raise EngineError(
        f"{job.name} was not loaded within {_LOAD_SECONDS / 60:.0f} minutes; choose a smaller model"
    )


def _is_settled(room: Room) -> bool:
    """Tell whether no engine is being loaded."""
    return room.running() is not None or room.is_free("life")


def _left_loading(room: Room) -> EngineError:
    """End an engine that never finished loading and whose starter is gone."""
    left = room.noted()
    if not left:
        return EngineError(
            f"{room.folder}: a process that is no engine holds life.lock; "
            "end it by hand and ask again"
        )
    _end(room, left)
    return EngineError(
        f"{left.name} was still loading after {_LOAD_SECONDS / 60:.0f} minutes and was ended; "
        "ask again, or choose a smaller model"
    )


def _spawn(job: EngineJob) -> subprocess.Popen[bytes]:
    """A session of its own keeps the terminal's Ctrl-C away; a log file keeps the caller's pipes
    free."""
    log = Path(job.log)
    for folder in (log.parent, Path(job.slots)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    log.write_bytes(b"")
    with log.open("ab") as output:  # so that emptying it while it is written makes it short
        child = subprocess.Popen(
            python_command(
                "farside.engine.server_child" if job.program else "farside.engine.llama_child"
            ),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            cwd=log.parent,
            env=_SPIN | child_environment(*_THREADS),
            start_new_session=True,
        )
    _children[child.pid] = child
    assert child.stdin is not None
    with suppress(BrokenPipeError), child.stdin:
        child.stdin.write(json.dumps(asdict(job)).encode())
    return child


def _failed(job: EngineJob, status: int) -> EngineError | ModelError:
    """The error for a child that died while loading."""
    lines = Path(job.log).read_text(encoding="utf-8", errors="replace").strip().splitlines()
    said = "\n".join(lines[-_LOG_LINES:])
    size = Path(job.model).stat().st_size / 1e9
    if status == -signal.SIGKILL:
        return EngineError(
            f"{job.name}: the system ended the engine while it loaded, most likely for want of "
            f"memory: the model needs {size:.1f} GB and its context of {job.context} tokens some "
            "more; use a smaller model or context"
        )
    if status == -signal.SIGTERM:
        return EngineError(
            f"{job.name}: the engine was stopped while it loaded; ask again to start it"
        )
    if status == -signal.SIGILL:
        program = job.program or "the wheel's llama.cpp"
        return EngineError(
            f"{program} is built for another processor than this one (it met an instruction that "
            "is unknown here); run 'farside engine build', or set engine_server to another "
            "llama-server, or to 'wheel'"
        )
    if "libgomp.so.1" in said:
        return EngineError("The engine needs the OpenMP runtime: sudo apt-get install libgomp1")
    if status == CANNOT_LOAD or status == -signal.SIGABRT:
        return ModelError(
            f"{job.model}: llama.cpp cannot load this model; fetch it again or choose "
            f"another one\n{said}"
        )
    return EngineError(
        f"{job.name}: the engine did not start (exit status {status}); its log is {job.log}\n{said}"
    )
