"""What a question was understood as, in words that a person can check before it is computed."""

from __future__ import annotations

from collections.abc import Sequence

import sqlglot
from sqlglot import exp

from farside.reading.text.detect import instructions_for
from farside.reading.text.language import Instructions
from farside.work.programs.program import JUDGED, NAME, Program
from farside.work.tables.nouns import Column

_KINDS: dict[str, dict[Instructions, str]] = {
    "find": {"en": "Look on every page for what answers it.", "zh": "在每一页中查找答案。"},
    "summarise": {"en": "Read everything in order and summarise it.", "zh": "按顺序通读并概括。"},
    "overview": {
        "en": "Say what each document is, in its own sentences.",
        "zh": "用原文说明每份文件讲什么。",
    },
    "compare": {"en": "Compare the {all} documents.", "zh": "比较这 {all} 份文件。"},
    "aspects": {
        "en": "Compare the {all} documents by {columns}.",
        "zh": "按{columns}比较这 {all} 份文件。",
    },
    "timeline": {
        "en": "Collect every date and put the events in order.",
        "zh": "收集所有日期并按时间排序。",
    },
    "table": {
        "en": "For each of {all} documents: {columns}.",
        "zh": "对 {all} 份文件逐一读取：{columns}。",
    },
    "list": {
        "en": "List what the documents name: {columns}.",
        "zh": "列出文件中的每一项：{columns}。",
    },
    "changes": {
        "en": "Find what was changed from each version to the next.",
        "zh": "找出各版本之间的改动。",
    },
    "rank": {
        "en": "Rank the {all} documents for: {what}.",
        "zh": "按“{what}”给这 {all} 份文件排名。",
    },
    "expenses": {
        "en": "Make an expense report of the {all} documents.",
        "zh": "用这 {all} 份文件做一份报销单。",
    },
    "translate": {"en": "Translate {what} into {into}.", "zh": "把{what}翻译成{into}。"},
    "talk": {"en": "No question about the documents.", "zh": "这不是关于文件的问题。"},
    "before": {"en": "Of the {all} from before: ", "zh": "在前面的 {all} 份中："},
    "of": {"en": "In {names}: ", "zh": "在{names}中："},
    "everything": {"en": "everything", "zh": "全文"},
    "scored": {"en": "{column} (judged, 0 to 4)", "zh": "{column}（评分，0 至 4）"},
    "where": {"en": " Then those where {what}.", "zh": "然后取满足条件的：{what}。"},
    "group": {"en": " By {what}.", "zh": "按{what}分组。"},
    "order": {"en": " In order of {what}.", "zh": "按{what}排序。"},
    "limit": {"en": " The first {what}.", "zh": "取前 {what} 个。"},
    "compute": {"en": " Then {what}.", "zh": "然后计算{what}。"},
}
_COMMA: dict[Instructions, str] = {"en": ", ", "zh": "、"}
_DESCENDING: dict[Instructions, str] = {"en": " (greatest first)", "zh": "（从大到小）"}
_OPERATORS: dict[type[exp.Expr], dict[Instructions, str]] = {
    exp.And: {"en": "{a} and {b}", "zh": "{a}且{b}"},
    exp.Or: {"en": "{a} or {b}", "zh": "{a}或{b}"},
    exp.EQ: {"en": "{a} is {b}", "zh": "{a}为{b}"},
    exp.NEQ: {"en": "{a} is not {b}", "zh": "{a}不为{b}"},
    exp.GT: {"en": "{a} is more than {b}", "zh": "{a}大于{b}"},
    exp.GTE: {"en": "{a} is at least {b}", "zh": "{a}至少{b}"},
    exp.LT: {"en": "{a} is less than {b}", "zh": "{a}小于{b}"},
    exp.LTE: {"en": "{a} is at most {b}", "zh": "{a}至多{b}"},
    exp.Like: {"en": "{a} has {b}", "zh": "{a}含{b}"},
}
_FUNCTIONS: dict[str, dict[Instructions, str]] = {
    "has": {"en": "{a} has {b}", "zh": "{a}含{b}"},
    "not": {"en": "not ({a})", "zh": "并非（{a}）"},
    "count": {"en": "count them", "zh": "数量"},
    "sum": {"en": "add up {a}", "zh": "{a}合计"},
    "avg": {"en": "take the average of {a}", "zh": "{a}平均"},
    "min": {"en": "take the least {a}", "zh": "最小{a}"},
    "max": {"en": "take the greatest {a}", "zh": "最大{a}"},
}


def describe_program(
    question: str, program: Program, documents: int, named: Sequence[str] = ()
) -> str:
    """One or a few short sentences in the question's language. `named` are the documents that it is
    of alone."""
    language = instructions_for(question)
    columns = _COMMA[language].join(_name(column, language) for column in program.columns)
    kind = "aspects" if program.kind == "compare" and columns else program.kind
    what = program.what or (_KINDS["everything"][language] if kind == "translate" else question)
    said = _KINDS[kind][language].format(
        all=documents, columns=columns or NAME, what=what, into=program.into
    )
    before = _KINDS["before"][language].format(all=documents) if program.of_before else ""
    of = _KINDS["of"][language].format(names=_COMMA[language].join(named)) if named else ""
    return before + of + said + (_describe_query(program.sql, language) if program.sql else "")


def _name(column: Column, language: Instructions) -> str:
    return (
        _KINDS["scored"][language].format(column=column.name)
        if column.about == JUDGED
        else column.name
    )


def _describe_query(sql: str, language: Instructions) -> str:
    tree = sqlglot.parse_one(sql, read="sqlite")
    assert isinstance(tree, exp.Select)  # `check_query` has seen it
    parts = []
    where, group, order, limit = (
        tree.args.get(part) for part in ("where", "group", "order", "limit")
    )
    if where:
        parts.append(_KINDS["where"][language].format(what=_words(where.this, language)))
    if group:
        parts.append(_KINDS["group"][language].format(what=_list(group.expressions, language)))
    computed = [one.unalias() for one in tree.expressions if isinstance(one.unalias(), exp.AggFunc)]
    if computed:
        parts.append(_KINDS["compute"][language].format(what=_list(computed, language)))
    if order:
        parts.append(_KINDS["order"][language].format(what=_list(order.expressions, language)))
    if limit:
        parts.append(_KINDS["limit"][language].format(what=limit.expression.sql()))
    return "".join(parts)


def _list(nodes: list[exp.Expr], language: Instructions) -> str:
    return _COMMA[language].join(_words(node, language) for node in nodes)


def _words(node: exp.Expr, language: Instructions) -> str:
    """An expression in words; SQL where there are none for it."""
    if isinstance(node, exp.Ordered):
        return _words(node.this, language) + (
            _DESCENDING[language] if node.args.get("desc") else ""
        )
    if isinstance(node, exp.Column):
        return node.name.replace("_", " ")
    if isinstance(node, exp.Literal):
        return node.name.strip("%")
    if isinstance(node, exp.Paren):
        return f"({_words(node.this, language)})"
    if type(node) in _OPERATORS:
        said = _OPERATORS[type(node)][language]
        return said.format(a=_words(node.this, language), b=_words(node.expression, language))
    if isinstance(node, exp.Not):
        return _FUNCTIONS["not"][language].format(a=_words(node.this, language))
    if isinstance(node, exp.Anonymous) and len(node.expressions) == 2:
        a, b = (_words(one, language) for one in node.expressions)
        return _FUNCTIONS["has"][language].format(a=a, b=b)
    if isinstance(node, exp.AggFunc) and node.key in _FUNCTIONS:
        return _FUNCTIONS[node.key][language].format(
            a=_words(node.this, language) if node.this else ""
        )
    return node.sql(dialect="sqlite").replace('"', "")
