"""What OpenDocument text, slides, drawings and sheets have in common: paragraphs with all that
hangs on them, lists, tables, frames with pictures, charts and formulas, comments, form fields.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from farside.documents.draft import mark_heading
from farside.documents.odf_lists import DRAW, FORM, OFFICE, SVG, TABLE, TEXT, XLINK, Lists, Styles
from farside.documents.odf_objects import read_object
from farside.documents.ooxml import parse_xml
from farside.documents.options import ParseOptions
from farside.documents.pictures import read_picture
from farside.documents.seen.signs import (
    join_ruby,
    join_struck,
    lower_sign,
    mark_ruby,
    raise_sign,
    strike_out,
    strike_whole,
    write_tick,
)
from farside.documents.seen.symbols import is_symbol_font, read_symbols
from farside.documents.seen.tables import MarkupCell, read_span, write_table
from farside.documents.seen.things import (
    write_comment,
    write_link,
    write_note_mark,
    write_picture,
    write_value,
)
from farside.documents.seen.unread import Unread
from farside.documents.unread_marks import Marks
from farside.documents.zips import BROKEN, ENCRYPTED, Member
from farside.errors import DamagedFile, LockedFile

_PARAGRAPHS = {TEXT + "p", TEXT + "h"}
_SILENT = {
    *(
        TEXT + name
        for name in ("tracked-changes", "sequence-decls", "note-citation", "variable-decls")
    ),
    *(
        OFFICE + name
        for name in ("forms", "automatic-styles", "styles", "font-face-decls", "scripts", "meta")
    ),
    *(SVG + name for name in ("title", "desc")),
    TABLE + "covered-table-cell",
    OFFICE + "event-listeners",
}
_LINES = ("line", "polyline", "polygon", "path", "connector", "measure")
_SHAPES = {
    DRAW + name
    for name in (*_LINES, "custom-shape", "rect", "circle", "ellipse", "caption", "g", "a")
}
_MOST_SPACES = 1000
_MOST_CELLS = 2000  # of one row of a table in a text


@dataclass(frozen=True, slots=True)
class Opened:
    """The parts of a file: its content, its styles (which hold headers and footers), and its other
    members."""

    content: etree._Element
    styles: etree._Element | None
    members: Member


def _outline(heading: etree._Element) -> int:
    """The level of a heading, 1 where the file does not say it."""
    said = heading.get(TEXT + "outline-level") or ""
    return int(said) if said.isascii() and said.isdigit() and len(said) == 1 else 1


def open_document(members: Member, name: str, kind: str) -> Opened:
    """Raises `DocumentError` for a file that is encrypted or damaged; `kind` is what people call it
    ("ODT")."""
    try:
        manifest = "META-INF/manifest.xml"
        if manifest in members.names and b"encryption-data" in members.read(manifest):
            raise LockedFile(name, ENCRYPTED)
        content = parse_xml(members.read("content.xml"))
        styles = parse_xml(members.read("styles.xml")) if "styles.xml" in members.names else None
    except (KeyError, etree.XMLSyntaxError, *BROKEN) as error:
        raise DamagedFile(name, f"is damaged or no {kind} file ({error}): save it again") from error
    return Opened(content, styles, members)


@dataclass(slots=True)
class Walker:
    """Reads the parts of one document, in order. What is not read leaves a mark of `marks`."""

    opened: Opened
    options: ParseOptions
    marks: Marks = field(default_factory=Marks)
    styles: Styles = field(init=False)
    lists: Lists = field(init=False)
    fields: dict[str, etree._Element] = field(init=False)

    def __post_init__(self) -> None:
        roots = [root for root in (self.opened.styles, self.opened.content) if root is not None]
        self.styles = Styles(roots)
        self.lists = Lists(self.styles)
        self.fields = _form_fields(self.opened.content)

    def blocks(self, parent: etree._Element) -> list[str]:
        """The lines of everything in `parent` that stands below each other."""
        lines: list[str] = []
        for child in parent.iterchildren(etree.Element):
            lines += self.block(child)
        return lines

    def block(self, element: etree._Element) -> list[str]:
        tag = element.tag
        if tag in _PARAGRAPHS:
            return self.paragraph(element)
        if tag == TEXT + "list":
            return self._list(element)
        if tag == TABLE + "table":
            return self.table(element)
        if tag == OFFICE + "annotation":
            return [self.comment(element, "")]
        if tag == DRAW + "frame":
            return self.frame(element)
        if tag == DRAW + "control":
            return [self._field(element)]
        if tag == DRAW + "a":
            address = write_link("", element.get(XLINK + "href"))
            return [*self.blocks(element), *([address] if address else [])]
        return [] if tag in _SILENT else self.blocks(element)

    def paragraph(self, paragraph: etree._Element) -> list[str]:
        """The paragraph's line, then the notes, comments and boxes that hang on it."""
        pieces: list[str] = []
        hanging: list[str] = []
        # Before the text: notes have paragraphs of their own.
        number = self.lists.number(paragraph) if "".join(paragraph.itertext()).strip() else ""
        self._text(paragraph, pieces, hanging, "")
        text = join_struck(join_ruby("".join(pieces)))
        if self.styles.is_struck(paragraph.get(TEXT + "style-name")):
            text = strike_whole(text)
        level = _outline(paragraph) if paragraph.tag == TEXT + "h" else 0
        line = mark_heading(number + text, level) if text.strip() else text
        return [line, *hanging]

    def comment(self, annotation: etree._Element, about: str) -> str:
        author = annotation.findtext("{*}creator") or ""
        said = annotation.iterchildren(*_PARAGRAPHS, TEXT + "list")
        text = " ".join(line for one in said for line in self.block(one))
        return write_comment(text, author, about)

    def frame(self, frame: etree._Element) -> list[str]:
        """The first thing in a frame that is understood: others are older copies of it."""
        lines = [line for box in frame.iterchildren(DRAW + "text-box") for line in self.blocks(box)]
        lines += [
            line for table in frame.iterchildren(TABLE + "table") for line in self.table(table)
        ]
        if lines:
            return lines
        for element in frame.iterchildren(DRAW + "object"):
            read = read_object(element, self.opened.members, self)
            if not isinstance(read, Unread):
                return read
            return [self.marks.put(read)]
        name = frame.get(DRAW + "name") or ""
        for element in frame.iterchildren(DRAW + "object-ole", DRAW + "plugin", DRAW + "applet"):
            kind = "embedded file" if element.tag == DRAW + "object-ole" else "video"
            return [self.marks.put(Unread(kind, name, "was not read: open it and save it apart"))]
        return self._picture(frame, name)

    def _picture(self, frame: etree._Element, name: str) -> list[str]:
        image = frame.find(DRAW + "image")
        if image is None:
            return []
        description = (frame.findtext(SVG + "desc") or frame.findtext(SVG + "title") or "").strip()
        lines = [write_picture(description)] if description else []
        target = (image.get(XLINK + "href") or "").removeprefix("./")
        if is_tiny_frame(frame):
            return lines
        if target not in self.opened.members.names:
            missing = Unread(
                "picture", description or name, "is not in the file: put the picture into it"
            )
            return [*lines, self.marks.put(missing)]
        read = read_picture(self.opened.members.read(target), description or name, self.options)
        if isinstance(read, Unread):
            return [*lines, self.marks.put(read)]
        return lines + read

    def table(self, table: etree._Element) -> list[str]:
        return write_table(self._rows(table))

    def _rows(self, table: etree._Element) -> Iterator[list[MarkupCell]]:
        for row in table.iterchildren(etree.Element):
            if row.tag == TABLE + "table-row":
                yield list(self._cells(row))
            elif row.tag in (
                TABLE + "table-header-rows",
                TABLE + "table-rows",
                TABLE + "table-row-group",
            ):
                yield from self._rows(row)

    def _cells(self, row: etree._Element) -> Iterator[MarkupCell]:
        for cell in list(row.iterchildren(TABLE + "table-cell"))[:_MOST_CELLS]:
            text = " ".join(
                " ".join(line.split("\n")).strip() for line in self.blocks(cell) if line.strip()
            )
            rows, columns = (
                read_span(cell.get(f"{TABLE}number-{what}-spanned")) for what in ("rows", "columns")
            )
            repeated = read_span(cell.get(TABLE + "number-columns-repeated"))
            for _ in range(min(repeated, _MOST_CELLS)):
                yield MarkupCell(text, rows, columns)

    def _list(self, element: etree._Element) -> list[str]:
        lines: list[str] = []
        with self.lists.inside(element):
            for item in element.iterchildren(TEXT + "list-item", TEXT + "list-header"):
                self.lists.begin_item(item)
                lines += self.blocks(item)
                self.lists.end_item()
        return lines

    def _field(self, control: etree._Element) -> str:
        found = self.fields.get(control.get(DRAW + "control") or "")
        return _written_field(found) if found is not None else ""

    def _text(
        self, element: etree._Element, pieces: list[str], hanging: list[str], moved: str
    ) -> None:
        _append(" ".join((element.text or "").split("\n")), pieces, moved)
        passages: dict[str, tuple[etree._Element, int]] = {}
        for child in element:
            if isinstance(child.tag, str):
                self._child(child, pieces, hanging, moved, passages)
            _append(" ".join((child.tail or "").split("\n")), pieces, moved)
        hanging += [self.comment(annotation, "") for annotation, _ in passages.values()]

    def _child(
        self,
        child: etree._Element,
        pieces: list[str],
        hanging: list[str],
        moved: str,
        passages: dict[str, tuple[etree._Element, int]],
    ) -> None:
        tag = child.tag
        if tag == TEXT + "s":
            count = child.get(TEXT + "c", "1")
            pieces.append(" " * (min(int(count), _MOST_SPACES) if count.isdecimal() else 1))
        elif tag in (TEXT + "tab", TEXT + "line-break"):
            pieces.append("\t" if tag == TEXT + "tab" else "\n")
        elif tag == TEXT + "note":
            self._note(child, pieces, hanging)
        elif tag == TEXT + "a":
            label: list[str] = []
            self._text(child, label, hanging, moved)
            pieces.append(write_link("".join(label), child.get(XLINK + "href")))
        elif tag == TEXT + "ruby":
            base, reading = (
                "".join(part.itertext()) if part is not None else ""
                for part in (child.find(TEXT + "ruby-base"), child.find(TEXT + "ruby-text"))
            )
            pieces.append(mark_ruby(base, reading))
        elif tag == OFFICE + "annotation":
            passages[child.get(OFFICE + "name") or str(len(passages))] = child, len(pieces)
        elif tag == OFFICE + "annotation-end":
            annotation, start = passages.pop(child.get(OFFICE + "name") or "", (None, 0))
            if annotation is not None:
                hanging.append(self.comment(annotation, "".join(pieces[start:])))
        elif tag == DRAW + "control":
            pieces.append(self._field(child))
        elif tag == DRAW + "frame":
            found = self.frame(child)
            formula = child.find(DRAW + "object") is not None and len(found) == 1
            (pieces if formula else hanging).extend(found)
        elif tag in _SHAPES or tag in _PARAGRAPHS or tag in (TABLE + "table", TEXT + "list"):
            hanging += self.block(child)
        elif tag not in _SILENT:
            style = child.get(TEXT + "style-name") if tag == TEXT + "span" else None
            struck = self.styles.is_struck(style)
            font = self.styles.font(style)
            inner: list[str] = [] if struck or is_symbol_font(font) else pieces
            self._text(child, inner, hanging, self.styles.moved(style) or moved)
            if inner is not pieces:
                said = read_symbols("".join(inner), font)
                pieces.append(strike_out(said) if struck else said)

    def _note(self, note: etree._Element, pieces: list[str], hanging: list[str]) -> None:
        citation = note.find(TEXT + "note-citation")
        number = "" if citation is None else "".join(citation.itertext())
        kind = "endnote" if note.get(TEXT + "note-class") == "endnote" else "footnote"
        mark = write_note_mark(kind, number)
        pieces.append(mark)
        hanging.append(f"{mark} {' '.join(self.blocks(note))}")


def _append(text: str, pieces: list[str], moved: str) -> None:
    if moved == "super":
        text = raise_sign(text)
    elif moved == "sub":
        text = lower_sign(text, next((piece for piece in reversed(pieces) if piece), ""))
    pieces.append(text)


def is_tiny_frame(frame: etree._Element) -> bool:
    """Too small for writing: an icon, a line."""
    sizes = [to_centimetres(frame.get(SVG + side)) for side in ("width", "height")]
    return all(size is not None for size in sizes) and min(size or 0.0 for size in sizes) < 0.6


_UNITS = {"cm": 1.0, "mm": 0.1, "in": 2.54, "pt": 2.54 / 72, "pc": 2.54 / 6, "px": 2.54 / 96}


def to_centimetres(length: str | None) -> float | None:
    """The centimetres of a length; None where there is none, or its unit is unknown."""
    text = (length or "").strip()
    try:
        return float(text[:-2]) * _UNITS[text[-2:]]
    except (ValueError, KeyError):
        return None


def _form_fields(content: etree._Element) -> dict[str, etree._Element]:
    fields = {}
    for forms in content.iter(OFFICE + "forms"):
        for element in forms.iter(etree.Element):
            identity = element.get(FORM + "id") or element.get(
                "{http://www.w3.org/XML/1998/namespace}id"
            )
            if identity:
                fields[identity] = element
    return fields


def _written_field(element: etree._Element) -> str:
    kind = etree.QName(element).localname
    label = element.get(FORM + "label") or ""
    value = element.get(FORM + "current-value") or element.get(FORM + "value") or ""
    if kind in ("checkbox", "radio"):
        state = element.get(FORM + "current-state") or element.get(FORM + "state")
        ticked = state == "checked" or element.get(FORM + "current-selected") == "true"
        return f"{write_tick(ticked)} {label}".strip()
    if kind in ("listbox", "combobox"):
        chosen = [
            one.get(FORM + "label") or ""
            for one in element
            if one.get(FORM + "current-selected") == "true"
        ]
        return write_value(label or element.get(FORM + "name") or "", ", ".join(chosen) or value)
    if kind in ("button", "image", "hidden", "fixed-text"):
        return label
    return write_value(label or element.get(FORM + "name") or "", value)
