"""A result as a table, to be printed and to be taken away in every format."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from farside.work.programs.check_sql import sql_identifier
from farside.work.programs.program import NAME, OpenRow, Result, ResultRow
from farside.work.programs.run_query import find_doubts
from farside.work.programs.tell_result import ToldResult, is_one_value, show_computed
from farside.work.tables.nouns import Cell, Column, Row, Table

_TOGETHER = 4
"""Documents that are named in the first column of a row that stands for several."""


def make_table(result: Result, table: Table, title: str) -> Table:
    """A row for each row of the result, with the cells that were read; computed values have the
    places that they were computed from. What could not be told is said in the notes."""
    by_name = {sql_identifier(column.name): column for column in table.columns}
    columns = tuple(
        by_name.get(label, Column(label.replace("_", " "))) for label in result.query.shown
    )
    rows = tuple(_make_row(result, table, one) for one in result.rows)
    notes = tuple(map(_note_open, result.open_rows))
    return Table(title, columns, rows, (*table.notes, *notes), table.model, table.usage)


def make_answer_table(question: str, told: ToldResult, result: Result, table: Table) -> Table:
    """The table that an answer is taken away as: the rows of the result, or of one number the
    documents that it was computed from; the number and all doubts are in the notes."""
    made = make_table(result, table, question)
    if is_one_value(result) or result.query.counts:
        made = replace(
            made, columns=table.columns, rows=tuple(row for one in result.rows for row in one.rows)
        )
    return replace(made, notes=(*table.notes, *told.notes))


def _make_row(result: Result, table: Table, row: ResultRow) -> Row:
    names = [one.document for one in row.rows]
    shown = "; ".join(names[:_TOGETHER]) + ("; …" if len(names) > _TOGETHER else "")
    identity = row.rows[0].document_id if len(row.rows) == 1 else ""
    return Row(shown, identity, tuple(_make_cells(result, table, row)))


def _make_cells(result: Result, table: Table, row: ResultRow) -> Iterator[Cell]:
    names = [sql_identifier(column.name) for column in table.columns]
    doubts = [why for one in row.rows for why in find_doubts(result.query, table, one)]
    for label, value in zip(result.query.shown, row.values, strict=True):
        if label in names and not result.query.grouped:
            yield row.rows[0].cells[names.index(label)].flagged(*(doubts if label == NAME else ()))
        else:
            used = [at for at, name in enumerate(names) if name in label]
            sources = tuple(
                source for one in row.rows for at in used for source in one.cells[at].sources[:1]
            )
            shown = show_computed(result, row, label, value)
            yield Cell(shown or None, shown, sources).flagged(*doubts)


def _note_open(one: OpenRow) -> str:
    why = "is not stated" if one.cell.value is None else f"is doubtful: {'; '.join(one.cell.flags)}"
    return f"{one.row.document} may belong here too: {one.column} {why}"
