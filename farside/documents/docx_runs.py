"""The text of a Word paragraph: runs, fields, links, formulas, ticks, ruby, raised and lowered
signs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from lxml import etree

from farside.documents.docx_fields import write_field
from farside.documents.ooxml import R, W
from farside.documents.seen.formulas import write_omml
from farside.documents.seen.signs import (
    join_ruby,
    join_struck,
    lower_sign,
    mark_ruby,
    raise_sign,
    strike_out,
    write_tick,
)
from farside.documents.seen.symbols import read_symbols, write_symbol
from farside.documents.seen.things import write_link

if TYPE_CHECKING:
    from farside.documents.docx_reader import DocxReader

M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
PAGE = "\f"  # inside a paragraph's text: here Word began a new page
# Moved or deleted text (its new place has it too) and properties.
_PROPERTIES = ("pPr", "rPr", "sdtPr", "sdtEndPr", "tblPr", "sectPr")
SILENT = {W + name for name in ("moveFrom", "del", "delInstrText", *_PROPERTIES)}
_SIGNS = {W + "tab": "\t", W + "ptab": "\t", W + "cr": "\n", W + "noBreakHyphen": "-"}
_DRAWN = {W + name for name in ("drawing", "pict", "object")}
_OFF = {"0", "false", "off"}
_NOT_STRUCK = {None, *_OFF}
_ADDRESS = re.compile(r'HYPERLINK\s+(?:"([^"]*)"|([^\s"\\]\S*))', re.I)
_MOST_BASED = 20  # styles based on each other in a circle are possible in a damaged file


@dataclass(slots=True)
class _Field:
    """A field that has begun: its code as far as it was read, and the text and the place in it
    where its result began."""

    code: str = ""
    pieces: list[str] | None = None
    start: int = 0


class Runs:
    """Reads the paragraphs of one document, in order: fields may go over several of them."""

    def __init__(self, reader: DocxReader, styles: etree._Element | None) -> None:
        self._reader = reader
        found = styles if styles is not None else ()
        self._styles = {style.get(W + "styleId"): style for style in found}
        self._fields: list[_Field] = []

    def text_of(self, paragraph: etree._Element) -> str:
        pieces: list[str] = []
        self._read(paragraph, pieces)
        return join_struck(join_ruby("".join(pieces)))

    def _read(self, element: etree._Element, pieces: list[str]) -> None:
        for child in element.iterchildren(etree.Element):
            tag = child.tag
            if tag == W + "r":
                self._run(child, pieces)
            elif tag in (M + "oMath", M + "oMathPara"):
                self._formula(child, pieces)
            elif tag == W + "hyperlink":
                relation = self._reader.package.relations(self._reader.part).get(
                    child.get(R + "id") or ""
                )
                self._link(child, relation.target if relation and relation.external else "", pieces)
            elif tag == W + "fldSimple":
                self._link(child, _address(child.get(W + "instr") or ""), pieces)
            elif tag == W + "txbxContent" or tag in _DRAWN:
                self._drawing(child)
            elif tag not in SILENT:
                self._read(child, pieces)

    def _link(self, element: etree._Element, address: str, pieces: list[str]) -> None:
        label: list[str] = []
        self._read(element, label)
        pieces.append(write_link("".join(label), address))

    def _formula(self, element: etree._Element, pieces: list[str]) -> None:
        formulas = element.iter(M + "oMath") if element.tag == M + "oMathPara" else (element,)
        before = "".join(pieces[-1:])
        written = "\n".join(write_omml(one).strip() for one in formulas)
        # 2½ set as 2 and a formula is no 21/2.
        pieces.append(" " + written if before[-1:].isdigit() and written[:1].isdigit() else written)

    def _run(self, run: etree._Element, pieces: list[str]) -> None:
        properties = run.find(W + "rPr")
        moved, font = self._property(properties, "vertAlign"), _font(properties)
        struck = any(
            self._property(properties, name) not in _NOT_STRUCK for name in ("strike", "dstrike")
        )
        for child in run.iterchildren(etree.Element):
            tag = child.tag
            if tag in (W + "t", M + "t"):
                self._append(read_symbols(child.text or "", font), moved, struck, pieces)
            elif tag in _SIGNS:
                pieces.append(_SIGNS[tag])
            elif tag == W + "br":
                pieces.append(self._break(child))
            elif tag == W + "sym":
                self._append(_symbol(child), moved, struck, pieces)
            elif tag == W + "lastRenderedPageBreak":
                pieces.append(PAGE)
            elif tag in (W + "footnoteReference", W + "endnoteReference"):
                pieces.append(self._reader.notes.refer(child))
            elif tag == W + "commentReference":
                self._reader.comments.refer(child)
            elif tag == W + "ruby":
                pieces.append(self._ruby(child))
            elif tag in (W + "fldChar", W + "instrText"):
                self._field(child, pieces)
            elif tag == W + "txbxContent" or tag in _DRAWN:
                self._drawing(child)
            elif tag not in SILENT:
                self._read(child, pieces)

    def _append(self, text: str, moved: str | None, struck: bool, pieces: list[str]) -> None:
        if moved == "superscript":
            text = raise_sign(text)
        elif moved == "subscript":
            text = lower_sign(text, next((piece for piece in reversed(pieces) if piece), ""))
        pieces.append(strike_out(text) if struck else text)

    def _property(self, properties: etree._Element | None, name: str) -> str | None:
        """The value of a property ("" for one that has none), from the run itself, else from its
        style."""
        style: str | None = None
        for _ in range(_MOST_BASED):
            if properties is not None:
                own = properties.find(W + name)
                if own is not None:
                    return own.get(W + "val") or ""
                named = properties.find(W + "rStyle")
                style = named.get(W + "val") if named is not None else style
            element = self._styles.get(style)
            if element is None:
                break
            properties, based = element.find(W + "rPr"), element.find(W + "basedOn")
            style = based.get(W + "val") if based is not None else None
        return None

    def _break(self, element: etree._Element) -> str:
        # Word follows its own page breaks with a mark of the laid-out page: counting both would
        # count twice.
        return "\n" if element.get(W + "type") != "page" or self._reader.laid_out else PAGE

    def _drawing(self, element: etree._Element) -> None:
        self._reader.hanging.append(element)
        if element.tag in _DRAWN:
            self._reader.hanging += [
                box for box in element.iter(W + "txbxContent") if _nearest_drawing(box) is element
            ]

    def _ruby(self, element: etree._Element) -> str:
        sides = []
        for name in ("rubyBase", "rt"):
            pieces: list[str] = []
            found = element.find(W + name)
            if found is not None:
                self._read(found, pieces)
            sides.append("".join(pieces))
        return mark_ruby(sides[0], sides[1])

    def _field(self, element: etree._Element, pieces: list[str]) -> None:
        if element.tag == W + "instrText":
            if self._fields:
                self._fields[-1].code += element.text or ""
            return
        kind = element.get(W + "fldCharType")
        if kind == "begin":
            self._fields.append(_Field())
            pieces.append(_form_value(element))
        elif kind == "separate" and self._fields:
            self._fields[-1].pieces, self._fields[-1].start = pieces, len(pieces)
        elif kind == "end" and self._fields:
            field = self._fields.pop()
            address = _address(field.code)
            if field.pieces is None:
                pieces.append(write_field(field.code))
            elif address and field.pieces is pieces:
                label = "".join(pieces[field.start :])
                pieces[field.start :] = [write_link(label, address)]


def _nearest_drawing(box: etree._Element) -> etree._Element | None:
    return next((one for one in box.iterancestors() if one.tag in _DRAWN), None)


def _address(code: str) -> str:
    found = _ADDRESS.search(code)
    return (found[1] or found[2] or "") if found else ""


def _font(properties: etree._Element | None) -> str:
    fonts = properties.find(W + "rFonts") if properties is not None else None
    if fonts is None:
        return ""
    names = {fonts.get(W + side) or "" for side in ("ascii", "hAnsi")}
    return names.pop() if len(names) == 1 else ""


def _symbol(element: etree._Element) -> str:
    code = element.get(W + "char") or ""
    try:
        return write_symbol(element.get(W + "font") or "", int(code, 16))
    except ValueError:
        return "\ufffd"


def _form_value(element: etree._Element) -> str:
    """What an old form field shows by itself: a tick, or what was chosen from a list."""
    box = element.find(f"{W}ffData/{W}checkBox")
    if box is not None:
        checked, default = box.find(W + "checked"), box.find(W + "default")
        said = checked if checked is not None else default
        return write_tick(said is not None and (said.get(W + "val") or "1") not in _OFF)
    choices = element.find(f"{W}ffData/{W}ddList")
    if choices is None:
        return ""
    chosen = choices.find(W + "result")
    if chosen is None:
        chosen = choices.find(W + "default")
    at = (chosen.get(W + "val") or "0") if chosen is not None else "0"
    entries = [entry.get(W + "val") or "" for entry in choices.findall(W + "listEntry")]
    return entries[int(at)] if at.isdecimal() and int(at) < len(entries) else ""
