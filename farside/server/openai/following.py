"""A run that lives as long as the request that waits for it: when the client goes away, it is
stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Coroutine
from typing import Any, TypeVar

from fastapi import Request

from farside.errors import EngineError
from farside.library.runs import Run, WantedRun
from farside.server.http.errors import Busy
from farside.server.openai.refused import RunFailed
from farside.server.person import Person
from farside.server.runs.desk import RunDesk

Event = dict[str, Any]
T = TypeVar("T")
# How long a request of `/v1` waits for room among the person's runs: programs send dozens at once,
# and do not come again.
QUEUE_SECONDS = 120.0
_LOOK_SECONDS = 0.2
# The status that servers use for a request whose client went away; nobody sees it.
GONE = 499
_leaving: set[asyncio.Task[None]] = set()


class ClientGone(Exception):
    """Nobody waits for the reply any more."""


class Stopped(EngineError):
    """Somebody ended the run that the request waits for."""

    elsewhere = ""


async def follow_run(desk: RunDesk, person: Person, wanted: WantedRun) -> AsyncGenerator[Event]:
    """Follow what a run tells, until it is finished. Raises `RunFailed`. A run that is left early
    is stopped; it is forgotten in any case."""
    run = await _submit(desk, person, wanted)
    try:
        async for _, event in desk.follow(person, run.id):
            if event["type"] == "failed":
                raise RunFailed(event["error"])
            if event["type"] == "stopped":
                raise Stopped("the answer was stopped; ask again")
            yield event
    finally:
        task = asyncio.ensure_future(desk.remove(person, run.id))
        _leaving.add(task)
        task.add_done_callback(_leaving.discard)


async def _submit(desk: RunDesk, person: Person, wanted: WantedRun) -> Run:
    """A run, queued as soon as the person has room. Raises `Busy` where that takes too long."""
    until = time.monotonic() + QUEUE_SECONDS
    while True:
        try:
            return await desk.submit(person, wanted)
        except Busy:
            if time.monotonic() >= until:
                raise
            await asyncio.sleep(_LOOK_SECONDS)


async def unless_gone(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """Return what `work` gives; it is cancelled, and `ClientGone` raised, when the client hangs up
    first."""
    task, gone = asyncio.ensure_future(work), asyncio.ensure_future(_hung_up(request))
    try:
        await asyncio.wait({task, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not task.done():
            raise ClientGone
        return task.result()
    finally:
        for one in (task, gone):
            one.cancel()


async def _hung_up(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
