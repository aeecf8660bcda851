"""Where files are parsed: few at once, and whoever has a long one gives the place up while others wait."""

from __future__ import annotations

import asyncio
from heapq import heappop, heappush
from itertools import count
from types import TracebackType

# So long somebody who is in the middle of a long file lets those go first who begin one.
_PATIENCE_SECONDS = 20.0


class Places:
    """Belongs to the event loop.

    A file that is begun and rests keeps its memory, so only `seats` many may; one more has to be begun
    anew when a seat is free. Short files need none.
    """

    def __init__(self, at_once: int, seats: int) -> None:
        self._free = at_once
        self._seats = asyncio.Semaphore(seats)
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._counted = count()

    async def take(self, patience: float = 0.0) -> None:
        """A place, when nobody waits who came earlier, or came later by less than the difference in `patience`
        (seconds)."""
        if self._free:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        coming: asyncio.Future[None] = loop.create_future()
        heappush(self._waiting, (loop.time() + patience, next(self._counted), coming))
        try:
            await coming
        except asyncio.CancelledError:
            if coming.done() and not coming.cancelled():
                self.give()  # it came in the same moment
            raise

    def give(self) -> None:
        while self._waiting:
            coming = heappop(self._waiting)[2]
            if not coming.done():
                coming.set_result(None)
                return
        self._free += 1

    @property
    def wanted(self) -> bool:
        return any(not coming.done() for _, _, coming in self._waiting)

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
        return self._places.wanted

    async def pass_on(self) -> None:
        """Gives it to whoever is next, and waits for another."""
        self._give()
        await self._take(_PATIENCE_SECONDS)

    async def _take(self, patience: float = 0.0) -> None:
        await self._places.take(patience)
        self._held = True

    def _give(self) -> None:
        if self._held:
            self._places.give()
            self._held = False
