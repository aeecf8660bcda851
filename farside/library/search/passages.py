"""A text in passages, which are what the index of the library holds.

A passage is some 2,000 characters, cut where a line, a sentence or at least a word ends, and knows
the pages that it stands on. It goes on into the next passage by as many words as a phrase may have:
so a phrase stands whole in one of them wherever it begins.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from farside.library.search.words import MOST_IN_ROW, cut_words, list_words
from farside.types import Page

_LEAST, _MOST = 1_000, 2_000
# Characters into the next passage: more would only be signs, or words that nobody writes.
_FARTHEST = 2_000
_ENDS = (re.compile(r"\n"), re.compile(r"[.!?。！？…；;]"), re.compile(r"[\s，、]"))


@dataclass(frozen=True, slots=True)
class PagePlace:
    """Where a page begins in the text, its number and its label."""

    start: int
    number: int
    label: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a text from `start` on. Of its `text` what is from `end` on stands in the next
    one too."""

    start: int
    end: int
    text: str
    pages: tuple[PagePlace, ...]

    @property
    def words(self) -> str:
        """Its words as the index holds them."""
        return " ".join(list_words(self.text))


def cut_passages(text: str, pages: Sequence[Page], start: int = 0) -> Iterator[Passage]:
    """The passages of a text from a place on where one begins. All of them together are the text
    from there."""
    while start < len(text):
        end = _end_of(text, start)
        stop = _stop_of(text, end)
        yield Passage(start, end, text[start:stop], _pages_between(pages, start, stop))
        start = end


def pack_pages(pages: Sequence[PagePlace]) -> str:
    """The pages of a passage as a row keeps them."""
    return json.dumps([[one.start, one.number, one.label] for one in pages], ensure_ascii=False)


def unpack_pages(kept: str) -> tuple[PagePlace, ...]:
    """What `pack_pages` made."""
    return tuple(PagePlace(*one) for one in json.loads(kept))


def _end_of(text: str, start: int) -> int:
    """Where a passage that begins at `start` ends."""
    most = start + _MOST
    if most >= len(text):
        return len(text)
    for ends in _ENDS:
        last = 0
        for match in ends.finditer(text, start + _LEAST, most):
            last = match.end()
        if last:
            return last
    # Chinese without a sign, or a word longer than a passage: that one is cut.
    between = text[start : most + _MOST]
    last = max((end for _, _, end in cut_words(between) if end <= _MOST), default=0)
    return start + (last or _MOST)


def _stop_of(text: str, end: int) -> int:
    """How far a passage goes on into the next one, which begins at `end`."""
    following = text[end : end + _FARTHEST]
    words = islice(cut_words(following), MOST_IN_ROW - 1)
    ends = [word_end for _, _, word_end in words]
    if ends and ends[-1] == len(following) and end + _FARTHEST < len(text):
        ends.pop()  # may go on
    return end + (ends[-1] if ends else 0)


def _pages_between(pages: Sequence[Page], start: int, stop: int) -> tuple[PagePlace, ...]:
    first = max(0, bisect_right(pages, start, key=lambda page: page.span.start) - 1)
    found: list[PagePlace] = []
    for at in range(first, len(pages)):
        page = pages[at]
        if page.span.start >= stop and found:
            break
        found.append(PagePlace(page.span.start, page.number, page.label))
    return tuple(found)
