"""How fast one person, or one stranger, may ask: requests that come faster wait, so that others do
not.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from starlette.datastructures import Headers

from farside.server.access.tally import Tally

PER_SECOND = 15
AT_ONCE = 150
"""Requests that a page or a program may send in a burst."""
_BYTES = 100_000
"""Bytes of a body worked through at once that cost as much as one request."""

_PASSWORD = 15  # requests


class Pace:
    """Bounds how fast a sender asks. Belongs to the event loop. A request over the bound waits for
    seconds, however many there are."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._asked = Tally(AT_ONCE, AT_ONCE / PER_SECOND)

    async def keep(self, sender: str, headers: Headers, streamed: bool, logs_in: bool) -> None:
        """Waits until it is the sender's turn. The body counts, but where it is `streamed` to the
        disk; so does a password, which takes a tenth of a second of every core."""
        now = self._now()
        wait = self._asked.wait(sender, now)
        length = headers.get("content-length", "0")
        dear = 0 if streamed else int(length) // _BYTES if length.isdecimal() else 0
        self._asked.add(sender, now, 1 + dear + (_PASSWORD if logs_in else 0))
        if wait:
            await asyncio.sleep(wait)
