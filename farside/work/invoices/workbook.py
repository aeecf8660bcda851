"""The expense report as a workbook: the table with its sources, and totals that a spreadsheet adds
up anew when a person corrects an amount."""

from __future__ import annotations

import io
from collections.abc import Sequence

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from farside.work.export import xlsx
from farside.work.export.docx import xml_text
from farside.work.invoices import checks, fields, grouping
from farside.work.invoices.grouping import By, GroupSum
from farside.work.tables.nouns import Table

SUMMARY = "Summary"
_EXTRA = ("group", "totals in", "counted", "net + tax = gross")
_AMOUNTS = (fields.NET, fields.TAX, fields.GROSS)


def render_workbook(table: Table, by: By) -> bytes:
    """The bytes of an .xlsx file."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, xlsx.OPTIONS) as workbook:
        formats = xlsx.formats_of(workbook)
        sheet = workbook.add_worksheet(xlsx.TABLE)
        summary = workbook.add_worksheet(SUMMARY)
        sources = workbook.add_worksheet(xlsx.SOURCES)
        places = xlsx.write_sources(workbook, sources, table)
        xlsx.write_rows(workbook, sheet, table, formats, places)
        _extra(workbook, sheet, table, by)
        _summary(workbook, summary, table, by)
    return out.getvalue()


def _columns(table: Table) -> dict[int, str]:
    """Letters of the columns of amounts."""
    at = xlsx.lay_out_columns(table)[1]
    return {field: xl_col_to_name(at[field]) for field in _AMOUNTS}


def _extra(workbook: Workbook, sheet: Worksheet, table: Table, by: By) -> None:
    """Write columns that the totals are made by, and a check of each row that also checks a
    person's changes."""
    bold = workbook.add_format(
        {"bold": True, "bg_color": "#E8E8E8", "text_wrap": True, "valign": "top"}
    )
    first = len(xlsx.lay_out_columns(table)[0])
    for at, head in enumerate(_EXTRA, first):
        sheet.write_string(0, at, head, bold)
        sheet.set_column(at, at, 18)
    sheet.autofilter(0, 0, max(1, len(table.rows)), first + len(_EXTRA) - 1)
    letters = _columns(table)
    for number, (row, group) in enumerate(
        zip(table.rows, grouping.row_groups(table, by), strict=True), 1
    ):
        sheet.write_string(number, first, xml_text(group))
        sheet.write_string(number, first + 1, grouping.row_currency(row))
        sheet.write_string(number, first + 2, "yes" if row.counted else "no")
        net, tax, gross = (f"{letters[at]}{number + 1}" for at in _AMOUNTS)
        right = checks.adds_up(*(row.cells[at] for at in _AMOUNTS))
        sheet.write_formula(
            number,
            first + 3,
            (
                f'=IF(OR({net}="",{tax}="",{gross}=""),"",IF(ABS({net}+{tax}-{gross})'
                '<=0.05,"ok","check"))'
            ),
            None,
            "" if right is None else "ok" if right else "check",
        )


def _summary(workbook: Workbook, sheet: Worksheet, table: Table, by: By) -> None:
    bold = workbook.add_format({"bold": True, "bg_color": "#E8E8E8"})
    money = workbook.add_format({"num_format": "#,##0.00"})
    total = workbook.add_format({"num_format": "#,##0.00", "bold": True, "top": 1})
    for at, (head, width) in enumerate(
        ((by, 40), ("currency", 10), ("net", 14), ("tax", 14), ("gross", 14))
    ):
        sheet.write_string(0, at, head, bold)
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    sums = grouping.total_groups(table, by)
    for number, one in enumerate(sums, 1):
        _line(sheet, number, one, money, _formulas(table, number, grouped=True))
    for number, one in enumerate(grouping.by_currency(sums), len(sums) + 1):
        _line(sheet, number, one, total, _formulas(table, number, grouped=False))
    at = len(sums) + len(grouping.by_currency(sums)) + 2
    for note in totals_notes(table):
        sheet.write_string(at, 0, xml_text(note))
        at += 1


def _line(
    sheet: Worksheet, number: int, one: GroupSum, look: object, formulas: Sequence[str]
) -> None:
    sheet.write_string(number, 0, xml_text(one.group))
    sheet.write_string(number, 1, one.currency)
    for at, (formula, value) in enumerate(
        zip(formulas, (one.net, one.tax, one.gross), strict=True), 2
    ):
        sheet.write_formula(number, at, formula, look, float(value))


def _formulas(table: Table, number: int, grouped: bool) -> list[str]:
    """Sums of the rows that are counted, of the line's currency and group."""
    first = len(xlsx.lay_out_columns(table)[0])
    group, code, counted = (xlsx.column_of(table, first + at) for at in range(3))
    conditions = f'{code},$B{number + 1},{counted},"yes"' + (
        f",{group},$A{number + 1}" if grouped else ""
    )
    at = xlsx.lay_out_columns(table)[1]
    return [f"=SUMIFS({xlsx.column_of(table, at[field])},{conditions})" for field in _AMOUNTS]


def totals_notes(table: Table, where: str = xlsx.MARKED) -> list[str]:
    """What a reader of the totals must know; `where` says where doubtful values are found."""
    said = []
    if table.flagged:
        said.append(xlsx.marked_note(table, where))
    left_out = sum(not row.counted for row in table.rows)
    if left_out:
        said.append(
            f"{left_out} of {len(table.rows)} rows are not counted: the same invoice twice, "
            "or not readable."
        )
    return [*said, *table.notes]
