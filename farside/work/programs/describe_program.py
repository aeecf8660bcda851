"""What a question was understood as, in words that a person can check before it is computed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlglot
from sqlglot import exp

from farside.reading.text.detect import language_of
from farside.reading.text.language import Language
from farside.work.judging.digests.digest import FORMS
from farside.work.phrases.say import say
from farside.work.programs.program import JUDGED, NAME, Program
from farside.work.tables.nouns import Column

# The phrase of an operator, of a function.
_OPERATORS: dict[type[exp.Expr], str] = {
    exp.And: "and",
    exp.Or: "or",
    exp.EQ: "is",
    exp.NEQ: "is not",
    exp.GT: "more than",
    exp.GTE: "at least",
    exp.LT: "less than",
    exp.LTE: "at most",
    exp.Like: "has",
}
_FUNCTIONS: dict[str, str] = {
    "count": "count them",
    "sum": "add up",
    "avg": "average",
    "min": "least",
    "max": "greatest",
}


def describe_program(
    question: str, program: Program, documents: int, named: Sequence[str] = ()
) -> str:
    """One or a few short sentences in the question's language. `named` are the documents that it is
    of alone."""
    language = language_of(question)
    columns = say(language, "comma").join(_name(column, language) for column in program.columns)
    kind = "aspects" if program.kind == "compare" and columns else program.kind
    what = program.what or (say(language, "everything") if kind == "translate" else question)
    said = say(language, kind, all=documents, columns=columns or NAME, what=what, into=program.into)
    if kind in FORMS and program.what:
        said += say(language, "for reader", what=program.what)
    before = say(language, "before", all=documents) if program.of_before else ""
    of = say(language, "of", names=say(language, "comma").join(named)) if named else ""
    return before + of + said + (_describe_query(program.sql, language) if program.sql else "")


def _name(column: Column, language: Language) -> str:
    return say(language, "scored", column=column.name) if column.about == JUDGED else column.name


def _describe_query(sql: str, language: Language) -> str:
    tree = sqlglot.parse_one(sql, read="sqlite")
    assert isinstance(tree, exp.Select)  # `check_query` has seen it
    parts = []
    where, group, order, limit = (
        tree.args.get(part) for part in ("where", "group", "order", "limit")
    )
    if where:
        parts.append(say(language, "where", what=_words(where.this, language)))
    if group:
        parts.append(say(language, "group", what=_list(group.expressions, language)))
    computed = [one.unalias() for one in tree.expressions if isinstance(one.unalias(), exp.AggFunc)]
    if computed:
        parts.append(say(language, "compute", what=_list(computed, language)))
    if order:
        parts.append(say(language, "order", what=_list(order.expressions, language)))
    if limit:
        parts.append(say(language, "limit", what=limit.expression.sql()))
    return "".join(parts)


def _list(nodes: list[exp.Expr], language: Language) -> str:
    return say(language, "comma").join(_words(node, language) for node in nodes)


def _words(node: exp.Expr, language: Language) -> str:
    """Write an expression in words, or as SQL where there are no words for it."""
    if isinstance(node, exp.Ordered):
        return _words(node.this, language) + (
            say(language, "descending") if node.args.get("desc") else ""
        )
    if isinstance(node, exp.Column):
        return node.name.replace("_", " ")
    if isinstance(node, exp.Literal):
        return node.name.strip("%")
    if isinstance(node, exp.Paren):
        return f"({_words(node.this, language)})"
    if type(node) in _OPERATORS:
        said = _OPERATORS[type(node)]
        return say(
            language, said, a=_words(node.this, language), b=_words(node.expression, language)
        )
    if isinstance(node, exp.Not):
        return say(language, "not", a=_words(node.this, language))
    if isinstance(node, exp.Anonymous) and len(node.expressions) == 2:
        a, b = (_words(one, language) for one in node.expressions)
        return say(language, "has", a=a, b=b)
    if isinstance(node, exp.AggFunc) and node.key in _FUNCTIONS:
        return say(
            language, _FUNCTIONS[node.key], a=_words(node.this, language) if node.this else ""
        )
    return node.sql(dialect="sqlite").replace('"', "")
