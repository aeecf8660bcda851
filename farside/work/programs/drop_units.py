"""A unit that small models take for a condition: in "over 100 ringgit" the amount is a condition,
and "ringgit" is not."""

from __future__ import annotations

import re

from sqlglot import exp

from farside.errors import InputError
from farside.work.programs.check_sql import parse_select


def drop_units(question: str, sql: str) -> str:
    """The query without `has(column, 'words')` beside another condition, where these words follow a
    number in the question that the query has too. What is no query is returned as it is."""
    try:
        tree = parse_select(sql)
    except InputError:
        return sql
    numbers = {one.name for one in tree.find_all(exp.Literal) if not one.is_string}
    dropped = False
    for call in list(tree.find_all(exp.Anonymous)):
        parent, words = call.parent, call.expressions[-1:]
        if isinstance(parent, exp.And) and words and _is_unit(question, words[0].name, numbers):
            parent.replace((parent.right if parent.left is call else parent.left).copy())
            dropped = True
    return tree.sql(dialect="sqlite", normalize_functions=False) if dropped else sql


def _is_unit(question: str, words: str, numbers: set[str]) -> bool:
    words = re.sub(r"^\s*\d[\d,.]*", "", words).strip()  # "100 ringgit"
    if not words:
        return False
    before = re.findall(rf"(\d[\d,.]*)\s*{re.escape(words)}", question, re.IGNORECASE)
    return any(one.replace(",", "") in numbers for one in before)
