"""Numbers that English writes in words: sixty, twenty-five, four hundred and twenty thousand."""

from __future__ import annotations

import re

_ONES = {
    word: at
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split()
    )
}
_TENS = {
    word: 10 * at
    for at, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)
}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_DIGIT = "|".join(word for word, at in _ONES.items() if 0 < at < 10)
_SMALL = (
    rf"\b(?:(?:{'|'.join(_TENS)})(?:[\s-]+(?:{_DIGIT})\b)?"
    rf"|(?:{'|'.join(sorted(_ONES, key=len, reverse=True))})\b)"
)
_GROUP = rf"(?:{_SMALL}(?:\s+hundred\b(?:(?:\s+and)?\s+{_SMALL})?)?)"
NUMBER = rf"{_GROUP}(?:[\s-]+(?:thousand|million|billion)\b(?:(?:\s+and)?\s+{_GROUP})?)*\b"
"""The words of one number, in a pattern that ignores case: "five and six" and "nineteen ninety" are
two each.
"""
SCALED = (
    rf"\b(?:{'|'.join(SCALES)})\b(?:[\s-]+(?:thousand|million|billion)\b)?"
    rf"(?:(?:\s+and)?\s+{NUMBER})?"
)
"""A number that begins with its scale: (a) hundred and one, (a) thousand million."""


def worded_number(said: str) -> int:
    """The number of what `NUMBER` or `SCALED` found."""
    total = current = 0
    for word in re.split(r"[\s-]+", said.lower()):
        if word == "hundred":
            current = (current or 1) * 100
        elif word in SCALES:
            below = total % SCALES[word]  # two thousand million: all of it is counted in millions
            total += (below + current or 1) * SCALES[word] - below
            current = 0
        else:
            current += _ONES.get(word, _TENS.get(word, 0))
    return total + current
