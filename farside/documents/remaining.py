"""How long the rest of a file takes, judged by its pages so far."""

from __future__ import annotations

import time
from collections.abc import Callable

_KNOWN_SECONDS = 2.0  # nobody can tell before pages have come for this long


class Remaining:
    """Told of each page of one file, in order. Pages that were kept from an earlier attempt come at
    once, as one."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._first: tuple[int, float] | None = None

    def seconds(self, done: int, total: int) -> float | None:
        """Seconds until all `total` pages are read when `done` are; None where that cannot be told
        (yet).

        The first page is no measure: what reads it has to be loaded.
        """
        now = self._clock()
        if self._first is None:
            self._first = done, now
        pages, since = self._first
        if not total or done <= pages or now - since < _KNOWN_SECONDS:
            return None
        return (total - done) * (now - since) / (done - pages)
