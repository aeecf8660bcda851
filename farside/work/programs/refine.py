"""A question about the rows of the answer before: "And of those, who speaks German?" """

from __future__ import annotations

from collections.abc import Sequence

from farside.reading import converse
from farside.reading.converse import Turn
from farside.types import Document
from farside.work.programs.program import Program


def is_of_before(question: str, program: Program) -> bool:
    """Is it about the documents that the answer before named? The model says so; words that point back confirm it."""
    return program.of_before and converse.points_back(question)


def find_rows(turns: Sequence[Turn], documents: Sequence[Document]) -> tuple[Document, ...]:
    """Those of the documents that the last answer named."""
    named = frozenset(turns[-1].rows) if turns else frozenset()
    return tuple(document for document in documents if document.id in named)
