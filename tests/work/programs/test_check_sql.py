"""Only one SELECT over the documents passes, and words are compared as words."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.work.programs.check_sql import check_query
from farside.work.tables.nouns import Column, Kind

COLUMNS = (
    Column("skills", "list"),
    Column("years of experience", "number"),
    Column("degree"),
    Column("gross", "money"),
    Column("date", "date"),
    Column("remote", "yes/no"),
)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM documents",
        "SELECT name FROM documents; DROP TABLE documents",
        "SELECT load_extension('x') FROM documents",
        "SELECT 1 FROM sqlite_master",
        "SELECT name FROM other.documents",
        "SELECT d.name FROM documents AS d",
        "SELECT a.name FROM documents, documents",
        "WITH x AS (SELECT 1) SELECT name FROM documents",
        "SELECT name FROM documents UNION SELECT degree FROM documents",
        "SELECT name, salary FROM documents",
        "SELECT randomblob(1000000000) FROM documents",
        "SELECT name FROM documents LIMIT ?",
        "SELECT name FROM documents LIMIT 5 OFFSET 2",
        "SELECT has(skills, degree) FROM documents",
        "SELECT name FROM documents WHERE gross > 'much'",
        "SELECT name FROM documents WHERE date <= 4",
        "SELECT AVG(gross",
        "PRAGMA database_list",
        "ATTACH 'x' AS y",
        "",
        "SELECT " + "(" * 3000,
    ],
)
def test_what_is_no_plain_select_over_the_documents_is_refused(sql: str) -> None:
    with pytest.raises(InputError):
        check_query(sql, COLUMNS)


@given(st.text(max_size=80))
def test_whatever_is_written_passes_or_is_refused(sql: str) -> None:
    with suppress(InputError):
        check_query(sql, COLUMNS)


@pytest.mark.parametrize(
    ("condition", "becomes"),
    [
        ("degree = 'MSc'", "HAS(\"degree\", 'MSc')"),
        ("'MSc' = degree", "HAS(\"degree\", 'MSc')"),
        ("degree <> 'MSc'", "NOT HAS(\"degree\", 'MSc')"),
        ("degree LIKE '%MSc%'", "HAS(\"degree\", 'MSc')"),
        ("skills IN ('Go', 'Rust')", "(HAS(\"skills\", 'Go') OR HAS(\"skills\", 'Rust'))"),
        ("remote = 'yes'", '"remote" = 1'),
        ("remote = TRUE", '"remote" = 1'),
        ("gross > '5,000 EUR'", '"gross" > 5000.0'),
        ("Years_Of_Experience >= 5", '"years_of_experience" >= 5'),
    ],
)
def test_conditions_compare_words_numbers_and_yes_or_no(condition: str, becomes: str) -> None:
    assert becomes in check_query(f"SELECT name FROM documents WHERE {condition}", COLUMNS).sql


def test_what_is_read_what_decides_and_what_is_looked_for() -> None:
    query = check_query(
        "SELECT name, gross FROM documents WHERE has(skills, 'Go') ORDER BY date LIMIT 3", COLUMNS
    )
    assert set(query.read) == {"name", "gross", "skills", "date"}
    assert set(query.deciding) == {"skills", "date"}
    assert [(one.column, one.text) for one in query.literals] == [("skills", "Go")]
    assert (query.limit, query.ordering, query.grouped, query.counts) == (3, 1, False, False)


def test_the_column_behind_an_alias_decides_its_group() -> None:
    query = check_query(
        "SELECT strftime('%m', date) AS month, SUM(gross) FROM documents GROUP BY month", COLUMNS
    )
    assert set(query.deciding) == {"date", "gross"}
    assert query.grouped
    assert not query.counts


def test_a_function_that_is_not_taken_is_named() -> None:
    with pytest.raises(InputError, match="calls load_extension, which is not taken"):
        check_query("SELECT load_extension('x') FROM documents", COLUMNS)


@pytest.mark.parametrize("kind", ["number", "money"])
def test_a_number_has_no_words(kind: Kind) -> None:
    """What a model writes so is looked for on every page; the query would fail while it runs."""
    with pytest.raises(InputError, match="a number has no words"):
        check_query("SELECT gap FROM documents WHERE has(gap, 'bells')", [Column("gap", kind)])
