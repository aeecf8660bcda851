"""What a search found: documents with the places where the words stand, and what was said in
conversations, answers and notes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from farside.library.search.passages import PagePlace
from farside.library.search.words import Phrase, find_marks
from farside.types import Span

_BEFORE, _SHOWN = 70, 240
"""Characters of a snippet before its first mark, and in all."""


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """Where words stand: the page, the first of them as `start` to `end` of the canonical text, and
    a stretch of that text around it in which `marks` are the words."""

    page: int
    label: str
    start: int
    end: int
    snippet: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that has all the words. `passages` counts those that have any of them; they
    overlap a little, and `places` are the first of them."""

    id: str
    name: str
    passages: int
    places: tuple[FoundPlace, ...]


@dataclass(frozen=True, slots=True)
class FoundSaying:
    """Words in a conversation (its id), in an answer that stands in none, or in a note. `answer` is
    the id of the answer that they are; `title` is what the conversation, question or note is known
    by."""

    conversation: str | None
    answer: str | None
    note: str | None
    title: str
    created: str
    snippet: str
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What has the words, the best first. `total` and `said` are how many documents and sayings
    there are in all. `waiting` texts are not in the index yet; `lost` cannot be read."""

    documents: tuple[FoundDocument, ...] = ()
    total: int = 0
    sayings: tuple[FoundSaying, ...] = ()
    said: int = 0
    waiting: int = 0
    lost: int = 0


def show_place(
    text: str, start: int, pages: Sequence[PagePlace], phrases: Sequence[Phrase]
) -> FoundPlace:
    """The place in a passage, which begins at `start`, where the most of the phrases stand
    together."""
    marks = find_marks(text, phrases)
    first = _choose_first(marks)
    stretch = _choose_stretch(text, first)
    inside = [mark for mark, _ in marks if stretch.start <= mark.start and mark.end <= stretch.end]
    page = pages[max(0, bisect_right(pages, start + first.start, key=lambda one: one.start) - 1)]
    return FoundPlace(
        page.number,
        page.label,
        start + first.start,
        start + first.end,
        stretch.of(text),
        tuple(Span(mark.start - stretch.start, mark.end - stretch.start) for mark in _join(inside)),
    )


def _choose_first(marks: Sequence[tuple[Span, int]]) -> Span:
    """The mark from which on the most phrases stand in what a snippet shows. Without a mark, as
    where the index was made by another Unicode, the beginning."""
    best, most = Span(0, 0), 0
    for at, (mark, _) in enumerate(marks):
        last = mark.start + _SHOWN - _BEFORE
        near = {number for other, number in marks[at:] if other.end <= last}
        if at == 0 or len(near) > most:
            best, most = mark, len(near)
    return best


def _choose_stretch(text: str, first: Span) -> Span:
    """What is shown around a mark, without half words where there are blanks."""
    start = max(0, first.start - _BEFORE)
    end = min(len(text), max(first.end, start + _SHOWN))
    before, after = text[start : first.start], text[first.end : end]
    if start > 0:
        start += len(before) - len(before.partition(" ")[2] or before)
    if end < len(text):
        end -= len(after) - len(after.rpartition(" ")[0] or after)
    shown = text[start:end]
    start += len(shown) - len(shown.lstrip())
    return Span(start, max(start, start + len(shown.strip())))


def _join(marks: Sequence[Span]) -> list[Span]:
    """Marks that overlap as one."""
    joined: list[Span] = []
    for mark in marks:
        if joined and mark.start <= joined[-1].end:
            joined[-1] = Span(joined[-1].start, max(joined[-1].end, mark.end))
        else:
            joined.append(mark)
    return joined
