"""Questions that ask for more than one thing: each window may state a part of the answer, and every part counts."""

from __future__ import annotations

import re

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# How people ask for more than one thing.
_SEVERAL = re.compile(
    rf"\b(?:all|both|each|every|list|several|{_NUMBERS}|\d+ (?:\w+ )?\w+s)\b"
    "|所有|全部|列出|列举|分别|哪些|哪几|各[个项种]|每[个一项种]",
    re.IGNORECASE,
)


def asked_for(question: str) -> bool:
    """Whether a question asks for several things, as far as its words tell."""
    return bool(_SEVERAL.search(question))
