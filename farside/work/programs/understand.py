"""What a question wants: the model writes a program, and code checks it.

A program that does not pass is "find": the question is put to every page, as ever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime

from sqlglot import exp

from farside.engine.base import Engine, Request, generate_reply
from farside.errors import InputError, TooLong
from farside.reading.converse import Turn
from farside.reading.grounding import languages
from farside.reading.prompts import for_programs
from farside.reading.text import bm25
from farside.types import Document
from farside.work.programs.check_sql import (
    check_query,
    list_columns,
    parse_select,
    reads_items,
    sql_identifier,
)
from farside.work.programs.drop_order import drop_order, drop_presence
from farside.work.programs.drop_units import drop_units
from farside.work.programs.guess_columns import guess_columns
from farside.work.programs.order_extremes import order_extremes
from farside.work.programs.program import FILE, JUDGED, KINDS, NAME, Kind, Program
from farside.work.programs.relative_times import count_from, invents_date
from farside.work.programs.show_declared import show_declared
from farside.work.tables.nouns import KINDS as COLUMN_KINDS
from farside.work.tables.nouns import Column

FIND = Program("find")
MOST_COLUMNS = 8
SCORE = "score"
"""The kind of a column that is judged."""
_QUERIES = ("table", "list")
_OF_SEVERAL = ("table", "compare", "changes", "rank")
_FACT = frozenset(("where", "why", "many", "who"))
# What a question asks for that a kind was wrongly chosen for: "Why was it stopped?" wants no
# summary.
_NO_FACT = {"summarise": _FACT | {"when"}, "talk": _FACT | {"when"}, "timeline": _FACT}
_MOST_TALK = 8
"""Words of what is no question; of Chinese, pairs of characters."""
_MOST_TOKENS = 240
_MOST_TRIES = 2
"""Plans that a question is worth: a kind that does not fit it is not offered again."""
_MOST_KNOWN = 24
"""Columns read before that are shown to the model."""


# An aid for small models, which read a column of every document for a fact that stands in one of
# them.
_EACH = re.compile(
    (
        r"\b(?:each|every|all|both|table|list|per|respective(?:ly)?|compare|overview)\b|每|各"
        r"|所有|全部|列表|列成|表格|分别|都|两份|几份"
    ),
    re.IGNORECASE,
)


def understand_question(
    engine: Engine,
    question: str,
    documents: Sequence[Document],
    known: Sequence[Column] = (),
    before: Turn | None = None,
    today: date | None = None,
) -> Program:
    """The program that the model writes for the question, checked; `FIND` where none passes the
    check. `before` is the question that it follows; `today` (now, if not given) is the day from
    which "last month" is counted."""
    shown = [f"{sql_identifier(column.name)} ({column.kind})" for column in known[:_MOST_KNOWN]]
    earlier = (before.question, before.sql) if before else ("", "")
    messages = for_programs.plan_program(
        question, [document.name for document in documents], shown, earlier
    )
    kinds = [one for one in KINDS if len(documents) > 1 or before or one not in _OF_SEVERAL]
    for _ in range(_MOST_TRIES):
        schema = for_programs.program_schema(kinds, MOST_COLUMNS, follows=before is not None)
        try:
            reply = generate_reply(engine, Request(messages, _MOST_TOKENS, schema=schema))
        except TooLong:
            return FIND
        program = (
            read_program(_mend_units(question, reply.text), known, question, len(documents))
            if reply.finish_reason == "stop"
            else FIND
        )
        what = "" if _is_echo(question, program.what) else program.what
        program = replace(program, what=what, of_before=program.of_before and before is not None)
        program = count_from(question, program, today or datetime.now(UTC).date())
        if program.kind == "find" and _computes(reply.text):
            kinds = [one for one in kinds if one in _QUERIES]
            continue
        if _fits(question, program, len(documents)):
            return program
        if program.kind == "table":  # one fact, which is looked for on every page
            break
        kinds = [
            one for one in kinds if one != program.kind
        ]  # of the others the model may know a better one
    return replace(FIND, of_before=program.of_before)


def read_rules_ahead(engine: Engine) -> None:
    """Have what stands before every question read, so that the first one does not wait for it. An
    engine whose window is too short for it understands no question by it either."""
    prefix = for_programs.program_prefix()
    if engine.keeps and not engine.has(prefix):
        with suppress(TooLong):
            generate_reply(engine, Request(prefix, max_tokens=0))


def _is_echo(question: str, what: str) -> bool:
    """Tell whether this is what one of our examples asks for, and not what the question says."""
    return what in for_programs.EXAMPLE_PURPOSES and not set(bm25.split_words(what)) & set(
        bm25.split_words(question)
    )


_COMPUTED = re.compile(
    r'"kind": ?"find".*"sql": ?"[^"]*(?:\b(?:SUM|AVG|COUNT|MIN|MAX)\(|\bORDER BY\b)',
    re.IGNORECASE | re.DOTALL,
)


def _computes(reply: str) -> bool:
    """Tell whether the query in a reply computes something, although the reply's kind says
    otherwise."""
    return _COMPUTED.search(reply) is not None


def _fits(question: str, program: Program, documents: int) -> bool:
    """Tell whether the program fits such a question, and `documents` documents."""
    if (
        documents < 2
        and program.kind in _OF_SEVERAL
        and not (program.of_before and program.kind == "table")
    ):
        return False
    if program.kind == "expenses":
        return not languages.find_kinds(question) & _FACT
    if program.kind in _QUERIES and invents_date(question, program):
        return False
    if program.kind == "table":
        return not _asks_one_fact(question, program)
    if program.kind in _NO_FACT and languages.find_kinds(question) & _NO_FACT[program.kind]:
        return False
    return program.kind != "talk" or len(bm25.split_words(question)) <= _MOST_TALK


_MONTHS, _YEARS = (
    re.compile(r"\bmonths?\b|个月", re.IGNORECASE),
    re.compile(r"\byears?\b|年", re.IGNORECASE),
)


def _mend_units(question: str, reply: str) -> str:
    """Mend a reply whose column counts years where the question only counts months: small models
    keep to the usual unit."""
    if _MONTHS.search(question) and not _YEARS.search(question):
        return re.sub(r"\byears(?=_)", "months", reply)
    return reply


def _asks_one_fact(question: str, program: Program) -> bool:
    """Tell whether it is only a column of every document, or of a named one, for a question that
    asks no such thing."""
    query = check_query(drop_presence(program.sql), program.columns)
    if any(one.column in (NAME, FILE) for one in query.literals):
        return True
    plain = not (query.deciding or query.grouped or query.limit)
    return plain and not _EACH.search(question)


def read_program(
    reply: str, known: Sequence[Column] = (), question: str = "", documents: int = 2
) -> Program:
    """Read the program that a reply to `question` over `documents` documents holds; `FIND` for a
    reply that holds none, or whose query does not pass the check."""
    try:
        given = json.loads(reply)
        kind = KINDS[KINDS.index(given["kind"])]
        named = [(str(one["name"]), str(one["type"])) for one in given.get("columns") or ()]
        what, into = (" ".join(str(given.get(name) or "").split()) for name in ("what", "into"))
        of_before = given.get("of") == "before"
        if kind not in _QUERIES:
            columns = tuple(_named(named, ())) if kind == "compare" else ()
            return Program(kind, columns, "", what, into, of_before)
        declared = {sql_identifier(name) for name, _ in named}
        sql = drop_order(question, drop_units(question, str(given["sql"])))
        sql = order_extremes(question, sql)
        kind = _mend_kind(kind, sql, documents)
        sql = _mend_column(sql, [name for name, of in named if of == "list"], declared)
        sql = show_declared(sql, named)
        wanted = [*named, *((one, "text") for one in list_columns(sql) if one not in declared)]
        columns = tuple(_named(wanted, known) if kind == "table" else _named(wanted, (), (FILE,)))
        query = check_query(sql, columns)
    except (ValueError, KeyError, TypeError, RecursionError, InputError):
        return FIND
    used = tuple(column for column in columns if sql_identifier(column.name) in query.read)
    if kind == "list":  # an item has its other columns too: they tell it from the next
        return Program(kind, columns, sql, of_before=of_before) if columns else FIND
    if not used and not of_before:
        return FIND
    return Program(kind, used, sql, of_before=of_before)


def _mend_kind(kind: Kind, sql: str, documents: int) -> Kind:
    """The kind that the query itself says: one over items lists these, and one over the names of
    several documents is a table of them. Of one document rows are always things in it."""
    if reads_items(sql):
        return "list"
    if kind == "list" and documents > 1 and NAME in list_columns(sql):
        return "table"
    return kind


def _mend_column(sql: str, lists: Sequence[str], declared: Collection[str]) -> str:
    """The query with the only declared list in the place of an undeclared column that it looks for
    words in: small models call it by its singular, or by a name in an example."""
    if len(lists) != 1:
        return sql
    tree = parse_select(sql)
    looked_in = [call.expressions[0] for call in tree.find_all(exp.Anonymous) if call.expressions]
    columns = [one for one in looked_in if isinstance(one, exp.Column)]
    strange = [one for one in columns if sql_identifier(one.name) not in (*declared, NAME, FILE)]
    for column in strange:
        column.set("this", exp.to_identifier(sql_identifier(lists[0])))
    return tree.sql(dialect="sqlite", normalize_functions=False) if strange else sql


def write_program(sql: str, known: Sequence[Column]) -> Program:
    """The program of a query that a person wrote. Raises `InputError` for one that is not
    understood."""
    before = {sql_identifier(column.name): column for column in known}
    columns = tuple(
        before.get(sql_identifier(column.name), column) for column in guess_columns(sql)
    )
    check_query(sql, columns)
    return Program("list" if reads_items(sql) else "table", columns, sql)


def _named(
    given: Sequence[tuple[str, str]], known: Sequence[Column], taken: Collection[str] = (NAME, FILE)
) -> list[Column]:
    """Columns by the names that people read; one that was read before is the same column again. The
    `taken` ones are read by themselves."""
    before = {sql_identifier(column.name): column for column in known}
    named: dict[str, Column] = {}
    for name, kind in given:
        key = sql_identifier(name)
        shown = " ".join(name.replace("_", " ").split())
        if not shown or key in taken:
            continue
        if kind == SCORE:
            named[key] = Column(shown, "number", JUDGED)
        elif kind in COLUMN_KINDS:
            named[key] = before.get(key, Column(shown, COLUMN_KINDS[COLUMN_KINDS.index(kind)]))
    return list(named.values())
