"""Walks a Word document once: paragraphs, lists with their numbers, tables, headers, notes,
comments, drawings.

What is not read leaves a mark in the text, so that it can be told with its page.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager

from lxml import etree

from farside.documents import docx_runs
from farside.documents.docx_headings import Headings
from farside.documents.docx_notes import Comments, Notes
from farside.documents.docx_numbers import Numbering
from farside.documents.docx_runs import PAGE, Runs
from farside.documents.draft import mark_heading, without_heading
from farside.documents.drawings import drawing_paragraphs, read_charts, read_pictures
from farside.documents.embedded import read_file
from farside.documents.ooxml import Parts, R, W, resolve_alternatives
from farside.documents.options import ParseOptions
from farside.documents.seen.tables import read_span, write_row
from farside.documents.seen.unread import Unread
from farside.documents.unread_marks import Marks, without_marks

_SILENT = docx_runs.SILENT


class DocxReader:
    """Walks one document once. Nested no deeper than lxml lets XML be (256), so recursion is
    safe."""

    def __init__(self, package: Parts, main: str, options: ParseOptions) -> None:
        self.package, self.main, self.options = package, main, options
        self.part = main  # the part whose relations count where the walk is
        self.marks = Marks()
        self.body = self._root(main).find(W + "body")
        self.laid_out = next(self.body.iter(W + "lastRenderedPageBreak"), None) is not None
        styles = self._related("styles")
        self.numbering = Numbering(self._related("numbering"), styles)
        self.headings = Headings(styles)
        self.runs = Runs(self, styles)
        self.notes = Notes(self)
        self.comments = Comments(self)
        self.hanging: list[etree._Element] = []  # text boxes and drawings of the paragraph

    def read(self) -> list[str]:
        """The lines of the whole document. A page break is `PAGE`, what is not read a mark of
        `marks`."""
        lines = self._edges("header") + self.blocks(self.body)
        return lines + self.notes.end() + self.comments.end() + self._edges("footer")

    def related(self, kind: str) -> tuple[str, etree._Element] | None:
        """The first part of this kind that the document leads to: its name and its root."""
        for name in self.package.related(self.main, kind):
            return name, self._root(name)
        return None

    def _related(self, kind: str) -> etree._Element | None:
        found = self.related(kind)
        return found[1] if found else None

    def _root(self, part: str) -> etree._Element:
        root = self.package.root(part)
        if root is None:
            raise KeyError(part)
        resolve_alternatives(root)
        return root

    @contextmanager
    def inside(self, part: str) -> Iterator[None]:
        """While another part is read, its own relations count."""
        before, self.part = self.part, part
        try:
            yield
        finally:
            self.part = before

    def _edges(self, side: str) -> list[str]:
        """The different header or footer texts of all sections, each once: they repeat on every
        page."""
        found: dict[str, None] = {}
        for part in self.package.related(self.main, side):
            with self.inside(part):
                for line in self.blocks(self._root(part)):
                    if line.strip(" \t-" + PAGE):
                        found[line.replace(PAGE, "")] = None
        return list(found)

    def blocks(self, parent: etree._Element) -> list[str]:
        lines: list[str] = []
        for child in parent.iterchildren(etree.Element):
            if child.tag == W + "p":
                lines += self._paragraph(child)
            elif child.tag == W + "tbl":
                lines += self._table(child)
            elif child.tag == W + "altChunk":
                lines += self._chunk(child)
            elif child.tag not in _SILENT:
                lines += self.blocks(child)  # content controls, custom XML, inserted blocks
        return lines

    def _paragraph(self, paragraph: etree._Element) -> list[str]:
        before, self.hanging = self.hanging, []
        with self.notes.of_paragraph() as used, self.comments.of_paragraph() as said:
            text = self.runs.text_of(paragraph)
            hanging, self.hanging = self.hanging, before
            mark = self.numbering.mark(paragraph) if text.strip() else ""
            words = text.lstrip(PAGE)
            line = mark_heading(mark + words, self.headings.level(paragraph)) if words else ""
            lines = [text[: len(text) - len(words)] + line]
            for one in hanging:
                lines += self._hanging(one)
        return lines + used + said

    def _hanging(self, element: etree._Element) -> list[str]:
        """A text box, or a drawing: its text, its charts, its pictures."""
        if element.tag == W + "txbxContent":
            return self.blocks(element)
        if next(element.iter(W + "txbxContent"), None) is not None:
            element = _without_boxes(element)
        lines = []
        for art in element.iter("{*}textpath"):  # WordArt, such as a watermark
            lines.append(art.get("string") or "")
        lines += drawing_paragraphs(element)
        for seen in (
            read_charts(element, self.part, self.package),
            read_pictures(element, self.part, self.package, self.options),
        ):
            lines += seen.lines
            lines += [self.marks.put(one) for one in seen.unread]
        if element.tag == W + "object":
            lines += [self.marks.put(one) for one in self._objects(element)]
        return lines

    def _objects(self, element: etree._Element) -> Iterator[Unread]:
        for one in element.iter("{*}OLEObject"):
            yield Unread(
                "embedded file", one.get("ProgID") or "", "was not read: open it and save it apart"
            )
        for one in element.iter("{*}control"):
            yield Unread(
                "form control",
                one.get(W + "name") or "",
                "its value was not read: print the file to PDF",
            )

    def _chunk(self, element: etree._Element) -> list[str]:
        """Read a file of another format that Word takes the text of when it opens the document."""
        relation = self.package.relations(self.part).get(element.get(R + "id") or "")
        data = None if relation is None or relation.external else self.package.read(relation.target)
        if relation is None or data is None:
            return [
                self.marks.put(
                    Unread(
                        "embedded file", "", "is missing from the document: save it again in Word"
                    )
                )
            ]
        name = relation.target.rpartition("/")[2]
        pages = read_file(data, name, self.options)
        if isinstance(pages, Unread):
            return [self.marks.put(pages)]
        lines = []
        for page in pages:
            lines += [line.text for line in page.lines]
            lines += [self.marks.put(one) for one in page.unread]
            lines += [self.marks.put(Unread("part", name, page.problem))] if page.problem else []
        return lines

    def _table(self, table: etree._Element) -> list[str]:
        above: dict[int, str] = {}
        lines = []
        for row in table.iter(W + "tr"):
            if next(row.iterancestors(W + "tbl")) is table:
                lines.append(self._row(row, table, above))
        return lines

    def _row(self, row: etree._Element, table: etree._Element, above: dict[int, str]) -> str:
        """One line; a page break inside of any cell goes before the row, once, as the row cannot be
        in two places. `above` holds what cells merged downwards say, by column: it stands in each
        of their rows."""
        cells: list[str] = [""] * _skipped(row)
        breaks = 0
        for cell in row.iter(W + "tc"):
            if next(cell.iterancestors(W + "tbl")) is not table:
                continue
            column = len(cells)
            text = self._cell(cell)
            breaks = max(breaks, text.count(PAGE))
            text = text.replace(PAGE, "")
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            if merged is None:
                above.pop(column, None)
            elif merged.get(W + "val") == "restart":
                above[column] = without_marks(text)
            else:
                text = f"{above.get(column, '')} {text}".strip()
            cells += [text, *[""] * (_width(cell) - 1)]
        filled = [cell for cell in cells if cell.strip()]
        alone = (
            len(filled) == 1
            and bool(cells[0].strip())
            and len(list(row.iterchildren(W + "tc"))) == 1
        )
        return PAGE * breaks + write_row(filled if alone else cells)

    def _cell(self, cell: etree._Element) -> str:
        texts = [without_heading(line).strip(" \n\t") for line in self.blocks(cell)]
        return " ".join(" ".join(text.split("\n")) for text in texts if text)


def _without_boxes(drawing: etree._Element) -> etree._Element:
    """A copy without text boxes, whose contents are read by themselves."""
    rest = copy.deepcopy(drawing)
    for box in list(rest.iter(W + "txbxContent")):
        parent = box.getparent()
        if parent is not None:
            parent.remove(box)
    return rest


def _skipped(row: etree._Element) -> int:
    found = row.find(f"{W}trPr/{W}gridBefore")
    return read_span(found.get(W + "val")) if found is not None else 0


def _width(cell: etree._Element) -> int:
    found = cell.find(f"{W}tcPr/{W}gridSpan")
    return read_span(found.get(W + "val")) if found is not None else 1
