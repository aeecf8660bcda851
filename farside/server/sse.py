"""Server-sent events: an iterator of (id, event) as a reply that lives as long as its client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from starlette.responses import StreamingResponse

_ALIVE_SECONDS = 15.0


def respond(events: AsyncIterator[tuple[str, dict[str, Any]]]) -> StreamingResponse:
    """A reply of `text/event-stream`; a comment now and then shows that the line is open."""
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    return StreamingResponse(_lines(events), media_type="text/event-stream", headers=headers)


async def _lines(events: AsyncIterator[tuple[str, dict[str, Any]]]) -> AsyncIterator[str]:
    yield ": hello\n\n"
    waiting: asyncio.Future[tuple[str, dict[str, Any]]] | None = None
    try:
        while True:
            waiting = waiting or asyncio.ensure_future(anext(events))
            done, _ = await asyncio.wait([waiting], timeout=_ALIVE_SECONDS)
            if not done:
                yield ": alive\n\n"
                continue
            with suppress(StopAsyncIteration):
                identity, event = waiting.result()
                waiting = None
                yield f"id: {identity}\nevent: {event['type']}\ndata: {json.dumps(event)}\n\n"
                continue
            return
    finally:
        if waiting is not None:
            waiting.cancel()
