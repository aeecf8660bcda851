"""FictionBook (FB2): title and authors, then a page a section of the first rank, notes too; its
pictures are told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from lxml import etree

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.inside import Inside
from farside.documents.options import ParseOptions
from farside.documents.packed import decode_base64
from farside.documents.seen.signs import lower_sign, raise_sign, strike_out
from farside.documents.seen.tables import MarkupCell, read_span, write_table
from farside.errors import DamagedFile, EmptyFile

_LINES = frozenset("p v subtitle text-author date".split())
_TITLE_LENGTH = 60
_DEEPEST = 200  # elements in each other; text below is read without its raised and struck signs


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The pages of a book. Raises `DocumentError` for one that is damaged."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=True
    )
    root = etree.fromstring(content.read(), parser)
    if root is None or _tag(root) != "FictionBook":
        raise DamagedFile(options.name, "is no FictionBook, or damaged: get an intact copy")
    inside = Inside()
    for binary in root.iterfind("{*}binary"):
        data = decode_base64(binary.text or "")
        name = binary.get("id") or ""
        if data is not None:
            inside.take_picture(data, name, options)
    about = [
        line for part in root.iterfind("{*}description/{*}title-info") for line in _about(part)
    ]
    pages = [page for body in root.iterfind("{*}body") for page in _body(body)]
    if about:
        pages = [PageDraft("about the book", tuple(map(LineDraft, about))), *pages]
    if not pages:
        raise EmptyFile(options.name, "has no text")
    broken = next((f"{one.message}, line {one.line}" for one in parser.error_log), None)
    told = f"is damaged ({broken}) and may lack text: get an intact copy" if broken else None
    yield from pages[:-1]
    yield replace(inside.beside(pages[-1]), problem=told)


def _about(info: etree._Element) -> Iterator[str]:
    title = info.findtext("{*}book-title")
    if title:
        yield title
    for author in info.iterfind("{*}author"):
        yield " ".join(" ".join(author.itertext()).split())
    for annotation in info.iterfind("{*}annotation"):
        yield from _filled(annotation)


def _body(body: etree._Element) -> Iterator[PageDraft]:
    """Yield what stands before the sections, then the sections."""
    kind = body.get("name") or ""
    before = [line for part in body if _tag(part) != "section" for line in _filled(part)]
    sections = [before, *(_filled(section) for section in body.iterfind("{*}section"))]
    for number, lines in enumerate((one for one in sections if one), 1):
        label = f"{kind or 'section'} {number} ({lines[0][:_TITLE_LENGTH]})"
        yield PageDraft(label, tuple(map(LineDraft, lines)))


def _filled(element: etree._Element) -> list[str]:
    return [line for line in _lines(element) if line]


def _lines(element: etree._Element) -> Iterator[str]:
    """The lines below an element; words that stand in it without a paragraph are lines too."""
    waiting: list[etree._Element | str] = [element]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield " ".join(one.split())
        elif (tag := _tag(one)) in _LINES:
            yield " ".join(_inline(one).split())
        elif tag == "table":
            yield from write_table(map(_cells, one.iterfind("{*}tr")))
        elif tag:
            for child in reversed(one):
                waiting += [child.tail or "", child]
            waiting.append(one.text or "")


def _cells(row: etree._Element) -> list[MarkupCell]:
    return [
        MarkupCell(
            " ".join(_inline(cell).split()),
            read_span(cell.get("rowspan")),
            read_span(cell.get("colspan")),
        )
        for cell in row
        if _tag(cell) in ("td", "th")
    ]


def _inline(element: etree._Element, depth: int = 0) -> str:
    if depth > _DEEPEST:
        return "".join(map(str, element.itertext()))
    pieces = [element.text or ""]
    for child in element:
        inner = _inline(child, depth + 1) if isinstance(child.tag, str) else ""
        if _tag(child) == "sup" or (_tag(child) == "a" and child.get("type") == "note"):
            inner = raise_sign(inner)
        elif _tag(child) == "sub":
            inner = lower_sign(inner, "".join(pieces))
        elif _tag(child) == "strikethrough":
            inner = strike_out(inner)
        pieces += [inner, child.tail or ""]
    return "".join(pieces)


def _tag(element: etree._Element) -> str:
    return str(etree.QName(element).localname) if isinstance(element.tag, str) else ""
