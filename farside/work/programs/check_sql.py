"""Checks a SELECT that a model or a person wrote, and rewrites it for documents.

Only one SELECT over the table `documents` passes, made of columns that are known and functions that
are listed. The rewriting compares words instead of whole texts (`degree = 'MSc'` holds for "MSc in
Physics"), puts unknown values last, and adds which documents each row stands for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from farside.errors import InputError
from farside.work.programs.program import FILE, NAME, CheckedQuery, Sought
from farside.work.tables.nouns import Column, Kind

TABLE = "documents"
ITEMS = "items"
"""Another name for `TABLE`, where rows are the items that documents name."""
ROWS = "_rows"
HAS = "has"
WORDS: frozenset[Kind] = frozenset({"text", "list", "choice"})
_AGGREGATES = (exp.Count, exp.Sum, exp.Avg, exp.Min, exp.Max, exp.GroupConcat)
_FUNCTIONS = (
    *_AGGREGATES, exp.TimeToStr, exp.Substring, exp.Lower, exp.Upper, exp.Length, exp.Coalesce,
    exp.Abs, exp.Round, exp.Cast, exp.Case, exp.If, exp.And, exp.Or, exp.Nullif,
    exp.TsOrDsToTimestamp, exp.Year, exp.Month, exp.Date,
)  # fmt: skip
_MOST_CHARACTERS = 2_000
_MOST_LIMIT = 10_000


def check_query(sql: str, columns: Sequence[Column]) -> CheckedQuery:
    """The query that `sql` asks for over these columns. Raises `InputError` that says what is not
    understood."""
    tree = parse_select(sql)
    kinds: dict[str, Kind] = {sql_identifier(column.name): column.kind for column in columns}
    kinds |= {NAME: kinds.get(NAME, "text"), FILE: "text"}
    _check_nodes(sql, tree, kinds)
    tree = _order_by_extreme(_group_distinct(tree))
    sought = tuple(_compare_words(tree, kinds))
    return _with_hidden(tree, sought)


def list_columns(sql: str) -> tuple[str, ...]:
    """The columns that a query names, aliases left out. Raises `InputError` for what is no
    SELECT."""
    tree = parse_select(sql)
    aliases = {sql_identifier(alias.alias) for alias in tree.find_all(exp.Alias)}
    return tuple(name for name in map(sql_identifier, _columns([tree])) if name not in aliases)


def parse_select(sql: str) -> exp.Select:
    """The tree of one SELECT. Raises `InputError` for anything else."""
    if len(sql) > _MOST_CHARACTERS:
        raise InputError(
            f"the query has {len(sql):,} characters; the most are {_MOST_CHARACTERS:,}"
        )
    try:
        statements = [one for one in sqlglot.parse(sql, read="sqlite") if one is not None]
    except (SqlglotError, RecursionError) as error:
        raise InputError(
            f"the query {sql!r} is no SQL that is understood: {_first_line(error)}"
        ) from error
    if len(statements) != 1 or not isinstance(statements[0], exp.Select):
        raise InputError(f"the query {sql!r} must be one SELECT over the table {TABLE}")
    return statements[0]


def reads_items(sql: str) -> bool:
    """Tell whether it is a query over the items that documents name; "" is no query."""
    return bool(sql) and any(
        one.name.casefold() == ITEMS for one in parse_select(sql).find_all(exp.Table)
    )


def _first_line(error: BaseException) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0]


def sql_identifier(name: str) -> str:
    """The name of a column in SQL: "years of experience" is years_of_experience."""
    return "_".join(name.casefold().split())


def _check_nodes(sql: str, tree: exp.Select, kinds: Mapping[str, Kind]) -> None:
    """Tables, functions and columns by lists of the allowed; identifiers are folded to how columns
    are called."""
    for banned in (
        exp.With,
        exp.Join,
        exp.SetOperation,
        exp.Window,
        exp.Offset,
        exp.Placeholder,
        exp.Parameter,
    ):
        if tree.find(banned):
            raise InputError(
                f"the query {sql!r}: {banned.__name__.upper()} is not taken; use one SELECT"
            )
    for table in tree.find_all(exp.Table):
        if table.name.casefold() not in (TABLE, ITEMS) or table.db or table.args.get("alias"):
            raise InputError(f"the query {sql!r} reads {table.sql()!r}; the only table is {TABLE}")
        table.replace(exp.to_table(TABLE))
    for function in tree.find_all(exp.Func):
        named = isinstance(function, exp.Anonymous) and function.name.casefold() == HAS
        if not named and not isinstance(function, _FUNCTIONS):
            called = function.name if isinstance(function, exp.Anonymous) else function.sql_name()
            raise InputError(f"the query {sql!r} calls {called}, which is not taken")
    aliases = {alias.alias.casefold() for alias in tree.expressions if isinstance(alias, exp.Alias)}
    for column in tree.find_all(exp.Column):
        name = sql_identifier(column.name)
        if column.table and column.table.casefold() not in (TABLE, ITEMS):
            raise InputError(f"the query {sql!r} reads {column.sql()!r}; the only table is {TABLE}")
        if name not in kinds and name not in aliases:
            raise InputError(
                f"the query {sql!r} uses {column.name!r}; the columns are {', '.join(kinds)}"
            )
        column.replace(exp.column(name, quoted=True))


def _group_distinct(tree: exp.Select) -> exp.Select:
    """SELECT DISTINCT a, b as GROUP BY a, b: the documents of a group can be told then."""
    if not tree.args.get("distinct"):
        return tree
    tree.set("distinct", None)
    if tree.args.get("group") or _aggregated(tree):
        return tree
    return tree.group_by(
        *(exp.Literal.number(at + 1) for at in range(len(tree.expressions))), copy=False
    )


def _order_by_extreme(tree: exp.Select) -> exp.Select:
    """Turn SELECT name, MAX(x) into SELECT name, x ORDER BY x DESC LIMIT 1, so that the answer
    tells which one has the most, and all of them where several do."""
    extremes = [one for one in tree.expressions if isinstance(one.unalias(), exp.Max | exp.Min)]
    others = [one for one in tree.expressions if one not in extremes]
    if (
        len(extremes) != 1
        or tree.args.get("group")
        or any(one.find(*_AGGREGATES) for one in others)
    ):
        return tree
    extreme = extremes[0].unalias()
    inner = extreme.this.copy()
    extremes[0].replace(inner)
    ordered = exp.Ordered(this=inner.copy(), desc=isinstance(extreme, exp.Max))
    tree.set("order", exp.Order(expressions=[ordered]))
    return tree.limit(1, copy=False)


def _aggregated(tree: exp.Select) -> bool:
    return any(
        node.find_ancestor(exp.Select) is tree
        for one in tree.expressions
        for node in one.find_all(*_AGGREGATES)
    )


def _compare_words(tree: exp.Select, kinds: Mapping[str, Kind]) -> Iterator[Sought]:
    """Comparisons of texts and lists with words as `has(column, words)`, of yes/no with 1 and 0, of
    numbers with numbers. Gives the words that are looked for."""
    for node in list(tree.find_all(exp.EQ, exp.NEQ, exp.Is, exp.GT, exp.GTE, exp.LT, exp.LTE)):
        column, literal = _column_and_literal(node)
        if column is None or literal is None:
            continue
        kind = kinds.get(column.name, "text")
        if kind in WORDS and isinstance(node, exp.EQ | exp.NEQ) and literal.is_string:
            found = _has(column, literal)
            node.replace(exp.not_(found) if isinstance(node, exp.NEQ) else found)
        elif kind == "yes/no":
            literal.replace(
                exp.Literal.number(int(literal.name.casefold() in ("yes", "true", "1", "是")))
            )
        elif kind in ("number", "money") and literal.is_string:
            literal.replace(_number(literal))
        elif kind == "date" and not literal.is_string:
            raise InputError(f"{node.sql()!r}: a date is compared with a date, as '2026-05-31'")
    for boolean in list(tree.find_all(exp.Boolean)):
        boolean.replace(exp.Literal.number(int(bool(boolean.this))))
    for among in list(tree.find_all(exp.In)):
        inside = among.args.get("field")
        if isinstance(inside, exp.Column) and isinstance(
            among.this, exp.Literal
        ):  # 'Rust' IN skills
            among.replace(_has(inside, among.this))
            continue
        if (
            isinstance(among.this, exp.Column)
            and kinds.get(among.this.name) in WORDS
            and among.expressions
        ):
            among.replace(exp.paren(exp.or_(*(_has(among.this, one) for one in among.expressions))))
    for like in list(tree.find_all(exp.Like)):
        if isinstance(like.this, exp.Column) and isinstance(like.expression, exp.Literal):
            like.replace(_has(like.this, exp.Literal.string(like.expression.name.strip("%"))))
    for call in tree.find_all(exp.Anonymous):
        column, literal = call.expressions if len(call.expressions) == 2 else (None, None)
        if not isinstance(column, exp.Column) or not isinstance(literal, exp.Literal):
            raise InputError(f"{call.sql()!r}: write {HAS}(column, 'words')")
        if kinds.get(call.expressions[0].name) in ("number", "money"):
            raise InputError(f"{call.sql()!r}: a number has no words; compare it with a number")
        yield Sought(column.name, literal.name)


def _column_and_literal(node: exp.Expr) -> tuple[exp.Column | None, exp.Literal | None]:
    left, right = node.this, node.expression
    if isinstance(right, exp.Column):
        left, right = right, left
    return (left if isinstance(left, exp.Column) else None), (
        right if isinstance(right, exp.Literal) else None
    )


def _has(column: exp.Expr, literal: exp.Expr) -> exp.Expr:
    return exp.Anonymous(this=HAS, expressions=[column.copy(), literal.copy()])


def _number(literal: exp.Literal) -> exp.Expr:
    """'5,000 EUR' as 5000. Raises `InputError` for words."""
    digits = "".join(sign for sign in literal.name if sign.isdigit() or sign == ".")
    try:
        return exp.Literal.number(repr(float(digits)))
    except ValueError as error:
        raise InputError(f"{literal.name!r} is no number to compare with") from error


def _with_hidden(tree: exp.Select, sought: tuple[Sought, ...]) -> CheckedQuery:
    """The query with the documents of each row and the ordering values as further projections."""
    shown = tuple(_label(one) for one in tree.expressions)
    grouped = bool(tree.args.get("group")) or _aggregated(tree)
    counts = (
        len(shown) == 1
        and _counts_documents(tree.expressions[0].unalias())
        and not tree.args.get("group")
    )
    named = {
        sql_identifier(one.alias): one.unalias()
        for one in tree.expressions
        if isinstance(one, exp.Alias)
    }
    orders: list[exp.Expr] = list((tree.args.get("order") or exp.Order(expressions=[])).expressions)
    where = tree.args.get("where")
    placing = [part for name in ("group", "having", "order") if (part := tree.args.get(name))]
    aggregates = [one for one in tree.expressions if one.find(*_AGGREGATES)]
    placing += aggregates
    placing += [named[name] for name in _columns(placing) if name in named]
    passed_over = {*named, FILE, NAME}
    read = _columns([tree])
    limit = _limit(tree)
    for one in orders:
        one.set("nulls_first", False)
    tree.set("limit", None)
    together = "json_group_array(_row)" if grouped else "json_array(_row)"
    tree = tree.select(f"{together} AS {ROWS}", copy=False, dialect="sqlite")
    tree = tree.select(*(named.get(one.this.name, one.this).copy() for one in orders), copy=False)
    return CheckedQuery(
        tree.sql(dialect="sqlite"),
        shown,
        tuple(name for name in read if name not in named and name != FILE),
        tuple(
            name
            for name in _columns([where, *placing] if where else placing)
            if name not in passed_over
        ),
        tuple(name for name in _columns(placing) if name not in passed_over),
        f"SELECT _row, ({where.this.sql(dialect='sqlite')}) FROM {TABLE}" if where else "",
        sought,
        grouped,
        counts,
        limit,
        len(orders),
        tuple(_columns(aggregates)),
    )


def _counts_documents(projection: exp.Expr) -> bool:
    counted = projection.this if isinstance(projection, exp.Count) else None
    return isinstance(counted, exp.Star) or (
        isinstance(counted, exp.Column) and counted.name in (NAME, FILE)
    )


def _columns(nodes: Sequence[exp.Expr]) -> list[str]:
    return list(
        dict.fromkeys(column.name for node in nodes for column in node.find_all(exp.Column))
    )


def _label(projection: exp.Expr) -> str:
    if isinstance(projection, exp.Alias):
        return str(projection.alias)
    return projection.sql(dialect="sqlite").replace('"', "")


def _limit(tree: exp.Select) -> int | None:
    limit = tree.args.get("limit")
    if limit is None:
        return None
    try:
        return max(1, min(int(limit.expression.name), _MOST_LIMIT))
    except ValueError as error:
        raise InputError(f"{limit.sql()!r}: LIMIT takes a whole number") from error
