"""Replies of a reader adapter: "Claudia Wells [7]", "1871 [3]; 1904 [9][10]", or "[0]" where the
window does not state it.

The adapter learns from what `write_reply` gives and is read by `read_reply`. The first token alone
tells whether the window states the answer: it begins a bracket where it does not.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence

from farside.reading.findings import WindowDraft
from farside.reading.scan import WRITTEN

NONE = "[0]"
"""The reply of a window that does not state the answer."""
NONE_BEGINS = "["
"""The first token of `NONE`."""
STATED_FROM = 0.0
"""Log-odds from which a window states the answer, also where its likeliest reply is `NONE`."""
STOP = ("\n",)
"""Ends a reply: it is one line."""
MOST_TOKENS = 64
_SURE = 30.0
"""The most log-odds that are told: beyond these a probability is 0 or 1 in a computer's numbers."""
# A part of a reply: numbers in brackets at its end point at sentences, any before are its words.
_PART = re.compile(r"(?P<words>.*?)\s*(?P<marks>(?:\[\d+\])+)(?:;\s*|\s*$)")
_NUMBER = re.compile(r"\d+")
_CUT = re.compile(r"\s*\[\d*$")


def write_reply(parts: Sequence[tuple[str, Sequence[int]]]) -> str:
    """The reply that states these parts, each with the numbers (from 1) of its sentences; `NONE`
    without any part. Raises `ValueError` for parts that would not be read as they are."""
    marked = (f"{words} {''.join(f'[{one}]' for one in numbers)}" for words, numbers in parts)
    written = "; ".join(marked) or NONE
    pointed = tuple(dict.fromkeys(one - 1 for _, numbers in parts for one in numbers))
    meant = WindowDraft("; ".join(words for words, _ in parts), pointed)
    whole = all(words for words, _ in parts)
    if not whole or read_reply(written, max(pointed, default=0) + 1) != meant:
        raise ValueError(f"{written!r} would not be read as it is meant")
    return written


def read_reply(text: str, sentences: int) -> WindowDraft:
    """What a reply says of a window with so many sentences. One that begins with numbers states
    nothing, and points at what leads there. Where no number is of a sentence, words find it."""
    line = next((one.strip() for one in text.splitlines() if one.strip()), "")
    words: list[str] = []
    numbers: list[int] = []
    at = 0
    for part in _PART.finditer(line):
        words.append(part["words"])
        numbers += map(int, _NUMBER.findall(part["marks"]))
        at = part.end()
    words.append(_CUT.sub("", line[at:]))
    pointed = tuple(dict.fromkeys(n - 1 for n in numbers if 1 <= n <= sentences))
    if line.startswith(NONE_BEGINS) or (numbers and set(numbers) == {0}):
        return WindowDraft("", pointed)
    said = "; ".join(one for one in (" ".join(each.split()) for each in words) if one)
    return WindowDraft(said, pointed)


def stated_odds(first_token: Mapping[str, float], draft: WindowDraft) -> float:
    """Log-odds (natural logarithm) that the window states the answer, from the log-probability of
    `NONE_BEGINS` as the first token. Where none was told, what was written counts as `WRITTEN`."""
    if NONE_BEGINS not in first_token:
        return -WRITTEN if draft.is_none else WRITTEN
    told = first_token[NONE_BEGINS]
    stated = math.log(-math.expm1(told)) if told < 0 else -math.inf
    return max(-_SURE, min(_SURE, stated - told))
