"""A table as an Excel workbook: typed cells, quotes as comments, a sheet of sources. No text is
taken for a formula."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from farside.work.export.docx import xml_text
from farside.work.tables.nouns import Cell, Day, Money, Table
from farside.work.tables.table import has_items, sum_column
from farside.work.tables.values import GROUPED, holds_number, value_text

# With "#,##0.####" alone, spreadsheets show 3 as "3."; without a comma in four digits: they may be
# a year.
NUMBERS = {"number": "#,##0.####", "whole": "#,##0", "short": "0"}
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# Characters of a cell and of a comment that Excel takes.
MOST = 32_000
_COMMENT = 1_000
TABLE = "Table"
SOURCES = "Sources"
NOTES = "Notes"
MARKED = f"they are marked in the sheet {TABLE}"

Formats = Mapping[tuple[str, bool, bool], Format]


def render_xlsx(table: Table) -> bytes:
    """The bytes of an .xlsx file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, OPTIONS) as workbook:
        formats = formats_of(workbook)
        sheet = workbook.add_worksheet(TABLE)
        sources = workbook.add_worksheet(SOURCES)
        places = write_sources(workbook, sources, table)
        write_rows(workbook, sheet, table, formats, places)
        _notes(workbook, table)
    return out.getvalue()


def _notes(workbook: Workbook, table: Table) -> None:
    """A sheet with the totals of money, which a spreadsheet adds up anew when a person corrects an
    amount, and with what a reader of the table must know. None where there is neither."""
    lines = [*([marked_note(table)] if table.flagged else []), *table.notes]
    sums = [
        (at, code, total)
        for at, column in enumerate(table.columns)
        if column.kind == "money"
        for code, total in sorted(sum_column(table, column.name).items())
    ]
    if not lines and not sums:
        return
    sheet = workbook.add_worksheet(NOTES)
    sheet.set_column(0, 0, 40)
    money = workbook.add_format({"num_format": "#,##0.00"})
    for line, (at, code, total) in enumerate(sums):
        sheet.write_string(line, 0, xml_text(f"Total of {table.columns[at].name}")[:MOST])
        sheet.write_string(line, 1, code)
        amounts, codes = (
            column_of(table, lay_out_columns(table)[1][at] + beside) for beside in (0, 1)
        )
        wanted = f"$B{line + 1}" if code else '"="'  # no text stands in a formula
        sheet.write_formula(line, 2, f"=SUMIFS({amounts},{codes},{wanted})", money, float(total))
    for line, note in enumerate(lines, len(sums) + bool(sums)):
        sheet.write_string(line, 0, xml_text(note)[:MOST])


def marked_note(table: Table, where: str = MARKED) -> str:
    """Say how many values are marked, and where."""
    return f"{table.flagged} values wait for a person: {where}."


def column_of(table: Table, at: int) -> str:
    """The cells of a column below its head, as formulas name them."""
    return f"{TABLE}!${xl_col_to_name(at)}$2:${xl_col_to_name(at)}${len(table.rows) + 1}"


def formats_of(workbook: Workbook) -> Formats:
    """The formats by kind of value, whether a person should look, and whether one did."""
    numbers = {"date": "yyyy-mm-dd", "money": "#,##0.00", **NUMBERS}
    found: dict[tuple[str, bool, bool], Format] = {}
    for kind in ("text", *numbers):
        for flagged in (False, True):
            for corrected in (False, True):
                look: dict[str, Any] = {"valign": "top", "text_wrap": kind == "text"}
                look |= {"num_format": numbers[kind]} if kind in numbers else {}
                look |= (
                    {"bg_color": "#FFF3CD"}
                    if flagged
                    else {"bg_color": "#D9F2D9"}
                    if corrected
                    else {}
                )
                found[kind, flagged, corrected] = workbook.add_format(look)
    return found


def write_rows(
    workbook: Workbook,
    sheet: Worksheet,
    table: Table,
    formats: Formats,
    places: Mapping[tuple[int, int], int],
) -> None:
    """The head row and the rows, filtered and frozen; money has a column of currencies beside
    it."""
    bold = workbook.add_format(
        {"bold": True, "bg_color": "#E8E8E8", "text_wrap": True, "valign": "top"}
    )
    heads, columns = lay_out_columns(table)
    for at, head in enumerate(heads):
        sheet.write_string(0, at, xml_text(head), bold)
        sheet.set_column(at, at, min(40, max(12, len(head) + 4)))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(heads) - 1)
    for number, row in enumerate(table.rows, 1):
        sheet.write_string(number, 0, xml_text(row.document)[:MOST], formats["text", False, False])
        if has_items(table) and row.item:
            sheet.write_number(number, 1, row.item, formats["whole", False, False])
        if row.problem:
            sheet.write_string(
                number, columns[0], xml_text(row.problem)[:MOST], formats["text", True, False]
            )
            continue
        for at, cell in enumerate(row.cells):
            write_cell(sheet, (number, columns[at]), cell, formats)
            _comment(sheet, (number, columns[at]), cell, places.get((number - 1, at)))


def lay_out_columns(table: Table) -> tuple[list[str], list[int]]:
    """The heads of the sheet, and where each of the table's columns stands."""
    heads = ["document", *(["item"] if has_items(table) else [])]
    columns = []
    for column in table.columns:
        columns.append(len(heads))
        heads += [column.name, *([f"{column.name}: currency"] if column.kind == "money" else [])]
    return heads, columns


def write_cell(sheet: Worksheet, place: tuple[int, int], cell: Cell, formats: Formats) -> None:
    """A value as its kind: numbers as numbers, dates as dates, and all else as a string, whatever
    it looks like."""
    row, at = place
    value = cell.value

    def look(kind: str) -> Format:
        return formats[kind, bool(cell.flags), cell.corrected]

    number = value.amount if isinstance(value, Money) else value
    if isinstance(number, Decimal) and not holds_number(number):
        sheet.write_string(row, at, xml_text(value_text(value))[:MOST], look("text"))
    elif isinstance(value, Money):
        sheet.write_number(row, at, float(value.amount), look("money"))
        sheet.write_string(row, at + 1, xml_text(value.currency), look("text"))
    elif isinstance(value, Decimal):
        sheet.write_number(row, at, float(value), look(_kind(value)))
    elif isinstance(value, Day) and value.day and value.year >= 1900:
        sheet.write_datetime(row, at, date(value.year, value.month, value.day), look("date"))
    elif isinstance(value, bool):
        sheet.write_boolean(row, at, value, look("text"))
    elif value is not None or cell.flags:
        sheet.write_string(row, at, xml_text(value_text(value))[:MOST], look("text"))


def _kind(value: Decimal) -> str:
    """How to show a number, the same as `values.value_text` does."""
    if value != value.to_integral_value():
        return "number"
    return "short" if abs(value) < GROUPED else "whole"


def _comment(sheet: Worksheet, place: tuple[int, int], cell: Cell, source: int | None) -> None:
    lines = [
        *(f"To be checked: {why}" for why in cell.flags),
        *(["corrected by a person"] if cell.corrected else []),
    ]
    lines += [f"“{one.quote}” ({one.document}, {one.label})" for one in cell.sources[:2]]
    if source is not None:
        lines.append(f"{SOURCES} {xl_rowcol_to_cell(source, 0)}")
    text = xml_text("\n".join(lines))
    if text:
        shown_text = text if len(text) <= _COMMENT else text[: _COMMENT - 1] + "…"
        sheet.write_comment(*place, shown_text, {"x_scale": 2, "y_scale": 1.5})


def write_sources(workbook: Workbook, sheet: Worksheet, table: Table) -> dict[tuple[int, int], int]:
    """Write every quote with its place, linked to its cell. Return the first line of each cell, by
    row and column of the table."""
    bold = workbook.add_format({"bold": True, "bg_color": "#E8E8E8"})
    link = workbook.add_format({"font_color": "blue", "underline": 1})
    wrapped = workbook.add_format({"text_wrap": True, "valign": "top"})
    for at, (head, width) in enumerate(_HEADS.items()):
        sheet.write_string(0, at, head, bold)
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    columns = lay_out_columns(table)[1]
    line = 1
    first: dict[tuple[int, int], int] = {}
    for number, row in enumerate(table.rows):
        for at, (column, cell) in enumerate(zip(table.columns, row.cells, strict=True)):
            for source in cell.sources:
                first.setdefault((number, at), line)
                target = xl_rowcol_to_cell(number + 1, columns[at])
                sheet.write_url(
                    line, 0, f"internal:'{TABLE}'!{target}", link, string=f"{TABLE} {target}"
                )
                texts = (column.name, source.document, source.label, source.quote)
                for place, text in enumerate(texts, 1):
                    sheet.write_string(line, place, xml_text(text)[:MOST], wrapped)
                sheet.write_number(line, 5, source.start)
                sheet.write_number(line, 6, source.end)
                sheet.write_string(line, 7, source.document_id)
                line += 1
    sheet.autofilter(0, 0, max(1, line - 1), len(_HEADS) - 1)
    return first


_HEADS = {
    "cell": 12, "column": 20, "document": 30, "page": 12, "quote": 80, "start": 9, "end": 9,
    "document id (SHA-256)": 24,
}  # fmt: skip
