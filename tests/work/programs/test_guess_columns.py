"""Of which kind the columns are of a SELECT that a person wrote."""

from __future__ import annotations

import pytest

from farside.work.programs.guess_columns import guess_columns


@pytest.mark.parametrize(
    ("sql", "kinds"),
    [
        (
            "SELECT name, salary FROM documents WHERE 'Rust' IN skills ORDER BY salary",
            {"salary": "money", "skills": "list"},
        ),
        (
            "SELECT city FROM documents WHERE has(languages, 'Thai')",
            {"city": "text", "languages": "list"},
        ),
        (
            "SELECT strftime('%Y', signed) AS y, SUM(hours) FROM documents GROUP BY y",
            {"signed": "date", "hours": "number"},
        ),
        ("SELECT name FROM documents WHERE floors > 3 ORDER BY floors", {"floors": "number"}),
        ("SELECT document FROM documents ORDER BY end_date", {"end date": "date"}),
    ],
)
def test_kinds_follow_from_use_and_name(sql: str, kinds: dict[str, str]) -> None:
    assert {column.name: column.kind for column in guess_columns(sql)} == kinds


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("candidate", "text"),
        ("country", "text"),
        ("language", "text"),
        ("current_employer", "text"),
        ("parent_company", "text"),
        ("holiday_place", "text"),
        ("start_date", "date"),
        ("birthday", "date"),
        ("total_costs", "money"),
        ("age", "number"),
        ("薪资", "money"),
        ("入职日期", "date"),
    ],
)
def test_a_column_is_of_the_kind_that_a_whole_word_of_its_name_says(name: str, kind: str) -> None:
    """Else every country would be a number that cannot be read."""
    assert [one.kind for one in guess_columns(f"SELECT name, {name} FROM documents")] == [kind]
