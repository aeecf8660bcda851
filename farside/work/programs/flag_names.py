"""A value that is only the name of the person whom the document is about: a small model gives it
where it finds nothing else."""

from __future__ import annotations

from dataclasses import replace

from farside.work.programs.check_sql import sql_identifier
from farside.work.programs.program import NAME
from farside.work.tables.nouns import Cell, Row, Table

_WHY = "is the name, too"


def flag_names(table: Table) -> Table:
    """The table with flags at text cells that repeat the name of their row, in columns where most
    others do not (a vendor often is the name of its invoice)."""
    names = [at for at, column in enumerate(table.columns) if sql_identifier(column.name) == NAME]
    if not names:
        return table
    texts = [
        at for at, column in enumerate(table.columns) if column.kind == "text" and at not in names
    ]
    doubtful = {
        at
        for at in texts
        if 2 * sum(_repeats(row, names[0], at) for row in table.rows) < len(table.rows)
    }
    rows = tuple(
        replace(
            row,
            cells=tuple(
                _flag(row, names[0], at, cell, doubtful) for at, cell in enumerate(row.cells)
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows)


def _flag(row: Row, name: int, at: int, cell: Cell, doubtful: set[int]) -> Cell:
    wrong = at in doubtful and not cell.corrected and _repeats(row, name, at)
    return cell.flagged(_WHY) if wrong else cell


def _repeats(row: Row, name: int, at: int) -> bool:
    value, named = row.cells[at].value, row.cells[name].value
    return (
        isinstance(value, str)
        and isinstance(named, str)
        and value.casefold() == named.casefold() != ""
    )
