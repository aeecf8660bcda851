"""OpenDocument text (ODT) in document order: headings, paragraphs, lists with their numbers, tables, notes, comments.

The text comes in parts of whole paragraphs: the file does not say where its pages end.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.odf_lists import OFFICE, STYLE
from farside.documents.opendocument import Opened, Walker, open_document
from farside.documents.options import ParseOptions
from farside.documents.seen.unread import told_once
from farside.documents.text import parts
from farside.documents.unread_marks import has_text
from farside.documents.zips import Member, open_zip
from farside.errors import DocumentError

_SIDES = {
    "header": (STYLE + "header", STYLE + "header-first", STYLE + "header-left"),
    "footer": (STYLE + "footer", STYLE + "footer-first", STYLE + "footer-left"),
}


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The text of an ODT file. Raises `DocumentError` for one that is encrypted, damaged or holds no text."""
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        opened = open_document(Member(archive, options.name, options.expanded_mb), options.name, "ODT")
        walker = Walker(opened, options)
        body = opened.content.find(OFFICE + "body")
        lines = walker.blocks(body if body is not None else opened.content)
        lines = [*_edges(opened, walker, "header"), *lines, *_edges(opened, walker, "footer")]
    lines = [line for line in lines if line.strip()]
    if not has_text(lines):
        told = "; ".join(told_once(walker.marks.unread))
        raise DocumentError(options.name, f"has no text, only {told}" if told else "has no text")
    yield from map(walker.marks.take, parts(lines))


def _edges(opened: Opened, walker: Walker, side: str) -> list[str]:
    """The different headers or footers of all kinds of pages, each once."""
    found: dict[str, None] = {}
    for element in _masters(opened.styles):
        for edge in element.iterchildren(*_SIDES[side]):
            found |= dict.fromkeys(line for line in walker.blocks(edge) if line.strip(" \t-"))
    return list(found)


def _masters(styles: etree._Element | None) -> Iterator[etree._Element]:
    if styles is not None:
        yield from styles.iter(STYLE + "master-page")
