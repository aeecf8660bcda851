"""Where characters stand on a page."""

from __future__ import annotations

from farside.documents.picture import can_draw
from farside.types import Box, Document, Line, Page, Span


def has_picture(document: Document, page: Page) -> bool:
    """Tell whether a page can be looked at as a picture."""
    return can_draw(document.media_type) and page.width > 0 and page.height > 0


def mark_boxes(page: Page, span: Span, text: str) -> list[Box]:
    """The boxes of the characters of `span` on a page, one a line."""
    return [box for line in page.lines if (box := cut_line_box(line, span, text))]


def cut_line_box(line: Line, span: Span, text: str) -> Box | None:
    """The part of a line's box that `span` takes, in proportion to its characters; None where it
    takes none."""
    start, end = max(line.span.start, span.start), min(line.span.end, span.end)
    if not text[start:end].strip():
        return None
    whole = line.box
    length, width = max(1, len(line.span.of(text).rstrip("\n"))), whole.right - whole.left
    return Box(
        round(whole.left + width * min(1.0, (start - line.span.start) / length), 2),
        whole.top,
        round(whole.left + width * min(1.0, (end - line.span.start) / length), 2),
        whole.bottom,
    )
