"""Counts how often keys came lately, in memory of a fixed size that no key can be pushed out of."""

from __future__ import annotations

import hashlib
import secrets
from array import array
from collections.abc import Iterator

_ROWS = 3
_CELLS = 1 << 14
_FULLEST = 2  # times `most`: a bucket is this full where another rule allows more


class Tally:
    """Allows at most `most` uses of a key at once, and afterwards as many as `seconds` give back: a
    leaky bucket.

    The buckets are a count-min sketch: a key has one in each row, picked by a secret hash, and the
    emptiest of them counts. Other keys can only make a count too high, and only those that fill
    most of all buckets at once; a table of keys would have to forget some for the newest.
    """

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._per_second = most / seconds
        self._secret = secrets.token_bytes(16)
        self._levels = array("d", bytes(8 * _ROWS * _CELLS))
        self._moments = array("d", bytes(8 * _ROWS * _CELLS))

    def wait(self, key: str, now: float) -> float:
        """Seconds until one more is allowed; 0.0 for now."""
        level = min(self._level(cell, now) for cell in self._cells(key))
        return max(0.0, (level + 1 - self._most) / self._per_second)

    def add(self, key: str, now: float, number: int = 1) -> None:
        """Count one use; -1 takes one back."""
        for cell in self._cells(key):
            self._levels[cell] = min(
                max(0.0, self._level(cell, now) + number), _FULLEST * self._most
            )
            self._moments[cell] = now

    def _level(self, cell: int, now: float) -> float:
        return max(0.0, self._levels[cell] - (now - self._moments[cell]) * self._per_second)

    def _cells(self, key: str) -> Iterator[int]:
        hashed = hashlib.blake2b(
            key.encode("utf-8", "surrogatepass"), key=self._secret, digest_size=4 * _ROWS
        )
        digest = hashed.digest()
        for row in range(_ROWS):
            yield row * _CELLS + int.from_bytes(digest[4 * row : 4 * row + 4]) % _CELLS
