"""Numbers of one column in several units of one kind ("92,260 metres" beside "178 km"), brought to
one of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial

from farside.work.programs.name_units import find_unit, fold_unit, join_unit
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Table

# The sizes of units, kind by kind. Months have no number of days, so days and months are two kinds.
_SIZES: Sequence[Mapping[str, Decimal]] = (
    {"metre": Decimal(1), "kilometre": Decimal(1000), "mile": Decimal("1609.344")},
    {"gram": Decimal(1), "kilogram": Decimal(1000), "tonne": Decimal(1_000_000)},
    {"minute": Decimal(1), "hour": Decimal(60), "day": Decimal(1440), "week": Decimal(10080)},
    {"month": Decimal(1), "year": Decimal(12)},
)


def convert_units(table: Table) -> Table:
    """The table with the numbers of each column in the unit that most of them have. A column that
    mixes other units, or kinds of units, stays as it is."""
    for at, column in enumerate(table.columns):
        cells = [row.cells[at] for row in table.rows if not row.problem]
        named = Counter(
            unit for cell in cells if cell.value is not None and (unit := find_unit(cell))
        )
        folded = Counter(fold_unit(unit) for unit in named.elements())
        sizes = next((sizes for sizes in _SIZES if folded.keys() <= sizes.keys()), None)
        if column.kind != "number" or len(folded) < 2 or sizes is None:
            continue
        usual = folded.most_common(1)[0][0]
        into = next(unit for unit, _ in named.most_common() if fold_unit(unit) == usual)
        table = table.change_column(at, partial(_convert, sizes=sizes, into=into))
    return table


def _convert(cell: Cell, sizes: Mapping[str, Decimal], into: str) -> Cell:
    unit = find_unit(cell)
    if not isinstance(cell.value, Decimal) or not unit or fold_unit(unit) == fold_unit(into):
        return cell
    value = cell.value * sizes[fold_unit(unit)] / sizes[fold_unit(into)]
    value = value.quantize(Decimal("0.0001")).normalize()
    return replace(cell, value=value, raw=join_unit(values.value_text(value), into))
