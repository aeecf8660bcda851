"""Tables of HTML: rows of data with bars between their cells, and the lines of tables that only lay
out a page or mail.

Each row decides which of the two it is: a mail is often one table whose rows hold paragraphs and
other tables.
"""

from __future__ import annotations

from dataclasses import dataclass

from farside.documents.seen.tables import MarkupCell, write_table

_MOST_LINES = 10
_MOST_CHARACTERS = 600


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell as it was read: its lines, its spans, and whether another table stands in it."""

    lines: list[str]
    rows: int
    columns: int
    nested: bool


class OpenTable:
    """An open table. `nested` is set when another one has ended inside of the cell that is open."""

    def __init__(self, layout: bool) -> None:
        self.nested = False
        self._layout = layout
        self._data = False
        self._rows: list[list[_Filled]] = []

    def begin_row(self) -> None:
        self._rows.append([])

    def add_cell(self, lines: list[str], rows: int, columns: int, heading: bool) -> None:
        if not self._rows:
            self.begin_row()
        self._data = self._data or heading
        self._rows[-1].append(_Filled(lines, rows, columns, self.nested))
        self.nested = False

    def lines(self) -> list[str]:
        """A line a row of data; the lines of the cells one after another where a row lays them
        out."""
        lines: list[str] = []
        waiting: list[list[MarkupCell]] = []
        for row in self._rows:
            if self._lays_out(row):
                lines += write_table(waiting)
                waiting = []
                lines += [line for cell in row for line in cell.lines]
            else:
                cells = [
                    MarkupCell(" ".join(map(str.strip, cell.lines)), cell.rows, cell.columns)
                    for cell in row
                ]
                waiting.append(cells)
        return lines + write_table(waiting)

    def _lays_out(self, row: list[_Filled]) -> bool:
        filled = [cell for cell in row if cell.lines]
        if all(len(cell.lines) == 1 for cell in filled):
            return False
        if any(cell.nested for cell in filled) or (len(filled) == 1 and len(row) == 1):
            return True
        if self._data:
            return False
        size = sum(len(line) for cell in filled for line in cell.lines)
        return (
            self._layout
            or size > _MOST_CHARACTERS
            or max(len(cell.lines) for cell in filled) > _MOST_LINES
        )
