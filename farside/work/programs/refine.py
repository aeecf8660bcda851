"""A question about the rows of the answer before: "And of those, who speaks German?" """

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlglot import exp

from farside.reading import converse
from farside.reading.converse import Turn
from farside.types import Document
from farside.work.programs.check_sql import ITEMS, parse_select, reads_items, sql_identifier
from farside.work.programs.drop_conditions import drop_conditions
from farside.work.programs.guess_columns import guess_columns
from farside.work.programs.program import Program
from farside.work.tables import values

_SEVERAL = 2
"""Things that an answer about one document may have named."""


def refine_program(question: str, program: Program, before: Turn) -> Program | None:
    """The program over the documents that the answer before named; None where it is not about
    these.

    The model says so, and words that point to them confirm it: small models say it of nearly every
    question. What it repeats of the filter before is left out, since these rows passed it. Of one
    document a fact is looked for, unless the answer before named things in it: "What do they cost
    together?" is a query over these.
    """
    if not program.of_before:
        return None
    if program.sql and reads_items(before.sql) and converse.points_to_rows(question, _SEVERAL):
        return _of_items(program, before.sql)
    if not converse.points_to_rows(question, len(before.rows)):
        return None
    if len(before.rows) == 1:
        return Program("find", of_before=True)
    return (
        replace(program, sql=_drop_repeated(program.sql, question, before.question))
        if program.sql
        else program
    )


def _of_items(program: Program, earlier: str) -> Program:
    """The program over the items that the earlier query chose: its condition still holds."""
    tree, before = parse_select(program.sql), parse_select(earlier).args.get("where")
    for table in list(tree.find_all(exp.Table)):
        table.replace(exp.to_table(ITEMS))
    own = tree.args.get("where")
    held = own.this.flatten() if own and isinstance(own.this, exp.And) else [own and own.this]
    if before is not None and before.this not in held:
        tree.where(before.this.copy(), copy=False)
    sql = tree.sql(dialect="sqlite", normalize_functions=False)
    known = {sql_identifier(column.name) for column in program.columns}
    more = [one for one in guess_columns(sql) if sql_identifier(one.name) not in known]
    return Program("list", (*program.columns, *more), sql)


def find_rows(turns: Sequence[Turn], documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents that the last answer named."""
    named = frozenset(turns[-1].rows) if turns else frozenset()
    return tuple(document for document in documents if document.id in named)


def _drop_repeated(sql: str, question: str, earlier: str) -> str:
    """The query without the conditions on words that only the earlier question has."""
    return drop_conditions(
        sql,
        lambda words: all(
            values.has_words(earlier, one) and not values.has_words(question, one) for one in words
        ),
    )
