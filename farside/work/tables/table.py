"""What code does with a table: count, add up, sort, and write its one JSON shape."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

from farside.errors import InputError
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Column, Day, Money, Row, Table


class LastTable:
    """Hears tables as they grow, passes each on, and keeps the newest."""

    def __init__(self, on_table: Callable[[Table], None] = lambda _: None) -> None:
        self._on_table = on_table
        self.table: Table | None = None

    def __call__(self, table: Table) -> None:
        self.table = table
        self._on_table(table)


def sum_column(table: Table, column: str) -> dict[str, Decimal]:
    """The total of a number or money column, by currency ("" for numbers and amounts without one).
    Values with flags count too, as they are shown; rows that are there twice count once."""
    at = find_column(table, column)
    totals: dict[str, Decimal] = {}
    for row in table.rows:
        value = row.cells[at].value if row.counted else None
        if isinstance(value, Money):
            totals[value.currency] = totals.get(value.currency, Decimal(0)) + value.amount
        elif isinstance(value, Decimal):
            totals[""] = totals.get("", Decimal(0)) + value
    return totals


def sort_table(table: Table, column: str, descending: bool = False) -> Table:
    """The rows by a column's values; rows without one stand last. Amounts of several currencies
    stand by currency."""
    at = find_column(table, column)
    stated = [row for row in table.rows if row.cells[at].value is not None]
    rest = [row for row in table.rows if row.cells[at].value is None]
    stated.sort(key=lambda row: _order(row.cells[at]), reverse=descending)
    return replace(table, rows=(*stated, *rest))


def find_column(table: Table, column: str) -> int:
    """The place of a column. Raises `InputError` for a name that the table does not have."""
    names = [one.name.casefold() for one in table.columns]
    if column.casefold() not in names:
        raise InputError(
            f"there is no column {column!r}; the columns are "
            f"{', '.join(one.name for one in table.columns)}"
        )
    return names.index(column.casefold())


def _order(cell: Cell) -> tuple[str, Any]:
    value = cell.value
    if isinstance(value, Money):
        return value.currency, value.amount
    if isinstance(value, str):
        return "", value.casefold()
    if isinstance(value, Day):
        return "", (value.year, value.month, value.day)
    return "", value


def sum_totals(table: Table) -> list[tuple[Column, str]]:
    """The totals of each column of money, as a person reads them. Sums of other numbers (years,
    ranks) say nothing."""
    return [
        (
            column,
            " + ".join(
                f"{total:,} {code}".strip()
                for code, total in sorted(sum_column(table, column.name).items())
            ),
        )
        for column in table.columns
        if column.kind == "money" and sum_column(table, column.name)
    ]


def table_as_plain(table: Table) -> dict[str, Any]:
    """`{"title","columns":[{name,kind,about,choices}],"rows":[{document,document_id,item,problem,
    cells:[{value,shown,raw,quote,document,document_id,page,label,start,end,sources,flags,
    corrected}]}],"notes","totals","model"}`.

    A cell's place is that of its first source, None where it has none.
    """
    return {
        "title": table.title,
        "columns": [
            {**asdict(column), "choices": list(column.choices)} for column in table.columns
        ],
        "rows": [_row(row) for row in table.rows],
        "notes": list(table.notes),
        "totals": {column.name: shown for column, shown in sum_totals(table)},
        "flagged": table.flagged,
        "model": table.model,
        "usage": asdict(table.usage),
    }


def _row(row: Row) -> dict[str, Any]:
    return {
        "document": row.document,
        "document_id": row.document_id,
        "item": row.item,
        "problem": row.problem,
        "cells": [cell_json(cell) for cell in row.cells],
    }


def cell_json(cell: Cell) -> dict[str, Any]:
    """A cell of `table_as_plain`."""
    source = cell.sources[0] if cell.sources else None
    return {
        "value": values.value_as_plain(cell.value),
        "shown": values.value_text(cell.value),
        "raw": cell.raw,
        "quote": cell.quote,
        "document": source.document if source else None,
        "document_id": source.document_id if source else None,
        "page": source.page if source else None,
        "label": source.label if source else None,
        "start": source.start if source else None,
        "end": source.end if source else None,
        "sources": [one.as_plain() for one in cell.sources],
        "flags": list(cell.flags),
        "corrected": cell.corrected,
    }


def list_heads(table: Table) -> tuple[str, ...]:
    """The heads of a printed table: the document, which item of it where rows are items, and the
    columns."""
    each = ("item",) if has_items(table) else ()
    return ("document", *each, *(column.name for column in table.columns))


def has_items(table: Table) -> bool:
    """Tell whether rows are items of documents."""
    return any(row.item for row in table.rows)


def list_texts(table: Table, mark: str = "") -> list[tuple[str, ...]]:
    """The rows as text, a `mark` after values that wait for a person; the problem of a row in its
    first cell."""
    each = has_items(table)
    return [
        (row.document, *((str(row.item or ""),) if each else ()), *_texts(row, mark))
        for row in table.rows
    ]


def _texts(row: Row, mark: str) -> Sequence[str]:
    if row.problem:
        return [f"({row.problem})", *("" for _ in row.cells[1:])]
    return [values.value_text(cell.value) + (mark if cell.flags else "") for cell in row.cells]
