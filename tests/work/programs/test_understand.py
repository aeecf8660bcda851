"""What a model wrote for a question is believed only where code can check it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.reading.prompts import for_programs
from farside.types import Document
from farside.work.programs.program import Program
from farside.work.programs.understand import FIND, read_program, understand_question
from farside.work.tables.nouns import KINDS, Column

DOCUMENTS = [Document(str(at), f"{at}.txt", "text/plain", "", ()) for at in range(3)]


def plan(sql: str, *columns: tuple[str, str]) -> dict[str, Any]:
    return {
        "kind": "table",
        "columns": [{"name": name, "type": kind} for name, kind in columns],
        "sql": sql,
    }


@pytest.mark.parametrize(
    ("question", "written", "kind"),
    [
        (
            "Who knows Go?",
            plan("SELECT name FROM documents WHERE has(skills, 'Go')", ("skills", "list")),
            "table",
        ),
        (
            "What is the notice period?",
            plan("SELECT notice FROM documents", ("notice", "text")),
            "find",
        ),
        (
            "What is each notice period?",
            plan("SELECT name, notice FROM documents", ("notice", "text")),
            "table",
        ),
        (
            "把所有通知期列成表",
            plan("SELECT name, notice FROM documents", ("notice", "text")),
            "table",
        ),
        (
            "When does unit 7 end?",
            plan("SELECT ends FROM documents WHERE name = 'Unit 7'", ("ends", "date")),
            "find",
        ),
        ("Total?", plan("SELECT SUM(total) FROM documents", ("total", "money")), "table"),
        (
            "Free soon?",
            plan("SELECT name FROM documents WHERE free < '2023-04-01'", ("free", "date")),
            "find",
        ),
        (  # counted from today, which the answer says
            "Free within a week?",
            plan("SELECT name FROM documents WHERE free < '2023-04-01'", ("free", "date")),
            "table",
        ),
        (
            "Free in 2023?",
            plan("SELECT name FROM documents WHERE free >= '2023-01-01'", ("free", "date")),
            "table",
        ),
        (  # one fact of one document, and not the latest of a column of all
            "Who is the keeper, and since when?",
            plan(
                "SELECT keeper, since FROM documents WHERE keeper IS NOT NULL "
                "ORDER BY since DESC LIMIT 1",
                ("keeper", "text"),
                ("since", "date"),
            ),
            "find",
        ),
        ("Total?", plan("DROP TABLE documents", ("total", "money")), "find"),
        ("What is this about?", {"kind": "summarise"}, "summarise"),
        ("Why was it stopped?", {"kind": "summarise"}, "find"),
        ("一共花了多少钱？", {"kind": "summarise"}, "find"),
        ("Who was there in May?", {"kind": "timeline"}, "find"),
        ("What happened, and when?", {"kind": "timeline"}, "timeline"),
        ("Where is it?", {"kind": "talk", "what": "help"}, "find"),
        ("List all fees", plan("SELECT fee FROM items", ("fee", "money")), "list"),
        (
            "List all tenants with their fees",
            plan("SELECT name, fee FROM documents", ("fee", "money")) | {"kind": "list"},
            "table",
        ),
        (
            "List all fees",
            plan("SELECT fee FROM items", ("fee", "money")) | {"kind": "list"},
            "list",
        ),
        ("What is this about?", {"kind": "dance"}, "find"),
        ("What is this about?", ["no object"], "find"),
    ],
)
def test_a_program_is_taken_where_it_fits_the_question(
    question: str, written: Mapping[str, Any] | list[str], kind: str
) -> None:
    engine = ScriptedEngine(lambda _: json.dumps(written), window=16_384)
    assert understand_question(engine, question, DOCUMENTS).kind == kind


def test_rows_of_one_document_are_things_in_it() -> None:
    written = plan("SELECT name, fee FROM documents ORDER BY fee", ("fee", "money"))
    engine = ScriptedEngine(lambda _: json.dumps(written | {"kind": "list"}), window=16_384)
    program = understand_question(engine, "In what order do fees rise?", DOCUMENTS[:1])
    assert program.kind == "list"
    assert {column.name for column in program.columns} == {"name", "fee"}


def test_months_are_not_compared_with_years() -> None:
    written = plan(
        "SELECT name FROM documents WHERE years_of_experience >= 60",
        ("years_of_experience", "number"),
    )
    engine = ScriptedEngine(lambda _: json.dumps(written), window=16_384)
    program = understand_question(engine, "Who has worked for at least 60 months?", DOCUMENTS)
    assert "months_of_experience >= 60" in program.sql
    assert [column.name for column in program.columns] == ["months of experience"]
    assert (
        "years_of"
        in understand_question(engine, "Who has worked for 5 years and 60 months?", DOCUMENTS).sql
    )


def test_a_column_that_the_query_names_alone_is_read_too() -> None:
    written = plan("SELECT name, city FROM documents WHERE age > 40", ("age", "number"))
    program = read_program(json.dumps(written))
    assert {column.name: column.kind for column in program.columns} == {
        "age": "number",
        "city": "text",
    }


def test_a_list_that_the_query_calls_otherwise_is_the_one_that_was_declared() -> None:
    written = plan(
        "SELECT name FROM documents WHERE has(skills, 'Go') AND NOT has(skill, 'C')",
        ("skills", "list"),
    )
    program = read_program(json.dumps(written))
    assert [column.name for column in program.columns] == ["skills"]
    assert "NOT has(skills, 'C')" in program.sql


def test_a_column_that_was_read_before_is_the_same_one() -> None:
    known = Column("Years of experience", "number", "in all jobs")
    written = plan(
        "SELECT MAX(years_of_experience) FROM documents", ("years_of_experience", "text")
    )
    assert read_program(json.dumps(written), [known]).columns == (known,)


@given(
    st.recursive(
        st.none() | st.text() | st.integers(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    )
)
def test_no_reply_of_a_model_makes_a_question_fail(written: Any) -> None:
    assert isinstance(read_program(json.dumps(written)), Program)
    assert read_program(json.dumps({"kind": "table", "columns": written, "sql": written})) == FIND
    assert read_program("{" + str(written)) == FIND


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("按期望年薪排序。", ""),
        ("Who would do best in a nursing post?", "a nursing post on a night ward"),
    ],
)
def test_a_purpose_of_our_own_examples_is_not_taken_for_that_of_the_question(
    question: str, what: str
) -> None:
    written = {"kind": "rank", "what": "a nursing post on a night ward"}
    engine = ScriptedEngine(lambda _: json.dumps(written))
    assert understand_question(engine, question, DOCUMENTS) == Program("rank", what=what)


def test_a_kind_that_does_not_fit_is_not_offered_again() -> None:
    offered: list[list[str]] = []

    def reply(request: Request) -> str:
        assert request.schema is not None
        offered.append(request.schema["properties"]["kind"]["enum"])
        return json.dumps({"kind": "expenses"} if "expenses" in offered[-1] else SPENT)

    assert (
        understand_question(ScriptedEngine(reply), "How much was spent at Orla's?", DOCUMENTS).kind
        == "table"
    )
    assert len(offered) == 2


SPENT = plan(
    "SELECT SUM(total) FROM documents WHERE has(shop, 'Orla')", ("total", "money"), ("shop", "text")
)


def test_a_query_that_computes_is_no_fact_to_look_for() -> None:
    dearest = "SELECT item FROM items ORDER BY price DESC LIMIT 1"

    def reply(request: Request) -> str:
        assert request.schema is not None
        if "find" in request.schema["properties"]["kind"]["enum"]:
            return json.dumps({"kind": "find", "sql": dearest})
        return json.dumps(plan(dearest, ("item", "text"), ("price", "money")) | {"kind": "list"})

    found = understand_question(ScriptedEngine(reply), "Which item costs the most?", DOCUMENTS[:1])
    assert (found.kind, found.sql) == ("list", dearest)


def test_a_program_may_have_columns_of_every_kind_but_choices() -> None:
    schema = for_programs.program_schema(["find"], 3)
    kinds = schema["properties"]["columns"]["items"]["properties"]["type"]["enum"]
    assert {*kinds} == {*KINDS} - {"choice"} | {"score"}
