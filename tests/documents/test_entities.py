"""Entities of XML, in every format that is made of it: none grows without end, none brings in
another file."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import docx
import openpyxl
import pptx
import pytest

from farside.documents.options import ParseOptions
from farside.documents.sandbox import Sandbox
from farside.errors import DocumentError
from tests.documents import ofds
from tests.documents.files import opendocument, zipped
from tests.work.invoices import made

SECRET = "The code of the vault is 4711."
_LEVELS = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
KINDS = {
    "laughs": f'<!DOCTYPE r [<!ENTITY e0 "ha">{_LEVELS}]>',
    "quadratic": f'<!DOCTYPE r [<!ENTITY e0 "{"x" * 50_000}"><!ENTITY e9 "{"&e0;" * 10_000}">]>',
    "file": '<!DOCTYPE r [<!ENTITY e9 SYSTEM "file://SECRET">]>',
    "parameter": '<!DOCTYPE r [<!ENTITY % p SYSTEM "file://SECRET"> %p; <!ENTITY e9 "x">]>',
}


def _word(path: Path) -> None:
    written = docx.Document()
    written.add_paragraph("PLACE")
    written.save(str(path))


def _book(path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].append(["PLACE"])
    book.save(path)


def _show(path: Path) -> None:
    show = pptx.Presentation()
    title = show.slides.add_slide(show.slide_layouts[5]).shapes.title
    assert title is not None
    title.text = "PLACE"
    show.save(str(path))


def _open_text(path: Path) -> None:
    opendocument(path, "text", "<text:p>PLACE</text:p>")


def _open_sheet(path: Path) -> None:
    cell = "<table:table-cell office:value-type='string'><text:p>PLACE</text:p></table:table-cell>"
    opendocument(
        path,
        "spreadsheet",
        f"<table:table table:name='S'><table:table-row>{cell}</table:table-row></table:table>",
    )


def _epub(path: Path) -> None:
    item = '<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
    members: dict[str, str | bytes] = {
        "META-INF/container.xml": (
            '<container><rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
        ),
        "b.opf": (
            f'<package><manifest>{item}</manifest><spine><itemref idref="a"/></spine></package>'
        ),
        "a.xhtml": "<html><body><p>PLACE</p></body></html>",
    }
    zipped(path, members)


def _ofd(path: Path) -> None:
    ofds.ofd(path, [ofds.page(ofds.text("PLACE", 10))])


def _html(path: Path) -> None:
    path.write_text("<html><body><p>PLACE</p></body></html>")


def _ubl(path: Path) -> None:
    path.write_text(made.ubl().replace("Ann's Taxi", "PLACE"))


MAKERS: dict[str, Callable[[Path], object]] = {
    "docx": _word, "xlsx": _book, "pptx": _show, "odt": _open_text, "ods": _open_sheet,
    "epub": _epub, "ofd": _ofd, "html": _html, "xml": _ubl,
}  # fmt: skip


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def _planted(path: Path, head: str) -> None:
    """Puts the declarations before the root of the XML that holds `PLACE`, and an entity beside
    it."""

    def planted(xml: bytes) -> bytes:
        if b"PLACE" not in xml:
            return xml
        end = xml.index(b"?>") + 2 if xml.startswith(b"<?xml") else 0
        return xml[:end] + head.encode() + xml[end:].replace(b"PLACE", b"PLACE &e9;")

    if not zipfile.is_zipfile(path):
        path.write_bytes(planted(path.read_bytes()))
        return
    with zipfile.ZipFile(path) as archive:
        members: dict[str, str | bytes] = {
            name: planted(archive.read(name)) for name in archive.namelist()
        }
    assert any(b"&e9;" in content for content in members.values() if isinstance(content, bytes))
    zipped(path, members)


@pytest.mark.parametrize("ending", MAKERS)
def test_each_is_read_without_it_when_nothing_is_planted(
    sandbox: Sandbox, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"a.{ending}"
    MAKERS[ending](path)
    assert "PLACE" in sandbox.parse(path, ParseOptions(path.name), lambda *_: None).text


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ending", MAKERS)
def test_no_entity_grows_or_brings_in_a_file(
    sandbox: Sandbox, tmp_path: Path, ending: str, kind: str
) -> None:
    path, secret = tmp_path / f"a.{ending}", tmp_path / "secret"
    secret.write_text(SECRET)
    MAKERS[ending](path)
    _planted(path, KINDS[kind].replace("SECRET", str(secret)))
    refused = ""
    try:
        text = sandbox.parse(
            path, ParseOptions(path.name, seconds=20, memory_mb=1000), lambda *_: None
        ).text
    except DocumentError as error:
        text = refused = error.reason
    # Refused by the parser itself: no limit had to stop it, and it did not die.
    assert not any(said in refused for said in ("took longer", "memory", "the parser"))
    assert SECRET not in text
    assert len(text) < 600_000
