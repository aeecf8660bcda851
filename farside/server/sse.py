"""Server-sent events: chunks of text as a reply that lives as long as its client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.responses import StreamingResponse

ALIVE_SECONDS = 15.0
"""After so long without an event a stream shows that its line is open."""
ALIVE = ": alive\n\n"
_HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


def encode(identity: str, event: dict[str, Any]) -> str:
    """One event as it is sent."""
    return f"id: {identity}\nevent: {event['type']}\ndata: {json.dumps(event)}\n\n"


def respond(chunks: AsyncIterator[str]) -> StreamingResponse:
    """A reply of `text/event-stream`, opened at once."""
    return StreamingResponse(_opened(chunks), media_type="text/event-stream", headers=_HEADERS)


async def news(event: asyncio.Event) -> bool:
    """Waits for an event, but not longer than a silent line may be; whether it came."""
    try:
        async with asyncio.timeout(ALIVE_SECONDS):
            await event.wait()
    except TimeoutError:
        return False
    return True


async def _opened(chunks: AsyncIterator[str]) -> AsyncIterator[str]:
    yield ": hello\n\n"
    async for chunk in chunks:
        yield chunk
