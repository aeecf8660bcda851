"""The words that ask a model what a question over documents wants: a program, as JSON.

The rules and the examples do not depend on the question: they are one kept prefix, read once for
each model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from farside.engine.base import Message
from farside.reading.prompts import wording

_RULES = """You translate a question about documents into a plan, as JSON.
- "table": the question asks which, how many, how much, who, the most, least, earliest, a top \
list, totals, averages or groups over all the documents, or whether each document does something. \
Give the columns that must be read from each document and one SQLite query over the table \
documents(name, <columns>). "name" is the person, company or title that a document is about. The \
kinds of columns are text, number, money, date, list, yes/no, and score (0 to 4) for what is a \
judgement and no fact. Words are looked for with has(column, 'words'). Column names are English.
- "list": every thing of a sort that a document names, or a question over such things (the \
positions of an invoice, the jobs of a person). Give the columns of a thing and a query over the \
table items(<columns>).
- "find": the question asks for something that stands somewhere in the text.
- "summarise": what the documents are about, in short.
- "compare": how the documents differ; columns are the aspects, if it names some.
- "changes": what was changed from one version to the next.
- "timeline": what happened, in the order of time.
- "rank": who or what fits a purpose best; "what" is the purpose. An order by a fact is a "table".
- "expenses": an expense report of invoices and receipts.
- "translate": "what" is to be translated "into" a language; no "what" for all of it.
- "talk": no question about documents; "what" is thanks, hello or help.
After an earlier question, "of" says which documents are meant: "before" for those that its answer \
named, else "all".

"""

_Columns = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Example:
    """A question and its plan. `before` is the question before it with the query that answered that
    one."""

    question: str
    kind: str
    columns: _Columns = ()
    sql: str = ""
    what: str = ""
    into: str = ""
    of: str = ""
    before: tuple[str, str] = ("", "")


# Examples in English and Chinese, about CVs, invoices, contracts, papers and minutes.
_EXAMPLES: tuple[_Example, ...] = (
    _Example("Which applicants speak French?", "table", (("languages", "list"),),
             sql="SELECT name FROM documents WHERE has(languages, 'French')"),
    _Example("How much did we spend on travel in May?", "table",
             (("total", "money"), ("category", "text"), ("date", "date")),
             sql=(
                 "SELECT SUM(total) FROM documents WHERE has(category, 'travel') "
                 "AND strftime('%m', date) = '05'"
             )),
    _Example("List all duties of the tenant", "list", (("duty", "text"),),
             sql="SELECT duty FROM items"),
    _Example("Who may end the contract?", "find"),
    _Example("哪位候选人的工作年限最长？", "table", (("years_of_experience", "number"),),
             sql=(
                 "SELECT name, years_of_experience FROM documents "
                 "ORDER BY years_of_experience DESC LIMIT 1"
             )),
    _Example("Which of the ordered goods is the cheapest?", "list",
             (("good", "text"), ("price", "money")),
             sql="SELECT good, price FROM items ORDER BY price LIMIT 1"),
    _Example("这些文件讲的是什么？", "summarise"),
    _Example("On the bill of Hartmann Tools, which position is the dearest?", "list",
             (("position", "text"), ("amount", "money")),
             sql="SELECT position, amount FROM items ORDER BY amount DESC LIMIT 1"),
    _Example("What is the difference between the two offers?", "compare"),
    _Example("列出合同中的所有期限", "list", (("deadline", "text"),),
             sql="SELECT deadline FROM items"),
    _Example("Five cheapest suppliers with their city", "table",
             (("price", "money"), ("city", "text")),
             sql="SELECT name, city, price FROM documents ORDER BY price LIMIT 5"),
    _Example("押金是多少？", "find"),
    _Example("How many schools did Ines Moreau go to?", "list", (("school", "text"),),
             sql="SELECT COUNT(*) FROM items"),
    _Example("How many of the nurses have a driving licence?", "table",
             (("driving_licence", "yes/no"),),
             sql="SELECT COUNT(*) FROM documents WHERE driving_licence = 'yes'"),
    _Example("哪些合同在2027年到期？", "table", (("end_date", "date"),),
             sql="SELECT name, end_date FROM documents WHERE strftime('%Y', end_date) = '2027'"),
    _Example("Rank these candidates for a nursing post on a night ward", "rank",
             what="a nursing post on a night ward"),
    _Example("Average rent by district", "table", (("rent", "money"), ("district", "text")),
             sql="SELECT district, AVG(rent) FROM documents GROUP BY district"),
    _Example("What happened between the fire and the sale, in order?", "timeline"),
    _Example("Make an expense report", "expenses"),
    _Example("Rank the drivers by their years of service, longest first", "table",
             (("years_of_service", "number"),),
             sql="SELECT name, years_of_service FROM documents ORDER BY years_of_service DESC"),
    _Example("When was the bridge opened?", "find"),
    _Example("每个部门有多少人？", "table", (("department", "text"),),
             sql="SELECT department, COUNT(*) FROM documents GROUP BY department"),
    _Example("Translate clause 4 into English", "translate", what="clause 4", into="English"),
    _Example("Which candidates know SQL but not Java?", "table", (("skills", "list"),),
             sql="SELECT name FROM documents WHERE has(skills, 'SQL') AND NOT has(skills, 'Java')"),
    _Example("Does each lease allow pets?", "table", (("pets_allowed", "yes/no"),),
             sql="SELECT name, pets_allowed FROM documents"),
    _Example("Who is a good leader?", "table", (("leadership", "score"),),
             sql=(
                 "SELECT name, leadership FROM documents WHERE leadership >= 2.5 "
                 "ORDER BY leadership DESC"
             )),
    _Example("有几位应聘者期望月薪超过两万元？", "table", (("expected_salary", "money"),),
             sql="SELECT COUNT(*) FROM documents WHERE expected_salary > 20000"),
    _Example("Does the lease allow pets?", "find"),
    _Example("Thank you so much", "talk", what="thanks"),
    _Example("Which paper was published first?", "table", (("publication_date", "date"),),
             sql="SELECT name, publication_date FROM documents ORDER BY publication_date LIMIT 1"),
    _Example("谁签署了这份协议？", "find"),
    _Example("What was changed in the new draft?", "changes"),
    _Example("Who has a doctorate, and from which university?", "table",
             (("degree", "text"), ("university", "text")),
             sql="SELECT name, university FROM documents WHERE has(degree, 'PhD')"),
    _Example("Which drivers have at least 30 months of experience?", "table",
             (("months_of_experience", "number"),),
             sql=(
                 "SELECT name, months_of_experience FROM documents "
                 "WHERE months_of_experience >= 30"
             )),
    _Example("把全文翻译成中文", "translate", into="Chinese"),
    _Example("按总里程给司机排名", "table", (("total_distance", "number"),),
             sql="SELECT name, total_distance FROM documents ORDER BY total_distance DESC"),
    _Example("Job: SQL and Tableau, at least a bachelor's degree, free within 6 weeks. Who fits?",
             "table",
             (("skills", "list"), ("degree", "text"), ("notice_period_in_weeks", "number")),
             sql="SELECT name FROM documents WHERE has(skills, 'SQL') "
                 "AND has(skills, 'Tableau') AND (has(degree, 'BSc') OR has(degree, "
                 "'MSc') OR has(degree, 'PhD')) AND notice_period_in_weeks <= 6"),
    _Example("这几份方案有什么不同？", "compare"),
    _Example("谁最适合做会计？", "rank", what="会计"),
    _Example("按入职日期给员工排序，最早的在前", "table", (("start_date", "date"),),
             sql="SELECT name, start_date FROM documents ORDER BY start_date"),
    _Example("Which member joined last?", "table", (("date_of_joining", "date"),),
             sql=(
                 "SELECT name, date_of_joining FROM documents "
                 "ORDER BY date_of_joining DESC LIMIT 1"
             )),
    _Example("Make a table of the invoices with number, date and total", "table",
             (("invoice_number", "text"), ("date", "date"), ("total", "money")),
             sql="SELECT name, invoice_number, date, total FROM documents"),
    _Example("按时间顺序列出发生的事情", "timeline"),
    _Example("这些人中谁最有耐心？", "table", (("patience", "score"),),
             sql="SELECT name, patience FROM documents ORDER BY patience DESC LIMIT 1"),
    _Example("Which vendor did we pay the most in total?", "table",
             (("vendor", "text"), ("total", "money")),
             sql=(
                 "SELECT vendor, SUM(total) FROM documents GROUP BY vendor "
                 "ORDER BY SUM(total) DESC LIMIT 1"
             )),
    _Example("Why was the project stopped?", "find"),
    _Example("用这些票据做报销单", "expenses"),
    _Example("Whose career is the longest?", "table", (("months_of_experience", "number"),),
             sql=(
                 "SELECT name, months_of_experience FROM documents "
                 "ORDER BY months_of_experience DESC LIMIT 1"
             )),
    _Example("Total tax by month", "table", (("tax", "money"), ("date", "date")),
             sql=(
                 "SELECT strftime('%Y-%m', date) AS month, SUM(tax) FROM documents "
                 "GROUP BY month ORDER BY month"
             )),
    _Example("哪些候选人既会英语又会日语？", "table", (("languages", "list"),),
             sql=(
                 "SELECT name FROM documents WHERE has(languages, 'English') "
                 "AND has(languages, 'Japanese')"
             )),
    _Example("What are you able to do?", "talk", what="help"),
    _Example("How do the leases differ in rent and notice?", "compare",
             (("rent", "text"), ("notice", "text"))),
    _Example("Summarise the report in five sentences", "summarise"),
    _Example("早上好", "talk", what="hello"),
    _Example("Is a guarantor needed, and why?", "find"),
    _Example("Which of them were born in Lima?", "table", (("place_of_birth", "text"),),
             of="before",
             sql="SELECT name, place_of_birth FROM documents WHERE has(place_of_birth, 'Lima')",
             before=("Which nurses work at night?",
                     "SELECT name FROM documents WHERE has(shift, 'night')")),
    _Example("And in the morning?", "table", (("shift", "text"),), of="all",
             sql="SELECT name FROM documents WHERE has(shift, 'morning')",
             before=("Which nurses work at night?",
                     "SELECT name FROM documents WHERE has(shift, 'night')")),
    _Example("What do they cost together?", "table", (("price", "money"),), of="before",
             sql="SELECT SUM(price) FROM documents",
             before=("Which machines are older than ten years?",
                     "SELECT name FROM documents WHERE age > 10")),
    _Example("Now all machines with their makers", "table", (("maker", "text"),), of="all",
             sql="SELECT name, maker FROM documents",
             before=("Which machines are older than ten years?",
                     "SELECT name FROM documents WHERE age > 10")),
    _Example("他们当中谁结婚了？", "table", (("married", "yes/no"),), of="before",
             sql="SELECT name FROM documents WHERE married = 'yes'",
             before=("哪些员工住在杭州？", "SELECT name FROM documents WHERE has(city, '杭州')")),
    _Example("苏州的呢？", "table", (("city", "text"),), of="all",
             sql="SELECT name FROM documents WHERE has(city, '苏州')",
             before=("哪些员工住在杭州？", "SELECT name FROM documents WHERE has(city, '杭州')")),
    _Example("Why was it closed?", "find", of="all",
             before=("Which branch has the highest rent?",
                     "SELECT name, rent FROM documents ORDER BY rent DESC LIMIT 1")),
    _Example("Order them by age", "table", (("age", "number"),), of="before",
             sql="SELECT name, age FROM documents ORDER BY age",
             before=("Does each of them eat meat?", "SELECT name, eats_meat FROM documents")),
)  # fmt: skip


EXAMPLE_PURPOSES = frozenset(one.what for one in _EXAMPLES if one.kind == "rank")
"""What the examples rank for: a reply with one of them may have it from there."""


def plan_program(
    question: str,
    documents: Sequence[str],
    known: Sequence[str],
    before: tuple[str, str] = ("", ""),
) -> tuple[Message, ...]:
    """Ask what the question wants of the `documents` (names); the reply follows `program_schema`.
    `known` are the columns that were read before ("languages (list)"), to be used again where they
    fit. `before` is the question before this one, with the query that answered it."""
    system, shown = program_prefix()
    told = (
        f"There are {len(documents)} documents.\n"
        if len(documents) != 1
        else "There is 1 document.\n"
    )
    if known:
        told += (
            "Columns read before, to be used where they fit: "
            f"{', '.join(map(wording.harmless_line, known))}\n"
        )
    told += _follows(*map(wording.harmless_line, before))
    asked = f"{told}Question: {wording.harmless_line(question)}"
    return system, replace(shown, content=f"{shown.content}{asked}")


def program_prefix() -> tuple[Message, Message]:
    """What stands before every question that is understood: rules and examples."""
    examples = "".join(
        f"{_follows(*one.before)}Question: {one.question}\n{_as_json(one)}\n\n" for one in _EXAMPLES
    )
    return Message("system", _RULES), Message("user", examples, kept=len(examples))


def _follows(question: str, sql: str) -> str:
    return f"Earlier question: {question} {sql}\n" if question else ""


def _as_json(one: _Example) -> str:
    plan: dict[str, Any] = {"kind": one.kind}
    if one.of:
        plan["of"] = one.of
    if one.columns:
        plan["columns"] = [{"name": name, "type": of} for name, of in one.columns]
    more = {"sql": one.sql, "what": one.what, "into": one.into}
    return json.dumps(
        plan | {name: value for name, value in more.items() if value}, ensure_ascii=False
    )


def program_schema(
    kinds: Sequence[str], most_columns: int, follows: bool = False
) -> dict[str, Any]:
    """`{"kind", "of" where it `follows` an answer, "columns": [{"name", "type"}], "sql", "what",
    "into"}`."""
    column = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 40},
            "type": {"enum": ["text", "number", "money", "date", "list", "yes/no", "score"]},
        },
        "required": ["name", "type"],
        "additionalProperties": False,
    }
    of: dict[str, Any] = {"of": {"enum": ["all", "before"]}} if follows else {}
    return {
        "type": "object",
        "properties": {
            "kind": {"enum": list(kinds)},
            **of,
            "columns": {"type": "array", "items": column, "maxItems": most_columns},
            "sql": {"type": "string", "maxLength": 400},
            "what": {"type": "string", "maxLength": 120},
            "into": {"type": "string", "maxLength": 20},
        },
        "required": ["kind", *of],
        "additionalProperties": False,
    }


def mean_same(question: str, wanted: str, values: Sequence[str]) -> tuple[Message, ...]:
    """Ask which of the values mean what the question looks for; the reply follows
    `values_schema`."""
    listed = "\n".join(f"[{at}] {wording.harmless_line(one)}" for at, one in enumerate(values, 1))
    asked = (
        f"{listed}\n\nQuestion: {wording.harmless_line(question)}\n"
        "Give the numbers of the lines above that mean the same as "
        f"{wording.harmless_line(wanted)!r}, written in another way or language; "
        "none if no line does."
    )
    return Message("system", _SAME), Message("user", asked)


_SAME = "You match words that mean the same thing, and nothing that is only related."


def is_asked_for(wanted: str, value: str) -> tuple[Message, ...]:
    """Ask, Yes or No, whether a value is what was looked for.

    Of 34 pairs in English and Chinese the 1.5B model takes 15 of 16 that mean the same, and 1 of 18
    others; asked whether they are "the same, only written in another way", it takes nearly all."""
    sought, said = wording.harmless_line(wanted), wording.harmless_line(value)
    asked = f"Somebody asks for “{sought}”. A form says “{said}”. Is that what is asked for?"
    return Message("system", "Answer Yes or No."), Message("user", asked)


def values_schema(most: int) -> dict[str, Any]:
    """A list of numbers from 1 to `most`."""
    return {
        "type": "object",
        "properties": {"numbers": wording.numbers_schema(most, 0, most)},
        "required": ["numbers"],
        "additionalProperties": False,
    }
