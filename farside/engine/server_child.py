"""The process that holds a `llama-server`: `python -m farside.engine.server_child`, with an
`EngineJob` as JSON on standard input.

As `llama_child`, with a program of its own in place of the wheel: it starts the server on a port of
this machine's loopback, with a key that nobody else knows, notes where it listens, and ends it when
nobody has used it for a while.
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import NoReturn

import httpx
import psutil

from farside.engine.idle import serve_until_idle
from farside.engine.machine import CANNOT_LOAD, EngineJob, Lock, Room, Running
from farside.engine.server_flags import list_flags
from farside.system.children import child_environment
from farside.system.confine import forbid_privileges
from farside.system.linux import die_with_parent

_LOOK_SECONDS = 0.1
_STOP_SECONDS = 8.0
_HELP_SECONDS = 60.0


def main() -> None:
    forbid_privileges()
    job = EngineJob.parsed(json.load(sys.stdin))
    room = Room(Path(job.folder))
    life = room.lock("life")
    if not life.acquire(wait=False):
        sys.exit("another engine is already running here")
    loading = Running(os.getpid(), psutil.Process().create_time(), "", "", job.name, job.key)
    room.note(loading)
    running = replace(
        loading, url=f"http://127.0.0.1:{_find_port()}", token=secrets.token_urlsafe(32)
    )
    server = _start(job, running, life)
    signal.signal(signal.SIGTERM, lambda *_: _end(server))
    if not _wait_until_loaded(server, running):
        print(
            f"cannot load {job.model}: {job.program} ended with status {server.returncode}",
            file=sys.stderr,
        )
        sys.exit(CANNOT_LOAD)
    room.note(running)
    serve_until_idle(room, job, running, lambda: server.poll() is None)
    _end(server)


def _start(job: EngineJob, running: Running, life: Lock) -> subprocess.Popen[bytes]:
    """The server inherits the lock of its life: while it lives, no other engine is started,
    whatever becomes of us."""
    port = running.url.rpartition(":")[2]
    known = subprocess.run(
        [job.program, "--help"],
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_HELP_SECONDS,
        check=False,
    )
    return subprocess.Popen(
        [job.program, *list_flags(job, port, known.stdout + known.stderr)],
        stdin=subprocess.DEVNULL,
        # The key stands in the environment: arguments are shown to every user of the machine.
        env=dict(os.environ) | {"LLAMA_API_KEY": running.token},
        pass_fds=(life.fileno(),),
        preexec_fn=die_with_parent,
    )


def _find_port() -> int:
    """A port that is free now. Whoever takes it before the server does, does not know the key."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_until_loaded(server: subprocess.Popen[bytes], running: Running) -> bool:
    """False where the server ended before it had loaded its model. How long that may take, the
    starter knows."""
    headers = {"Authorization": f"Bearer {running.token}"}
    with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as client:
        while server.poll() is None:
            with suppress(httpx.TransportError):
                # /props, and not /health, which needs no key: the one who answers is the server
                # that has it.
                if (
                    client.get("/health").status_code
                    == httpx.codes.OK
                    == client.get("/props").status_code
                ):
                    return True
            time.sleep(_LOOK_SECONDS)
    return False


def _end(server: subprocess.Popen[bytes], _frame: FrameType | None = None) -> NoReturn:
    server.terminate()
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
    os._exit(0)


if __name__ == "__main__":
    main()
