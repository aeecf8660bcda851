"""A server that says where it is when it is there, and why it is not where it cannot start."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from farside.errors import FarsideError

_UVICORN = logging.getLogger("uvicorn.error")


def run_server(app: FastAPI, config: uvicorn.Config, listening: socket.socket, announce: Callable[[], None]) -> None:
    """Serves until Ctrl-C; `announce` is called once requests are answered. Raises the `FarsideError` for which the
    app could not start (`app.state.failed`): uvicorn would print its traceback."""
    _UVICORN.disabled = True
    try:
        _Announcing(config, announce).run(sockets=[listening])
    finally:
        _UVICORN.disabled = False
    failed = getattr(app.state, "failed", None)
    if isinstance(failed, FarsideError):
        raise failed


class _Announcing(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn's."""
        await super().startup(sockets)
        if self.started:
            _UVICORN.disabled = False
            self._announce()
