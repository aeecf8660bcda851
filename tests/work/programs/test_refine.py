"""Which follow-ups are about the rows of the answer before."""

from __future__ import annotations

from dataclasses import replace

import pytest

from farside.reading.converse import Turn
from farside.work.programs.check_sql import check_query
from farside.work.programs.program import Program
from farside.work.programs.refine import refine_program
from farside.work.tables.nouns import Column

SAID = Program("table", (), "SELECT name FROM documents", of_before=True)


@pytest.mark.parametrize(
    ("question", "rows", "of_before"),
    [
        ("And of those, who eats fish?", 3, True),
        ("Order them by age", 3, True),
        ("What do they cost together?", 3, True),
        ("And what is their total?", 3, True),
        ("它们一共多少钱？", 3, True),
        ("其中谁会游泳？", 3, True),
        ("Wer von ihnen wohnt in Bonn?", 3, True),
        ("What about swimming?", 3, False),
        ("And the tallest?", 1, False),
        ("And those under ten?", 3, False),
        ("Only for those who swim", 3, False),
        ("A table of all boats with their owners", 3, False),
        ("苏州的呢？", 3, False),
        ("Where was she born?", 1, True),
        ("Where was she born?", 3, False),
        ("Who paid for the bridge?", 1, False),
    ],
)
def test_words_confirm_what_the_model_says(question: str, rows: int, of_before: bool) -> None:
    before = Turn("Who swims?", "Ann.", tuple(map(str, range(rows))), "SELECT name FROM documents")
    refined = refine_program(question, SAID, before)
    assert (refined is not None) is of_before
    assert refined is None or refined.kind == ("find" if rows == 1 else "table")
    assert refine_program(question, Program("table", (), SAID.sql), before) is None


def test_the_filter_before_is_not_repeated() -> None:
    python, german = ("has(languages, 'Python')", "has(languages, 'German')")
    sql = f"SELECT name FROM documents WHERE has(skills, 'Python') AND {german} AND {python}"
    before = Turn("Who knows Python?", "Ann, Bob.", ("a", "b"))
    refined = refine_program(
        "Which of them speak German?", Program("table", (), sql, of_before=True), before
    )
    assert refined is not None
    assert refined.sql == "SELECT name FROM documents WHERE has(languages, 'German')"


@pytest.mark.parametrize("table", ["items", "documents"])
def test_what_an_answer_listed_of_one_document_is_asked_further(table: str) -> None:
    """Its rows are things in the document: their condition holds still, whatever the model calls
    the table."""
    before = Turn(
        "Which repairs are on the bill?",
        "Roof; door.",
        ("a",),
        "SELECT position FROM items WHERE has(position, 'repair')",
    )
    amount = (Column("amount", "money"),)
    said = Program("table", amount, f"SELECT SUM(amount) FROM {table}", of_before=True)
    refined = refine_program("And what is their total?", said, before)
    assert refined is not None
    assert (refined.kind, refined.of_before) == ("list", False)
    assert refined.sql == "SELECT SUM(amount) FROM items WHERE has(position, 'repair')"
    assert {one.name for one in refined.columns} == {"amount", "position"}
    assert check_query(refined.sql, refined.columns).aggregated == ("amount",)
    again = replace(said, sql=refined.sql)
    repeated = refine_program("And what is their total?", again, before)
    assert repeated is not None
    assert repeated.sql == refined.sql
    fact = refine_program("Where was she born?", said, before)  # of the document, which is one
    assert fact is not None
    assert fact.kind == "find"
