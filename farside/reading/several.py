"""Questions that ask for more than one thing: each window may state a part of the answer, and every part counts."""

from __future__ import annotations

import re

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# Verbs that follow a plural: of "what causes fires" the first noun is the second word.
_PLURAL = "are|were|do|did|have|had|must|should|shall|can|could|may|might|will|would"
# How people ask for more than one thing. Of "12 months" or "every probe" somewhere in a question nothing follows.
_SEVERAL = re.compile(
    r"(?:^|[.?!]\s)\W*(?:please\s+|can you\s+|could you\s+)?(?:list|name|enumerate)\b"
    r"|\b(?:list|find|give|show|tell|name|what|which|who|where)\b[^.?!]*\b(?:all|both|each)\b"
    rf"|\b(?:which|what|who|where)\s+(?:{_NUMBERS}|\d+)\s+(?:[a-z-]+\s+)?[a-z-]+s\b"
    r"|\b(?:what|who|which)\s+(?:are|were)\b"
    r"|\bwhich\s+(?:people|men|women|children|criteria)\b"
    r"|\bwhich\s+(?!(?:is|was|has|does)\b|[a-z]+(?:ss|us)\b)[a-z-]{3,}s\b"
    rf"|\b(?:which|what)\s+(?:[a-z-]+\s+)?[a-z-]+s\s+(?:{_PLURAL})\b"
    "|所有(?!权|者|人|制)|全部|列出|列举|分别|哪些|哪几|各[个项种]",
    re.IGNORECASE,
)


def asked_for(question: str) -> bool:
    """Whether a question asks for several things, as far as its words tell."""
    return bool(_SEVERAL.search(question))
