"""How much one person may have waiting: the rest is refused at once, with a word on when to come
again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from farside.server.http.errors import Busy

_RETRY_SECONDS = 30


class Admission:
    """Admits at most `most` runs of a person. Belongs to the event loop."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._coming: Counter[str] = Counter()

    @contextmanager
    def room(self, person: str, waiting: int) -> Iterator[None]:
        """Room for one more beside those that are `waiting` and those that are let in just now.
        Raises `Busy`."""
        before = waiting + self._coming[person]
        if before >= self._most:
            raise Busy(
                f"{before} runs of yours wait already, and {self._most} may; ask again when one is "
                "done",
                _RETRY_SECONDS,
            )
        self._coming[person] += 1
        try:
            yield
        finally:
            self._coming[person] -= 1
