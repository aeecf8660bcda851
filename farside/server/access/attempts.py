"""How often somebody may try a password: a few wrong ones for a name, more for an address, then a pause."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW_SECONDS = 900.0
FOR_A_NAME = 10
FOR_AN_ADDRESS = 50
# Names and addresses are remembered up to so many: trying ever new ones must not fill the memory.
_MOST = 10_000


class Attempts:
    """Wrong passwords of the last quarter of an hour. An attempt counts before it is checked, so that many at once
    count too; `forgive` takes it back when the password was right."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._made: dict[tuple[str, str], deque[float]] = {}
        self._lock = threading.Lock()

    def begin(self, name: str, address: str) -> float:
        """0.0 where the attempt may go on, and is counted; else the seconds until one may be made again."""
        with self._lock:
            now = self._now()
            kinds = ((("name", name.casefold()), FOR_A_NAME), (("address", address), FOR_AN_ADDRESS))
            waits = [self._wait(key, most, now) for key, most in kinds]
            if not any(waits):
                for key, _ in kinds:
                    self._made.setdefault(key, deque()).append(now)
                self._forget(now)
            return max(waits)

    def forgive(self, name: str, address: str) -> None:
        with self._lock:
            self._made.pop(("name", name.casefold()), None)
            made = self._made.get(("address", address))
            if made:
                made.pop()

    def _wait(self, key: tuple[str, str], most: int, now: float) -> float:
        made = self._made.get(key, deque())
        while made and made[0] <= now - WINDOW_SECONDS:
            made.popleft()
        return made[0] + WINDOW_SECONDS - now if len(made) >= most else 0.0

    def _forget(self, now: float) -> None:
        """Drops what no longer counts, and the longest known when that is not enough."""
        if len(self._made) <= _MOST:
            return
        self._made = {key: made for key, made in self._made.items() if made and made[-1] > now - WINDOW_SECONDS}
        while len(self._made) > _MOST:
            del self._made[next(iter(self._made))]
