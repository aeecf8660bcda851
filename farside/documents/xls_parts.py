"""What a workbook of Excel 97–2003 (XLS) holds beside plain values: formats, errors, raised signs,
links, comments."""

from __future__ import annotations

import io
import struct
from contextlib import suppress
from typing import Any

import xlrd
from xlrd.compdoc import CompDocError

from farside.documents.content import Content
from farside.documents.seen.signs import join_struck, lower_sign, raise_sign, strike_out
from farside.documents.seen.unread import Unread
from farside.documents.xlsx_parts import SheetParts

# What the library raises for data that it did not expect, beside its own errors.
_BROKEN = (
    *(xlrd.XLRDError, CompDocError, struct.error, AssertionError, ArithmeticError, AttributeError),
    *(LookupError, OSError, TypeError, ValueError, NotImplementedError, RecursionError),
)
_UNREAD = Unread(
    "part", "", "formats, comments and links could not be read: save the workbook as .xlsx"
)
_NOT_OF_XLS = "is not read in .xls: save the workbook as .xlsx"
# Records of the format, and the kinds of objects that people see.
_BEGIN, _END, _OBJECT, _CHART_SHEET = 0x0809, 0x000A, 0x005D, 0x0020
_KINDS = {
    0x05: "chart",
    0x06: "text box",
    0x08: "picture",
    0x1E: "drawing",
    0x0B: "form control",
    0x0C: "form control",
}
_RAISED, _LOWERED = 1, 2


class XlsParts:
    """The parts of one workbook, by the names of its sheets. Text boxes, charts and pictures are
    told as not read."""

    def __init__(self, content: Content) -> None:
        self._book: Any = None
        with suppress(*_BROKEN):  # told with each sheet
            self._book = xlrd.open_workbook(
                file_contents=content.read(),
                formatting_info=True,
                on_demand=True,
                logfile=io.StringIO(),
            )

    def of(self, sheet: str) -> SheetParts:
        found = SheetParts()
        try:
            read = self._book.sheet_by_name(sheet)
            for row in range(read.nrows):
                for column in range(read.row_len(row)):
                    self._read_cell(read, row, column, found)
            for (row, column), note in read.cell_note_map.items():
                if note.text.strip():
                    found.comments[row].append((column, note.text.strip(), note.author or ""))
            for place, link in read.hyperlink_map.items():
                if link.url_or_path and link.type == "url":
                    address = link.url_or_path
                    found.links[place] = (
                        address if isinstance(address, str) else address.decode("utf-8", "replace")
                    )
            found.unread += _drawn(self._book, self._book.sheet_names().index(sheet))
            self._book.unload_sheet(sheet)
        except _BROKEN:
            return SheetParts(unread=[_UNREAD])
        return found

    def _read_cell(self, sheet: Any, row: int, column: int, found: SheetParts) -> None:
        kind = sheet.cell_type(row, column)
        font = self._book.xf_list[sheet.cell_xf_index(row, column)].font_index
        if kind != xlrd.XL_CELL_EMPTY and self._book.font_list[font].struck_out:
            found.struck.add((row, column))
        if kind == xlrd.XL_CELL_ERROR:
            code = sheet.cell_value(row, column)
            found.texts[row, column] = xlrd.error_text_from_code.get(code, "#ERROR!")
        elif kind in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
            style = self._book.xf_list[sheet.cell_xf_index(row, column)]
            code = self._book.format_map[style.format_key].format_str
            if code not in ("General", "@"):
                found.codes[row, column] = code
        elif kind == xlrd.XL_CELL_TEXT and (row, column) in sheet.rich_text_runlist_map:
            runs = sheet.rich_text_runlist_map[row, column]
            found.texts[row, column] = self._rich_text(sheet.cell_value(row, column), runs)

    def _rich_text(self, text: str, runs: list[tuple[int, int]]) -> str:
        """`runs` are the places where another font begins."""
        written = text[: runs[0][0]] if runs else text
        for at, (start, font) in enumerate(runs):
            piece = text[start : runs[at + 1][0] if at + 1 < len(runs) else len(text)]
            moved = self._book.font_list[font].escapement
            if moved == _RAISED:
                piece = raise_sign(piece)
            elif moved == _LOWERED:
                piece = lower_sign(piece, written)
            written += strike_out(piece) if self._book.font_list[font].struck_out else piece
        return " ".join(join_struck(written).split())


def _drawn(book: Any, index: int) -> list[Unread]:
    """Find what is drawn on a sheet, from the records of its stream."""
    data, at, depth, found = book.mem, book._sh_abs_posn[index], 0, []
    while at + 4 <= len(data):
        code, length = struct.unpack_from("<HH", data, at)
        if code == _BEGIN:
            depth += 1
            if depth == 1 and struct.unpack_from("<H", data, at + 6)[0] == _CHART_SHEET:
                found.append(Unread("chart", "", _NOT_OF_XLS))
        elif code == _END:
            depth -= 1
            if depth <= 0:
                break
        elif code == _OBJECT and depth == 1 and length >= 6:
            kind = struct.unpack_from("<H", data, at + 8)[0]
            found += [Unread(_KINDS[kind], "", _NOT_OF_XLS)] if kind in _KINDS else []
        at += 4 + length
    return found
