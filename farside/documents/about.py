"""What a file says of itself as a work: its title, its authors, its date. Nothing is guessed: what
no field of the file says is empty.

It runs in the sandbox's process as a parser does, and yields a page that has a line for each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

import lxml.etree as etree
from selectolax.lexbor import LexborHTMLParser

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import Format, ParseOptions
from farside.documents.zips import BROKEN, Member, open_zip

TITLE, AUTHOR, DATE = "title: ", "author: ", "date: "
_CORE = "docProps/core.xml"
_META = "meta.xml"
_PDF_DATE = re.compile(r"(?:D:)?(\d{4})(\d\d)?(\d\d)?")
_ISO_DATE = re.compile(r"(\d{4})(?:[-/](\d\d?)(?:[-/](\d\d?))?)?(?!\d)")
Said = Iterator[tuple[str, str]]


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """One page, of what is said."""
    said = _READ.get(options.format, _nothing)
    lines = [
        f"{name}{' '.join(value.split())}"
        for name, value in said(content, options)
        if value.strip()
    ]
    yield PageDraft("about", tuple(map(LineDraft, lines)))


def _nothing(_: Content, __: ParseOptions) -> Said:
    yield from ()


def _of_pdf(content: Content, options: ParseOptions) -> Said:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content.open(), password=options.password)
    except pypdfium2.PdfiumError:
        return
    told = document.get_metadata_dict()
    document.close()
    yield TITLE, told.get("Title", "")
    yield from _authors(told.get("Author", ""))
    yield DATE, _date(_PDF_DATE, told.get("CreationDate", ""))


def _of_office(content: Content, options: ParseOptions) -> Said:
    yield from _of_properties(
        _xml_member(content, options, _CORE), ("creator",), ("created", "modified")
    )


def _of_open_document(content: Content, options: ParseOptions) -> Said:
    root = _xml_member(content, options, _META)
    writers = ("initial-creator",) if root is not None and _texts(root, "initial-creator") else ()
    yield from _of_properties(root, writers or ("creator",), ("creation-date", "date"))


def _of_properties(
    root: etree._Element | None, writers: tuple[str, ...], dates: tuple[str, ...]
) -> Said:
    """The first of the dates that is there; all of the writers."""
    if root is None:
        return
    yield from ((TITLE, one) for one in _texts(root, "title")[:1])
    for name in writers:
        for one in _texts(root, name):
            yield from _authors(one)
    found = [_date(_ISO_DATE, one) for name in dates for one in _texts(root, name)]
    yield DATE, next(filter(None, found), "")


def _of_book(content: Content, options: ParseOptions) -> Said:
    from farside.documents import epub

    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        opf, _ = epub.read_package(Member(archive, options.name, options.expanded_mb))
    for name, kind in (("title", TITLE), ("creator", AUTHOR)):
        yield from ((kind, node.text(strip=True)) for node in opf.css(f"dc\\:{name}"))
    dates = [_date(_ISO_DATE, node.text(strip=True)) for node in opf.css("dc\\:date")]
    yield DATE, next(filter(None, dates), "")


def _of_page(content: Content, _: ParseOptions) -> Said:
    tree = LexborHTMLParser(content.read())
    told: dict[str, list[str]] = {}
    for node in tree.css("meta"):
        name = (node.attributes.get("name") or node.attributes.get("property") or "").lower()
        told.setdefault(name, []).append(node.attributes.get("content") or "")
    own = tree.css_first("title")
    titles = [*told.get("citation_title", ()), own.text(strip=True) if own else ""]
    yield TITLE, next(filter(None, titles), "")
    writers = told.get("citation_author") or told.get("dc.creator") or told.get("author") or []
    for one in writers:
        yield from _authors(one)
    names = ("citation_publication_date", "citation_date", "dc.date", "article:published_time")
    dates = [_date(_ISO_DATE, one) for name in names for one in told.get(name, ())]
    yield DATE, next(filter(None, dates), "")


_READ: Mapping[Format, Callable[[Content, ParseOptions], Said]] = MappingProxyType(
    {
        "pdf": _of_pdf,
        "docx": _of_office,
        "xlsx": _of_office,
        "pptx": _of_office,
        "odt": _of_open_document,
        "ods": _of_open_document,
        "odp": _of_open_document,
        "odg": _of_open_document,
        "epub": _of_book,
        "html": _of_page,
    }
)


def _xml_member(content: Content, options: ParseOptions, name: str) -> etree._Element | None:
    """The root of a member, None where there is none that can be read."""
    try:
        with open_zip(content.open(), options.name, options.expanded_mb) as archive:
            data = Member(archive, options.name, options.expanded_mb).read(name)
        return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except (KeyError, etree.XMLSyntaxError, *BROKEN):
        return None


def _texts(root: etree._Element, name: str) -> list[str]:
    found = ("".join(node.itertext()).strip() for node in root.iter(f"{{*}}{name}"))
    return [one for one in found if one]


def _authors(written: str) -> Said:
    """A field has one author, or several with semicolons between them."""
    yield from ((AUTHOR, one.strip()) for one in written.split(";"))


def _date(form: re.Pattern[str], written: str) -> str:
    """A date in its ISO form, as exact as it was written; empty for what is none."""
    found = form.match(written.strip())
    parts = [int(one) for one in found.groups() if one] if found else []
    if not parts or not 1000 <= parts[0] <= 9999:
        return ""
    fits = [1 <= part <= most for part, most in zip(parts[1:], (12, 31), strict=False)]
    kept = parts[: 1 + (fits.index(False) if False in fits else len(fits))]
    return "-".join(f"{part:04}" if at == 0 else f"{part:02}" for at, part in enumerate(kept))
