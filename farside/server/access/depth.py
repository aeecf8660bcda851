"""How deep a body of JSON is nested, found while it comes: what works through it recurses."""

from __future__ import annotations

import re

DEEPEST = 100
_SIGN = re.compile(rb'\\.|["\[\]{}]', re.DOTALL)


class TooDeep(ValueError):
    """JSON that is nested too deep, or in whose encoding that cannot be seen."""


class Depth:
    """Fed with the pieces of a body. What is no JSON at all is left to whoever parses it."""

    def __init__(self) -> None:
        self._depth = 0
        self._in_string = False
        self._held = b""  # a backslash whose other half is to come

    def feed(self, piece: bytes) -> None:
        """Raises `TooDeep`."""
        if b"\0" in piece:
            raise TooDeep("the body must be JSON in UTF-8, without NUL bytes")
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
                if self._depth > DEEPEST:
                    raise TooDeep(f"the body is nested deeper than {DEEPEST} levels: send a flatter one")
            elif sign in (b"]", b"}"):
                self._depth -= 1
