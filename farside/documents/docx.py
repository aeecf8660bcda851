"""Word files (DOCX, DOCM, DOTX, DOTM) in document order: `docx_reader` walks them.

Pages are those that Word laid out when it last saved the file; without its marks the text comes in
parts.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from farside.documents.content import Content
from farside.documents.docx_reader import DocxReader
from farside.documents.docx_runs import PAGE
from farside.documents.draft import PageDraft, plain_draft
from farside.documents.ooxml import Parts, W
from farside.documents.options import ParseOptions
from farside.documents.seen.unread import Unread, told_once
from farside.documents.text import cut_parts
from farside.documents.zips import BROKEN, Member, open_zip, refuse_ole
from farside.errors import DamagedFile, EmptyFile

_BROKEN = (etree.XMLSyntaxError, KeyError, ValueError, *BROKEN)


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The pages of a Word file. Raises `DocumentError` for one that is encrypted, damaged or holds
    no text."""
    refuse_ole(content, options.name)
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        try:
            package = Parts(Member(archive, options.name, options.expanded_mb))
            reader = DocxReader(package, _main(package), options)
            lines = reader.read()
        except _BROKEN as error:
            raise DamagedFile(
                options.name, f"is damaged or no Word document ({error}): save it again"
            ) from error
    pages = list(_pages(lines, reader))
    if not any(line.text.strip() for page in pages for line in page.lines):
        raise EmptyFile(options.name, _no_text([one for page in pages for one in page.unread]))
    yield from pages


def _main(package: Parts) -> str:
    main = package.main()
    if main is None:
        raise ValueError("it names no main part")
    root = package.root(main)
    if root is None or root.tag != W + "document" or root.find(W + "body") is None:
        raise ValueError("its main part is no document with a body")
    return main


def _pages(lines: list[str], reader: DocxReader) -> Iterator[PageDraft]:
    if reader.laid_out:
        texts = "\n".join(lines).split(PAGE)
        drafts: Iterator[PageDraft] = (
            plain_draft(f"p. {number}", page.strip("\n")) for number, page in enumerate(texts, 1)
        )
    else:
        drafts = cut_parts("\n".join(lines).replace(PAGE, "\n").split("\n"))
    for draft in drafts:
        yield reader.marks.take(draft)


def _no_text(unread: list[Unread]) -> str:
    if not unread:
        return "has no text"
    return f"has no text, only {'; '.join(told_once(unread))}"
