"""E-books: spine order, chapters that are missing or protected, and bombs."""

from __future__ import annotations

from pathlib import Path

import pytest

from farside.documents import epub
from farside.errors import DocumentError
from tests.documents.files import lines, pages_of, zipped

_CONTAINER = '<container><rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>'
_PACKAGE = """<package><manifest>
<item id="b" href="two%20b.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/><item id="m" href="no.xhtml"
 media-type="application/xhtml+xml"/></manifest><spine>
<itemref idref="a"/><itemref idref="b"/>{more}</spine></package>"""
_BOOK = {
    "META-INF/container.xml": _CONTAINER,
    "OEBPS/book.opf": _PACKAGE.format(more=""),
    "OEBPS/a.xhtml": "<html><head><title>First</title></head><body><p>alpha</p></body></html>",
    "OEBPS/two b.xhtml": "<html><body><h1>Second</h1><p>beta</p></body></html>",
}


def test_chapters_in_spine_order(tmp_path: Path) -> None:
    first, second = pages_of(epub.parse, zipped(tmp_path / "b.epub", _BOOK))
    assert (first.label, lines(first)) == ("ch. 1 (First)", ["alpha"])
    assert (second.label, lines(second)) == ("ch. 2 (Second)", ["Second", "beta"])


def test_a_missing_chapter_is_a_problem_not_a_gap(tmp_path: Path) -> None:
    book = _BOOK | {"OEBPS/book.opf": _PACKAGE.format(more='<itemref idref="m"/>')}
    pages = pages_of(epub.parse, zipped(tmp_path / "b.epub", book))
    assert [bool(page.problem) for page in pages] == [False, False, True]


def test_copy_protection_is_named(tmp_path: Path) -> None:
    uris = "".join(
        f'<x><CipherReference URI="{name}"/></x>'
        for name in ("OEBPS/a.xhtml", "OEBPS/two%20b.xhtml")
    )
    book = _BOOK | {"META-INF/encryption.xml": f"<encryption>{uris}</encryption>"}
    with pytest.raises(DocumentError, match="copy-protected"):
        pages_of(epub.parse, zipped(tmp_path / "b.epub", book))


def test_a_bomb_is_refused(tmp_path: Path) -> None:
    book = _BOOK | {"OEBPS/a.xhtml": bytes(3_000_000)}
    with pytest.raises(DocumentError, match="more than 1 MB"):
        pages_of(epub.parse, zipped(tmp_path / "b.epub", book), expanded_mb=1)


def test_chapters_are_read_by_the_rules_of_xml_and_empty_ones_are_told(tmp_path: Path) -> None:
    chapter = "<html><head><title/><script src='x.js'/></head><body><p>alpha</p></body></html>"
    empty = "<html><body><div><img src='../OEBPS/p.png'/></div></body></html>"
    book: dict[str, str | bytes] = {
        **_BOOK,
        "OEBPS/a.xhtml": chapter,
        "OEBPS/two b.xhtml": empty,
        "OEBPS/p.png": b"\x89PNG",
    }
    first, second = pages_of(epub.parse, zipped(tmp_path / "b.epub", book))
    assert lines(first) == ["alpha"]
    assert second.problem == "has no text but pictures"
    assert [one.name for one in second.unread] == ["p.png"]
