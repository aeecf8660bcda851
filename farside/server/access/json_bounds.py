"""How deep a body of JSON is nested and how many values it has, counted while it comes: what works
through it recurses, and while it is parsed everybody waits."""

from __future__ import annotations

import re

DEEPEST = 100
MOST = 100_000
"""Brackets, commas and quotation marks, each of which costs time; a long text costs little."""
_SIGN = re.compile(rb'\\.|["\[\]{},]', re.DOTALL)


class OutOfBounds(ValueError):
    """JSON that is nested too deep, has too many values, or in whose encoding that cannot be seen."""


class JsonBounds:
    """Fed with the pieces of a body. What is no JSON at all is left to whoever parses it."""

    def __init__(self) -> None:
        self._depth = self._signs = 0
        self._in_string = False
        self._held = b""  # a backslash whose other half is to come

    def feed(self, piece: bytes) -> None:
        """Raises `OutOfBounds`."""
        if b"\0" in piece:
            raise OutOfBounds("the body must be JSON in UTF-8, without NUL bytes")
        piece = self._held + piece
        backslashes = len(piece) - len(piece.rstrip(b"\\"))
        self._held = b"\\" * (backslashes % 2)
        for sign in _SIGN.findall(piece):
            if sign == b'"':
                self._in_string = not self._in_string
            elif self._in_string:
                continue
            elif sign in (b"[", b"{"):
                self._depth += 1
            elif sign in (b"]", b"}"):
                self._depth -= 1
            self._signs += 1
            if self._depth > DEEPEST:
                raise OutOfBounds(f"the body is nested deeper than {DEEPEST} levels: send a flatter one")
            if self._signs > MOST:
                raise OutOfBounds(f"the body has more than about {MOST // 4:,} values: send fewer at once")
