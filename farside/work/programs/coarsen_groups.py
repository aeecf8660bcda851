"""Groups that are too fine: "BSc in Physics" and "BSc Mathematics" are one degree to a person who
counts by degree."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from farside.work.programs.check_sql import parse_select, sql_identifier
from farside.work.tables.nouns import Cell, Row, Table


def coarsen_groups(sql: str, table: Table) -> tuple[Table, tuple[str, ...]]:
    """The table with the first word of the values that documents are grouped by, where most values
    stand alone and their first words do not; and the names of these columns."""
    grouped = grouping_columns(sql)
    coarse = {
        at: column.name
        for at, column in enumerate(table.columns)
        if column.kind == "text"
        and sql_identifier(column.name) in grouped
        and _share_heads(column_texts(table.rows, at))
    }
    rows = tuple(
        replace(
            row,
            cells=tuple(
                _head_of(cell) if at in coarse else cell for at, cell in enumerate(row.cells)
            ),
        )
        for row in table.rows
    )
    return replace(table, rows=rows), tuple(coarse.values())


def grouping_columns(sql: str) -> frozenset[str]:
    """The names of the columns that the query groups by."""
    tree = parse_select(sql)
    group = tree.args.get("group")
    by = group.expressions if group else []
    shown = tree.expressions
    resolved = [shown[int(one.name) - 1] if isinstance(one, exp.Literal) else one for one in by]
    return frozenset(sql_identifier(one.name) for one in resolved if isinstance(one, exp.Column))


def column_texts(rows: Sequence[Row], at: int) -> list[str]:
    """The texts of a column, of the rows that have one."""
    cells = (row.cells[at].value for row in rows if not row.problem)
    return [value for value in cells if isinstance(value, str)]


def _share_heads(texts: Sequence[str]) -> bool:
    """Tell whether most values stand alone, and their first words twice or more."""
    heads = [_head(text) for text in texts]
    alone = sum(texts.count(text) == 1 for text in texts)
    shared = all(heads.count(head) > 1 for head in heads if head) or len(texts) >= 3 * len(
        set(heads)
    )
    return bool(texts) and 2 * alone > len(texts) and len(set(heads)) < len(set(texts)) and shared


def _head(text: str) -> str:
    first, _, _ = text.strip().partition(" ")
    return first.strip(",;:()").casefold()


def _head_of(cell: Cell) -> Cell:
    if not isinstance(cell.value, str) or not cell.value.strip():
        return cell
    return replace(cell, value=cell.value.split()[0].strip(",;:()") or cell.value)
