"""What changes, told to every open page of the person whose it is. Safe to tell from any thread."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

# Changes that a page which lost its connection can catch up with; behind more it loads its lists again.
_KEPT = 1000

Event = dict[str, Any]


class _Feed:
    def __init__(self) -> None:
        self.events: deque[tuple[int, Event]] = deque(maxlen=_KEPT)
        self.last = 0
        self.news = asyncio.Event()

    def add(self, event: Event) -> None:
        self.last += 1
        self.events.append((self.last, event))
        self.news.set()
        self.news = asyncio.Event()


class Hub:
    """Belongs to the event loop in which it was made."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._boot = secrets.token_hex(4)
        self._feeds: dict[str, _Feed] = {}
        self._closed = False

    def tell(self, person: str, event: Event) -> None:
        """A change of something that is the person's."""
        self._loop.call_soon_threadsafe(self._add, person, event)

    def close(self) -> None:
        """Ends all streams."""
        self._closed = True
        for feed in self._feeds.values():
            feed.news.set()

    async def follow(self, person: str, after: str = "") -> AsyncIterator[tuple[str, Event]]:
        """(id, change), after a `hello`, from now on; or from after the change with id `after`, where that cannot be
        after a `reset`. What is loaded after either of these two and changes later is told."""
        feed = self._feeds.setdefault(person, _Feed())
        seen = self._place(feed, after)
        if seen is None:
            seen = feed.last
            yield f"{self._boot}-{seen}", {"type": "reset" if after else "hello"}
        while not self._closed:
            news = feed.news
            if feed.events and feed.events[0][0] > seen + 1:  # too slow: what lies between is gone
                seen = feed.last
                yield f"{self._boot}-{seen}", {"type": "reset"}
            for number, event in [one for one in feed.events if one[0] > seen]:
                seen = number
                yield f"{self._boot}-{number}", event
            if not news.is_set():
                await news.wait()

    def _place(self, feed: _Feed, after: str) -> int | None:
        boot, _, number = after.partition("-")
        oldest = feed.events[0][0] if feed.events else feed.last + 1
        known = boot == self._boot and number.isdecimal() and oldest - 1 <= int(number) <= feed.last
        return int(number) if known else None

    def _add(self, person: str, event: Event) -> None:
        if person in self._feeds:  # whoever never listened has nothing to catch up with
            self._feeds[person].add(event)
