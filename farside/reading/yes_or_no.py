"""Yes or No as a model writes it, for servers that report no probabilities of its first word."""

from __future__ import annotations

import re

from farside.reading.text.languages import LANGUAGES, NO, YES

# Han and kana are written without blanks: a reply begins with these. "No" first: 不是 ends with 是.
_UNSPACED = [one for one in LANGUAGES.values() if one.script in ("Han", "Kana")]
_NO_AT_START = tuple(word for one in _UNSPACED for word in one.no)
_YES_AT_START = tuple(word for one in _UNSPACED for word in one.yes)
_WORD = re.compile(r"[^\W\d_]+")


def read_yes_or_no(text: str) -> bool | None:
    """Tell whether the first word of a reply says Yes; None where it says neither, as half a word
    does.
    """
    first = _WORD.search(text)
    if first is None:
        return None
    word = first.group().casefold()
    if word in NO or word.startswith(_NO_AT_START):
        return False
    return True if word in YES or word.startswith(_YES_AT_START) else None
