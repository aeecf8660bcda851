"""A ranking where a person corrected scores or requirements: what follows from them is worked out
again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from farside.work.judging.ranking import verdict
from farside.work.judging.ranking.rubric import Rubric
from farside.work.tables.nouns import Cell, Row, Table

RANK, TOTAL, MEETS, FIRST = range(4)
"""The places of a ranking's columns; the criteria begin at `FIRST`, and the requirements follow
them."""
BEFORE = "worked out before a score was corrected"
"""Why a person should look at a rank, and at the reasons in words: a model compares neighbours, not
code."""


def recount_table(table: Table, rubric: Rubric) -> Table:
    """The table of `rubric` with totals and requirements that follow from the corrected cells; what
    a person wrote stays."""
    return replace(table, rows=tuple(_row(row, rubric) for row in table.rows))


def _row(row: Row, rubric: Rubric) -> Row:
    end = FIRST + len(rubric.criteria)
    scores, checks = row.cells[FIRST:end], row.cells[end : end + len(rubric.requirements)]
    if row.problem or not any(cell.corrected for cell in (*scores, *checks)):
        return row
    cells = list(row.cells)
    points = [(cell.value, one.weight) for cell, one in zip(scores, rubric.criteria, strict=True)]
    total = verdict.weigh_scores(
        rubric, [(value, weight) for value, weight in points if isinstance(value, Decimal)]
    )
    meets = verdict.meets_all([None if cell.value is None else bool(cell.value) for cell in checks])
    cells[TOTAL] = _now(cells[TOTAL], Cell(total, str(total)))
    cells[MEETS] = _now(cells[MEETS], Cell(meets, meets))
    for at in (RANK, len(cells) - 2, len(cells) - 1):
        cells[at] = cells[at] if cells[at].corrected else cells[at].flagged(BEFORE)
    return replace(row, cells=tuple(cells))


def _now(known: Cell, counted: Cell) -> Cell:
    return known if known.corrected else counted
