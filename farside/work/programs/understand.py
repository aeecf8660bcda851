"""What a question wants: the model writes a program, and code checks it.

A program that does not pass is "find": the question is put to every page, as ever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from farside.engine.base import Engine, Request, generate
from farside.errors import InputError, TooLong
from farside.reading import prompts_programs
from farside.types import Document
from farside.work.programs.check_sql import check_query, identifier, list_columns
from farside.work.programs.program import FILE, KINDS, NAME, Program
from farside.work.tables.nouns import KINDS as COLUMN_KINDS
from farside.work.tables.nouns import Column

FIND = Program("find")
MOST_COLUMNS = 8
_MOST_TOKENS = 240
_MOST_KNOWN = 24
"""Columns read before that are shown to the model."""


# An aid for small models, which read a column of every document for a fact that stands in one of them.
_EACH = re.compile(
    r"\b(?:each|every|all|both|table|list|per|respective(?:ly)?|compare|overview)\b|每|各|所有|全部|列表|列成|表格|分别|都|两份|几份",
    re.IGNORECASE,
)


def understand_question(
    engine: Engine, question: str, documents: Sequence[Document], known: Sequence[Column] = ()
) -> Program:
    """The program that the model writes for the question, checked; `FIND` where none passes the check."""
    shown = [f"{identifier(column.name)} ({column.kind})" for column in known[:_MOST_KNOWN]]
    messages = prompts_programs.plan_program(question, [document.name for document in documents], shown)
    schema = prompts_programs.program_schema(KINDS, MOST_COLUMNS)
    try:
        reply = generate(engine, Request(messages, _MOST_TOKENS, schema=schema))
    except TooLong:
        return FIND
    program = read_program(_mend_units(question, reply.text), known) if reply.finish_reason == "stop" else FIND
    return FIND if program.kind == "table" and _asks_one_fact(question, program) else program


_MONTHS, _YEARS = re.compile(r"\bmonths?\b|个月", re.IGNORECASE), re.compile(r"\byears?\b|年", re.IGNORECASE)


def _mend_units(question: str, reply: str) -> str:
    """A reply whose column counts years where the question counts months alone: small models keep to the usual one."""
    if _MONTHS.search(question) and not _YEARS.search(question):
        return re.sub(r"\byears(?=_)", "months", reply)
    return reply


def _asks_one_fact(question: str, program: Program) -> bool:
    """Is it only a column of every document, or of a named one, for a question that asks no such thing?"""
    query = check_query(program.sql, program.columns)
    if any(one.column in (NAME, FILE) for one in query.literals):
        return True
    plain = not (query.deciding or query.grouped or query.limit)
    return plain and not _EACH.search(question)


def read_program(reply: str, known: Sequence[Column] = ()) -> Program:
    """The program that a reply holds; `FIND` for a reply that holds none, or whose query does not pass the check."""
    try:
        given = json.loads(reply)
        kind = KINDS[KINDS.index(given["kind"])]
        named = [(str(one["name"]), str(one["type"])) for one in given.get("columns") or ()]
        if kind != "table":
            return Program(kind, tuple(_named(named, ())) if kind == "compare" else ())
        sql = str(given["sql"])
        declared = {identifier(name) for name, _ in named}
        columns = _named([*named, *((one, "text") for one in list_columns(sql) if one not in declared)], known)
        query = check_query(sql, columns)
    except (ValueError, KeyError, TypeError, RecursionError, InputError):
        return FIND
    used = tuple(column for column in columns if identifier(column.name) in query.read)
    return Program("table", used, sql) if used else FIND


def _named(given: Sequence[tuple[str, str]], known: Sequence[Column]) -> list[Column]:
    """Columns by the names that people read; one that was read before is the same column again."""
    before = {identifier(column.name): column for column in known}
    named: dict[str, Column] = {}
    for name, kind in given:
        key = identifier(name)
        shown = " ".join(name.replace("_", " ").split())
        if shown and key not in (NAME, FILE) and kind in COLUMN_KINDS:
            named[key] = before.get(key, Column(shown, COLUMN_KINDS[COLUMN_KINDS.index(kind)]))
    return list(named.values())
