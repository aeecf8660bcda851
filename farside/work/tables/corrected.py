"""Corrections by a person, put over what was read; they win over it in every later table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from farside.errors import InputError
from farside.library import corrections
from farside.library.library import Library
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Column, Kind, Row

_EXAMPLES: Mapping[Kind, str] = MappingProxyType(
    {"number": "1234.5", "money": "1234.50 EUR", "date": "2026-03-05", "yes/no": "yes"}
)


def save_correction(library: Library, row: Row, column: Column, written: str) -> Cell:
    """Keeps what a person wrote for a cell of this row, and gives the cell as it is now. Empty: not
    stated.

    Raises `InputError` for what is no value of the column, `NotFound` for a document that is gone.
    """
    parsed = values.parse_value(column.kind, written, column.choices)
    if parsed.flags:
        raise InputError(f"{column.name}: {'; '.join(parsed.flags)}; write {_as(column)}")
    corrections.keep_correction(
        library,
        corrections.cell_place(row.document_id, row.item, column.name, column.kind),
        written,
    )
    return replace(Cell(), value=parsed.value, raw=written, corrected=True)


def _as(column: Column) -> str:
    """How a person can write a value so that it means one thing only."""
    if column.kind == "choice":
        return f"one of {', '.join(column.choices)}"
    return (
        f"it as for example {_EXAMPLES[column.kind]}"
        if column.kind in _EXAMPLES
        else "it in other words"
    )


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
    parsed = values.parse_value(column.kind, known[place], column.choices)
    return Cell(parsed.value, known[place], cell.sources, (), corrected=True)
