"""Runs a checked query over the rows of a table, in SQLite, in memory."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from decimal import Decimal

from farside.errors import InputError
from farside.work.programs.check_sql import HAS, TABLE, identifier
from farside.work.programs.program import FILE, NAME, Computed, OpenRow, Query, Result, ResultRow
from farside.work.tables import values
from farside.work.tables.nouns import Day, Money, Row, Table, Value

_SECONDS = 10.0
_STEPS = 10_000
"""SQLite instructions between two looks at the clock."""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_PARTS: Mapping[str, int] = {"%Y": 1, "%m": 2, "%d": 3}

Meanings = Mapping[str, frozenset[str]]
"""For words that a condition looks for: the values that mean them in other words."""


def run_query(query: Query, table: Table, meanings: Meanings) -> Result:
    """The rows of the result in order, each with its documents. Rows that failed have no part in it.

    Raises `InputError` for a query that SQLite does not take.
    """
    names = [identifier(column.name) for column in table.columns]
    with closing(sqlite3.connect(":memory:")) as database:
        _define_functions(database, meanings)
        _fill_table(database, table, names)
        database.set_authorizer(lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY)
        deadline = time.monotonic() + _SECONDS
        database.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)
        try:
            fetched = database.execute(query.sql).fetchall()
            undecided = {at for (at,) in database.execute(query.undecided_sql)} if query.undecided_sql else set()
        except sqlite3.Error as error:
            raise InputError(f"the query {query.sql!r} cannot be computed: {error}") from error
    rows = [_result_row(query, table, one) for one in _cut_to_limit(query, fetched)]
    open_rows = tuple(_find_open(query, table, rows, undecided))
    return Result(query, table.columns, tuple(rows), open_rows, len(table.rows))


def _define_functions(database: sqlite3.Connection, meanings: Meanings) -> None:
    def has(cell: str | None, wanted: str) -> int | None:
        if cell is None:
            return None
        items = json.loads(cell) if cell.startswith("[") else [cell]
        means = meanings.get(wanted, frozenset())
        return int(any(item in means or values.has_words(item, wanted) for item in items))

    database.create_function(HAS, 2, has, deterministic=True)
    database.create_function("strftime", 2, _date_part, deterministic=True)


def _date_part(form: str, day: str | None) -> str | None:
    """`strftime` of days that may lack their day or month ("2026-05"); None for a part that is not known."""
    if day is None:
        return None
    parts = day.split("-")
    if any(sign in form and len(parts) < most for sign, most in _PARTS.items()):
        return None
    for sign, most in _PARTS.items():
        form = form.replace(sign, parts[most - 1] if len(parts) >= most else "")
    return form


def _fill_table(database: sqlite3.Connection, table: Table, names: Sequence[str]) -> None:
    columns = ", ".join(f'"{name}"' for name in ("_row", FILE, *(() if NAME in names else (NAME,)), *names))
    database.execute(f"CREATE TABLE {TABLE} ({columns})")
    for at, row in enumerate(table.rows):
        if not row.problem:
            named = () if NAME in names else (row.document,)
            filled = (at, row.document, *named, *(_stored(cell.value) for cell in row.cells))
            database.execute(f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(filled))})", filled)


def _stored(value: Value) -> str | int | float | None:
    """As SQLite compares it: an amount by its number (`mixed_currencies` looks at the currencies), a list as JSON."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Money):
        return float(value.amount)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Day):
        return str(value)
    return json.dumps(list(value), ensure_ascii=False) if isinstance(value, tuple) else value


def _cut_to_limit(query: Query, fetched: list[tuple[Computed, ...]]) -> list[tuple[Computed, ...]]:
    """The first `limit` rows, and those that are equal to the last of them. A row without a value to order by has no
    place."""
    if not query.ordering:
        return fetched[: query.limit]
    placed = [one for one in fetched if one[-query.ordering] is not None]
    if query.limit is None:
        return fetched
    last = placed[: query.limit][-1:]
    return [one for at, one in enumerate(placed) if at < query.limit or _order(query, one) == _order(query, last[0])]


def _order(query: Query, row: tuple[Computed, ...]) -> tuple[Computed, ...]:
    return row[-query.ordering :]


def _result_row(query: Query, table: Table, fetched: tuple[Computed, ...]) -> ResultRow:
    width = len(query.shown)
    rows = tuple(table.rows[at] for at in sorted(json.loads(str(fetched[width]))))
    return ResultRow(fetched[:width], rows)


def _find_open(query: Query, table: Table, rows: Sequence[ResultRow], undecided: Collection[int]) -> Iterator[OpenRow]:
    """The documents outside of the result that may belong there: the condition cannot be told of them, or a value that
    gives them their place is missing, or one that decides is doubtful."""
    told = {id(row) for one in rows for row in one.rows}
    for at, row in enumerate(table.rows):
        if row.problem or id(row) in told:
            continue
        for column, cell in zip(table.columns, row.cells, strict=True):
            name = identifier(column.name)
            absent = cell.value is None and (name in query.placing or at in undecided)
            if name in query.deciding and (absent or cell.flags):
                yield OpenRow(row, column.name, cell)
                break


def find_doubts(query: Query, table: Table, row: Row) -> tuple[str, ...]:
    """Why a document that is in the result should be looked at by a person: the flags of its deciding cells."""
    names = [identifier(column.name) for column in table.columns]
    return tuple(
        f"{column.name}: {why}"
        for name, column, cell in zip(names, table.columns, row.cells, strict=True)
        if name in query.deciding
        for why in cell.flags
    )


def mixed_currencies(query: Query, table: Table) -> frozenset[str]:
    """The currencies that a deciding or shown column of money mixes; empty where amounts can be compared."""
    found: set[str] = set()
    for at, column in enumerate(table.columns):
        if column.kind == "money" and identifier(column.name) in query.read:
            cells = (row.cells[at].value for row in table.rows)
            found |= {value.currency for value in cells if isinstance(value, Money) and value.currency}
    return frozenset(found) if len(found) > 1 else frozenset()
