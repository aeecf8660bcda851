"""A question for the most or the least whose query gives every group: small models leave out order
and limit."""

from __future__ import annotations

import re

from sqlglot import exp

from farside.errors import InputError
from farside.work.programs.check_sql import parse_select

# An aid for models that write queries in part; English and Chinese.
_LEAST = re.compile(
    r"(?<!at )\bleast\b|\b(?:lowest|smallest|cheapest|fewest|earliest|shortest|youngest)\b"
    r"|最(?:少|低|小|早|便宜|短|轻)",
    re.IGNORECASE,
)
_MOST = re.compile(
    r"(?<!at )\bmost\b|\b(?:highest|largest|biggest|greatest|longest|latest|oldest"
    r"|dearest|heaviest)\b"
    r"|最(?:多|高|大|长|晚|贵|重|久)",
    re.IGNORECASE,
)
_AGGREGATES = (exp.Sum, exp.Avg, exp.Count, exp.Max, exp.Min)


def order_extremes(question: str, sql: str) -> str:
    """Order a query of groups with one number each by that number, and limit it to the first, where
    the question asks for the most or the least. Any other text is returned as it is."""
    least, most = _LEAST.search(question), _MOST.search(question)
    if bool(least) == bool(most):
        return sql
    try:
        tree = parse_select(sql)
    except InputError:
        return sql
    numbers = [one.unalias() for one in tree.expressions if isinstance(one.unalias(), _AGGREGATES)]
    if (
        len(numbers) != 1
        or not tree.args.get("group")
        or tree.args.get("order")
        or tree.args.get("limit")
    ):
        return sql
    tree.order_by(
        exp.Ordered(this=numbers[0].copy(), desc=bool(most), nulls_first=bool(least)), copy=False
    )
    return tree.limit(1, copy=False).sql(dialect="sqlite", normalize_functions=False)
