"""E-books: whatever the spine names is read or told, whatever wrote the book; the shelf's title and
authors; books of other hands."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pytest

from farside.documents.draft import PageDraft
from farside.errors import DocumentError
from tests.documents.files import read_given, words_of

_CONTAINER = '<container><rootfiles><rootfile full-path="O/book.opf"/></rootfiles></container>'


def _chapter(words: str) -> str:
    return f'<html xmlns="http://www.w3.org/1999/xhtml"><body><p>{words}</p></body></html>'


def _book(package: str, members: Mapping[str, str | bytes], container: str = _CONTAINER) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("O/book.opf", package)
        for name, content in members.items():
            archive.writestr(f"O/{name}", content)
    return made.getvalue()


def _package(items: Mapping[str, tuple[str, str]], spine: str, about: str = "") -> str:
    listed = "".join(
        f'<item id="{name}" href="{place}" media-type="{kind}"/>'
        for name, (place, kind) in items.items()
    )
    references = "".join(f'<itemref idref="{name}"/>' for name in spine.split())
    return (
        f"<package><metadata>{about}</metadata><manifest>{listed}</manifest>"
        f"<spine>{references}</spine></package>"
    )


def _one(kind: str, member: str = "a.xhtml", content: str | bytes = "") -> list[PageDraft]:
    package = _package({"a": (member, kind)}, "a")
    return read_given(_book(package, {member: content or _chapter("alpha")}), "a.epub", ocr=False)


@pytest.mark.parametrize(
    "kind",
    [
        "application/xhtml+xml",
        "APPLICATION/XHTML+XML",
        " text/html ",
        "application/xml",
        "text/xml",
        "text/x-oeb1-document",
        "",
    ],
)
def test_a_chapter_is_read_whatever_its_kind_is_called(kind: str) -> None:
    assert words_of(_one(kind)) == ["alpha"]


def test_a_chapter_that_the_book_does_not_describe_is_told_in_its_place() -> None:
    items = {"a": ("a.xhtml", "text/html"), "c": ("c.xhtml", "text/html")}
    members = {"a.xhtml": _chapter("alpha"), "c.xhtml": _chapter("gamma")}
    pages = read_given(_book(_package(items, "a b c"), members), "a.epub")
    assert words_of(pages) == ["alpha", "gamma"]
    assert [page.problem for page in pages] == [
        None,
        "the book lists O/b but does not hold it",
        None,
    ]


def test_a_chapter_of_plain_text_is_read_as_such() -> None:
    (page,) = _one("text/plain", "a.txt", "if a <b then\nstop")
    assert words_of([page]) == ["if a <b then", "stop"]
    assert page.label.startswith("ch. 1 (a.txt), ")


def test_a_chapter_that_cannot_be_read_is_told() -> None:
    (page,) = _one("video/mp4", "film.mp4", b"\0\0\0\x18ftypisom" + bytes(20))
    assert (page.label, "transcript" in (page.problem or "")) == ("ch. 1 (film.mp4)", True)


@pytest.mark.parametrize("prefix", ["opf", "ns0", "p"])
def test_names_with_any_prefix_are_known(prefix: str) -> None:
    package = _package({"a": ("a.xhtml", "text/html")}, "a", "<dc:title>Mills</dc:title>")
    named = package.replace("</", f"</{prefix}:").replace("<", f"<{prefix}:")
    named = named.replace(f"<{prefix}:/", "</").replace(f"{prefix}:dc:", "dc:")
    container = _CONTAINER.replace("</", f"</{prefix}:").replace("<", f"<{prefix}:")
    container = container.replace(f"<{prefix}:/", "</")
    assert words_of(
        read_given(_book(named, {"a.xhtml": _chapter("alpha")}, container), "a.epub")
    ) == [
        "Mills",
        "alpha",
    ]


def test_title_and_authors_stand_before_the_first_chapter_once() -> None:
    about = "<dc:title>Mills</dc:title><dc:creator>Ida Rot</dc:creator><dc:creator>Tom</dc:creator>"
    package = _package({"a": ("a.xhtml", "text/html"), "b": ("b.xhtml", "text/html")}, "a b", about)
    members = {"a.xhtml": _chapter("MILLS, by Tom"), "b.xhtml": _chapter("beta")}
    assert words_of(read_given(_book(package, members), "a.epub")) == [
        "Ida Rot",
        "MILLS, by Tom",
        "beta",
    ]


def test_the_order_is_the_spines_and_repeats_stay() -> None:
    items = {name: (f"{name}.xhtml", "text/html") for name in "abc"}
    members = {f"{name}.xhtml": _chapter(name) for name in "abc"}
    assert words_of(read_given(_book(_package(items, "c a c b"), members), "a.epub")) == list(
        "cacb"
    )


def test_the_number_of_a_note_joins_no_number() -> None:
    note = '<p>250<a epub:type="noteref" href="#n1">1</a> crates, 12<sup>2</sup></p>'
    assert words_of(_one("text/html", content=f"<html><body>{note}</body></html>")) == [
        "250¹ crates, 12²"
    ]


def test_a_chapter_in_utf_16_is_read() -> None:
    written = '<?xml version="1.0" encoding="UTF-16"?>' + _chapter("Mühle")
    assert words_of(_one("text/html", content=written.encode("utf-16"))) == ["Mühle"]


def test_a_folder_above_the_book_is_found_and_none_outside_of_it() -> None:
    package = _package(
        {"a": ("../a.xhtml", "text/html"), "b": ("../../../etc/x", "text/html")}, "a b"
    )
    made = io.BytesIO(_book(package, {}))
    with zipfile.ZipFile(made, "a") as archive:
        archive.writestr("a.xhtml", _chapter("alpha"))
    first, second = read_given(made.getvalue(), "a.epub")
    assert words_of([first]) == ["alpha"]
    assert "does not hold it" in (second.problem or "")


def test_a_protected_chapter_beside_free_ones_is_told() -> None:
    package = _package({"a": ("a.xhtml", "text/html"), "b": ("b.xhtml", "text/html")}, "a b")
    made = io.BytesIO(_book(package, {"a.xhtml": _chapter("alpha"), "b.xhtml": b"\x01\x02"}))
    with zipfile.ZipFile(made, "a") as archive:
        reference = '<enc:CipherReference URI="O/b.xhtml"/>'
        archive.writestr("META-INF/encryption.xml", f"<encryption>{reference}</encryption>")
    first, second = read_given(made.getvalue(), "a.epub")
    assert words_of([first]) == ["alpha"]
    assert second.problem == "is copy-protected (DRM) and was not read"


@pytest.mark.parametrize(
    ("package", "container", "reason"),
    [
        (_package({}, ""), _CONTAINER, "lists no chapters"),
        ("", '<container><rootfile full-path="none.opf"/></container>', "no e-book, or damaged"),
        ("", "<container/>", "no e-book, or damaged"),
    ],
)
def test_a_book_without_chapters_names_the_file(package: str, container: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=rf"^mill\.epub: .*{reason}"):
        read_given(_book(package, {}, container), "mill.epub")
