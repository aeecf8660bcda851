"""Chunks as they go out: a fault that shows at once is refused with its status, a long silence is
bridged."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncGenerator
from contextlib import ExitStack

from farside.server.openai.completion import Chunk

# A fault that shows in the first seconds has its status; later ones come in the stream.
_PATIENCE_SECONDS = 10.0
_ALIVE_SECONDS = 15.0
ALIVE = ": alive\n\n"
_leaving: set[asyncio.Task[None]] = set()
HEADERS = {"cache-control": "no-store", "x-accel-buffering": "no"}


async def begin_stream(chunks: AsyncGenerator[Chunk]) -> AsyncGenerator[Chunk | None]:
    """The chunks, once one that is more than progress is there, or some seconds have passed: until
    then faults are raised here. None stands for a while without any."""
    ready = [await anext(chunks)]
    patience = time.monotonic() + _PATIENCE_SECONDS
    with ExitStack() as undo:
        waiting = asyncio.ensure_future(anext(chunks))
        undo.callback(lambda: _leave(waiting, chunks))
        while (left := patience - time.monotonic()) > 0:
            await asyncio.wait([waiting], timeout=left)
            if not waiting.done():
                break
            ready.append(waiting.result())
            waiting = asyncio.ensure_future(anext(chunks))
            if "progress" not in ready[-1].get("farside", {}):
                break
        undo.pop_all()
        return _rest(ready, waiting, chunks)


def event_line(value: Chunk) -> str:
    """A server-sent event without a name."""
    return f"data: {json.dumps(value)}\n\n"  # ASCII: a model may write half a character


def named_event(value: Chunk) -> str:
    """A server-sent event that has its type as its name, too."""
    return f"event: {value['type']}\n{event_line(value)}"


async def _rest(
    ready: list[Chunk], waiting: asyncio.Future[Chunk], chunks: AsyncGenerator[Chunk]
) -> AsyncGenerator[Chunk | None]:
    try:
        for chunk in ready:
            yield chunk
        while True:
            done, _ = await asyncio.wait([waiting], timeout=_ALIVE_SECONDS)
            if not done:
                yield None
                continue
            try:
                chunk = waiting.result()
            except StopAsyncIteration:
                return
            waiting = asyncio.ensure_future(anext(chunks))
            yield chunk
    finally:
        _leave(waiting, chunks)


def _leave(waiting: asyncio.Future[Chunk], chunks: AsyncGenerator[Chunk]) -> None:
    """Closes the chunks, which stops the run, in a task of its own: where a request is cancelled,
    nothing can be waited for any more."""

    async def close() -> None:
        waiting.cancel()
        await asyncio.wait([waiting])
        if not waiting.cancelled():
            waiting.exception()  # whatever it was: nobody is there to be told
        await chunks.aclose()

    task = asyncio.ensure_future(close())
    _leaving.add(task)
    task.add_done_callback(_leaving.discard)
