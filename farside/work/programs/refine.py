"""A question about the rows of the answer before: "And of those, who speaks German?" """

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from farside.reading import converse
from farside.reading.converse import Turn
from farside.types import Document
from farside.work.programs.drop_conditions import drop_conditions
from farside.work.programs.program import Program
from farside.work.tables import values


def refine_program(question: str, program: Program, before: Turn) -> Program | None:
    """The program over the documents that the answer before named; None where it is not about
    these.

    The model says so, and words that point to them confirm it: small models say it of nearly every
    question. What it repeats of the filter before is left out, since these rows passed it. Of one
    document a fact is looked for.
    """
    if not program.of_before or not converse.points_to_rows(question, len(before.rows)):
        return None
    if len(before.rows) == 1:
        return Program("find", of_before=True)
    return (
        replace(program, sql=_drop_repeated(program.sql, question, before.question))
        if program.sql
        else program
    )


def find_rows(turns: Sequence[Turn], documents: Sequence[Document]) -> tuple[Document, ...]:
    """Those of the documents that the last answer named."""
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
