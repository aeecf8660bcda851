"""The columns of a program read from as many documents as its matches need: from all, unless there
are very many."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence

from farside.errors import EngineError, InputError
from farside.reading.text import bm25
from farside.types import Document, Notify, Progress
from farside.work.programs.check_sql import check_query
from farside.work.programs.guarantee_recall import (
    FEWEST_DOCUMENTS,
    Guarantee,
    Target,
    choose_documents,
)
from farside.work.programs.program import CheckedQuery, Program
from farside.work.programs.read_columns import IDENTITY, ColumnReader, read_columns
from farside.work.programs.run_query import run_query
from farside.work.tables import values
from farside.work.tables.nouns import OnTable, Table, ignore_table

TARGET = Target()


def read_matching(
    reader: ColumnReader,
    documents: Sequence[Document],
    program: Program,
    notify: Notify,
    on_table: OnTable,
) -> tuple[Table, Guarantee | None]:
    """The table of the documents that the program needs, as `read_columns` reads it, and what is
    promised of the others; None where all were read."""
    query = check_query(program.sql, (IDENTITY, *program.columns))
    if len(documents) < FEWEST_DOCUMENTS or not _only_chooses(query):
        return read_columns(reader, documents, program.columns, notify, on_table), None
    drawn = 0

    def check(at: int) -> bool:
        """Tell whether the document may match: one that cannot be told may."""
        nonlocal drawn
        drawn += 1
        notify(Progress("read", drawn, len(documents), "documents", documents[at].name))
        return _may_match(reader, documents[at], program, query)

    draw = random.Random(_seed(program, documents))
    chosen = choose_documents(_score_documents(documents, query), check, TARGET, draw)
    read = [documents[at] for at in chosen.documents]
    table = read_columns(reader, read, program.columns, notify, on_table)
    unread = frozenset(one.id for one in documents) - {one.id for one in read}
    return table, Guarantee(
        TARGET, len(documents), unread, chosen.drawn, chosen.matches
    ) if unread else None


def chooses_documents(program: Program) -> bool:
    """Tell whether documents are chosen, ordered or counted: pages, each by itself, then do not
    tell what was asked."""
    query = check_query(program.sql, (IDENTITY, *program.columns))
    return bool(query.condition_sql or query.ordering or query.grouped or query.counts)


def _only_chooses(query: CheckedQuery) -> bool:
    """Tell whether documents are chosen by a condition, and nothing is made from all of them."""
    return bool(query.condition_sql and query.literals) and not (
        query.grouped or query.counts or query.limit
    )


def _score_documents(documents: Sequence[Document], query: CheckedQuery) -> list[float]:
    """Score each document by how many of the condition's words it holds; equal ones by how much it
    is about them. No model is asked: the sample tells what these scores are worth."""
    sought = tuple(dict.fromkeys(one.text for one in query.literals))
    near = dict(bm25.rank_texts([document.text for document in documents], " ".join(sought)))
    most = max(near.values(), default=0.0) + 1.0
    return [
        sum(values.has_words(document.text, words) for words in sought) + near.get(at, 0.0) / most
        for at, document in enumerate(documents)
    ]


def _may_match(
    reader: ColumnReader, document: Document, program: Program, query: CheckedQuery
) -> bool:
    try:
        table = read_columns(reader, [document], program.columns, lambda _: None, ignore_table)
    except (EngineError, InputError):
        return True  # the table will say what was wrong with it
    result = run_query(query, table, {}, {document.id: document.text})
    return bool(result.rows or result.open_rows)


def _seed(program: Program, documents: Sequence[Document]) -> str:
    """The seed of the sample: the same question about the same documents draws the same sample, so
    it is answered alike, from what was kept."""
    named = "\n".join((program.sql, *(document.id for document in documents)))
    return hashlib.sha256(named.encode()).hexdigest()
