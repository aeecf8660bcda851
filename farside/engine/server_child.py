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
from typing import NoReturn

import httpx
import psutil

from farside.engine.idle import serve_until_idle
from farside.engine.machine import CANNOT_LOAD, EngineJob, Lock, Room, Running
from farside.engine.server_flags import can_ping, list_flags
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
    known = _ask_arguments(job.program)
    running = replace(
        loading,
        url=f"http://127.0.0.1:{_find_port()}",
        token=secrets.token_urlsafe(32),
        pings=can_ping(known),
    )
    server = _start(job, running, known, life)
    signal.signal(signal.SIGTERM, lambda *_: _die(server, signal.SIGTERM))
    if not _wait_until_loaded(server, running):
        said = f"{job.program} ended with status {server.returncode}"
        print(f"cannot load {job.model}: {said}", file=sys.stderr, flush=True)
        if server.returncode < 0:  # the starter knows what each signal means
            _die(server, -server.returncode)
        sys.exit(CANNOT_LOAD)
    signal.signal(signal.SIGTERM, lambda *_: _end(server))
    room.note(running)
    serve_until_idle(room, job, running, lambda: server.poll() is None)
    _end(server)


def _ask_arguments(program: str) -> str:
    """Ask the program which arguments it knows."""
    done = subprocess.run(
        [program, "--help"],
        env=child_environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        timeout=_HELP_SECONDS,
        check=False,
    )
    return done.stdout + done.stderr


def _start(job: EngineJob, running: Running, known: str, life: Lock) -> subprocess.Popen[bytes]:
    """The server inherits the lock of its life: while it lives, no other engine is started,
    whatever becomes of us."""
    port = running.url.rpartition(":")[2]
    return subprocess.Popen(
        [job.program, *list_flags(job, port, known)],
        stdin=subprocess.DEVNULL,
        # The key stands in the environment: arguments are shown to every user of the machine.
        env=dict(os.environ) | {"LLAMA_API_KEY": running.token},
        pass_fds=(life.fileno(),),
        preexec_fn=die_with_parent,
    )


def _find_port() -> int:
    """Find a port that is free now. A program that takes it before the server does would not know
    the key.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _wait_until_loaded(server: subprocess.Popen[bytes], running: Running) -> bool:
    """Wait until the server has loaded its model; False where it ended before. The starter knows
    how long that may take."""
    headers = {"Authorization": f"Bearer {running.token}"}
    port = int(running.url.rpartition(":")[2])
    with httpx.Client(base_url=running.url, headers=headers, trust_env=False) as client:
        while server.poll() is None:
            with suppress(httpx.TransportError):
                # The key is shown to nobody else who may have taken the port meanwhile.
                if _is_listening(server.pid, port) and client.get("/props").is_success:
                    return True
            time.sleep(_LOOK_SECONDS)
    return False


def _is_listening(pid: int, port: int) -> bool:
    """Tell whether this process, or one that it started, is the one that answers at a port."""
    with suppress(psutil.Error):
        server = psutil.Process(pid)
        return any(
            one.status == psutil.CONN_LISTEN and one.laddr.port == port
            for process in (server, *server.children(recursive=True))
            for one in process.net_connections("inet")
        )
    return False


def _end(server: subprocess.Popen[bytes]) -> NoReturn:
    _stop(server)
    os._exit(0)


def _die(server: subprocess.Popen[bytes], number: int) -> NoReturn:
    """End as this signal would have ended us: that tells the starter why nothing was loaded."""
    _stop(server)
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)
    os._exit(CANNOT_LOAD)


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(_STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    main()
