"""The nouns of programs, frozen: what a question was understood as, and what computing it gave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from farside.work.judging.digests.digest import FORMS
from farside.work.tables.nouns import Cell, Column, Row

Kind = Literal[
    "find", "table", "list", "summarise", "compare", "changes", "timeline", "rank", "expenses",
    "translate", "talk", "overview", "briefing", "faq", "cards",
]  # fmt: skip
_BY_FORM = ("overview", *FORMS)
KINDS: tuple[Kind, ...] = tuple(kind for kind in get_args(Kind) if kind not in _BY_FORM)
"""The kinds that a model chooses from; an overview and digests are known by the question's form."""

NAME = "name"
"""The column that names who or what a document is about; every program reads it."""
FILE = "document"
"""The column that holds the file's name; it is never asked of a model."""
JUDGED = "a judgement, from 0 to 4"
"""What a column that no document states is about: it is scored as a ranking scores."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a question was understood as.

    `columns` and `sql` belong to "table", a query over documents, and to "list", one over the items
    that documents name; `columns` also to "compare". `what` is what to rank for, to translate, or
    to say, and whom a briefing is for; `into` is a language. `number`: of questions or cards, where
    it was said. `of_before`: the question is about the documents that the answer
    before named. `counted_from`: the day (ISO) that the query counts from where the question names
    a time without one ("last month"); empty where it names no such time.
    """

    kind: Kind
    columns: tuple[Column, ...] = ()
    sql: str = ""
    what: str = ""
    into: str = ""
    of_before: bool = False
    counted_from: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Sought:
    """A word or number that a condition compares the values of the column `column` with."""

    column: str
    text: str


@dataclass(frozen=True, slots=True)
class CheckedQuery:
    """A checked SELECT. `sql` is rewritten for `run_query`: its last projections are the row
    numbers (JSON) and the ordering values.

    `shown` are the columns or expressions that the person asked to see, as labels. `read` are the
    names of the columns that must be read from each document. Of these, `deciding` decide whether
    and where a document counts; of the deciding ones, `placing` stand outside of the condition:
    without them a document has no place at all. `condition_sql` gives for each row number whether
    the condition holds (1, 0, or NULL: it cannot be told). `literals` are the words that conditions
    look for. `grouped`: a row of the result stands for several documents. `counts`: the result is
    only a number of documents. `ordering` is the number of ordering values. `aggregated` are the
    columns that functions such as SUM are made of.
    """

    sql: str
    shown: tuple[str, ...]
    read: tuple[str, ...]
    deciding: tuple[str, ...]
    placing: tuple[str, ...]
    condition_sql: str = ""
    literals: tuple[Sought, ...] = ()
    grouped: bool = False
    counts: bool = False
    limit: int | None = None
    ordering: int = 0
    aggregated: tuple[str, ...] = ()


Computed = str | int | float | None
"""A value that SQLite computed."""


@dataclass(frozen=True, slots=True)
class ResultRow:
    """`values` belong to `CheckedQuery.shown`; `rows` are the documents that the row stands for."""

    values: tuple[Computed, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class OpenRow:
    """A document that may or may not count, and the cell that leaves it open."""

    row: Row
    column: str
    cell: Cell


@dataclass(frozen=True, slots=True)
class Result:
    """What a program computed. `open_rows` are the documents that may or may not count."""

    query: CheckedQuery
    columns: tuple[Column, ...]
    rows: tuple[ResultRow, ...]
    open_rows: tuple[OpenRow, ...]
    documents: int
