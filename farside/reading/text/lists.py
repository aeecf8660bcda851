"""Lists in documents: the items that stand beside one that is cited.

What a question asks several of is often told as a list, each item in words of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from farside.types import Document, Evidence, Span, Window

# Sentences that may stand between an item and the next: what an item goes on to say, and lists
# inside of it.
_REACH = 12
# Sentences of an item, on average, beyond which it is a section.
_LONG = 3
# Characters of an item that tell what it is about: "(b) Term." does not.
_TELLING = 40
_MARK = re.compile(
    r"(?:(?P<bullet>[-*•◦▪●○■□–—·])\s+"
    r"|(?P<clause>(?:\d{1,3}\.){1,3})(?P<sub>\d{1,3})\.?\s"
    r"|(?P<open>[(（]?)(?P<number>\d{1,3}|[a-z]{1,5}|[A-Z]{1,5}"
    r"|[一二三四五六七八九十]{1,3})(?P<close>[)）.、])(?!\d))"
)
_ROMAN = re.compile(r"x{0,3}(?:ix|iv|v?i{0,3})", re.IGNORECASE)
_LEADS = (":", "：")

_Mark = tuple[str, int]
"""The mark of an item, and its number; bullets have none (0). The marks of the items beside it
follow from it."""


@dataclass(frozen=True, slots=True)
class ListItem:
    """An item of a list, and the line that leads to the list where one does."""

    lead: Evidence | None
    piece: Evidence


def items_beside(windows: Sequence[Window], cited: Sequence[Evidence]) -> Iterator[ListItem]:
    """The items that are not cited of lists with a cited item, or after a cited line that leads to
    them; each once, in the order of the citations. `windows` are in the order of the text."""
    texts = {piece.document.id: _Text.of(windows, piece.document) for piece in cited}
    told: set[tuple[str, int]] = set()
    for piece in cited:
        text = texts[piece.document.id]
        for item in text.items(piece):
            place = piece.document.id, item.piece.span.start
            if place not in told and not any(_meet(item.piece, one) for one in cited):
                told.add(place)
                yield item


def item_words(text: str) -> str:
    """What an item says, in one line: without its bullet, which says nothing, but with "(b)", which
    people call it by.
    """
    found = _MARK.match(text.lstrip())
    return " ".join((text.lstrip()[found.end() :] if found and found["bullet"] else text).split())


def _meet(one: Evidence, other: Evidence) -> bool:
    """Tell whether two pieces share a character. Offsets alone say nothing: they belong to one
    document each.
    """
    same = one.document.id == other.document.id
    return same and one.span.start < other.span.end and other.span.start < one.span.end


@dataclass(frozen=True, slots=True)
class _Text:
    """A document's sentences that were read, with what each is marked with (several where "i" may
    be 1 or 9), and its indent in characters; None where it begins no line."""

    document: Document
    spans: tuple[Span, ...]
    marks: tuple[tuple[_Mark, ...], ...]
    indents: tuple[int | None, ...]

    @classmethod
    def of(cls, windows: Sequence[Window], document: Document) -> _Text:
        parts = (
            part for window in windows for part in window.parts if part.document.id == document.id
        )
        spans = tuple(span for part in parts for span in part.sentences)
        indents = tuple(map(partial(_indent, document.text), spans))
        marks = tuple(
            () if indent is None else tuple(_marks(span.of(document.text), indent))
            for span, indent in zip(spans, indents, strict=True)
        )
        return cls(document, spans, marks, indents)

    def items(self, cited: Evidence) -> Iterator[ListItem]:
        """Yield the other items of the list that a sentence stands in, or all items of the list
        that it leads to."""
        at = next(
            (
                at
                for at, span in enumerate(self.spans)
                if _meet(Evidence(self.document, span), cited)
            ),
            None,
        )
        if at is None:
            return
        start = self._start(at)
        if start is None:
            return
        for mark in self.marks[start]:
            before, after = list(self._others(start, mark, -1)), list(self._others(start, mark, 1))
            if self._tight(
                len(before) + len(after), (before or [start])[-1], (after or [start])[-1]
            ):
                first = before[-1] if before else start
                lead = Evidence(self.document, self.spans[first - 1]) if first else None
                for each in sorted((*before, *([start] if at < start else []), *after)):
                    yield ListItem(lead, Evidence(self.document, self._piece(each)))
                return

    def _tight(self, others: int, first: int, last: int) -> bool:
        """Tell whether a sentence has `others` beside it in the items of a list, and not in
        sections of a text.
        """
        return 0 < last - first <= _LONG * others

    def _start(self, at: int) -> int | None:
        """Find the first sentence of the item that sentence `at` stands in or leads to."""
        leads = self.spans[at].of(self.document.text).rstrip().endswith(_LEADS)
        if leads and at + 1 < len(self.spans) and self.marks[at + 1]:
            return at + 1
        own: list[int] = []
        for index in range(at, max(-1, at - _REACH), -1):
            indent = self.indents[index]
            if self.marks[index]:
                return index if all(one > (indent or 0) for one in own) else None
            own += (
                [] if indent is None else [indent]
            )  # a line that is indented no deeper than the item does not belong to it
        return None

    def _others(self, start: int, mark: _Mark, step: int) -> Iterator[int]:
        """The items of the list from the next to `start` on, downwards (1) or upwards (-1)."""
        (style, number), indent, between = mark, self.indents[start] or 0, 0
        wanted = number + step if number else 0
        index = start + step
        while (
            0 <= index < len(self.spans) and between < _REACH and self._follow(index, index - step)
        ):
            if (style, wanted) in self.marks[index]:
                yield index
                between, wanted = 0, wanted + step if number else 0
            elif any(one == style for one, _ in self.marks[index]) or self._ends(
                index, number, indent
            ):
                return
            else:
                between += 1
            index += step

    def _follow(self, one: int, other: int) -> bool:
        """Tell whether two sentences stand side by side: not all windows need have been looked
        at."""
        return self.spans[min(one, other)].end == self.spans[max(one, other)].start

    def _ends(self, index: int, number: int, indent: int) -> bool:
        """Tell whether a sentence that is no item of a list of bullets ends it: a line that is
        indented no deeper."""
        own = self.indents[index]
        return not number and own is not None and own <= indent

    def _piece(self, start: int) -> Span:
        """The part of an item that tells it: its first sentence, and the next ones where that says
        little.
        """
        first = self.spans[start]
        end, index = first.end, start + 1
        while (
            end - first.start < _TELLING and index < len(self.spans) and self.indents[index] is None
        ):
            end, index = self.spans[index].end, index + 1
        return Span(first.start, end)


def _indent(text: str, span: Span) -> int | None:
    own = span.of(text)
    begin = span.start + len(own) - len(own.lstrip())
    line = text[text.rfind("\n", 0, begin) + 1 : begin]
    return None if line.strip() else len(line)


def _marks(text: str, indent: int) -> Iterator[_Mark]:
    found = _MARK.match(text.lstrip())
    if not found:
        return
    if found["bullet"]:
        yield f"{found['bullet']}{indent}", 0
        return
    if found["clause"]:
        yield found["clause"], int(found["sub"])
        return
    around, number = f"{found['open']}{found['close']}", found["number"]
    if number.isdecimal():
        yield f"1{around}", int(number)
    elif number[0] in _CHINESE:
        yield f"一{around}", _chinese(number)
    else:
        case = "a" if number.islower() else "A"
        if len(number) == 1:
            yield f"{case}{around}", ord(number.lower()) - ord("a") + 1
        if _ROMAN.fullmatch(number):
            yield f"{case}i{around}", _roman(number.lower())


_CHINESE = "一二三四五六七八九十"


def _chinese(number: str) -> int:
    """The value of a Chinese number from 1 to 99: 十二 is 12, 二十 is 20."""
    tens, ten, ones = number.rpartition("十")
    value = _CHINESE.find(ones[:1]) + 1 if ones else 0
    return value + 10 * (_CHINESE.find(tens) + 1 if tens else 1) if ten else value


def _roman(number: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[one] for one in number]
    return sum(-one if one < max(values[at:]) else one for at, one in enumerate(values))
