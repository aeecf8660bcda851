"""Word files: document order, lists with their numbers, tables, headers, notes, text boxes, pages,
bad files."""

from __future__ import annotations

import zipfile
from pathlib import Path

import docx as python_docx
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.parser import parse_xml
from docx.text.paragraph import Paragraph

from farside.documents import docx
from farside.errors import DocumentError
from tests.documents.files import lines, pages_of, zipped

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def _insert(paragraph: Paragraph, xml: str) -> None:
    paragraph._p.append(parse_xml(xml.replace(">", f" {_W}>", 1)))


def test_everything_in_document_order(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.sections[0].header.paragraphs[0].text = "Confidential"
    document.sections[0].footer.paragraphs[0].text = "Acme Ltd"
    document.add_heading("Report", 1)
    document.add_paragraph("Before")
    table = document.add_table(2, 2)
    for cell, value in zip((*table.rows[0].cells, *table.rows[1].cells), "ABCD", strict=True):
        cell.text = value
    document.add_paragraph("bullet", style="List Bullet")
    for word in ("one", "two"):
        document.add_paragraph(word, style="List Number")
    box = document.add_paragraph("After")
    _insert(
        box,
        (
            "<w:r><w:pict><w:txbxContent><w:p><w:r><w:t>boxed</w:t></w:r></w:p>"
            "</w:txbxContent></w:pict></w:r>"
        ),
    )
    document.save(str(tmp_path / "a.docx"))
    (page,) = pages_of(docx.parse, tmp_path / "a.docx", "docx")
    assert page.label == "document"
    expected = [
        "Confidential",
        "Report",
        "Before",
        "A | B",
        "C | D",
        "- bullet",
        "1. one",
        "2. two",
        "After",
        "boxed",
    ]
    assert lines(page) == [*expected, "Acme Ltd"]


def test_notes_stand_after_their_paragraph_and_at_the_end(tmp_path: Path) -> None:
    document = python_docx.Document()
    for kind, text in (("footnote", "As of May."), ("endnote", "See the annex.")):
        paragraph = document.add_paragraph(f"With {kind}")
        _insert(paragraph, f'<w:r><w:{kind}Reference w:id="2"/></w:r>')
        separator = f'<w:{kind} w:type="separator" w:id="0"><w:p/></w:{kind}>'
        note = f'<w:{kind} w:id="2"><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:{kind}>'
        xml = f"<w:{kind}s {_W}>{separator}{note}</w:{kind}s>".encode()
        name = PackURI(f"/word/{kind}s.xml")
        part = Part(name, "application/xml", xml, document.part.package)
        document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind}s".upper()))
    document.add_paragraph("Last")
    document.save(str(tmp_path / "a.docx"))
    assert lines(pages_of(docx.parse, tmp_path / "a.docx", "docx")[0]) == [
        "With footnote[footnote 2]",
        "[footnote 2] As of May.",
        "With endnote[endnote 2]",
        "Last",
        "[endnote 2] See the annex.",
    ]


def test_pages_are_those_that_word_laid_out(tmp_path: Path) -> None:
    document = python_docx.Document()
    paragraph = document.add_paragraph("first page ")
    _insert(paragraph, '<w:r><w:br w:type="page"/></w:r>')
    _insert(paragraph, "<w:r><w:lastRenderedPageBreak/><w:t>second page</w:t></w:r>")
    document.save(str(tmp_path / "a.docx"))
    pages = pages_of(docx.parse, tmp_path / "a.docx", "docx")
    assert [(page.label, lines(page)) for page in pages] == [
        ("p. 1", ["first page "]),
        ("p. 2", ["second page"]),
    ]


def test_deleted_text_is_gone_and_inserted_text_is_there(tmp_path: Path) -> None:
    document = python_docx.Document()
    paragraph = document.add_paragraph("The price is ")
    _insert(paragraph, "<w:del><w:r><w:delText>10</w:delText></w:r></w:del>")
    _insert(paragraph, "<w:ins><w:r><w:t>12</w:t></w:r></w:ins>")
    document.save(str(tmp_path / "a.docx"))
    assert lines(pages_of(docx.parse, tmp_path / "a.docx", "docx")[0]) == ["The price is 12"]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is encrypted"),
        (b"PK\x03\x04 broken", "is damaged"),
        (b"plain", "is damaged"),
    ],
)
def test_bad_files_are_named(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / "x.docx").write_bytes(content)
    with pytest.raises(DocumentError, match=reason):
        pages_of(docx.parse, tmp_path / "x.docx", "docx")


def test_a_cut_file_is_damaged_wherever_it_is_cut(tmp_path: Path) -> None:
    document = python_docx.Document()
    document.add_paragraph("text")
    document.save(str(tmp_path / "a.docx"))
    whole = (tmp_path / "a.docx").read_bytes()
    for size in range(100, len(whole) - 1, len(whole) // 20):
        (tmp_path / "cut.docx").write_bytes(whole[:size])
        with pytest.raises(DocumentError):
            pages_of(docx.parse, tmp_path / "cut.docx", "docx")


@pytest.mark.parametrize("root", ["<w:x xmlns:w='y'/>", f"<w:document {_W}/>"])
def test_a_main_part_that_is_no_document_is_said(tmp_path: Path, root: str) -> None:
    python_docx.Document().save(str(tmp_path / "a.docx"))
    with zipfile.ZipFile(tmp_path / "a.docx") as archive:
        members: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    with pytest.raises(DocumentError, match="no document with a body"):
        pages_of(
            docx.parse, zipped(tmp_path / "b.docx", members | {"word/document.xml": root}), "docx"
        )
