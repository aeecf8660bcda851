"""What files say of themselves as works: read from their own fields, and nothing else."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from reportlab.pdfgen.canvas import Canvas

from farside.documents.options import ParseOptions
from farside.documents.read_about import About, read_about
from farside.documents.sandbox import Sandbox
from tests.documents.files import zipped

_META = (
    '<office:document-meta xmlns:office="o" xmlns:dc="d" xmlns:meta="m"><office:meta>'
    "<dc:title>Tides</dc:title><meta:initial-creator>Ilse Brandt</meta:initial-creator>"
    "<dc:creator>Somebody later</dc:creator><meta:creation-date>2019-07-04T10:00:00"
    "</meta:creation-date></office:meta></office:document-meta>"
)
_BOOK = {
    "mimetype": "application/epub+zip",
    "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles>'
    "</container>",
    "b.opf": '<package xmlns:dc="d"><metadata><dc:title>Tides</dc:title>'
    "<dc:creator>Ilse Brandt</dc:creator><dc:creator>Ann Lee</dc:creator><dc:date>1998</dc:date>"
    '</metadata><manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    '</manifest><spine><itemref idref="a"/></spine></package>',
    "a.xhtml": "<html><body><p>alpha</p></body></html>",
}
_PAGE = (
    "<html><head><title>Tides | The Journal</title><meta name='citation_title' content='Tides'>"
    "<meta name='citation_author' content='Brandt, Ilse'><meta name='citation_author' "
    "content='Lee, Ann'><meta name='citation_publication_date' content='2001/5'></head>"
    "<body><p>alpha</p></body></html>"
)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def said(sandbox: Sandbox, path: Path) -> About:
    return read_about(sandbox, path, ParseOptions(path.name))


def test_a_pdf_says_title_authors_and_day(sandbox: Sandbox, tmp_path: Path) -> None:
    file = tmp_path / "a.pdf"
    canvas = Canvas(str(file))
    canvas.setTitle("Über Gezeiten")
    canvas.setAuthor("Ilse Brandt; Ann Lee")
    canvas.drawString(72, 700, "alpha")
    canvas.save()
    about = said(sandbox, file)
    assert (about.title, about.authors) == ("Über Gezeiten", ("Ilse Brandt", "Ann Lee"))
    assert len(about.date) == len("2021-03-05")


def test_word_says_them_in_its_properties(sandbox: Sandbox, tmp_path: Path) -> None:
    made = docx.Document()
    made.add_paragraph("alpha")
    made.core_properties.title, made.core_properties.author = "Tides", "Brandt, Ilse"
    file = tmp_path / "a.docx"
    written = io.BytesIO()
    made.save(written)
    file.write_bytes(written.getvalue())
    about = said(sandbox, file)
    assert (about.title, about.authors) == ("Tides", ("Brandt, Ilse",))


def test_other_formats_say_them_in_their_own_way(sandbox: Sandbox, tmp_path: Path) -> None:
    body = '<office:document-content xmlns:office="o"><office:body/></office:document-content>'
    text = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": body}
    odt = zipped(tmp_path / "a.odt", {**text, "meta.xml": _META})
    assert said(sandbox, odt) == About("Tides", ("Ilse Brandt",), "2019-07-04")
    epub = zipped(tmp_path / "a.epub", _BOOK)
    assert said(sandbox, epub) == About("Tides", ("Ilse Brandt", "Ann Lee"), "1998")
    page = tmp_path / "a.html"
    page.write_text(_PAGE, encoding="utf-8")
    assert said(sandbox, page) == About("Tides", ("Brandt, Ilse", "Lee, Ann"), "2001-05")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", "Title: Tides\nauthor: nobody"),
        ("a.html", "<p>alpha</p>"),
        ("a.pdf", "%PDF-1.7 broken"),
        ("a.docx", "no zip"),
    ],
)
def test_what_says_nothing_is_not_guessed_at(
    sandbox: Sandbox, tmp_path: Path, name: str, content: str
) -> None:
    file = tmp_path / name
    file.write_text(content, encoding="utf-8")
    assert said(sandbox, file) == About()
