"""Corrections by a person, put over what was read; they win over it in every later table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from farside.errors import InputError
from farside.library import corrections
from farside.library.library import Library
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Column, Kind, Row, Table

_HERE = "put_right"
"""Beside a kept table, what was put right in it alone: rows of document, item, column, words."""
_EXAMPLES: Mapping[Kind, str] = MappingProxyType(
    {"number": "1234.5", "money": "1234.50 EUR", "date": "2026-03-05", "yes/no": "yes"}
)


def save_correction(library: Library, row: Row, column: Column, written: str) -> Cell:
    """Keeps what a person wrote for a cell of this row, and gives the cell as it is now. Empty: not
    stated.

    Raises `InputError` for what is no value of the column, `NotFound` for a document that is gone.
    """
    parsed = _parse(column, written)
    corrections.keep_correction(
        library,
        corrections.cell_place(row.document_id, row.item, column.name, column.kind),
        written,
    )
    return replace(Cell(), value=parsed.value, raw=written, corrected=True)


def _parse(column: Column, written: str) -> values.Parsed:
    parsed = values.parse_value(column.kind, written, column.choices)
    if parsed.flags:
        raise InputError(f"{column.name}: {'; '.join(parsed.flags)}; write {_as(column)}")
    return parsed


def _as(column: Column) -> str:
    """How a person can write a value so that it means one thing only."""
    if column.kind == "choice":
        return f"one of {', '.join(column.choices)}"
    return (
        f"it as for example {_EXAMPLES[column.kind]}"
        if column.kind in _EXAMPLES
        else "it in other words"
    )


def put_right_here(
    kept: Mapping[str, Any], row: Row, column: Column, written: str | None
) -> dict[str, Any]:
    """The kept form of a table with what a person wrote for one cell of this table alone; None
    takes that back. A sentence that a model wrote has no like in another table, whatever stands in
    its row there.

    Raises `InputError` as `save_correction` does.
    """
    if written is not None:
        _parse(column, written)
    place = [row.document_id, row.item, column.name]
    others = [one for one in kept.get(_HERE, ()) if one[:3] != place]
    return {**kept, _HERE: others if written is None else [*others, [*place, written]]}


def apply_here(kept: Mapping[str, Any], table: Table) -> Table:
    """The table with what was put right in it alone. Of rows that nothing tells apart, as older
    tables have them, the first is meant."""
    known = {(one[0], one[1], one[2]): one[3] for one in kept.get(_HERE, ())}
    rows = []
    for row in table.rows:
        cells = []
        for column, cell in zip(table.columns, row.cells, strict=True):
            written = known.pop((row.document_id, row.item, column.name), None)
            cells.append(cell if written is None else _written(column, written, cell))
        rows.append(replace(row, cells=tuple(cells)))
    return replace(table, rows=tuple(rows))


def withdraw_correction(library: Library, row: Row, column: Column) -> None:
    """Take a correction back: in the next table the cell is again what was read."""
    corrections.forget_correction(
        library, corrections.cell_place(row.document_id, row.item, column.name, column.kind)
    )


def apply_corrections(
    library: Library, wanted: Sequence[Column], rows: Sequence[Row]
) -> tuple[Row, ...]:
    """Apply to the rows every correction that was made to their cells. The quotes of what was read
    stay beside it."""
    known = corrections.find_corrections(
        library, {row.document_id for row in rows if row.document_id}
    )
    return tuple(
        replace(
            row,
            cells=tuple(_cell(known, row, *pair) for pair in zip(wanted, row.cells, strict=True)),
        )
        for row in rows
    )


def _cell(known: corrections.Known, row: Row, column: Column, cell: Cell) -> Cell:
    place = corrections.cell_place(row.document_id, row.item, column.name, column.kind)
    if place not in known:
        return cell
    return _written(column, known[place], cell)


def _written(column: Column, written: str, cell: Cell) -> Cell:
    """What a person wrote, beside the quotes of what was read."""
    parsed = values.parse_value(column.kind, written, column.choices)
    return Cell(parsed.value, written, cell.sources, (), corrected=True)
