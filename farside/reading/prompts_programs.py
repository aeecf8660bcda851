"""The words in which a model is asked what a question over documents wants: a program, as JSON.

The rules and the examples do not depend on the question: they are one kept prefix, read once for each model.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from farside.engine.base import Message
from farside.reading import prompts

_RULES = """You translate a question about documents into a plan, as JSON.
- "table": the question asks which, how many, how much, who, the most, least, earliest, a top list, totals, averages \
or groups over all the documents, or whether each document does something. Give the columns that must be read from \
each document and one SQLite query over the table documents(name, <columns>). "name" is the person, company or title \
that a document is about. The kinds of columns are text, number, money, date, list and yes/no. Words are looked for \
with has(column, 'words'). Column names are English.
- "find": the question asks for something that stands somewhere in the text.
- "summarise": what the documents are about, in short.
- "compare": how the documents differ, or what changed between them; columns are the aspects, if it names some.
- "timeline": what happened, in the order of time.

"""

_Columns = tuple[tuple[str, str], ...]
# Question, kind, columns, query. In English and Chinese, of CVs, invoices, contracts, papers and minutes.
_EXAMPLES: tuple[tuple[str, str, _Columns, str], ...] = (
    ("Which applicants speak French?", "table", (("languages", "list"),),
     "SELECT name FROM documents WHERE has(languages, 'French')"),
    ("How much did we spend on travel in May?", "table",
     (("total", "money"), ("category", "text"), ("date", "date")),
     "SELECT SUM(total) FROM documents WHERE has(category, 'travel') AND strftime('%m', date) = '05'"),
    ("Who may end the contract?", "find", (), ""),
    ("哪位候选人的工作年限最长？", "table", (("years_of_experience", "number"),),
     "SELECT name, years_of_experience FROM documents ORDER BY years_of_experience DESC LIMIT 1"),
    ("这些文件讲的是什么？", "summarise", (), ""),
    ("What is the difference between the two offers?", "compare", (), ""),
    ("Five cheapest suppliers with their city", "table", (("price", "money"), ("city", "text")),
     "SELECT name, city, price FROM documents ORDER BY price LIMIT 5"),
    ("押金是多少？", "find", (), ""),
    ("How many of the nurses have a driving licence?", "table", (("driving_licence", "yes/no"),),
     "SELECT COUNT(*) FROM documents WHERE driving_licence = 'yes'"),
    ("哪些合同在2027年到期？", "table", (("end_date", "date"),),
     "SELECT name, end_date FROM documents WHERE strftime('%Y', end_date) = '2027'"),
    ("Average rent by district", "table", (("rent", "money"), ("district", "text")),
     "SELECT district, AVG(rent) FROM documents GROUP BY district"),
    ("What happened between the fire and the sale, in order?", "timeline", (), ""),
    ("When was the bridge opened?", "find", (), ""),
    ("每个部门有多少人？", "table", (("department", "text"),),
     "SELECT department, COUNT(*) FROM documents GROUP BY department"),
    ("Which candidates know SQL but not Java?", "table", (("skills", "list"),),
     "SELECT name FROM documents WHERE has(skills, 'SQL') AND NOT has(skills, 'Java')"),
    ("Does each lease allow pets?", "table", (("pets_allowed", "yes/no"),),
     "SELECT name, pets_allowed FROM documents"),
    ("有几位应聘者期望月薪超过两万元？", "table", (("expected_salary", "money"),),
     "SELECT COUNT(*) FROM documents WHERE expected_salary > 20000"),
    ("Does the lease allow pets?", "find", (), ""),
    ("Which paper was published first?", "table", (("publication_date", "date"),),
     "SELECT name, publication_date FROM documents ORDER BY publication_date LIMIT 1"),
    ("谁签署了这份协议？", "find", (), ""),
    ("Who has a doctorate, and from which university?", "table", (("degree", "text"), ("university", "text")),
     "SELECT name, university FROM documents WHERE has(degree, 'PhD')"),
    ("Which drivers have at least 30 months of experience?", "table", (("months_of_experience", "number"),),
     "SELECT name, months_of_experience FROM documents WHERE months_of_experience >= 30"),
    ("Job: SQL and Tableau, at least a bachelor's degree, free within 6 weeks. Who fits?", "table",
     (("skills", "list"), ("degree", "text"), ("notice_period_in_weeks", "number")),
     "SELECT name FROM documents WHERE has(skills, 'SQL') AND has(skills, 'Tableau') AND (has(degree, 'BSc') OR "
     "has(degree, 'MSc') OR has(degree, 'PhD')) AND notice_period_in_weeks <= 6"),
    ("这几份方案有什么不同？", "compare", (), ""),
    ("Make a table of the invoices with number, date and total", "table",
     (("invoice_number", "text"), ("date", "date"), ("total", "money")),
     "SELECT name, invoice_number, date, total FROM documents"),
    ("按时间顺序列出发生的事情", "timeline", (), ""),
    ("Which vendor did we pay the most in total?", "table", (("vendor", "text"), ("total", "money")),
     "SELECT vendor, SUM(total) FROM documents GROUP BY vendor ORDER BY SUM(total) DESC LIMIT 1"),
    ("Why was the project stopped?", "find", (), ""),
    ("List all duties of the tenant", "find", (), ""),
    ("Total tax by month", "table", (("tax", "money"), ("date", "date")),
     "SELECT strftime('%Y-%m', date) AS month, SUM(tax) FROM documents GROUP BY month ORDER BY month"),
    ("哪些候选人既会英语又会日语？", "table", (("languages", "list"),),
     "SELECT name FROM documents WHERE has(languages, 'English') AND has(languages, 'Japanese')"),
    ("How do the leases differ in rent and notice?", "compare", (("rent", "text"), ("notice", "text")), ""),
    ("Summarise the report in five sentences", "summarise", (), ""),
)  # fmt: skip


def plan_program(question: str, documents: Sequence[str], known: Sequence[str]) -> tuple[Message, ...]:
    """To be answered as `program_schema`: what the question wants of the `documents` (names). `known` are the columns
    that were read before ("languages (list)"), to be used again where they fit."""
    examples = "".join(
        f"Question: {asked}\n{_as_json(kind, columns, sql)}\n\n" for asked, kind, columns, sql in _EXAMPLES
    )
    told = f"There are {len(documents)} documents.\n"
    if known:
        told += f"Columns read before, to be used where they fit: {', '.join(map(prompts.data, known))}\n"
    return (
        Message("system", _RULES),
        Message("user", f"{examples}{told}Question: {prompts.data(question)}", kept=len(examples)),
    )


def _as_json(kind: str, columns: _Columns, sql: str) -> str:
    plan: dict[str, Any] = {"kind": kind}
    if columns:
        plan["columns"] = [{"name": name, "type": of} for name, of in columns]
    return json.dumps(plan | {"sql": sql} if sql else plan)


def program_schema(kinds: Sequence[str], most_columns: int) -> dict[str, Any]:
    """`{"kind", "columns": [{"name", "type"}], "sql"}`."""
    column = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "minLength": 1, "maxLength": 40},
            "type": {"enum": ["text", "number", "money", "date", "list", "yes/no"]},
        },
        "required": ["name", "type"],
        "additionalProperties": False,
    }
    return {
        "type": "object",
        "properties": {
            "kind": {"enum": list(kinds)},
            "columns": {"type": "array", "items": column, "maxItems": most_columns},
            "sql": {"type": "string", "maxLength": 400},
        },
        "required": ["kind"],
        "additionalProperties": False,
    }


def mean_same(question: str, wanted: str, values: Sequence[str]) -> tuple[Message, ...]:
    """To be answered as `values_schema`: which of the values mean what the question looks for."""
    listed = "\n".join(f"[{at}] {prompts.data(one)}" for at, one in enumerate(values, 1))
    asked = (
        f"{listed}\n\nQuestion: {prompts.data(question)}\n"
        f"Give the numbers of the lines above that mean the same as {prompts.data(wanted)!r}, "
        "written in another way or language; none if no line does."
    )
    return Message("system", _SAME), Message("user", asked)


_SAME = "You match words that mean the same thing, and nothing that is only related."


def values_schema(most: int) -> dict[str, Any]:
    """A list of numbers from 1 to `most`."""
    return {
        "type": "object",
        "properties": {"numbers": prompts.numbers(most, 0, most)},
        "required": ["numbers"],
        "additionalProperties": False,
    }
