"""Excel's XML of 2003 (banks and SAP write it, often named .xls): a page a sheet, its cells as they
are shown."""

from __future__ import annotations

import datetime as dates
from collections.abc import Iterator

from lxml import etree

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.ooxml import parse_xml
from farside.documents.options import ParseOptions
from farside.documents.seen.tables import read_span
from farside.documents.seen.things import write_comment, write_link
from farside.documents.sheet_checks import FAR_AWAY, MOST_CELLS
from farside.documents.sheet_rows import Merged, SheetRow, format_cell, rows_as_lines, spread_down
from farside.documents.xlsx_parts import column_letters
from farside.errors import DamagedFile, EmptyFile, FileLimit

_SS = "{urn:schemas-microsoft-com:office:spreadsheet}"
_EXCEL = "{urn:schemas-microsoft-com:office:excel}"
# Formats with names of their own.
_NAMED = {
    "Fixed": "0.00",
    "Standard": "#,##0.00",
    "Percent": "0.00%",
    "Scientific": "0.00E+00",
    "Currency": "#,##0.00",
    "Euro Currency": '#,##0.00 "€"',
    "Yes/No": '"Yes";"Yes";"No"',
    "True/False": '"True";"True";"False"',
    "On/Off": '"On";"On";"Off"',
}
_WIDEST = 16_384


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """A page a sheet. Raises `DocumentError` for a file that is damaged or has no filled cells."""
    try:
        root = parse_xml(content.read())
    except etree.XMLSyntaxError as error:
        raise DamagedFile(
            options.name, f"is damaged or no workbook ({error}): save it again"
        ) from error
    codes = {}
    for style in root.iter(_SS + "Style"):
        found = style.find(_SS + "NumberFormat")
        code = (found.get(_SS + "Format") or "") if found is not None else ""
        codes[style.get(_SS + "ID")] = _NAMED.get(code, code)
    pages = [_page(sheet, codes, options) for sheet in root.iter(_SS + "Worksheet")]
    if not any(page.lines for page in pages):
        raise EmptyFile(options.name, "has no filled cells")
    yield from pages


def _page(sheet: etree._Element, codes: dict[str | None, str], options: ParseOptions) -> PageDraft:
    visible = sheet.findtext(f"{_EXCEL}WorksheetOptions/{_EXCEL}Visible") or ""
    label = f"sheet {sheet.get(_SS + 'Name') or ''}{' (hidden)' if 'Hidden' in visible else ''}"
    rows: list[SheetRow] = []
    merged: list[Merged] = []
    at = -1
    for row in sheet.iterfind(f"{_SS}Table/{_SS}Row"):
        at = _index(row, at + 1)
        cells, after = _row(row, at, codes, merged)
        if cells or after:
            rows.append(SheetRow(at + 1, cells, tuple(after)))
        at += read_span(row.get(_SS + "Span")) if row.get(_SS + "Span") else 0
    if sum(len(row.cells) for row in rows) > MOST_CELLS:
        raise FileLimit(options.name, f"spreads over more than {MOST_CELLS:,} cells: {FAR_AWAY}")
    lines = rows_as_lines(spread_down(rows, merged))
    return PageDraft(label, tuple(map(LineDraft, lines)))


def _row(
    row: etree._Element, at: int, codes: dict[str | None, str], merged: list[Merged]
) -> tuple[list[str], list[str]]:
    """The row's cells in their columns, and the comments on them."""
    cells: list[str] = []
    after: list[str] = []
    column = -1
    for cell in row.iterchildren(_SS + "Cell"):
        column = min(_index(cell, column + 1), _WIDEST)
        cells += [""] * (column - len(cells))
        text = _text(cell, codes.get(cell.get(_SS + "StyleID") or row.get(_SS + "StyleID"), ""))
        cells.append(write_link(text, cell.get(_SS + "HRef")))
        for comment in cell.iterchildren(_SS + "Comment"):
            said = "".join(one for data in comment.iter("{*}Data") for one in data.itertext())
            place = f"{column_letters(column)}{at + 1}: {text}".rstrip(": ")
            after.append(write_comment(said, comment.get(_SS + "Author") or "", place))
        down, across = (cell.get(f"{_SS}Merge{side}") for side in ("Down", "Across"))
        wide, high = (read_span(one) if one and one != "0" else 0 for one in (across, down))
        if high:
            merged.append(Merged(at, column, at + high, column + wide))
        column += wide
    return cells, after


def _index(element: etree._Element, following: int) -> int:
    """The place of a row or cell from 0: written down where some before it are left out."""
    text = element.get(_SS + "Index") or ""
    return int(text) - 1 if text.isdecimal() and 0 < int(text) < 10**7 else following


def _text(cell: etree._Element, code: str) -> str:
    data = cell.find(_SS + "Data")
    if data is None:
        data = cell.find("{*}Data")
    if data is None:
        return ""
    text, kind = "".join(data.itertext()), data.get(_SS + "Type")
    try:
        if kind == "Number":
            return format_cell(float(text), code or "General")
        if kind == "DateTime":
            return format_cell(dates.datetime.fromisoformat(text), code or "General")
        if kind == "Boolean":
            return format_cell(text.strip() == "1")
    except ValueError:
        return " ".join(text.split())
    return " ".join(text.split())
