"""Facts that a document labels with a column's own name ("Notice period: 8 weeks"), found by code: a vote that no model
gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from farside.types import Document, Span
from farside.work.tables import values
from farside.work.tables.nouns import Column

_ENDS = r"[^\n|｜;；\t]+"


@dataclass(frozen=True, slots=True)
class Labelled:
    """What stands after a label: `raw`, in the sentence with this number (from 0)."""

    raw: str
    sentence: int


def found(known: list[tuple[Document, Span]], column: Column) -> list[Labelled]:
    """In these sentences, in order. A label is the column's whole name; a heading of that name labels a list."""
    words = values.tokens(column.name)
    if not words:
        return []
    pattern = re.compile(
        r"(?<![^\W_])" + r"[\W_]{0,3}".join(map(re.escape, words)) + rf"[ \t]*[:：=][ \t]*(?P<value>{_ENDS})",
        re.IGNORECASE,
    )
    return list(_labelled(known, column, words, pattern))


def _labelled(
    known: list[tuple[Document, Span]], column: Column, words: tuple[str, ...], pattern: re.Pattern[str]
) -> Iterator[Labelled]:
    for at, (document, span) in enumerate(known):
        text = span.of(document.text)
        for match in pattern.finditer(text):
            raw = _first(column, match["value"])
            if raw:
                yield Labelled(raw, at)
        if column.kind == "list" and values.tokens(text) == words and at + 1 < len(known):
            following, place = known[at + 1]
            if following is document:
                yield Labelled(place.of(document.text).strip(), at + 1)


def _first(column: Column, text: str) -> str:
    """The value at the start of what follows a label: the first number, amount or date of it, else its words to the end
    of the sentence."""
    text = text.strip()
    if column.kind in ("number", "money", "date"):
        typed = values.found_in(column.kind, text)
        return text[typed[0].start : typed[0].end] if typed else ""
    return re.split(r"(?<=\w)[.。](?:\s|$)", text)[0].strip()
