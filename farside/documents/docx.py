"""Word files (DOCX) in document order: paragraphs, lists with their numbers, tables, headers, notes, text boxes.

Pages are those that Word laid out when it last saved the file; without its marks the text comes in parts.
"""

from __future__ import annotations

from collections.abc import Iterator
from zipfile import BadZipFile
from zlib import error as ZlibError

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE as RELATION
from docx.opc.exceptions import OpcError
from docx.oxml.document import CT_Document
from docx.oxml.ns import qn
from docx.oxml.parser import parse_xml
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml import etree

from farside.documents.content import Content
from farside.documents.docx_numbers import Numbering
from farside.documents.draft import PageDraft, plain
from farside.documents.options import ParseOptions
from farside.documents.text import parts
from farside.documents.zips import open_zip, refuse_ole
from farside.errors import DocumentError

_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_PAGE = "\f"  # inside a paragraph's text: here Word began a new page
# Moved or deleted text (its new place has it too), the older copy of a drawing, field codes, readings over characters.
_SILENT = {qn("w:moveFrom"), qn("w:del"), _MC + "Fallback", qn("w:instrText"), qn("w:rt")}
_SIGNS = {qn("w:tab"): "\t", qn("w:cr"): "\n", qn("w:noBreakHyphen"): "-"}
_BROKEN = (OpcError, BadZipFile, ZlibError, etree.XMLSyntaxError, KeyError, ValueError, AttributeError, OSError)


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """The pages of a Word file. Raises `DocumentError` for one that is encrypted, damaged or holds no text."""
    refuse_ole(content, options.name)
    open_zip(content.open(), options.name, options.expanded_mb).close()
    reader = _Reader(_open(content, options.name))
    lines = reader.read()
    if not any(line.strip() for line in lines):
        raise DocumentError(options.name, f"has no text, only {reader.pictures} pictures: export it to PDF to use OCR")
    if reader.laid_out:
        pages = "\n".join(lines).split(_PAGE)
        yield from (plain(f"p. {number}", page.strip("\n")) for number, page in enumerate(pages, 1))
    else:
        yield from parts("\n".join(lines).replace(_PAGE, "\n").split("\n"))


def _open(content: Content, name: str) -> Document:
    try:
        main = Package.open(content.open()).main_document_part
        if not isinstance(main, DocumentPart):
            raise DocumentError(name, f"is no Word document but {main.content_type}: save it as .docx")
        document: Document = main.document
        if not isinstance(document.element, CT_Document) or document.element.body is None:
            raise ValueError("its main part is no document with a body")
    except _BROKEN as error:
        raise DocumentError(name, f"is damaged or no Word document ({error}): open and save it again") from error
    return document


class _Reader:
    """Walks one document once. Nested no deeper than lxml lets XML be (256), so recursion is safe."""

    def __init__(self, document: Document) -> None:
        self.document = document
        body = document.element.body
        self.laid_out = next(body.iter(qn("w:lastRenderedPageBreak")), None) is not None
        self.pictures = sum(1 for _ in body.iter("{*}blip"))
        self.numbering = Numbering(self._part(RELATION.NUMBERING), self._part(RELATION.STYLES))
        self.notes = {
            kind: self._notes(relation)
            for kind, relation in (("footnote", RELATION.FOOTNOTES), ("endnote", RELATION.ENDNOTES))
        }
        self.used: list[str] = []
        self.boxes: list[etree._Element] = []
        self.end: list[str] = []

    def read(self) -> list[str]:
        lines = self._edges("header") + self._blocks(self.document.element.body)
        return lines + self.end + self._edges("footer")

    def _part(self, relation: str) -> etree._Element | None:
        for found in self.document.part.rels.values():
            if found.reltype == relation and not found.is_external:
                return parse_xml(found.target_part.blob)
        return None

    def _notes(self, relation: str) -> dict[str, etree._Element]:
        root = self._part(relation)
        plain_notes = (note for note in (root if root is not None else ()) if note.get(qn("w:type")) is None)
        return {note.get(qn("w:id"), ""): note for note in plain_notes}

    def _edges(self, side: str) -> list[str]:
        """The different header or footer texts of all sections, each once: they repeat on every page."""
        found: dict[str, None] = {}
        relation = RELATION.HEADER if side == "header" else RELATION.FOOTER
        for part in self.document.part.rels.values():
            if part.reltype == relation and not part.is_external:
                for line in self._blocks(parse_xml(part.target_part.blob)):
                    if line.strip(" \t-" + _PAGE):
                        found[line.replace(_PAGE, "")] = None
        return list(found)

    def _blocks(self, parent: etree._Element) -> list[str]:
        lines: list[str] = []
        for child in parent.iterchildren(etree.Element):
            if child.tag == qn("w:p"):
                lines += self._paragraph(child)
            elif child.tag == qn("w:tbl"):
                lines += self._table(child)
            elif child.tag not in _SILENT:
                lines += self._blocks(child)  # content controls, custom XML, inserted blocks
        return lines

    def _paragraph(self, paragraph: etree._Element) -> list[str]:
        before, self.boxes, self.used = (self.boxes, self.used), [], []
        pieces: list[str] = []
        self._text(paragraph, pieces)
        boxes, used = self.boxes, self.used
        self.boxes, self.used = before
        text = "".join(pieces)
        mark = self.numbering.mark(paragraph) if text.strip() else ""
        lines = [text[: len(text) - len(text.lstrip(_PAGE))] + mark + text.lstrip(_PAGE)]
        for box in boxes:
            lines += self._blocks(box)
        return lines + used

    def _text(self, element: etree._Element, pieces: list[str]) -> None:
        for child in element.iterchildren(etree.Element):
            tag = child.tag
            if tag in (qn("w:t"), _MATH + "t"):
                pieces.append(child.text or "")
            elif tag in _SIGNS:
                pieces.append(_SIGNS[tag])
            elif tag == qn("w:br"):
                pieces.append(self._break(child))
            elif tag == qn("w:lastRenderedPageBreak"):
                pieces.append(_PAGE)
            elif tag == qn("w:txbxContent"):
                self.boxes.append(child)
            elif tag in (qn("w:footnoteReference"), qn("w:endnoteReference")):
                pieces.append(self._note(child))
            elif tag not in _SILENT and tag != qn("w:pPr"):
                self._text(child, pieces)

    def _break(self, element: etree._Element) -> str:
        # Word follows its own page breaks with a mark of the laid-out page: counting both would count twice.
        return "\n" if element.get(qn("w:type")) != "page" or self.laid_out else _PAGE

    def _note(self, reference: etree._Element) -> str:
        kind = etree.QName(reference).localname.removesuffix("Reference")
        number = reference.get(qn("w:id"), "")
        note = self.notes[kind].get(number)
        if note is None:
            return f"[{kind} {number}]"
        text = " ".join(line.strip() for line in self._blocks(note) if line.strip())
        (self.used if kind == "footnote" else self.end).append(f"[{kind} {number}] {text}")
        return f"[{kind} {number}]"

    def _table(self, table: etree._Element) -> list[str]:
        lines = []
        for row in table.iter(qn("w:tr")):
            if next(row.iterancestors(qn("w:tbl"))) is table:
                lines.append(self._row(row, table))
        return lines

    def _row(self, row: etree._Element, table: etree._Element) -> str:
        """One line; a page break inside of any cell goes before the row, once, as the row cannot be in two places."""
        cells = []
        for cell in row.iter(qn("w:tc")):
            if next(cell.iterancestors(qn("w:tbl"))) is table:
                merged = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
                below = merged is not None and merged.get(qn("w:val")) != "restart"
                texts = [] if below else [line.strip(" \n\t") for line in self._blocks(cell)]
                cells.append(" ".join(" ".join(text.split("\n")) for text in texts if text))
        line = " | ".join(cells)
        breaks = max((cell.count(_PAGE) for cell in cells), default=0)
        return _PAGE * breaks + line.replace(_PAGE, "")
