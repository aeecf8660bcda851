"""How deep a body of JSON is nested and how many values it has, counted while it comes: the code
that works through it recurses, and everybody waits while it is parsed. And whether all of it is
text: half a surrogate pair, which Python's parser takes, can neither be kept nor sent to an engine.
"""

from __future__ import annotations

import re

DEEPEST = 100
MOST = 100_000
"""The most brackets, commas and quotation marks, since each costs time; a long text costs
little."""
_SIGN = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"  # a whole pair
    rb'|\\u[dD][89a-fA-F]|\xed[\xa0-\xbf]|\\.|["\[\]{},]',
    re.DOTALL,
)
_HALF, _HALF_RAW = 4, 0xED
_BEGUN = re.compile(
    (
        rb"(?:\\(?:u(?:[dD](?:[89abAB](?:[0-9a-fA-F]{1,2}(?:\\(?:u"
        rb"(?:[dD][c-fC-F]?.?)?)?)?)?)?)?)?|\xed)\Z"
    ),
    re.DOTALL,
)
"""An end of a piece that does not tell yet whether it is half a pair."""
_LONGEST = 12


class OutOfBounds(ValueError):
    """JSON that is nested too deep, has too many values, has half a character, or has an encoding
    where none of this can be seen."""


class JsonBounds:
    """Checks the pieces of a body as they come. A body that is no JSON at all is left to the
    parser.
    """

    def __init__(self) -> None:
        self._depth = self._signs = 0
        self._in_string = False
        self._held = b""  # an escape whose other half will come

    def feed(self, piece: bytes) -> None:
        """Raises `OutOfBounds`."""
        if b"\0" in piece:
            raise OutOfBounds("the body must be JSON in UTF-8, without NUL bytes")
        piece, self._held = self._whole(self._held + piece)
        for sign in _SIGN.findall(piece):
            if sign == b'"':
                self._in_string = not self._in_string
            elif self._in_string:
                if len(sign) == _HALF or sign[0] == _HALF_RAW:
                    raise OutOfBounds(
                        "the body holds half of a surrogate pair: send whole characters"
                    )
                continue
            elif sign in (b"[", b"{"):
                self._depth += 1
            elif sign in (b"]", b"}"):
                self._depth -= 1
            self._signs += 1
            if self._depth > DEEPEST:
                raise OutOfBounds(
                    f"the body is nested deeper than {DEEPEST} levels: send a flatter one"
                )
            if self._signs > MOST:
                raise OutOfBounds(
                    f"the body has more than about {MOST // 4:,} values: send fewer at once"
                )

    def _whole(self, piece: bytes) -> tuple[bytes, bytes]:
        """Split a piece into what can be judged by now and the rest: an escape that goes on in the
        next piece.
        """
        found = _BEGUN.search(piece[-_LONGEST:])
        if found is None:
            return piece, b""
        whole = piece[: len(piece) - len(found[0])]
        escaped = (len(whole) - len(whole.rstrip(b"\\"))) % 2
        return (piece, b"") if escaped else (whole, found[0])
