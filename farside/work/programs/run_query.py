"""Runs a checked query over the rows of a table, in SQLite, in memory."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

from farside.errors import InputError
from farside.reading.text.detect import instructions_for
from farside.work.programs.check_sql import HAS, TABLE, WORDS, sql_identifier
from farside.work.programs.program import (
    FILE,
    NAME,
    CheckedQuery,
    Computed,
    OpenRow,
    Result,
    ResultRow,
)
from farside.work.tables import values
from farside.work.tables.nouns import Day, Money, Row, Table, Value

_SECONDS = 10.0
_BEGINNING = 20_000
"""Characters of a text that tell its language."""
_STEPS = 10_000
"""SQLite instructions between two looks at the clock."""
_ALLOWED = {sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION}
_PARTS: Mapping[str, int] = {"%Y": 1, "%m": 2, "%d": 3}

NO_PLACE = "not stated, so that its place in the order is not known"

Meanings = Mapping[str, frozenset[str]]
"""For each word that a condition looks for, the values that mean it in other words."""


def run_query(
    query: CheckedQuery, table: Table, meanings: Meanings, texts: Mapping[str, str]
) -> Result:
    """The rows of the result in order, each with its documents. Rows that failed have no part in
    it.

    `texts` are the texts of the documents, by id: where a word is looked for that stands nowhere in
    a document, it does not matter that the value was not found, or is doubtful. Raises `InputError`
    for a query that SQLite does not take.
    """
    fetched, holds = _execute(query, table, meanings)
    wide = _widen(query, table, texts)
    might_hold = _execute(query, wide, meanings)[1] if wide != table else holds
    sure = frozenset(at for at in holds if holds[at] is not None and holds[at] == might_hold[at])
    sure |= frozenset(at for at in holds if might_hold[at] == 0 and not holds[at])
    rows = [_result_row(query, table, one) for one in _cut_to_limit(query, fetched)]
    open_rows = list(_find_open(query, table, rows, sure))
    if query.grouped and not query.counts:
        missing = [one for row in rows for one in _find_missing(query, table, row.rows)]
        open_rows += missing
        rows = [_without(row, missing) for row in rows]
    return Result(query, table.columns, tuple(rows), tuple(open_rows), len(table.rows))


def _execute(
    query: CheckedQuery, table: Table, meanings: Meanings
) -> tuple[list[tuple[Computed, ...]], dict[int, int | None]]:
    """The rows of the result, and whether the condition holds for each row of the table."""
    with closing(sqlite3.connect(":memory:")) as database:
        _define_functions(database, meanings)
        _fill_table(database, table, [sql_identifier(column.name) for column in table.columns])
        database.set_authorizer(
            lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
        )
        deadline = time.monotonic() + _SECONDS
        database.set_progress_handler(lambda: int(time.monotonic() > deadline), _STEPS)
        try:
            fetched = database.execute(query.sql).fetchall()
            holds = (
                dict(database.execute(query.condition_sql).fetchall())
                if query.condition_sql
                else {}
            )
        except sqlite3.Error as error:
            raise InputError(f"the query {query.sql!r} cannot be computed: {error}") from error
    return fetched, holds


def _widen(query: CheckedQuery, table: Table, texts: Mapping[str, str]) -> Table:
    """The table with what a value that is not stated, or doubtful, may be at most: the whole text
    of the document for words, and unknown for everything else.

    The text counts only where documents of the same language write what is looked for in these very
    words: another one may say it in other words, and then its text proves nothing.
    """
    languages = {identity: instructions_for(text[:_BEGINNING]) for identity, text in texts.items()}
    written = {
        (column, languages[identity])
        for column in {one.column for one in query.literals}
        for identity in texts
        if all(
            _is_written(one.text, languages[identity], languages, texts)
            for one in query.literals
            if one.column == column
        )
    }

    def widened(row: Row) -> Row:
        cells = []
        for column, cell in zip(table.columns, row.cells, strict=True):
            told = (
                column.kind in WORDS
                and (sql_identifier(column.name), languages.get(row.document_id)) in written
            )
            is_sure = cell.value is not None and not cell.flags
            cells.append(
                cell if is_sure else replace(cell, value=texts[row.document_id] if told else None)
            )
        return replace(row, cells=tuple(cells))

    return replace(table, rows=tuple(map(widened, table.rows)))


def _is_written(
    words: str, language: str, languages: Mapping[str, str], texts: Mapping[str, str]
) -> bool:
    return any(
        values.has_words(text, words)
        for identity, text in texts.items()
        if languages[identity] == language
    )


def _define_functions(database: sqlite3.Connection, meanings: Meanings) -> None:
    def has(cell: str | float | None, wanted: str) -> int | None:
        if cell is None:
            return None
        if isinstance(cell, int | float):  # a column of numbers has no word
            return int(f"{cell:g}" == wanted)
        try:
            items = json.loads(cell) if cell.startswith("[") else [cell]
        except ValueError:  # a text that begins so
            items = [cell]
        means = meanings.get(wanted, frozenset())
        return int(any(item in means or values.has_words(item, wanted) for item in items))

    database.create_function(HAS, 2, has, deterministic=True)
    database.create_function("strftime", 2, _date_part, deterministic=True)


def _date_part(form: str, day: str | None) -> str | None:
    """`strftime` of days that may lack their day or month ("2026-05"); None for a part that is not
    known."""
    if day is None:
        return None
    parts = day.split("-")
    if any(sign in form and len(parts) < most for sign, most in _PARTS.items()):
        return None
    for sign, most in _PARTS.items():
        form = form.replace(sign, parts[most - 1] if len(parts) >= most else "")
    return form


def _fill_table(database: sqlite3.Connection, table: Table, names: Sequence[str]) -> None:
    columns = ", ".join(
        f'"{name}"' for name in ("_row", FILE, *(() if NAME in names else (NAME,)), *names)
    )
    database.execute(f"CREATE TABLE {TABLE} ({columns})")
    for at, row in enumerate(table.rows):
        if not row.problem:
            named = () if NAME in names else (row.document,)
            filled = (at, row.document, *named, *(_stored(cell.value) for cell in row.cells))
            database.execute(f"INSERT INTO {TABLE} VALUES ({', '.join('?' * len(filled))})", filled)


def _stored(value: Value) -> str | int | float | None:
    """The value as SQLite compares it: an amount by its number (`mixed_currencies` looks at the
    currencies), a list as JSON."""
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Money):
        return float(value.amount)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Day):
        return str(value)
    return json.dumps(list(value), ensure_ascii=False) if isinstance(value, tuple) else value


def _cut_to_limit(
    query: CheckedQuery, fetched: list[tuple[Computed, ...]]
) -> list[tuple[Computed, ...]]:
    """The first `limit` rows, and those that are equal to the last of them. A row without a value
    to order by has no place."""
    if not query.ordering:
        return fetched[: query.limit]
    placed = [one for one in fetched if one[-query.ordering] is not None]
    if query.limit is None:
        return fetched
    last = placed[: query.limit][-1:]
    return [
        one
        for at, one in enumerate(placed)
        if at < query.limit or _order(query, one) == _order(query, last[0])
    ]


def _order(query: CheckedQuery, row: tuple[Computed, ...]) -> tuple[Computed, ...]:
    return row[-query.ordering :]


def _result_row(query: CheckedQuery, table: Table, fetched: tuple[Computed, ...]) -> ResultRow:
    width = len(query.shown)
    rows = tuple(table.rows[at] for at in sorted(json.loads(str(fetched[width]))))
    return ResultRow(fetched[:width], rows)


def _find_open(
    query: CheckedQuery, table: Table, rows: Sequence[ResultRow], sure: Collection[int]
) -> Iterator[OpenRow]:
    """The documents outside of the result that may belong there: the condition cannot be told for
    them, or a value that gives them their place is missing, or one that decides is doubtful."""
    told = {id(row) for one in rows for row in one.rows}
    for at, row in enumerate(table.rows):
        if row.problem or id(row) in told or (at in sure and query.condition_sql):
            continue
        for column, cell in zip(table.columns, row.cells, strict=True):
            name = sql_identifier(column.name)
            if name in query.deciding and (cell.value is None or cell.flags):
                yield OpenRow(row, column.name, cell)
                break


def _find_missing(query: CheckedQuery, table: Table, rows: Sequence[Row]) -> Iterator[OpenRow]:
    """The rows of an aggregate that lack a value of it: SQL passes over them without a word."""
    for row in rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            if sql_identifier(column.name) in query.aggregated and cell.value is None:
                yield OpenRow(row, column.name, cell)
                break


def _without(row: ResultRow, missing: Sequence[OpenRow]) -> ResultRow:
    left_out = {id(one.row) for one in missing}
    return replace(row, rows=tuple(one for one in row.rows if id(one) not in left_out))


def find_doubts(query: CheckedQuery, table: Table, row: Row, shown: bool = True) -> tuple[str, ...]:
    """Why a document that is in the result should be looked at by a person: the flags of the cells
    that decide, or are `shown`, unless the words that were looked for stand in their quotations,
    and that it lacks what rows are ordered by."""
    found = []
    told = {*query.deciding, *(query.shown if shown else ())} - {NAME}
    for column, cell in zip(table.columns, row.cells, strict=True):
        name = sql_identifier(column.name)
        sought = [one.text for one in query.literals if one.column == name]
        quoted = sought and all(
            any(values.has_words(one.quote, text) for one in cell.sources) for text in sought
        )
        if name in told and not quoted:
            found += [f"{column.name}: {why}" for why in cell.flags]
        placed = cell.value is not None or bool(cell.flags)
        if query.ordering and not query.grouped and name in query.placing and not placed:
            found.append(f"{column.name}: {NO_PLACE}")
    return tuple(found)


def mixed_currencies(query: CheckedQuery, table: Table) -> frozenset[str]:
    """The currencies that a deciding or shown column of money mixes; empty where amounts can be
    compared."""
    found: set[str] = set()
    for at, column in enumerate(table.columns):
        if column.kind == "money" and sql_identifier(column.name) in query.read:
            cells = (row.cells[at].value for row in table.rows)
            found |= {
                value.currency for value in cells if isinstance(value, Money) and value.currency
            }
    return frozenset(found) if len(found) > 1 else frozenset()
