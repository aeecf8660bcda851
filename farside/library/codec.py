"""A `Document` as compressed JSON and back, exactly. A file of another format version is as good as
none.

The checksum inside of gzip tells a damaged file from a whole one.
"""

from __future__ import annotations

import gzip
import io
import json
import zlib
from operator import index
from typing import Any

from farside.types import Box, Document, Heading, Line, Page, Span

# More than any file's text (200 MB) takes with the places of its lines: a guard against bombs.
_MOST = 2_000_000_000
FORMAT = 1  # raised whenever what is stored changes: old texts are then parsed again


def pack_document(document: Document) -> bytes:
    """The bytes to keep."""
    stored = {
        "format": FORMAT,
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "text": document.text,
        "pages": [_page(page) for page in document.pages],
    }
    return gzip.compress(
        json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 6, mtime=0
    )


def unpack_document(data: bytes) -> Document | None:
    """The document, or None for damaged bytes or another format version: it has to be parsed
    again."""
    try:
        with gzip.open(io.BytesIO(data)) as file:
            content = file.read(_MOST + 1)
        stored = json.loads(content) if len(content) <= _MOST else None
        return (
            _document(stored)
            if isinstance(stored, dict) and stored.get("format") == FORMAT
            else None
        )
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError):
        return None


def _document(stored: dict[str, Any]) -> Document:
    """Raises `ValueError`, `TypeError` or `KeyError` for values of another shape: a job's row may
    have come from anybody who can write to the database."""
    identity, name, media_type, text = (
        _text(stored[key]) for key in ("id", "name", "media_type", "text")
    )
    return Document(
        identity, name, media_type, text, tuple(_page_of(page) for page in stored["pages"])
    )


def _page(page: Page) -> list[Any]:
    lines = [
        [
            line.span.start,
            line.span.end,
            line.box.left,
            line.box.top,
            line.box.right,
            line.box.bottom,
            line.score,
        ]
        for line in page.lines
    ]
    span = [page.span.start, page.span.end]
    fields = [page.number, page.label, span, page.width, page.height, lines, page.ocr, page.problem]
    if page.headings:
        headings = [[one.start, one.level] for one in page.headings]
        return [*fields, list(page.unread), headings]
    # Documents kept by earlier versions have eight, or nine.
    return [*fields, list(page.unread)] if page.unread else fields


def _page_of(stored: list[Any]) -> Page:
    number, label, span, width, height, lines, ocr, problem, *more = stored
    read = tuple(_line_of(line) for line in lines)
    said = None if problem is None else _text(problem)
    unread, headings = (*more, (), ())[:2] if len(more) <= 2 else more
    named = tuple(_text(one) for one in unread)
    return Page(
        index(number),
        _text(label),
        _span(*span),
        float(width),
        float(height),
        read,
        ocr is True,
        said,
        named,
        tuple(Heading(index(start), index(level)) for start, level in headings),
    )


def _line_of(stored: list[Any]) -> Line:
    start, end, left, top, right, bottom, score = stored
    box = Box(float(left), float(top), float(right), float(bottom))
    return Line(_span(start, end), box, None if score is None else float(score))


def _span(start: object, end: object) -> Span:
    if not (isinstance(start, int) and isinstance(end, int) and 0 <= start <= end):
        raise ValueError("no span")
    return Span(start, end)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    return value
