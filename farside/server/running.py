"""A server that says where it is when it is there, and why it is not where it cannot start."""

from __future__ import annotations

import logging
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import uvicorn
from fastapi import FastAPI

_UVICORN = logging.getLogger("uvicorn.error")


def run_server(
    app: FastAPI, config: uvicorn.Config, listening: socket.socket, announce: Callable[[], None]
) -> None:
    """Serves until Ctrl-C; `announce` is called once requests are answered. Raises the error for
    which the app could not start (`app.state.failed`): uvicorn would print its traceback and
    exit."""
    _UVICORN.disabled = True
    server = _Announcing(config, announce)
    try:
        with _ending_well():
            server.run(sockets=[listening])
    except SystemExit:
        if server.started:
            raise
        # uvicorn's own status, where the app did not start
        raise getattr(app.state, "failed", None) or RuntimeError(
            "the server did not start"
        ) from None
    finally:
        _UVICORN.disabled = False


@contextmanager
def _ending_well() -> Iterator[None]:
    """Make SIGTERM end the server with status 0: being asked to end is no fault. A process that
    died of the signal, as uvicorn would have it, would leave in the temporary folder what Python
    removes only at its end."""
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread hears signals
        return
    before = signal.signal(signal.SIGTERM, _end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def _end(*_: object) -> NoReturn:
    raise SystemExit(0)


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start as uvicorn does, and announce it."""
        await super().startup(sockets)
        if self.started:
            _UVICORN.disabled = False
            self._announce()
