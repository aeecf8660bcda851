"""Where files are parsed: few at once, and whoever has a long one gives the place up while others wait."""

from __future__ import annotations

import asyncio
from types import TracebackType


class Places:
    """Belongs to the event loop. Who waits longest comes first.

    A file that is begun and rests keeps its memory, so only `seats` many may; one more has to be begun
    anew when a seat is free. Short files need none.
    """

    def __init__(self, at_once: int, seats: int) -> None:
        self._free = asyncio.Semaphore(at_once)
        self._seats = asyncio.Semaphore(seats)
        self.waiting = 0

    async def take(self) -> None:
        self.waiting += 1
        try:
            await self._free.acquire()
        finally:
            self.waiting -= 1

    def give(self) -> None:
        self._free.release()

    @property
    def full(self) -> bool:
        """Whether every seat is taken."""
        return self._seats.locked()

    async def sit(self) -> None:
        await self._seats.acquire()

    def stand_up(self) -> None:
        self._seats.release()


class Place:
    """A place of one person's, from one file to the next: `async with`. `seated` while a long file is begun."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._held = False
        self.needs_seat = False
        """What is begun next waits for a seat first."""
        self.seated = False

    async def __aenter__(self) -> Place:
        if self.needs_seat:
            await self._places.sit()
            self.seated, self.needs_seat = True, False
        await self._take()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._give()
        if self.seated:
            self._places.stand_up()
            self.seated = False

    async def may_rest(self) -> bool:
        """Whether there is a seat to rest in, which is taken then."""
        if not self.seated and not self._places.full:
            await self._places.sit()
            self.seated = True
        return self.seated

    @property
    def wanted(self) -> bool:
        """Whether somebody else waits for it."""
        return self._places.waiting > 0

    async def pass_on(self) -> None:
        """Gives it to whoever waits longest, and waits for another."""
        self._give()
        await self._take()

    async def _take(self) -> None:
        await self._places.take()
        self._held = True

    def _give(self) -> None:
        if self._held:
            self._places.give()
            self._held = False
