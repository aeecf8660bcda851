"""A server that says where it is when it is there, and why it is not where it cannot start."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

_UVICORN = logging.getLogger("uvicorn.error")


def run_server(app: FastAPI, config: uvicorn.Config, listening: socket.socket, announce: Callable[[], None]) -> None:
    """Serves until Ctrl-C; `announce` is called once requests are answered. Raises the error for which the app could
    not start (`app.state.failed`): uvicorn would print its traceback and exit."""
    _UVICORN.disabled = True
    try:
        _Announcing(config, announce).run(sockets=[listening])
    except SystemExit:  # uvicorn's own, where the app did not start
        raise getattr(app.state, "failed", None) or RuntimeError("the server did not start") from None
    finally:
        _UVICORN.disabled = False


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
