"""A column that a plan declares and its query forgets: for "the largest total, and on which date",
the date."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from farside.work.programs.check_sql import parse_select, sql_identifier


def show_declared(sql: str, declared: Sequence[tuple[str, str]]) -> str:
    """The query that also shows every `declared` column (name, kind) that it does not use. One that
    counts or groups is returned as it is. Raises `InputError` for what is no query."""
    tree = parse_select(sql)
    if tree.args.get("group") or tree.args.get("distinct") or tree.find(exp.AggFunc, exp.Star):
        return sql
    used = {sql_identifier(one.name) for one in tree.find_all(exp.Column)}
    forgotten = [name for name, _ in declared if sql_identifier(name) not in used]
    if not forgotten:
        return sql
    tree.select(*(exp.column(sql_identifier(name)) for name in forgotten), copy=False)
    return tree.sql(dialect="sqlite", normalize_functions=False)
