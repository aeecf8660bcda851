"""Conditions that a query is better without."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlglot import exp

from farside.work.programs.check_sql import parse_select


def drop_conditions(sql: str, drops: Callable[[list[str]], bool]) -> str:
    """Leave out those of the query's conditions, joined by AND, whose words `drops` says yes to.
    Conditions without words stay. Raises `InputError` for what is no query."""
    tree = parse_select(sql)
    where = tree.args.get("where")
    parts = list(list_conjuncts(where.this)) if where else []
    kept = [part for part in parts if not ((words := _words(part)) and drops(words))]
    if len(kept) == len(parts):
        return sql
    tree.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)
    return tree.sql(dialect="sqlite", normalize_functions=False)


def list_conjuncts(node: exp.Expr) -> Iterator[exp.Expr]:
    """The conditions that are joined by AND."""
    if isinstance(node, exp.And):
        yield from list_conjuncts(node.this)
        yield from list_conjuncts(node.expression)
    else:
        yield node


def _words(part: exp.Expr) -> list[str]:
    return [one.name.strip("%") for one in part.find_all(exp.Literal) if one.is_string]
