"""A query over what was read: which documents each row stands for, and of which it cannot be
told."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from farside.types import Citation
from farside.work.programs.check_sql import check_query
from farside.work.programs.program import Result
from farside.work.programs.run_query import NO_PLACE, mixed_currencies, run_query
from farside.work.programs.tell_result import tell_result
from farside.work.tables.nouns import Cell, Column, Day, Money, Row, Table, Value

COLUMNS = (
    Column("name"),
    Column("skills", "list"),
    Column("years", "number"),
    Column("degree"),
    Column("gross", "money"),
    Column("date", "date"),
)


def cell(value: Value, document: str, at: int) -> Cell:
    place = Citation(1, document, document, 1, "p. 1", at, at + 5, "quote")
    return Cell(value, str(value), (place,) if value is not None else ())


def row(document: str, *values: Value) -> Row:
    return Row(
        document, document, tuple(cell(one, document, at * 10) for at, one in enumerate(values))
    )


ANN = row(
    "a",
    "Ann",
    ("Python", "Kubernetes"),
    Decimal(3),
    "MSc in Physics",
    Money(Decimal("100.5"), "EUR"),
    Day(2026, 5, 3),
)
BOB = row(
    "b", "Bob", ("Java", "Python 3"), Decimal(9), "BSc", Money(Decimal(50), "EUR"), Day(2026, 5)
)
CY = row("c", "Cy", None, Decimal(9), None, Money(Decimal(10), "EUR"), Day(2025))
TABLE = Table("", COLUMNS, (ANN, BOB, CY))


def computed(sql: str, table: Table = TABLE) -> Result:
    return run_query(check_query(sql, table.columns), table, {}, {})


def documents(result: Result) -> list[str]:
    return ["".join(one.document for one in each.rows) for each in result.rows]


@pytest.mark.parametrize(
    ("sql", "rows", "left_open"),
    [
        ("SELECT name FROM documents WHERE has(skills, 'python')", ["a", "b"], ["c"]),
        ("SELECT name FROM documents WHERE NOT has(skills, 'Java')", ["a"], ["c"]),
        ("SELECT name FROM documents WHERE skills IS NULL", ["c"], []),
        ("SELECT COUNT(*) FROM documents WHERE degree = 'MSc'", ["a"], ["c"]),
        ("SELECT name, MAX(years) FROM documents", ["b", "c"], []),
        ("SELECT MIN(years) FROM documents", ["a"], []),
        ("SELECT name FROM documents ORDER BY years DESC LIMIT 1", ["b", "c"], []),
        ("SELECT name, gross FROM documents ORDER BY gross LIMIT 2", ["c", "b"], []),
        ("SELECT DISTINCT years FROM documents", ["a", "bc"], []),
        ("SELECT SUM(gross) FROM documents WHERE strftime('%Y', date) = '2026'", ["ab"], []),
        ("SELECT name FROM documents WHERE gross = (SELECT MIN(gross) FROM documents)", ["c"], []),
    ],
)
def test_rows_know_their_documents_and_what_is_not_known_is_open(
    sql: str, rows: list[str], left_open: list[str]
) -> None:
    result = computed(sql)
    assert documents(result) == rows
    assert [one.row.document for one in result.open_rows] == left_open


def test_a_month_that_is_not_known_is_in_no_month() -> None:
    result = computed(
        "SELECT strftime('%m', date) AS month, SUM(gross) FROM documents GROUP BY month"
    )
    assert [(one.values, len(one.rows)) for one in result.rows] == [
        ((None, 10.0), 1),
        (("05", 150.5), 2),
    ]


def test_words_of_another_language_mean_what_was_matched() -> None:
    query = check_query("SELECT name FROM documents WHERE has(degree, '硕士')", COLUMNS)
    assert documents(run_query(query, TABLE, {"硕士": frozenset({"MSc in Physics"})}, {})) == ["a"]


def test_amounts_in_several_currencies_are_said_to_be() -> None:
    dollars = row("d", "Di", None, None, None, Money(Decimal(10), "USD"), None)
    table = Table("", COLUMNS, (ANN, dollars))
    query = check_query("SELECT SUM(gross) FROM documents", COLUMNS)
    assert mixed_currencies(query, table) == {"EUR", "USD"}
    told = tell_result("How much in all?", run_query(query, table, {}, {}), table)
    assert any("several currencies (EUR, USD)" in one.text for one in told.sentences)


def told(question: str, sql: str, table: Table = TABLE) -> list[str]:
    return [one.text for one in tell_result(question, computed(sql, table), table).sentences]


def test_an_answer_names_people_counts_and_what_is_open() -> None:
    assert told("Who knows Python?", "SELECT name FROM documents WHERE has(skills, 'Python')") == [
        "2 of 3:",
        "Ann (a)",
        "Bob (b)",
        "It could not be told of 1: c (skills is not stated)",
    ]
    assert told("How many hold an MSc?", "SELECT COUNT(*) FROM documents WHERE degree = 'MSc'")[
        :2
    ] == [
        "1 of 3:",
        "Ann (a)",
    ]
    assert told("谁最贵？", "SELECT name, gross FROM documents ORDER BY gross DESC LIMIT 1") == [
        "3 份中有 1 份：",
        "Ann (a): 100.5 EUR",
    ]
    assert told("Total?", "SELECT SUM(gross) FROM documents") == [
        "sum of gross: 160.5 EUR (of 3 of 3 documents)"
    ]
    assert (
        told("Who knows Cobol?", "SELECT name FROM documents WHERE has(degree, 'PhD')")[0]
        == "None of the 2 of which it could be told."
    )


def test_a_sum_tells_what_it_lacks_and_what_is_doubtful_in_it() -> None:
    lacking = row("d", "Di", None, None, None, None, None)
    unsure = replace(ANN, cells=tuple(one.flagged("another reading is '1'") for one in ANN.cells))
    table = Table("", COLUMNS, (unsure, BOB, lacking))
    assert told("Total?", "SELECT SUM(gross) FROM documents", table) == [
        "sum of gross: 150.5 EUR (of 2 of 3 documents)",
        "It could not be told of 1: d (gross is not stated)",
        "Please check: Ann (a): gross: another reading is '1'",
    ]


def test_every_row_cites_what_decides_it_and_the_citations_are_numbered_once() -> None:
    result = tell_result(
        "?", computed("SELECT name, years FROM documents WHERE has(skills, 'Python')"), TABLE
    )
    assert [one.citations for one in result.sentences[1:3]] == [(1, 2), (3, 4)]
    assert [(one.n, one.document) for one in result.citations] == [
        (1, "a"),
        (2, "a"),
        (3, "b"),
        (4, "b"),
    ]


def test_a_doubtful_cell_is_told_with_its_row() -> None:
    doubtful = Row("d", "d", tuple(one.flagged("another reading is 'x'") for one in ANN.cells))
    table = Table("", COLUMNS, (doubtful,))
    assert (
        "please check: skills: another reading is 'x'"
        in told("Who?", "SELECT name FROM documents WHERE has(skills, 'Python')", table)[1]
    )


def test_a_row_without_what_rows_are_ordered_by_is_told_as_doubtful() -> None:
    dan = row("d", "Dan", (), None, "BSc", None, None)
    table = Table("", COLUMNS, (ANN, BOB, CY, dan))
    said = told("Sort them by years", "SELECT name, years FROM documents ORDER BY years", table)
    assert said[-1].startswith("Dan (d): ")
    assert said[-1].endswith(f"(please check: years: {NO_PLACE})")
    assert not any("check" in one for one in said[:-1])
    plain = told("Show all years", "SELECT name, years FROM documents", table)
    assert not any("check" in one for one in plain)


def test_nothing_is_established_where_every_document_is_open() -> None:
    table = Table("", COLUMNS, (CY,))
    result = tell_result(
        "Who knows Go?",
        run_query(
            check_query("SELECT name FROM documents WHERE has(skills, 'Go')", COLUMNS),
            table,
            {},
            {},
        ),
        table,
    )
    assert not result.established


def test_a_word_that_stands_nowhere_in_a_document_leaves_nothing_open() -> None:
    query = check_query("SELECT name FROM documents WHERE has(skills, 'Python')", COLUMNS)
    texts = {"a": "Python, Kubernetes", "b": "Java, Python 3", "c": "Knows no programming."}
    assert run_query(query, TABLE, {}, texts).open_rows == ()
    foreign = texts | {"c": "他不会编程。"}
    assert [one.row.document for one in run_query(query, TABLE, {}, foreign).open_rows] == ["c"]
    unwritten = dict.fromkeys(texts, "Go.")
    assert [one.row.document for one in run_query(query, TABLE, {}, unwritten).open_rows] == ["c"]
    held = texts | {"c": "Python is her hobby."}
    assert [one.row.document for one in run_query(query, TABLE, {}, held).open_rows] == ["c"]


def test_a_number_that_is_doubtful_is_never_sure_to_fail() -> None:
    doubtful = Row(
        "d", "d", tuple(one.flagged("only one of two readings gives it") for one in ANN.cells)
    )
    table = Table("", COLUMNS, (doubtful, BOB))
    result = run_query(
        check_query("SELECT name FROM documents WHERE years >= 5", COLUMNS), table, {}, {"d": "Ann"}
    )
    assert documents(result) == ["b"]
    assert [one.row.document for one in result.open_rows] == ["d"]


@pytest.mark.parametrize(
    ("flag", "told"),
    [
        ("the model pointed at another place", "Ann (a): MSc in Physics"),
        ("another reading is 'Ann B.'", "Ann (a): MSc in Physics"),
        ("other parts say 'Bob' (p. 2)", "a: MSc in Physics"),
    ],
)
def test_a_name_that_stands_in_the_text_is_told_beside_its_file(flag: str, told: str) -> None:
    named = replace(ANN, cells=(replace(ANN.cells[0], flags=(flag,)), *ANN.cells[1:]))
    table = Table("", COLUMNS, (named,))
    result = computed("SELECT name, degree FROM documents", table)
    assert [
        one.text for one in tell_result("Which degrees?", result, table).sentences if one.citations
    ] == [told]


@pytest.mark.parametrize(
    ("question", "others"),
    [("Does each of them know Java?", ["Not: Ann (a)"]), ("Who knows Java?", [])],
)
def test_a_question_about_each_hears_of_those_who_do_not(question: str, others: list[str]) -> None:
    result = computed("SELECT name FROM documents WHERE has(skills, 'Java')")
    told = [one.text for one in tell_result(question, result, TABLE).sentences]
    assert [one for one in told if one.startswith("Not")] == others
