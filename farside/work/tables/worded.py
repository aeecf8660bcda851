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
_ANY = "|".join([*_ONES, *_TENS, *SCALES])
RUN = rf"\b(?:{_ANY})(?:(?:\s+and\s+|[\s-]+)(?:{_ANY}))*\b"
"""Words of numbers one behind the other, in a pattern that ignores case."""
_DIGIT = "|".join(word for word, at in _ONES.items() if 0 < at < 10)
_SMALL = (
    rf"\b(?:(?:{'|'.join(_TENS)})(?:[\s-]+(?:{_DIGIT})\b)?"
    rf"|(?:{'|'.join(sorted(_ONES, key=len, reverse=True))})\b)"
)
_GROUP = rf"(?:{_SMALL}(?:\s+hundred\b(?:(?:\s+and)?\s+{_SMALL})?)?)"
NUMBER = rf"{_GROUP}(?:[\s-]+(?:thousand|million|billion)\b(?:(?:\s+and)?\s+{_GROUP})?)*\b"
"""Like the pattern before, but only what is one number: "five and six" and "nineteen ninety" are
two each.
"""


def worded_number(said: str) -> int:
    """The number of what `RUN` found."""
    total = current = 0
    for word in re.split(r"[\s-]+", said.lower()):
        if word == "hundred":
            current = (current or 1) * 100
        elif word in SCALES:
            total += (current or 1) * SCALES[word]
            current = 0
        else:
            current += _ONES.get(word, _TENS.get(word, 0))
    return total + current
