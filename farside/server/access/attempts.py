"""How often somebody may try a password: a few wrong ones for a name from one address, more for an address or a name
alone, then a pause.

Whoever came in from an address before is not kept out there by what others try elsewhere with the name.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from typing import Any

WINDOW_SECONDS = 900.0
FOR_BOTH = 10
FOR_AN_ADDRESS = 50
FOR_A_NAME = 100
# Names and addresses are remembered up to so many: trying ever new ones must not fill the memory.
_MOST = 10_000

_Key = tuple[str, ...]


class Attempts:
    """Wrong passwords of the last quarter of an hour. An attempt counts before it is checked, so that many at once
    count too; `forgive` takes it back when the password was right."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._made: OrderedDict[_Key, deque[float]] = OrderedDict()  # what was tried last comes last
        self._welcome: OrderedDict[_Key, None] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, name: str, address: str) -> float:
        """0.0 where the attempt may go on, and is counted; else the seconds until one may be made again."""
        with self._lock:
            now = self._now()
            bounds = self._bounds(name, address)
            waits = [self._wait(key, most, now) for key, most in bounds.items()]
            if not any(waits):
                for key in bounds:
                    self._made.setdefault(key, deque()).append(now)
                    self._made.move_to_end(key)
                _bound(self._made)
            return max(waits)

    def forgive(self, name: str, address: str) -> None:
        with self._lock:
            for key in self._bounds(name, address):
                made = self._made.get(key)
                if made:
                    made.pop()
                if not made:
                    self._made.pop(key, None)
            both = _both(name, address)
            self._made.pop(both, None)
            self._welcome[both] = None
            self._welcome.move_to_end(both)
            _bound(self._welcome)

    def _bounds(self, name: str, address: str) -> dict[_Key, int]:
        both = _both(name, address)
        bounds: dict[_Key, int] = {both: FOR_BOTH, ("address", address): FOR_AN_ADDRESS}
        return bounds if both in self._welcome else {**bounds, ("name", name.casefold()): FOR_A_NAME}

    def _wait(self, key: _Key, most: int, now: float) -> float:
        made = self._made.get(key, deque())
        while made and made[0] <= now - WINDOW_SECONDS:
            made.popleft()
        return made[0] + WINDOW_SECONDS - now if len(made) >= most else 0.0


def _bound(known: OrderedDict[_Key, Any]) -> None:
    """Forgets what was tried longest ago. No search: whoever tries ever new names must not make everybody wait."""
    while len(known) > _MOST:
        known.popitem(last=False)


def _both(name: str, address: str) -> _Key:
    return "both", name.casefold(), address
