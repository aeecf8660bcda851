"""CSV files: a line a row, whatever delimits their cells; a quote that was never closed does not
swallow the rest."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import ParseOptions
from farside.documents.sheet_rows import SheetRow, format_cell, rows_as_lines
from farside.documents.text import read_text

_LOOK = 50  # rows
_DELIMITERS = ",;\t|"
_ANY = re.compile(f"[{_DELIMITERS}]")
_NUMBER = re.compile(
    r"[^\W\d]{0,3}[€$£¥+-]? ?[+-]?\d[\d.' \xa0\u202f]*(?:,\d+)+(?:\.\d+)? ?[€$£¥%]?"
)
_MOST_LINES = 200  # of one row
_SAID = re.compile(r"\ufeff?sep=([^\r\n\"])[ \t]*(?:\r\n|\r|\n)", re.I)
_STRAY = (
    "has quotation marks inside of cells or without an end: rows were cut at line ends, check them"
)


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    """One page, the table. Raises `DocumentError` for a file that is no text."""
    text, problem = read_text(content, options)
    said = _SAID.match(text)  # Excel's own line for programs: no row, and a person does not see it
    text = text[said.end() :] if said else text
    delimiter = said[1] if said else guess_delimiter(text)
    # The csv module counts lines by their ends; as people count rows, a quoted cell with line ends
    # is one row.
    csv.field_size_limit(max(csv.field_size_limit(), len(text) + 1))
    rows = _strict(text, delimiter)
    if rows is None:
        rows = list(_mended(text, delimiter))
        problem = f"{problem}; {_STRAY}" if problem else _STRAY
    lines = rows_as_lines(
        SheetRow(number, [format_cell(cell) for cell in row]) for number, row in enumerate(rows, 1)
    )
    yield replace(PageDraft("table", tuple(map(LineDraft, lines))), problem=problem)


def guess_delimiter(text: str) -> str:
    """The delimiter that leaves no sign behind the quotation mark that closes a cell. Among such,
    it is the one that cuts the first lines into the most alike rows of two cells or more, and into
    the most rows, because a wrong one makes cells of many lines. Then the one that leaves the
    fewest other delimiters within cells, except in numbers; a comma if none does."""
    sample = list(islice(io.StringIO(text, newline=""), _LOOK))
    none = (False, 0.0, 0, 0)
    best, score = ",", none
    for delimiter in _DELIMITERS:
        try:
            rows = [row for row in csv.reader(sample, delimiter=delimiter) if row]
        except csv.Error:
            continue
        widths = [len(row) for row in rows]
        usual = max(set(widths), key=widths.count, default=1)
        whole = _strict("".join(sample), delimiter) is not None
        agreement = (
            (whole, widths.count(usual) / len(widths), len(widths), -_other_delimiters(rows))
            if usual > 1
            else none
        )
        if agreement > score:
            best, score = delimiter, agreement
    return best


def _other_delimiters(rows: list[list[str]]) -> int:
    """How many cells hold a sign that could have divided them."""
    cells = (cell.strip() for row in rows for cell in row)
    return sum(1 for cell in cells if _ANY.search(cell) and not _NUMBER.fullmatch(cell))


def _strict(text: str, delimiter: str) -> list[list[str]] | None:
    """The rows, or None where a quotation mark stands inside of a cell or is never closed."""
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return None


def _mended(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows of a file with stray quotation marks: lines are one row where together they are one
    of the usual width, else each line is a row, and a mark that closes no cell is a sign like
    others."""
    lines = text.splitlines()
    alone = [_cells(line, delimiter) for line in lines]
    widths = Counter(len(row) for row in alone if any(row))
    usual = widths.most_common(1)[0][0] if widths else 1
    at = 0
    while at < len(lines):
        taken, row = 1, alone[at]
        if lines[at].count('"') % 2 and len(row) != usual:
            taken, row = _over_lines(lines[at : at + _MOST_LINES], delimiter, usual) or (1, row)
        yield row
        at += taken


def _over_lines(lines: list[str], delimiter: str, usual: int) -> tuple[int, list[str]] | None:
    """Count the lines that make one row of the usual width; return the number and the row."""
    text = lines[0]
    for count, line in enumerate(lines[1:], 2):
        text += "\n" + line
        if line.count('"') % 2:
            rows = _strict(text, delimiter)
            return (count, rows[0]) if rows and len(rows) == 1 and len(rows[0]) == usual else None
    return None


def _cells(line: str, delimiter: str) -> list[str]:
    """The cells of a line by itself: a cell is quoted if its mark closes before a delimiter."""
    quoted = re.compile(rf'\s*"((?:[^"]|"")*)"\s*(?={re.escape(delimiter)}|$)')
    cells, at = [], 0
    while True:
        match = quoted.match(line, at)
        end = match.end() if match else line.find(delimiter, at)
        end = len(line) if end < 0 else end
        cells.append(match[1].replace('""', '"') if match else line[at:end])
        if end >= len(line):
            return cells
        at = end + 1
