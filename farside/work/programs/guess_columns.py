"""The columns of a SELECT that a person wrote: the query's use of each tells its kind."""

from __future__ import annotations

import re

from sqlglot import exp

from farside.work.programs.check_sql import HAS, parse_select, sql_identifier
from farside.work.programs.program import FILE, NAME
from farside.work.tables.nouns import Column, Kind

_ADDS_UP = (exp.Sum, exp.Avg)
_COMPARES = (exp.GT, exp.GTE, exp.LT, exp.LTE, exp.EQ, exp.NEQ, exp.Between)
# Names of columns that people order by without saying what kind they are.
_NAMED: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("date", ("date", "day", "birthdate", "birthday", "deadline", "日期", "时间")),
    (
        "money",
        (
            "salary",
            "price",
            "total",
            "amount",
            "cost",
            "fee",
            "rent",
            "tax",
            "budget",
            "金额",
            "薪",
            "价",
            "费",
        ),
    ),
    ("number", ("years", "months", "age", "number", "count", "score", "年限", "年龄", "数量")),
)


def guess_columns(sql: str) -> tuple[Column, ...]:
    """Guess the kinds of columns: text, unless something is looked for in it (a list), it is
    compared with a number or added up (a number), it is taken apart as a date, or its name says so
    ("salary", "start date").

    Raises `InputError` for what is no SELECT over documents.
    """
    tree = parse_select(sql)
    aliases = {sql_identifier(alias.alias) for alias in tree.find_all(exp.Alias)}
    kinds: dict[str, Kind] = {}
    for column in tree.find_all(exp.Column):
        name = sql_identifier(column.name)
        if name not in aliases and name not in (NAME, FILE):
            guessed = _guess_kind(column)
            if guessed != "text" or name not in kinds:
                kinds[name] = guessed
    return tuple(Column(name.replace("_", " "), kind) for name, kind in kinds.items())


def _guess_kind(column: exp.Column) -> Kind:
    used = column.parent
    if (isinstance(used, exp.Anonymous) and used.name.casefold() == HAS) or (
        isinstance(used, exp.In) and used.args.get("field") is column
    ):
        return "list"
    if isinstance(used, exp.TimeToStr | exp.TsOrDsToTimestamp):
        return "date"
    for kind, words in _NAMED:
        if any(_is_called(column.name.casefold(), word) for word in words):
            return kind
    numeric = isinstance(used, _COMPARES) and any(
        isinstance(one, exp.Literal) and not one.is_string for one in used.iter_expressions()
    )
    return "number" if numeric or isinstance(used, _ADDS_UP) else "text"


def _is_called(name: str, word: str) -> bool:
    """Is it a word of the name? A candidate is no date, a country no count, and a language no
    age. Han letters stand together without blanks."""
    if not word.isascii():
        return word in name
    return not {word, f"{word}s"}.isdisjoint(re.findall(r"[^\W_]+", name))
