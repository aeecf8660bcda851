"""A `Document` as compressed JSON and back, exactly. A file of another format version is as good as none.

The checksum inside of gzip tells a damaged file from a whole one.
"""

from __future__ import annotations

import gzip
import json
import zlib
from typing import Any

from farside.types import Box, Document, Line, Page, Span

FORMAT = 1  # raised whenever what is stored changes: old texts are then parsed again


def pack(document: Document) -> bytes:
    """The bytes to keep."""
    stored = {
        "format": FORMAT,
        "id": document.id,
        "name": document.name,
        "media_type": document.media_type,
        "text": document.text,
        "pages": [_page(page) for page in document.pages],
    }
    return gzip.compress(json.dumps(stored, ensure_ascii=False, separators=(",", ":")).encode("utf-8"), 6, mtime=0)


def unpack(data: bytes) -> Document | None:
    """The document, or None for damaged bytes or another format version: it has to be parsed again."""
    try:
        stored = json.loads(gzip.decompress(data))
    except (OSError, EOFError, zlib.error, ValueError):
        return None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        return None
    pages = tuple(_page_of(page) for page in stored["pages"])
    return Document(stored["id"], stored["name"], stored["media_type"], stored["text"], pages)


def _page(page: Page) -> list[Any]:
    lines = [
        [line.span.start, line.span.end, line.box.left, line.box.top, line.box.right, line.box.bottom, line.score]
        for line in page.lines
    ]
    span = [page.span.start, page.span.end]
    return [page.number, page.label, span, page.width, page.height, lines, page.ocr, page.problem]


def _page_of(stored: list[Any]) -> Page:
    number, label, span, width, height, lines, ocr, problem = stored
    read = tuple(Line(Span(line[0], line[1]), Box(*line[2:6]), line[6]) for line in lines)
    return Page(number, label, Span(*span), width, height, read, ocr, problem)
