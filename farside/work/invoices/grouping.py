"""Expenses by month, category or trip, currencies apart. Duplicates are listed and not counted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Literal

from farside.work.invoices import fields
from farside.work.tables.nouns import Day, Money, Row, Table

By = Literal["month", "category", "trip"]
NO_DATE = "no date"
NO_CURRENCY = "none"
# Days without a receipt after which another trip has begun.
_APART = timedelta(days=3)
# Signs that a spreadsheet's conditions give a meaning to.
_SIGNS = re.compile(r"[*?~<>=\"\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class GroupSum:
    """Totals of a group in one currency."""

    group: str
    currency: str
    net: Decimal
    tax: Decimal
    gross: Decimal


def row_groups(table: Table, by: By) -> tuple[str, ...]:
    """The group of each row."""
    if by == "month":
        return tuple(_month(row) for row in table.rows)
    if by == "category":
        return tuple(
            _named(str(row.cells[fields.CATEGORY].value or "no category")) for row in table.rows
        )
    return _trips(table.rows)


def row_currency(row: Row) -> str:
    """The currency of a row's amounts, of its gross first."""
    for at in (fields.GROSS, fields.NET, fields.TAX):
        value = row.cells[at].value
        if isinstance(value, Money) and value.currency:
            return value.currency
    return NO_CURRENCY


def total_groups(table: Table, by: By) -> tuple[GroupSum, ...]:
    """The totals of each group and currency, in order."""
    found: dict[tuple[str, str], list[Decimal]] = {}
    for row, group in zip(table.rows, row_groups(table, by), strict=True):
        if row.counted:
            sums = found.setdefault((group, row_currency(row)), [Decimal(0)] * 3)
            for place, at in enumerate((fields.NET, fields.TAX, fields.GROSS)):
                value = row.cells[at].value
                sums[place] += value.amount if isinstance(value, Money) else 0
    return tuple(GroupSum(*key, *found[key]) for key in sorted(found))


def by_currency(sums: Sequence[GroupSum]) -> tuple[GroupSum, ...]:
    """The totals of each currency."""
    found: dict[str, list[Decimal]] = {}
    for one in sums:
        total = found.setdefault(one.currency, [Decimal(0)] * 3)
        for place, amount in enumerate((one.net, one.tax, one.gross)):
            total[place] += amount
    return tuple(GroupSum("all", code, *found[code]) for code in sorted(found))


def _month(row: Row) -> str:
    day = row.cells[fields.DATE].value
    return f"{day.year:04}-{day.month:02}" if isinstance(day, Day) and day.month else NO_DATE


def _named(name: str) -> str:
    return _SIGNS.sub("_", name)[:80]


def _trips(rows: Sequence[Row]) -> tuple[str, ...]:
    """The folder a receipt lies in, where receipts lie in several; else runs of days that follow
    each other closely."""
    folders = [str(PurePosixPath(row.document).parent) for row in rows]
    if len(set(folders)) > 1:
        return tuple(_named(one) for one in folders)
    days = sorted({one for row in rows if (one := _day(row))})
    trips: list[list[date]] = []
    for day in days:
        if trips and day - trips[-1][-1] <= _APART:
            trips[-1].append(day)
        else:
            trips.append([day])
    names = {
        day: f"{trip[0].isoformat()} to {trip[-1].isoformat()}" for trip in trips for day in trip
    }
    return tuple(names[own] if (own := _day(row)) else NO_DATE for row in rows)


def _day(row: Row) -> date | None:
    day = row.cells[fields.DATE].value
    return date(day.year, day.month, day.day) if isinstance(day, Day) and day.day else None
