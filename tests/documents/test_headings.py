"""Headings are kept beside the text, in which nothing marks them."""

from __future__ import annotations

from pathlib import Path

import docx as python_docx
import pytest
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement

from farside.documents import docx, epub, odt, wire
from farside.documents.draft import PageDraft, assemble_document, mark_heading, plain_draft
from farside.library.codec import pack_document, unpack_document
from tests.documents.files import opendocument, pages_of, read_given, zipped
from tests.documents.test_epub import _BOOK


def headings(pages: list[PageDraft]) -> list[tuple[int, str]]:
    """Level and words, as the library keeps them: after the way out of the sandbox and the disk."""
    sent = [wire.read_page(wire.read_message(wire.write_page(page))) for page in pages]
    document = unpack_document(pack_document(assemble_document("0" * 64, "a", "b/c", sent)))
    assert document
    assert "\x03" not in document.text
    return [
        (one.level, document.text[one.start :].partition("\n")[0])
        for page in document.pages
        for one in page.headings
    ]


def test_of_word_by_style_by_outline_and_by_looks(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.add_heading("All of it", 0)
    document.add_heading("First", 1)
    document.add_paragraph("Plain words.")
    outlined = document.add_paragraph("By its outline")
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "2")
    outlined._p.get_or_add_pPr().append(level)
    document.add_paragraph().add_run("Bold and short").bold = True
    entry = document.add_paragraph()
    entry.add_run("Half").bold = True
    entry.add_run(" of it")
    document.add_paragraph().add_run("Bold, but long. " * 9).bold = True
    document.add_heading("", 2)
    document.add_paragraph("Not one any more", style="Heading 2")
    body = document.paragraphs[-1]._p.get_or_add_pPr()
    level = OxmlElement("w:outlineLvl")
    level.set(qn("w:val"), "9")
    body.append(level)
    table = document.add_table(1, 2)
    table.cell(0, 0).paragraphs[0].style = "Heading 1"
    table.cell(0, 0).paragraphs[0].text = "In a cell"
    document.save(str(tmp_path / "a.docx"))
    assert headings(pages_of(docx.parse, tmp_path / "a.docx", "docx")) == [
        (1, "All of it"),
        (1, "First"),
        (3, "By its outline"),
        (2, "Bold and short"),
    ]


def test_of_pages_books_and_opendocument(tmp_path: Path) -> None:
    source = "<title>T</title><body><h2>Two</h2><p>x</p><table><tr><td><h1>c</h1></table></body>"
    assert headings(read_given(source, "a.html")) == [(1, "T"), (2, "Two")]
    book = pages_of(epub.parse, zipped(tmp_path / "b.epub", _BOOK))
    assert headings(book) == [(1, "Second")]
    body = '<text:h text:outline-level="3">Three</text:h><text:h>One</text:h><text:p>x</text:p>'
    text = pages_of(odt.parse, opendocument(tmp_path / "a.odt", "text", body), "odt")
    assert headings(text) == [(3, "Three"), (1, "One")]


@pytest.mark.parametrize(("level", "kept"), [(0, 0), (1, 1), (6, 6), (9, 6)])
def test_levels_are_one_to_six(level: int, kept: int) -> None:
    (line,) = plain_draft("", mark_heading("Words", level)).lines
    assert (line.text, line.level) == ("Words", kept)


def test_no_words_are_no_heading() -> None:
    assert mark_heading("  ", 2) == "  "


def test_a_page_that_an_earlier_version_began_has_none() -> None:
    message = wire.read_message(wire.write_page(plain_draft("", "a")))
    message["lines"] = [line[:3] for line in message["lines"]]
    assert wire.read_page(message) == plain_draft("", "a")
