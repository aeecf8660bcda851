"""Rows of sheets and CSV files as lines that make sense alone: a window may hold a row without the
header.

A row reads "row 7: Date: 2024-03-01 | Amount: 12.5" where the sheet has a header row, "row 7: a |
b" where not.
"""

from __future__ import annotations

import datetime as dates
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice

from farside.documents.seen.formats import (
    is_date,
    plain_number,
    write_elapsed,
    write_formatted,
    write_text,
)

Cell = str | int | float | bool | dates.datetime | dates.date | dates.time | dates.timedelta | None
_LOOK = 50  # rows looked at to find out whether there is a header
_HEADER_LENGTH = 60
_AROUND_NUMBERS = frozenset(" .,:;%'’-–−+/()$€£¥₹")
_MOST_LETTERS = 4  # of a currency or unit beside a number


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row by the number that its program shows, its cells as text, and lines that belong to it:
    comments."""

    number: int
    cells: list[str]
    after: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Merged:
    """Cells that are one, from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


def rows_as_lines(rows: Iterable[SheetRow]) -> Iterator[str]:
    """A line for each row that has a filled cell, then the lines that belong to it."""
    filled = (row for row in rows if any(row.cells) or row.after)
    start = list(islice(filled, _LOOK))
    header = header_of([row.cells for row in start])
    for index, row in enumerate(chain(start, filled)):
        if any(row.cells):
            yield (
                f"row {row.number}: "
                f"{_named(row.cells, header) if header and index else _joined(row.cells)}"
            )
        yield from row.after


def spread_down(rows: Iterable[SheetRow], merged: Iterable[Merged]) -> Iterator[SheetRow]:
    """Repeat what stands in cells merged downwards in each of their rows that says anything
    else."""
    waiting = sorted((one for one in merged if one.bottom > one.top), key=lambda one: one.top)
    active: list[tuple[Merged, str]] = []
    for row in rows:
        at = row.number - 1
        cells = row.cells
        active = [(one, text) for one, text in active if one.bottom >= at]
        if active and any(cells):
            cells = list(cells)
            for one, text in active:
                if one.left < len(cells) and not cells[one.left]:
                    cells[one.left] = text
        while waiting and waiting[0].top <= at:
            one = waiting.pop(0)
            if one.top == at and one.left < len(cells) and cells[one.left]:
                active.append((one, cells[one.left]))
        yield replace(row, cells=cells)


def _joined(cells: list[str]) -> str:
    """All cells, empty ones too, as their place says what they are; not those after the last filled
    one."""
    while cells and not cells[-1]:
        cells = cells[:-1]
    return " | ".join(cells)


def _named(cells: list[str], header: list[str]) -> str:
    names = header + [""] * (len(cells) - len(header))
    return " | ".join(
        f"{name}: {cell}" if name else cell
        for name, cell in zip(names, cells, strict=False)
        if cell
    )


def header_of(rows: Sequence[list[str]]) -> list[str] | None:
    """The column names, if the first row surely is a header: short different texts over columns of
    numbers or dates.

    Where that is not sure (a form, a table of texts) rows stay as they are: a wrong name is worse
    than none.
    """
    if len(rows) < 3:
        return None
    names, body = rows[0], rows[1:]
    width = len(names)
    given = [name for name in names if name]
    if width < 2 or len(given) < max(2, width - 1) or len(set(given)) < len(given):
        return None
    if (
        any(len(name) > _HEADER_LENGTH or _is_value(name) for name in given)
        or max(map(len, body)) > width
    ):
        return None
    columns = [
        [row[place] for row in body if place < len(row) and row[place]] for place in range(width)
    ]
    typed = sum(
        1
        for column in columns
        if len(column) > 1 and sum(map(_is_value, column)) > 0.8 * len(column)
    )
    # A form of two columns (label, value) may have numbers below each other by chance.
    return names if typed and (width > 2 or len(body) >= 10) else None


def _is_value(text: str) -> bool:
    """A number, an amount, a percentage, a date or a time: something that does not name a
    column."""
    signs = sum(1 for char in text if char.isdecimal())
    if signs == 0:
        return text.startswith("#")  # an error: #REF!
    others = [char for char in text if not char.isdecimal() and char not in _AROUND_NUMBERS]
    spaces = sum(1 for char in text if char.isspace())
    return 2 * signs >= len(text) - spaces or (len(others) <= _MOST_LETTERS and text[:1] not in "#")


def format_cell(cell: Cell, code: str = "General") -> str:
    """A cell as plain text by its format: ISO dates, numbers with all their digits unless the
    format shows them otherwise."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, int | float):
        return (
            plain_number(float(cell)) if code == "General" else write_formatted(float(cell), code)
        )
    if isinstance(cell, dates.timedelta):
        return write_elapsed(cell, code if code != "General" else "[h]:mm:ss")
    if isinstance(cell, dates.datetime):
        midnight = cell.time() == dates.time()
        return _day(cell.date(), code) if midnight else cell.isoformat(sep=" ", timespec="auto")
    if isinstance(cell, dates.date):
        return _day(cell, code)
    if isinstance(cell, dates.time):
        return cell.isoformat()
    text = " ".join(str(cell).split())
    return write_text(text, code) if "@" in code and text else text


def _day(day: dates.date, code: str) -> str:
    """ISO, without the day where the format shows a month alone: nobody sees it."""
    letters = "".join(char for char in code.casefold().split(";")[0] if char in "ymd")
    if is_date(code) and "d" not in letters and "y" in letters and "m" in letters:
        return day.isoformat()[:7]
    return day.isoformat()
