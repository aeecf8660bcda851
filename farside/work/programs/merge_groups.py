"""Groups that are one in two scripts: "本科" and "BSc" are one degree to a person who counts by
degree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from farside.engine.base import Engine
from farside.work.programs.check_sql import sql_identifier
from farside.work.programs.coarsen_groups import column_texts, grouping_columns
from farside.work.programs.match_values import LONGEST, MOST_VALUES, are_two_scripts, ask_same
from farside.work.tables.nouns import Cell, Table


def merge_groups(
    engine: Engine, question: str, sql: str, table: Table
) -> tuple[Table, Mapping[str, str]]:
    """The table with values of one script put as the value of the other that the model says is the
    same, where documents are grouped by them; and which were put so. One that fits several, or
    none, stays what it is."""
    grouped = grouping_columns(sql)
    merged: dict[str, str] = {}
    for at, column in enumerate(table.columns):
        if column.kind == "text" and sql_identifier(column.name) in grouped:
            same = _find_same(engine, question, column_texts(table.rows, at))
            table, merged = table.change_column(at, partial(_put, same=same)), merged | same
    return table, merged


def _find_same(engine: Engine, question: str, texts: Sequence[str]) -> dict[str, str]:
    """For each value with Chinese, Japanese or Korean characters, find the one in Latin letters
    that means the same."""
    values = [one for one in dict.fromkeys(texts) if len(one) <= LONGEST][:MOST_VALUES]
    han = [one for one in values if are_two_scripts(one, "a")]
    found = {}
    for one in han:
        others = [other for other in values if are_two_scripts(one, other)]
        same = ask_same(engine, question, one, others) if others else frozenset[str]()
        if len(same) == 1:
            found[one] = next(iter(same))
    return found


def _put(cell: Cell, same: Mapping[str, str]) -> Cell:
    put = same.get(cell.value) if isinstance(cell.value, str) else None
    return replace(cell, value=put) if put else cell
