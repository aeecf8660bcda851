"""Which signs the name of a file or a collection may hold, as it is shown to people and to
models."""

from __future__ import annotations

import re
import unicodedata

# Signs as they stand between the brackets of a regular expression, in Python, Rust and JavaScript
# alike.
TURNING = r"\u202a-\u202e\u2066-\u2069"
"""They show what follows in another order: "exe.txt" for what is called "txt.exe"."""
UNSEEN = (
    r"\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2060-\u2064\u206a-\u"
    r"206f\u2800\u3164"
    rf"\ufe00-\ufe0f\ufeff\uffa0{chr(0xE0000)}-{chr(0xE0FFF)}"
)
"""They have no shape, alone."""
# Persian and many emoji need joiners, and mixed lines need marks.
_WRITTEN = frozenset("\u200c\u200d\u200e\u200f\u061c")
_SEEN = re.compile(rf"[^\s{TURNING}{UNSEEN}]")


def fits_file_name(sign: str) -> bool:
    """Tell whether the name of a file may hold the sign: visible signs, spaces of any width (macOS
    writes the time with narrow ones), joiners and marks of direction."""
    return sign.isprintable() or sign in _WRITTEN or unicodedata.category(sign) == "Zs"


def are_seen(text: str) -> bool:
    """Tell whether anything of the text is visible."""
    return _SEEN.search(text) is not None
