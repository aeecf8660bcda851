"""Table rows that each make sense alone: a window of the model may hold one without those above."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_LINE_ENDS = re.compile(r"[ \t]*[\r\n]+[ \t]*")
# More columns or rows than any table has that people look at: spans are numbers of a stranger.
_MOST_SPAN = 1000


@dataclass(frozen=True, slots=True)
class MarkupCell:
    """One cell as it was written down, `rows` down and `columns` across (1 where it spans
    nothing)."""

    text: str
    rows: int = 1
    columns: int = 1


def read_span(value: str | None) -> int:
    """A span as markup gives it: 1 for none or a wrong one."""
    text = (value or "").strip()
    return min(max(int(text), 1), _MOST_SPAN) if text.isdecimal() and len(text) < 9 else 1


def spread_cells(rows: Iterable[Sequence[MarkupCell]]) -> list[list[str]]:
    """The cells of each row in their columns: what spans rows stands in each of them, what spans
    columns in its first, with the others kept empty. No row is added: what spans more rows than
    there are ends with the last."""
    hanging: dict[int, tuple[int, str]] = {}  # column → (rows still to come, text)
    spread_rows: list[list[str]] = []
    for row in rows:
        line: list[str] = []
        below: dict[int, tuple[int, str]] = {}
        for cell in row:
            _take_hanging(line, hanging, below)
            for at in range(cell.columns):
                text = cell.text if at == 0 else ""
                if cell.rows > 1:
                    below[len(line)] = (cell.rows - 1, text)
                line.append(text)
        while any(at >= len(line) for at in hanging):  # a row may end before what hangs there
            if len(line) not in hanging:
                line.append("")
            _take_hanging(line, hanging, below)
        hanging = below
        spread_rows.append(line)
    return spread_rows


def _take_hanging(
    line: list[str], hanging: dict[int, tuple[int, str]], below: dict[int, tuple[int, str]]
) -> None:
    while len(line) in hanging:
        at = len(line)
        left, text = hanging.pop(at)
        if left > 1:
            below[at] = (left - 1, text)
        line.append(text)


def write_row(cells: Sequence[str]) -> str:
    """ "a | b | | d": one line, with the places of empty cells kept."""
    return (
        " | ".join(_LINE_ENDS.sub(" ", cell).strip() for cell in cells)
        .replace("|  |", "| |")
        .replace("|  |", "| |")
        .rstrip()
    )


def write_table(rows: Iterable[Sequence[MarkupCell]]) -> list[str]:
    """A line a row; a row without text or cells of its own is left out, and a row of one cell (a
    heading across the table) has no bars."""
    lines = []
    given = list(rows)
    for own, row in zip(given, spread_cells(given), strict=True):
        filled = [cell for cell in row if cell.strip()]
        if own and filled:
            lines.append(write_row(row if len(filled) > 1 or not row[0].strip() else filled))
    return lines
