"""OpenDocument text (ODT): headings, paragraphs, lists, tables and notes in document order.

The text comes in parts of whole paragraphs: the file does not say where its pages end.
"""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from farside.documents.content import Content
from farside.documents.draft import PageDraft
from farside.documents.options import ParseOptions
from farside.documents.text import parts
from farside.documents.zips import BROKEN, ENCRYPTED, Member, open_zip
from farside.errors import DocumentError

_OASIS = "urn:oasis:names:tc:opendocument:xmlns:"
_TEXT, _TABLE, _OFFICE = (f"{{{_OASIS}{part}:1.0}}" for part in ("text", "table", "office"))
_PARAGRAPHS = {_TEXT + "p", _TEXT + "h"}
_SILENT = {_TEXT + "tracked-changes", _OFFICE + "annotation", _TEXT + "sequence-decls", _TEXT + "note-citation"}
_MOST_SPACES = 1000


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The text of an ODT file. Raises `DocumentError` for one that is encrypted, damaged or holds no text."""
    with open_zip(content.open(), options.name, options.expanded_mb) as archive:
        members = Member(archive, options.name, options.expanded_mb)
        try:
            if b"encryption-data" in members.read("META-INF/manifest.xml"):
                raise DocumentError(options.name, ENCRYPTED)
            root = etree.fromstring(members.read("content.xml"), etree.XMLParser(resolve_entities=False))
        except (KeyError, etree.XMLSyntaxError, *BROKEN) as error:
            raise DocumentError(options.name, f"is damaged or no ODT file ({error}): save it again") from error
    lines = [line for line in _blocks(root) if line.strip()]
    if not lines:
        raise DocumentError(options.name, "has no text")
    yield from parts(lines)


def _blocks(parent: etree._Element) -> list[str]:
    lines: list[str] = []
    for child in parent.iterchildren(etree.Element):
        if child.tag in _PARAGRAPHS:
            lines += _paragraph(child)
        elif child.tag == _TABLE + "table-row":
            cells = child.iterchildren(_TABLE + "table-cell")
            lines.append(" | ".join(" ".join(line.replace("\n", " ") for line in _blocks(cell)) for cell in cells))
        elif child.tag == _TEXT + "list-item":
            inner = _blocks(child)
            lines += [line if line.startswith("- ") or index else f"- {line}" for index, line in enumerate(inner)]
        elif child.tag not in _SILENT:
            lines += _blocks(child)
    return lines


def _paragraph(paragraph: etree._Element) -> list[str]:
    """The paragraph's line, then the notes and text boxes that hang on it."""
    pieces: list[str] = []
    hanging: list[str] = []
    _text(paragraph, pieces, hanging)
    return ["".join(pieces), *hanging]


def _text(element: etree._Element, pieces: list[str], hanging: list[str]) -> None:
    pieces.append(" ".join((element.text or "").split("\n")))
    for child in element:
        if child.tag == _TEXT + "s":
            count = child.get(_TEXT + "c", "1")
            pieces.append(" " * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1))
        elif child.tag == _TEXT + "tab":
            pieces.append("\t")
        elif child.tag == _TEXT + "line-break":
            pieces.append("\n")
        elif child.tag == _TEXT + "note":
            citation = child.find(_TEXT + "note-citation")
            number = "" if citation is None else "".join(citation.itertext())
            mark = f"[footnote {number}]"
            pieces.append(mark)
            hanging.append(f"{mark} {' '.join(_blocks(child))}")
        elif child.tag in _PARAGRAPHS or child.tag == _TABLE + "table" or str(child.tag).endswith("}text-box"):
            hanging += _blocks(child)
        elif isinstance(child.tag, str) and child.tag not in _SILENT:
            _text(child, pieces, hanging)
        pieces.append(" ".join((child.tail or "").split("\n")))
