"""Pictures of pages, a few at a time and each once: a person who turns many pages keeps nobody else
waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

from anyio import CapacityLimiter, to_thread

T = TypeVar("T")
_AT_ONCE = 2
# Widths that are drawn, in pixels: a picture of each of them at most is kept of a page.
_WIDTHS = (400, 800, 1200, 1600, 2400, 3000)


def width_of(wanted: int) -> int:
    """The width that is drawn for a wanted one."""
    return next((width for width in _WIDTHS if width >= wanted), _WIDTHS[-1])


class Drawings:
    """Belongs to the event loop. Its threads are its own."""

    def __init__(self) -> None:
        self._limiter = CapacityLimiter(_AT_ONCE)
        self._drawn: dict[Path, asyncio.Task[bytes]] = {}
        self._files = asyncio.Lock()
        self._of_person: dict[str, asyncio.Lock] = {}

    async def get(self, file: Path, draw: Callable[[], bytes]) -> bytes:
        """Return what `draw` gives and keeps in `file`; others who ask for the same meanwhile get
        the same.
        """
        task = self._drawn.get(file)
        if task is None:
            task = self._drawn[file] = asyncio.create_task(self._draw(draw))
            task.add_done_callback(partial(self._done, file))
        return await asyncio.shield(
            task
        )  # one that goes away does not take the picture from the others

    def _done(self, file: Path, task: asyncio.Task[bytes]) -> None:
        self._drawn.pop(file, None)
        if not task.cancelled():
            task.exception()  # seen, even where everybody who wanted the picture went away

    async def make_file(self, person: str, work: Callable[[], T]) -> T:
        """Return what `work` gives, which draws many pages. Such files are made one at a time, so
        that they leave the readers a thread; of one person (an id) one waits for that, so that
        nobody waits for all of another's."""
        async with self._of_person.setdefault(person, asyncio.Lock()), self._files:
            return await to_thread.run_sync(work, limiter=self._limiter)

    async def _draw(self, draw: Callable[[], bytes]) -> bytes:
        return await to_thread.run_sync(draw, limiter=self._limiter)
