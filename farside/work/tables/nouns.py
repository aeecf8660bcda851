"""The nouns of tables, frozen: columns, typed values, and cells that know where they come from.

A value is shown as a fact only where code can take it from its quote; every doubt is a flag in
plain words.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal, get_args

from farside.types import Citation, Usage

Kind = Literal["text", "number", "money", "date", "yes/no", "list", "choice"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Rows = Literal["document", "each"]


@dataclass(frozen=True, slots=True)
class Column:
    """What to read from every document. `choices` are the values of a choice; `about` says more
    than the name does."""

    name: str
    kind: Kind = "text"
    about: str = ""
    choices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Money:
    """`currency` is an ISO 4217 code, empty where the text names none."""

    amount: Decimal
    currency: str = ""

    def __str__(self) -> str:
        return f"{self.amount:,} {self.currency}".strip()


@dataclass(frozen=True, slots=True, order=True)
class Day:
    """A date as exactly as the text has it: `month` and `day` are 0 where it does not say."""

    year: int
    month: int = 0
    day: int = 0

    def __str__(self) -> str:
        return "-".join(
            [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        )


Value = str | Decimal | Money | Day | bool | tuple[str, ...] | None
"""text and choice: str; number: Decimal; yes/no: bool; list: a tuple. None: not stated."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A value and where it stands. `raw` is what was read before code made a value of it; `sources`
    are its quotes, the best first. `flags` say why a person should look; a value with flags is a
    proposal. `corrected`: a person gave it.
    """

    value: Value = None
    raw: str = ""
    sources: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()
    corrected: bool = False

    @property
    def quote(self) -> str:
        return self.sources[0].quote if self.sources else ""

    def flagged(self, *why: str) -> Cell:
        return replace(self, flags=tuple(dict.fromkeys((*self.flags, *filter(None, why)))))


DUPLICATE = "seems to be the same invoice as"
"""The beginning of the flag that names the row which this row seems to repeat."""


@dataclass(frozen=True, slots=True)
class Row:
    """One document, or its `item`th item (from 1). `problem` says why it has no values; its cells
    are then empty."""

    document: str
    document_id: str
    cells: tuple[Cell, ...]
    item: int = 0
    problem: str = ""

    @property
    def counted(self) -> bool:
        """Tell whether the row counts in totals. It does not where it failed, or where it seems to
        repeat another row and no person denied that."""
        return not self.problem and not any(
            why.startswith(DUPLICATE) for cell in self.cells for why in cell.flags
        )


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` have a cell for each of `columns`. `notes` are said below it: totals, what was not
    read. `usage`: tokens of the run that made it, none for what was kept from earlier runs."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()
    model: str = ""
    usage: Usage = field(default=Usage())

    @property
    def flagged(self) -> int:
        """Cells that wait for a person."""
        return sum(bool(cell.flags) for row in self.rows for cell in row.cells)

    def change_column(self, at: int, change: Callable[[Cell], Cell]) -> Table:
        """Return the table with each cell of column `at` changed."""
        rows = (
            replace(row, cells=(*row.cells[:at], change(row.cells[at]), *row.cells[at + 1 :]))
            for row in self.rows
        )
        return replace(self, rows=tuple(rows))


OnTable = Callable[[Table], None]
"""Hears the table as far as it is, after each document."""


def ignore_table(_: Table) -> None:
    """The `OnTable` of a caller who waits for the end."""
