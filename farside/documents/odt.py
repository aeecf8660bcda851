"""OpenDocument text (ODT) in document order: headings, paragraphs, lists with their numbers,
tables, notes, comments.

The text comes in parts of whole paragraphs: the file does not say where its pages end.
"""

from __future__ import annotations

from collections.abc import Iterator

from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.odf_edges import master_pages, read_edges
from farside.documents.odf_lists import OFFICE
from farside.documents.opendocument import Walker, open_document
from farside.documents.options import ParseOptions
from farside.documents.seen.unread import told_once
from farside.documents.text import cut_parts
from farside.documents.unread_marks import has_text
from farside.documents.zips import Member, open_zip
from farside.errors import EmptyFile


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The text of an ODT file. Raises `DocumentError` for one that is encrypted, damaged or holds
    no text."""
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        opened = open_document(
            Member(archive, options.name, options.expanded_mb), options.name, "ODT"
        )
        walker = Walker(opened, options)
        body = opened.content.find(OFFICE + "body")
        lines = walker.blocks(body if body is not None else opened.content)
        found = list(master_pages(opened.styles))
        lines = [*read_edges(found, walker, "header"), *lines, *read_edges(found, walker, "footer")]
    lines = [line for line in lines if line.strip()]
    if not has_text(lines):
        told = "; ".join(told_once(walker.marks.unread))
        raise EmptyFile(options.name, f"has no text, only {told}" if told else "has no text")
    yield from map(walker.marks.take, cut_parts(lines))
