"""Spreadsheets and CSV: a page a sheet, a line a row that keeps its number and names its columns.

A row reads "row 7: Date: 2024-03-01 | Amount: 12.5" where the sheet has a header row, "row 7: a | b" where not, so that
a row makes sense alone: a window may hold it without the header.
"""

from __future__ import annotations

import csv
import datetime as dates
import io
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import ParseOptions
from farside.documents.sheet_checks import Checks, check_workbook, refusal
from farside.documents.text import read_text
from farside.documents.zips import ENCRYPTED
from farside.errors import DocumentError, PasswordNeeded

Cell = str | int | float | bool | dates.datetime | dates.date | dates.time | dates.timedelta | None
_LOOK = 50  # rows looked at to find out whether there is a header
_HEADER_LENGTH = 60
_DELIMITERS = ",;\t|"
_BROKEN = (CalamineError, OSError, ValueError)
# How the library, written in Rust, tells of data that it did not expect. It cannot be imported, and is no Exception.
_PANIC = "PanicException"


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """A page a sheet. Raises `DocumentError` for a damaged file, `PasswordNeeded` for an encrypted one."""
    if options.format == "csv":
        yield _csv_page(content, options)
        return
    checks = check_workbook(content, options)
    try:
        with _panics_told():
            workbook = CalamineWorkbook.from_filelike(content.open())
    except PasswordError as error:
        raise PasswordNeeded(options.name, ENCRYPTED) from error
    except _BROKEN as error:
        raise refusal(content, options, error) from error
    with workbook:
        pages = [_sheet_page(workbook, index, checks) for index in range(len(workbook.sheet_names))]
    if not any(page.lines or page.problem for page in pages):
        raise DocumentError(options.name, "has no filled cells")
    yield from pages


def _sheet_page(workbook: CalamineWorkbook, index: int, checks: Checks) -> PageDraft:
    about = workbook.sheets_metadata[index]
    hidden = "" if about.visible == SheetVisibleEnum.Visible else " (hidden)"
    label = f"sheet {about.name}{hidden}"
    if about.typ not in (SheetTypeEnum.WorkSheet, SheetTypeEnum.MacroSheet):
        return PageDraft(label, (), problem="is a chart or dialog without cells")
    try:
        with _panics_told():
            sheet: CalamineSheet = workbook.get_sheet_by_index(index)
            first = sheet.start[0] + 1 if sheet.start else 1
            lines = tuple(LineDraft(line) for line in rows_as_lines(sheet.iter_rows(), first))
    except _BROKEN as error:
        return PageDraft(label, (), problem=f"is damaged and was not read ({error})")
    return PageDraft(label, lines, problem=checks.problem(about.name))


@contextmanager
def _panics_told() -> Iterator[None]:
    """Raises `ValueError` for a panic of the library."""
    try:
        yield
    except BaseException as error:
        if type(error).__name__ != _PANIC:
            raise
        raise ValueError(str(error)) from error


def _csv_page(content: Content, options: ParseOptions) -> PageDraft:
    text, problem = read_text(content, options)
    delimiter = sniff(text)
    # The csv module counts lines by their ends; as people count rows, a quoted cell with line ends is one row.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise DocumentError(options.name, f"is not valid CSV ({error}): mend it or rename it to .txt") from error
    lines = tuple(LineDraft(line) for line in rows_as_lines(rows, 1))
    return replace(PageDraft("table", lines), problem=problem)


def sniff(text: str) -> str:
    """The delimiter that cuts the first lines into the most alike rows of two cells or more, and of such into the most
    rows, because a wrong one makes cells of many lines; a comma if none does."""
    sample = list(islice(io.StringIO(text, newline=""), _LOOK))
    best, score = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        try:
            widths = [len(row) for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count, default=1)
        agreement = (widths.count(usual) / len(widths), len(widths)) if usual > 1 else (0.0, 0)
        if agreement > score:
            best, score = delimiter, agreement
    return best


def rows_as_lines(rows: Iterable[Sequence[Cell]], first: int) -> Iterator[str]:
    """A line for each row that has a filled cell; `first` is the number of the first row as the program shows it."""
    numbered = ((number, [shown(cell) for cell in row]) for number, row in enumerate(rows, first))
    filled = ((number, cells) for number, cells in numbered if any(cells))
    start = list(islice(filled, _LOOK))
    header = header_of([cells for _, cells in start])
    for index, (number, cells) in enumerate(chain(start, filled)):
        yield f"row {number}: {_named(cells, header) if header and index else _joined(cells)}"


def _joined(cells: list[str]) -> str:
    """All cells, empty ones too, as their place says what they are; not those after the last filled one."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return " | ".join(cells)


def _named(cells: list[str], header: list[str]) -> str:
    names = header + [""] * (len(cells) - len(header))
    return " | ".join(f"{name}: {cell}" if name else cell for name, cell in zip(names, cells, strict=False) if cell)


def header_of(rows: list[list[str]]) -> list[str] | None:
    """The column names, if the first row surely is a header: short different texts over columns of numbers or dates.

    Where that is not sure (a form, a table of texts) rows stay as they are: a wrong name is worse than none.
    """
    if len(rows) < 3:
        return None
    names, body = rows[0], rows[1:]
    width = len(names)
    given = [name for name in names if name]
    if width < 2 or len(given) < max(2, width - 1) or len(set(given)) < len(given):
        return None
    if any(len(name) > _HEADER_LENGTH or _is_value(name) for name in given) or max(map(len, body)) > width:
        return None
    columns = [[row[place] for row in body if place < len(row) and row[place]] for place in range(width)]
    typed = sum(1 for column in columns if len(column) > 1 and sum(map(_is_value, column)) > 0.8 * len(column))
    # A form of two columns (label, value) may have numbers below each other by chance.
    return names if typed and (width > 2 or len(body) >= 10) else None


def _is_value(text: str) -> bool:
    """A number, an amount, a percentage, a date or a time: something that does not name a column."""
    signs = sum(1 for char in text if char.isdecimal())
    return signs > 0 and 2 * signs >= sum(1 for char in text if not char.isspace())


def shown(cell: Cell) -> str:
    """A cell as plain text: ISO dates, numbers with the 15 digits that spreadsheets keep, no exponent."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, dates.datetime):
        midnight = cell.time() == dates.time()
        return cell.date().isoformat() if midnight else cell.isoformat(sep=" ", timespec="auto")
    if isinstance(cell, dates.date | dates.time):
        return cell.isoformat()
    return " ".join(str(cell).split())


def _number(value: float) -> str:
    text = f"{value:.15g}"
    return f"{Decimal(text):f}" if "e" in text and -16 < Decimal(text).adjusted() < 21 else text
