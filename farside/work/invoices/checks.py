"""What arithmetic and comparison say about invoices: net and tax make gross, and no invoice comes
twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from farside.work.invoices import fields
from farside.work.tables import values
from farside.work.tables.nouns import DUPLICATE, Cell, Money, Row

ROUNDING = Decimal("0.05")
"""How far sums may be off: rounding by line, or to five cents at a till."""


def adds_up(net: Cell, tax: Cell, gross: Cell) -> bool | None:
    """Tell whether net + tax = gross; None where one of them is not known."""
    if (
        isinstance(net.value, Money)
        and isinstance(tax.value, Money)
        and isinstance(gross.value, Money)
    ):
        return abs(net.value.amount + tax.value.amount - gross.value.amount) <= ROUNDING
    return None


def check_arithmetic(cells: Sequence[Cell]) -> tuple[Cell, ...]:
    """The cells; amounts that do not add up, or have several currencies, are flagged: those that
    were in doubt before, where some were and others were not."""
    checked = list(cells)
    amounts = (fields.NET, fields.TAX, fields.GROSS)
    if adds_up(*(cells[at] for at in amounts)) is False:
        said = " + ".join(values.value_text(cells[at].value) for at in amounts[:2])
        why = f"{said} is not {values.value_text(cells[fields.GROSS].value)}"
        doubtful = [at for at in amounts if cells[at].flags]
        for at in doubtful or amounts:
            checked[at] = checked[at].flagged(why)
    monies = [cell.value for cell in cells if isinstance(cell.value, Money)]
    if len({one.currency for one in monies if one.currency}) > 1:
        for at in amounts:
            if checked[at].value is not None:
                checked[at] = checked[at].flagged("its amounts have several currencies")
    return tuple(checked)


def flag_duplicates(rows: Sequence[Row]) -> tuple[Row, ...]:
    """Every row but the first of an invoice is flagged: same seller and number, or same seller,
    date and gross where one of the two has no number."""
    seen: dict[tuple[object, ...], Row] = {}
    checked = []
    for row in rows:
        known = [seen[key] for key in _keys(row) if key in seen]
        twin = next((one for one in known if not _numbers_differ(one, row)), None)
        for key in _keys(row):
            seen.setdefault(key, row)
        if twin is not None:
            cells = list(row.cells)
            cells[fields.GROSS] = cells[fields.GROSS].flagged(f"{DUPLICATE} {twin.document}")
            row = replace(row, cells=tuple(cells))
        checked.append(row)
    return tuple(checked)


def _keys(row: Row) -> list[tuple[object, ...]]:
    if row.problem:
        return []
    cells = row.cells
    seller = values.word_tokens(values.value_text(cells[fields.SELLER].value))
    number = values.word_tokens(values.value_text(cells[fields.NUMBER].value))
    gross, day = cells[fields.GROSS].value, cells[fields.DATE].value
    keys: list[tuple[object, ...]] = []
    if seller and number:
        keys.append((seller, number))
    if isinstance(gross, Money) and day is not None:
        keys.append((seller, day, gross))
    return keys


def _numbers_differ(one: Row, other: Row) -> bool:
    """Two invoices of one day and sum are two where each has a number of its own."""
    first, second = (
        values.word_tokens(values.value_text(row.cells[fields.NUMBER].value))
        for row in (one, other)
    )
    return bool(first and second) and first != second
