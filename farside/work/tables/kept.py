"""A table as JSON that a later release reads as the same table, and back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from farside.types import Citation, Usage
from farside.work.tables.nouns import Cell, Column, Day, Money, Row, Table, Value

Plain = dict[str, Any]


def pack_table(table: Table) -> Plain:
    """The table as plain values; nothing of it is lost."""
    return {
        "title": table.title,
        "columns": [asdict(column) for column in table.columns],
        "rows": [
            {**asdict(row), "cells": [pack_cell(cell) for cell in row.cells]} for row in table.rows
        ],
        "notes": list(table.notes),
        "model": table.model,
        "usage": asdict(table.usage),
    }


def unpack_table(kept: Plain) -> Table:
    """The table of what `pack_table` gave."""
    return Table(
        kept["title"],
        tuple(Column(**one | {"choices": tuple(one["choices"])}) for one in kept["columns"]),
        tuple(
            Row(**one | {"cells": tuple(map(unpack_cell, one["cells"]))}) for one in kept["rows"]
        ),
        tuple(kept["notes"]),
        kept["model"],
        Usage(**kept["usage"]),
    )


def pack_cell(cell: Cell) -> Plain:
    """A cell as plain values; nothing of it is lost."""
    sources = [asdict(one) for one in cell.sources]
    return {
        **asdict(cell),
        "value": _plain(cell.value),
        "sources": sources,
        "flags": list(cell.flags),
    }


def unpack_cell(kept: Plain) -> Cell:
    """The cell of what `pack_cell` gave."""
    sources = tuple(Citation(**one) for one in kept["sources"])
    return Cell(
        **kept | {"value": _value(kept["value"]), "sources": sources, "flags": tuple(kept["flags"])}
    )


def _plain(value: Value) -> Any:
    """Strings, yes, no and nothing as they are; everything else under the name of what it is."""
    if isinstance(value, Decimal):
        return {"number": str(value)}
    if isinstance(value, Money):
        return {"money": [str(value.amount), value.currency]}
    if isinstance(value, Day):
        return {"day": [value.year, value.month, value.day]}
    return {"list": list(value)} if isinstance(value, tuple) else value


_READ: Mapping[str, Callable[[Any], Value]] = MappingProxyType(
    {
        "number": Decimal,
        "money": lambda given: Money(Decimal(given[0]), given[1]),
        "day": lambda given: Day(*given),
        "list": tuple,
    }
)


def _value(kept: Any) -> Value:
    if isinstance(kept, dict):
        ((kind, given),) = kept.items()
        return _READ[kind](given)
    value: Value = kept
    return value
