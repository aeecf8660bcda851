"""An order and a limit that nobody asked for: small models write one where a question names one
person or thing, and all other rows would be lost."""

from __future__ import annotations

import re

from sqlglot import exp

from farside.reading.text.detect import language_of
from farside.work.programs.check_sql import parse_select, sql_identifier
from farside.work.programs.drop_conditions import list_conjuncts

# What asks for an order, a place in one, or a number of rows. Wide: an order that stays does no
# more harm than before. An aid for models that write queries in part; English and Chinese.
_ORDER = re.compile(
    r"\d|est\b|\b(?:most|least|more|less|fewer|first|last|top|bottom|next|second|third|one|two|three"
    r"|four|five|six|seven|eight|nine|ten|dozen|half|order|sort|rank|max|min|recent|recently"
    r"|senior|junior|earlier|later|before|after|ascending|descending|than|prefer|rather)\w*"
    r"|\b\w{2,}er\b(?=.*\bor\b)"
    r"|最|更|比|前|后|先|首|末|第|排|序|顺|一|二|两|三|四|五|六|七|八|九|十|几",
    re.IGNORECASE,
)


def drop_order(question: str, sql: str) -> str:
    """Leave out order and limit where the question asks for neither. Raises `InputError` for what
    is no query."""
    tree = parse_select(sql)
    if not (tree.args.get("limit") or tree.args.get("order")):
        return sql
    if language_of(question).code not in ("en", "zh") or _ORDER.search(question):
        return sql
    tree.set("limit", None)
    tree.set("order", None)
    return tree.sql(dialect="sqlite", normalize_functions=False)


def drop_presence(sql: str) -> str:
    """Leave out the conditions that a column is there, of columns that are shown: they decide
    nothing that the shown value does not tell. Raises `InputError` for what is no query."""
    tree = parse_select(sql)
    shown = {sql_identifier(one.name) for one in tree.expressions if isinstance(one, exp.Column)}
    where = tree.args.get("where")
    parts = list(list_conjuncts(where.this)) if where else []
    kept = [part for part in parts if _present(part) not in shown]
    if len(kept) < len(parts):
        tree.set("where", exp.Where(this=exp.and_(*kept)) if kept else None)
    return tree.sql(dialect="sqlite", normalize_functions=False)


def _present(part: exp.Expr) -> str | None:
    """The column of `x IS NOT NULL`; None for any other condition."""
    inner = part.this if isinstance(part, exp.Not) else None
    if not isinstance(inner, exp.Is) or not isinstance(inner.expression, exp.Null):
        return None
    return sql_identifier(inner.this.name) if isinstance(inner.this, exp.Column) else None
