"""The documents that a question names: by their files, or by whom or what their first lines say
they are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

from farside.types import Document
from farside.work.guides.asks_overview import find_named
from farside.work.programs.check_sql import sql_identifier
from farside.work.programs.drop_conditions import drop_conditions
from farside.work.programs.program import Program
from farside.work.tables import values

_LINES, _MOST_WORDS = 3, 6
_SHORTEST = 2
"""Words, or Chinese characters, of a first line that is a name."""


def find_documents(question: str, documents: Sequence[Document]) -> tuple[Document, ...]:
    """The documents that the question names; all of them where it names none."""
    files = find_named(question, [document.name for document in documents])
    named = tuple(one for one in documents if one.name in files or _names_title(question, one))
    return named or tuple(documents)


def drop_naming(program: Program, documents: Sequence[Document]) -> Program:
    """Drop conditions from a query over items that say which document is meant ("the bill of
    Hartmann Tools"), or that only look for the name of a column: they say nothing about an item."""
    if program.kind != "list":
        return program
    empty = {sql_identifier(column.name) for column in program.columns}
    sql = drop_conditions(
        program.sql, lambda words: all(one in empty or are_named(one, documents) for one in words)
    )
    return replace(program, sql=sql)


def are_named(words: str, documents: Sequence[Document]) -> bool:
    """Tell whether every word stands in the name or the first lines of each document: then the
    words say which one is meant."""
    wanted = set(values.word_tokens(words))
    return bool(wanted) and all(
        wanted
        <= {
            *values.word_tokens(one.name),
            *(word for line in _first_lines(one) for word in values.word_tokens(line)),
        }
        for one in documents
    )


def _names_title(question: str, document: Document) -> bool:
    for line in _first_lines(document):
        words = values.word_tokens(line.rpartition(":")[2].rpartition("：")[2])
        if _SHORTEST <= len(words) <= _MOST_WORDS and values.has_words(question, " ".join(words)):
            return True
    return False


def _first_lines(document: Document) -> Iterator[str]:
    lines = (line.strip(" \t#*|") for line in document.text[:2_000].splitlines())
    return islice(filter(None, lines), _LINES)
