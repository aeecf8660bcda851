"""Facts that a document labels with a column's own name ("Notice period: 8 weeks"), found by code:
a vote that no model gives."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from farside.types import Document, Span
from farside.work.tables import values
from farside.work.tables.nouns import Column

# What values of these kinds look like wherever they stand, and the words that name them.
_PATTERNS = (
    ({"email", "mail", "邮箱"}, re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")),
    (
        {"phone", "telephone", "mobile", "tel", "电话", "手机"},
        re.compile(r"(?<![\w/.-])\+?\d[\d ()/-]{6,18}\d(?![\w/-]|\.\d)"),
    ),
    (
        {"website", "url", "homepage", "网址"},
        re.compile(r"(?:https?://|www\.)[^\s|,;<>]+[^\s|,;<>.)]"),
    ),
)
# A value goes to the end of the line; a line that goes on with a small letter was wrapped.
_ENDS = r"(?:[^\n|｜;；\t]|\n(?=[a-z]))+"
# A line without a list beside its heading has at most this many words.
_FEW_WORDS = 2
_STOPPED = re.compile(r"[.。!?！？]$")
_PARTED = re.compile(r"[,，、;；|·•]")


@dataclass(frozen=True, slots=True)
class Labelled:
    """What stands after a label: `raw`, in the sentence with this number (from 0)."""

    raw: str
    sentence: int


def find_labelled(known: list[tuple[Document, Span]], column: Column) -> list[Labelled]:
    """Find what stands after the column's label in these sentences, in order. A label is the
    column's whole name; a heading of that name labels a list."""
    words = values.word_tokens(column.name)
    if not words:
        return []
    pattern = re.compile(
        r"(?<![^\W_])"
        + r"[\W_]{0,3}".join(map(re.escape, words))
        + rf"[ \t]*[:：=][ \t]*(?P<value>{_ENDS})",
        re.IGNORECASE,
    )
    return list(_labelled(known, column, words, pattern))


def find_patterned(known: list[tuple[Document, Span]], column: Column) -> list[Labelled]:
    """Values that are known by their form: e-mail addresses, telephone numbers, web addresses, and
    the words of a choice."""
    name = column.name.casefold()
    if column.kind == "choice":
        return [
            Labelled(choice, at)
            for at, (document, span) in enumerate(known)
            for choice in column.choices
            if values.has_words(span.of(document.text), choice)
        ]
    if column.kind != "text":
        return []
    pattern = next(
        (one for names, one in _PATTERNS if any(_names(name, word) for word in names)), None
    )
    return [
        Labelled(match.group(), at)
        for at, (document, span) in enumerate(known)
        for match in (pattern.finditer(span.of(document.text)) if pattern else ())
        if not values.found_in("date", match.group())
    ]


def _names(name: str, word: str) -> bool:
    return word in (values.word_tokens(name) if word.isascii() else name)


def _labelled(
    known: list[tuple[Document, Span]],
    column: Column,
    words: tuple[str, ...],
    pattern: re.Pattern[str],
) -> Iterator[Labelled]:
    for at, (document, span) in enumerate(known):
        text = span.of(document.text)
        for match in pattern.finditer(text):
            raw = _first(column, match["value"])
            if raw:
                yield Labelled(raw, at)
    if column.kind == "list":
        yield from _headed(known, words)


def _headed(known: list[tuple[Document, Span]], words: tuple[str, ...]) -> Iterator[Labelled]:
    """Yield what stands beside a heading of these words ("Skills Go, Rust"), or in the line below
    it, with the lines that it goes on in. Items that stand one below the other are not taken: no
    line says which is the last."""
    lines = [
        (document, at, line.strip())
        for at, (document, span) in enumerate(known)
        for line in span.of(document.text).splitlines()
        if line.strip()
    ]
    for number, (document, at, heading) in enumerate(lines):
        beside = re.match(
            r"[\W_]{0,3}".join(map(re.escape, words)) + r"[ \t]+(?=\w)", heading, re.IGNORECASE
        )
        rest = heading[beside.end() :] if beside else ""
        if (
            rest
            and not _STOPPED.search(rest)
            and (_PARTED.search(rest) or len(values.word_tokens(rest)) <= _FEW_WORDS)
        ):
            yield Labelled(rest, at)
        below = [one for one in lines[number + 1 :] if one[0] is document]
        if not below or values.word_tokens(heading) != words:
            continue
        last = next(
            (n for n, (_, _, line) in enumerate(below) if not _PARTED.match(line[-1])),
            len(below) - 1,
        )
        raw = " ".join(line for _, _, line in below[: last + 1])
        if _PARTED.search(raw) or len(below) == 1:
            yield Labelled(raw, below[0][1])


def _first(column: Column, text: str) -> str:
    """The value at the start of what follows a label: the first number, amount or date of it, or a
    range of them, else its words to the end of the sentence."""
    text = " ".join(text.split())
    if column.kind in ("number", "money", "date"):
        return values.first_written(column.kind, text)
    return re.split(r"(?<=\w)[.。](?:\s|$)", text)[0].strip()
