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
