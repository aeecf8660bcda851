"""Turns what a parser saw into a `Document`: the one place that makes canonical text, spans and
pages.

Canonical text is Unicode NFC with the signs that people type (`typed`), lines end in `\\n`, control
characters are gone and lone surrogates are U+FFFD.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from farside.documents.seen.unread import Unread, told_once
from farside.documents.typed import as_typed
from farside.types import Box, Document, Line, Page, Span

# Everything that any format uses to end a line; U+2028 and U+2029 come from word processors, \f and
# \v from PDF.
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f\ufeff\ufffe\uffff]")
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
    confidence."""

    text: str
    box: Box | None = None
    score: float | None = None


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
    return PageDraft(label, tuple(LineDraft(line) for line in _LINE_ENDS.split(text)))


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
        start, lines = at, []
        for text, source in _split(draft.lines):
            span = Span(at, at + len(text))
            if source.box is not None and text:
                lines.append(Line(span, source.box, source.score))
            pieces.append(text + "\n")
            at += len(text) + 1
        span, unread = (
            Span(start, at),
            tuple(canonical_line(one) for one in told_once(draft.unread)),
        )
        size = draft.width, draft.height
        pages.append(
            Page(number, draft.label, span, *size, tuple(lines), draft.ocr, draft.problem, unread)
        )
    return Document(sha256, name, media_type, "".join(pieces), tuple(pages))


def _split(lines: tuple[LineDraft, ...]) -> Iterator[tuple[str, LineDraft]]:
    for line in lines:
        for text in _LINE_ENDS.split(line.text):
            yield canonical_line(text), line
