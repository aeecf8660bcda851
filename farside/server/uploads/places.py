"""Where files are parsed: few at once, and a person who had a turn lately gives the place up as
soon as others wait."""

from __future__ import annotations

import asyncio
from heapq import heappop, heappush
from itertools import count
from types import TracebackType

from farside.server.runs.process import Child

# A person in the middle of a long file lets others who begin one go first, for this long.
_PATIENCE_SECONDS = 20.0
# One person's files are parsed for this long before others have their turn, when some wait.
_TURN_SECONDS = 2.0
# A parser that was begun or woken just now is left alone for this long.
_LEAST_SECONDS = 0.1
# A file that finds no seat to rest in may take this many turns before it is set back.
_TURNS_UNSEATED = 10
# For each second that passes, this much of the time that a person had a place is forgiven.
_FORGIVEN = 0.1


class ParsingPlaces:
    """Belongs to the event loop.

    A file that is begun and rests keeps its memory, so only `seats` many may; one more has to be
    begun anew when a seat is free. Short files need none.
    """

    def __init__(self, at_once: int, seats: int) -> None:
        self._free = at_once
        self._seats = asyncio.Semaphore(seats)
        self._waiting: list[tuple[float, int, asyncio.Future[None]]] = []
        self._counted = count()
        self._news = asyncio.Event()

    async def take(self, patience: float = 0.0) -> None:
        """Take a place once nobody waits who came earlier, or who came later by less than the
        difference in `patience` (seconds)."""
        if self._free:
            self._free -= 1
            return
        loop = asyncio.get_running_loop()
        coming: asyncio.Future[None] = loop.create_future()
        heappush(self._waiting, (loop.time() + patience, next(self._counted), coming))
        self._news.set()
        self._news = asyncio.Event()
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

    async def until_wanted(self) -> None:
        while not self.wanted:
            await self._news.wait()

    @property
    def full(self) -> bool:
        """Tell whether every seat is taken."""
        return self._seats.locked()

    async def sit(self) -> None:
        await self._seats.acquire()

    def stand_up(self) -> None:
        self._seats.release()


class ParsingPlace:
    """A place of one person's, from one file to the next: `async with`. `seated` while a long file
    is begun."""

    def __init__(self, places: ParsingPlaces) -> None:
        self._places = places
        self._held = False
        self._since = self._had = 0.0
        self.needs_seat = False
        """Whether what begins next waits for a seat first."""
        self.seated = False

    async def __aenter__(self) -> ParsingPlace:
        if self.needs_seat:
            await self._places.sit()
            self.seated, self.needs_seat = True, False
        await self._take(min(self.had, _PATIENCE_SECONDS))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._give()
        if self.seated:
            self._places.stand_up()
            self.seated = False

    async def may_rest(self) -> bool:
        """Tell whether there is a seat to rest in; if so, it is taken."""
        if not self.seated and not self._places.full:
            await self._places.sit()
            self.seated = True
        return self.seated

    @property
    def had(self) -> float:
        """How many seconds the place was held lately, without the present time."""
        return self._had if self._held else max(0.0, self._had - _FORGIVEN * (_now() - self._since))

    async def until_wanted(self) -> None:
        """Wait until somebody else waits for the place."""
        await self._places.until_wanted()

    async def pass_on(self) -> bool:
        """Give the place to the next in line, and wait for another. Return True where that took so
        long that a turn is due."""
        self._give()
        given = _now()
        await self._take(_PATIENCE_SECONDS)
        return _now() - given >= _PATIENCE_SECONDS

    async def _take(self, patience: float) -> None:
        await self._places.take(patience)
        self._had, self._since, self._held = self.had, _now(), True

    def _give(self) -> None:
        if self._held:
            self._places.give()
            self._had += _now() - self._since
            self._since, self._held = _now(), False


async def take_turns(place: ParsingPlace, child: Child) -> None:
    """Give the place to others who wait, again and again, once a turn is over; this never ends. The
    time had lately counts in the first turn."""
    unseated, begun = 0, _now()
    await asyncio.sleep(max(_LEAST_SECONDS, _TURN_SECONDS - place.had))
    await asyncio.to_thread(child.slow_down)  # what is short is done by now
    while True:
        await place.until_wanted()
        pause = _LEAST_SECONDS
        if not await place.may_rest():
            pause, unseated = _TURN_SECONDS, unseated + 1
            if unseated == _TURNS_UNSEATED:
                place.needs_seat = True
                child.interrupt()
        elif await asyncio.to_thread(child.rest) or _now() - begun > _TURN_SECONDS:
            pause = _TURN_SECONDS if await place.pass_on() else _LEAST_SECONDS
            await asyncio.to_thread(child.go_on)
        await asyncio.sleep(pause)


def _now() -> float:
    return asyncio.get_running_loop().time()
