"""Which evidence does a sentence of an answer stand on? Checked by code, because small models cite one piece off.

Only words that the question did not already hold count: they are what the sentence adds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from farside.reading import bm25

# "cv002" is a name, not a number.
_NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:[.,:]\d+)*")
_THOUSANDS = re.compile(r"(?<=\d)[.,](?=\d{3}(?!\d))")


@dataclass(frozen=True, slots=True)
class Note:
    """What an answer may stand on: a quotation or a partial answer, and the indexes of the evidence behind it."""

    text: str
    evidence: tuple[int, ...]
    where: str = ""

    @property
    def line(self) -> str:
        return f"({self.where}) {self.text}" if self.where else self.text


def cited(sentence: str, named: Sequence[int], notes: Sequence[Note], question: str) -> tuple[int, ...]:
    """Indexes of the notes that carry the sentence, in order; none when it holds a number that no note has.

    `named` are the indexes that the model gave. Those that carry half as much of the sentence as the best note stay;
    when none does, the best note takes their place. A note that alone holds one of the sentence's numbers is added.
    """
    added = set(bm25.words(sentence)) - set(bm25.words(question))
    carried = [len(added & set(bm25.words(note.line))) for note in notes]
    held = [_numbers(note.text) for note in notes]
    missing = _numbers(sentence) - _numbers(question)
    if not missing <= set().union(*held):
        return ()
    best = max(carried, default=0)
    chosen = [at for at in dict.fromkeys(named) if 2 * carried[at] >= best]
    if not chosen and best:
        chosen = [carried.index(best)]
    for number in sorted(missing - set().union(*(held[at] for at in chosen))):
        chosen.append(max((at for at in range(len(notes)) if number in held[at]), key=lambda at: (carried[at], -at)))
    return tuple(sorted(set(chosen)))


def in_order(sentence: str, source: str) -> bool:
    """False for a sentence with several numbers whose words and numbers stand in another order than in its source: "7
    with posts, 19 without" made of "7 without, 19 with". It may be right all the same; code cannot tell."""
    said, held = _signs(sentence), _signs(source)
    if sum(sign[0].isdigit() for sign in said) < 2:
        return True
    once = {sign for sign in held if held.count(sign) == 1}
    shared = [sign for sign in dict.fromkeys(said) if sign in once]
    return shared == sorted(shared, key=held.index)


def _signs(text: str) -> list[str]:
    """Numbers and words, in order."""
    plain = _THOUSANDS.sub("", text)
    return bm25.words(plain)


def _numbers(text: str) -> set[str]:
    """Numbers with a decimal point and no other separator: 2,238.60 and 2238,60 are one, 1.5 and 15 are two."""
    return {_THOUSANDS.sub("", number).replace(",", ".") for number in _NUMBER.findall(text)}
