"""Turns what a parser saw into a `Document`: the one place that makes canonical text, spans and
pages.

Canonical text is Unicode NFC with the signs that people type (`typed`), lines end in `\\n`, control
characters are gone and lone surrogates are U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from farside.documents.seen.unread import Unread, told_once
from farside.documents.typed import as_typed
from farside.types import Box, Document, Heading, Line, Page, Span

# Everything that any format uses to end a line; U+2028 and U+2029 come from word processors, \f and
# \v from PDF.
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
# Stands before the line of a heading, once for each of its levels, until the line is a `LineDraft`.
# A file that holds it by itself only has a heading more.
_HEADING = "\x03"
_MOST_LEVELS = 6
# Nobody writes C1 controls: they are Windows-1252 that somebody took for Latin-1 on the way.
_WINDOWS = {
    code: bytes([code]).decode("cp1252", "ignore") for code in range(0x80, 0xA0) if code != 0x85
}
# Shows only where it ends a line.
_SOFT_HYPHENS = re.compile("\u00ad+(?!\u00ad*[ \t]*$)")
_SURROGATES = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class LineDraft:
    """A line as the parser saw it. `box` is None for formats without places; `score` is the OCR
    confidence; `level` is that of a heading (1 to 6), 0 for any other line."""

    text: str
    box: Box | None = None
    score: float | None = None
    level: int = 0


@dataclass(frozen=True, slots=True)
class PageDraft:
    """A page as the parser saw it, before offsets exist. Fields as in `farside.types.Page`;
    `unread` is what it saw and did not read."""

    label: str
    lines: tuple[LineDraft, ...]
    width: float = 0.0
    height: float = 0.0
    ocr: bool = False
    problem: str | None = None
    unread: tuple[Unread, ...] = ()


def plain_draft(label: str, text: str) -> PageDraft:
    """A page of a format that has no places."""
    return PageDraft(label, tuple(map(draft_line, _LINE_ENDS.split(text))))


def draft_line(text: str) -> LineDraft:
    """A line without a place; a heading where it is marked as one."""
    words = text.lstrip(_HEADING)
    return LineDraft(words, level=min(len(text) - len(words), _MOST_LEVELS))


def mark_heading(text: str, level: int) -> str:
    """The text of a heading, with a mark that says so; without words it is none."""
    return _HEADING * min(max(level, 0), _MOST_LEVELS) + text if text.strip() else text


def without_heading(text: str) -> str:
    """The text without such a mark."""
    return text.replace(_HEADING, "")


def canonical_line(text: str) -> str:
    """One line's canonical characters."""
    text = _CONTROLS.sub("", text.translate(_WINDOWS))
    if "\u00ad" in text:
        text = _SOFT_HYPHENS.sub("", text).replace("\u00ad", "-")
    kept = as_typed(text)
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", kept)).rstrip()


def assemble_document(
    sha256: str, name: str, media_type: str, drafts: Iterable[PageDraft]
) -> Document:
    """The document with its spans. Every page ends in a newline, so pages never run into each
    other."""
    pieces: list[str] = []
    pages: list[Page] = []
    at = 0
    for number, draft in enumerate(drafts, 1):
        start, lines, headings = at, [], []
        for text, source in _split(draft.lines):
            span = Span(at, at + len(text))
            if source.box is not None and text:
                lines.append(Line(span, source.box, source.score))
            elif source.level and text:
                headings.append(Heading(at, source.level))
            pieces.append(text + "\n")
            at += len(text) + 1
        span, unread = (
            Span(start, at),
            tuple(canonical_line(one) for one in told_once(draft.unread)),
        )
        page = Page(number, draft.label, span, draft.width, draft.height, tuple(lines), draft.ocr)
        pages.append(replace(page, problem=draft.problem, unread=unread, headings=tuple(headings)))
    return Document(sha256, name, media_type, "".join(pieces), tuple(pages))


def _split(lines: tuple[LineDraft, ...]) -> Iterator[tuple[str, LineDraft]]:
    for line in lines:
        for text in _LINE_ENDS.split(line.text):
            yield canonical_line(text), line
