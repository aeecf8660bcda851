"""Which follow-ups are about the rows of the answer before."""

from __future__ import annotations

import pytest

from farside.reading.converse import Turn
from farside.work.programs.program import Program
from farside.work.programs.refine import refine_program

SAID = Program("table", (), "SELECT name FROM documents", of_before=True)


@pytest.mark.parametrize(
    ("question", "rows", "of_before"),
    [
        ("And of those, who eats fish?", 3, True),
        ("Order them by age", 3, True),
        ("What do they cost together?", 3, True),
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
