"""Tells every open page of a person what changes of theirs. Safe to call from any thread."""

from __future__ import annotations

import asyncio
import random
import re
import secrets
from collections import deque
from collections.abc import AsyncIterator, Callable
from typing import Any

from farside.server.http import sse

# Changes that a page which lost its connection can catch up with; behind more it loads its lists
# again.
_KEPT = 1000
_CHARACTERS = 10_000_000
_NUMBER = re.compile("[0-9]{1,15}")
# Changes come in bursts, and a page draws them together. Each stream pauses for a time of its own,
# so that those of very many pages do not all want the event loop at the same moment.
_TOGETHER_SECONDS = (0.15, 0.35)
_chance = random.SystemRandom()  # the state of `random` itself belongs to the code that seeds it

Event = dict[str, Any]


class _Feed:
    """The latest changes of one person, each as it is sent: many pages may be open."""

    def __init__(self, boot: str) -> None:
        self._boot = boot
        self.events: deque[tuple[int, str]] = deque()
        self._characters = 0
        self.last = 0
        self.news = asyncio.Event()

    def add(self, event: Event) -> None:
        self.last += 1
        text = sse.encode_event(f"{self._boot}-{self.last}", event)
        self.events.append((self.last, text))
        self._characters += len(text)
        while len(self.events) > _KEPT or self._characters > _CHARACTERS:
            self._characters -= len(self.events.popleft()[1])
        self.news.set()
        self.news = asyncio.Event()

    def after(self, seen: int) -> str:
        """What came after the change `seen`; `reset` where some of it is gone."""
        behind = self.last - seen
        if behind > len(self.events):
            return self.mark("reset")
        return "".join(text for _, text in list(self.events)[-behind:]) if behind else ""

    def mark(self, kind: str) -> str:
        """An event that is no change, at the place where the feed is."""
        return sse.encode_event(f"{self._boot}-{self.last}", {"type": kind})

    def place(self, identity: str) -> int | None:
        """The number of a change that pages can go on from, by its id; None where they cannot."""
        boot, _, number = identity.partition("-")
        if boot != self._boot or not _NUMBER.fullmatch(number):
            return None
        oldest = self.events[0][0] if self.events else self.last + 1
        return int(number) if oldest - 1 <= int(number) <= self.last else None


class Hub:
    """Tells people's pages what changes. Belongs to the event loop it was made in."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._boot = secrets.token_hex(4)
        self._feeds: dict[str, _Feed] = {}
        self._closed = False
        self.heard: Callable[[str, Event], None] | None = None
        """Is told every change, too."""

    def tell(self, person: str, event: Event) -> None:
        """Tell a change of something that is the person's."""
        self._loop.call_soon_threadsafe(self._add, person, event)

    def knows(self, person: str) -> bool:
        """Tell whether a page of this person listened since the server began."""
        return person in self._feeds

    def close(self) -> None:
        """Ends all streams."""
        self._closed = True
        for feed in self._feeds.values():
            feed.news.set()

    async def follow(self, person: str, after: str = "") -> AsyncIterator[str]:
        """Follow a person's changes as they are sent: after a `hello`, from now on; or from after
        the change with id `after`, and where that cannot be after a `reset`. What is loaded after
        either of these two and changes later is told."""
        feed = self._feeds.setdefault(person, _Feed(self._boot))
        seen, pause = feed.place(after), _chance.uniform(*_TOGETHER_SECONDS)
        if seen is None:
            seen = feed.last
            yield feed.mark("reset" if after else "hello")
        while not self._closed:
            news = feed.news
            chunk, seen = feed.after(seen), feed.last
            if chunk:
                yield chunk
                await asyncio.sleep(pause)
            elif not await sse.wait_for_news(news):
                yield sse.ALIVE

    def _add(self, person: str, event: Event) -> None:
        if self.heard:
            self.heard(person, event)
        if person in self._feeds:  # a person who never listened has nothing to catch up with
            self._feeds[person].add(event)
