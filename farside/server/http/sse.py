"""Server-sent events: chunks of text as a reply that lives as long as its client."""

from __future__ import annotations

import asyncio
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from fastapi import Request
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from farside.server.http.errors import Busy

ALIVE_SECONDS = 15.0
"""After this long without an event a stream shows that its line is open."""
ALIVE = ": alive\n\n"
MOST = 256
"""Streams of one person."""
_RETRY_SECONDS = 30
# How often, at the next chunk, it is checked whether the person may still come in.
_WELCOME_SECONDS = 10.0
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def encode_event(identity: str, event: dict[str, Any]) -> str:
    """One event as it is sent."""
    return f"id: {identity}\nevent: {event['type']}\ndata: {json.dumps(event)}\n\n"


class Streams:
    """The open streams: at most `MOST` for each person, each as long as the person who asked for it
    may come in. Belongs to the event loop."""

    def __init__(self) -> None:
        self._open: Counter[str] = Counter()

    def respond(self, request: Request, chunks: AsyncIterator[str]) -> StreamingResponse:
        """A reply of `text/event-stream`, opened at once. Raises `Busy`."""
        person: str = request.state.person.account
        if self._open[person] >= MOST:
            raise Busy(
                f"{MOST} event streams of yours are open already; close some", _RETRY_SECONDS
            )
        return _Stream(_opened(chunks, request.state.welcome), self._counted(person))

    @contextmanager
    def _counted(self, person: str) -> Iterator[None]:
        self._open[person] += 1
        try:
            yield
        finally:
            self._open[person] -= 1


class _Stream(StreamingResponse):
    """`while_open` is held from its first byte to its end, whatever ends it."""

    def __init__(
        self, chunks: AsyncIterator[str], while_open: AbstractContextManager[None]
    ) -> None:
        super().__init__(chunks, media_type="text/event-stream", headers=_HEADERS)
        self._while_open = while_open

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._while_open:
            await super().__call__(scope, receive, send)


async def wait_for_news(event: asyncio.Event) -> bool:
    """Wait for an event, but not longer than a line may be silent, and return whether it came."""
    try:
        async with asyncio.timeout(ALIVE_SECONDS):
            await event.wait()
    except TimeoutError:
        return False
    return True


async def _opened(
    chunks: AsyncIterator[str], welcome: Callable[[], Awaitable[bool]]
) -> AsyncIterator[str]:
    yield ": hello\n\n"
    asked = time.monotonic()
    async for chunk in chunks:
        if time.monotonic() - asked > _WELCOME_SECONDS:
            if not await welcome():
                return
            asked = time.monotonic()
        yield chunk
