"""What small models write and mean otherwise: units as conditions, every group for the most, groups
that are too fine."""

from __future__ import annotations

import pytest

from farside.work.programs.check_sql import check_query
from farside.work.programs.coarsen_groups import coarsen_groups
from farside.work.programs.drop_conditions import drop_conditions
from farside.work.programs.drop_order import drop_order, drop_presence
from farside.work.programs.drop_units import drop_units
from farside.work.programs.flag_names import flag_names
from farside.work.programs.order_extremes import order_extremes
from farside.work.programs.run_query import find_doubts
from farside.work.programs.show_declared import show_declared
from farside.work.tables.nouns import Cell, Column, Row, Table


@pytest.mark.parametrize(
    ("question", "sql", "kept"),
    [
        (
            "How many are over 100 ringgit?",
            "SELECT COUNT(*) FROM documents WHERE amount > 100 AND has(shop, 'ringgit')",
            "SELECT COUNT(*) FROM documents WHERE amount > 100",
        ),
        (
            "超过1,000元的有哪些？",
            "SELECT name FROM documents WHERE has(city, '元') AND total > 1000",
            "SELECT name FROM documents WHERE total > 1000",
        ),
        (
            "Who has 3 years of Rust?",
            "SELECT name FROM documents WHERE years >= 3 AND has(skills, 'Rust')",
            "SELECT name FROM documents WHERE years >= 3 AND has(skills, 'Rust')",
        ),
        (
            "How many are over 100 ringgit?",
            "SELECT COUNT(*) FROM documents WHERE has(amount, '100 ringgit') AND amount > 100",
            "SELECT COUNT(*) FROM documents WHERE amount > 100",
        ),
        ("Over 100 ringgit?", "no query", "no query"),
    ],
)
def test_a_unit_behind_its_number_is_no_condition(question: str, sql: str, kept: str) -> None:
    assert drop_units(question, sql) == kept


TAXES = "SELECT vendor, MAX(tax) FROM documents GROUP BY vendor"


@pytest.mark.parametrize(
    ("question", "sql", "kept"),
    [
        ("Which vendor charges the most tax?", TAXES, f"{TAXES} ORDER BY MAX(tax) DESC LIMIT 1"),
        ("哪家商户的税最少？", TAXES, f"{TAXES} ORDER BY MAX(tax) ASC LIMIT 1"),
        ("Which vendors charge at most 5?", TAXES, TAXES),
        ("The most and the least tax of each vendor", TAXES, TAXES),
        ("The most tax?", f"{TAXES} ORDER BY 2 DESC", f"{TAXES} ORDER BY 2 DESC"),
        ("The most tax?", "no query", "no query"),
    ],
)
def test_the_most_of_groups_is_one(question: str, sql: str, kept: str) -> None:
    assert order_extremes(question, sql) == kept


LATEST = "SELECT chief, since FROM documents ORDER BY since DESC LIMIT 1"
BARE = "SELECT chief, since FROM documents"


@pytest.mark.parametrize(
    ("question", "kept"),
    [
        ("Who is the chief bee-keeper, and since when?", BARE),
        ("Which candidates know Python?", BARE),
        ("谁会Python？", BARE),
        ("Who became chief most recently?", LATEST),
        ("Who is the newest chief?", LATEST),
        ("The chiefs, 3 of them", LATEST),
        ("Sort the chiefs by date.", LATEST),
        ("Who is younger, Ada or Tom?", LATEST),
        ("谁上任最晚？", LATEST),
        ("按上任时间排序", LATEST),
        ("Wer ist der Imkermeister und seit wann?", LATEST),  # how German asks is not known here
    ],
)
def test_an_order_that_nobody_asked_for_loses_no_row(question: str, kept: str) -> None:
    assert drop_order(question, LATEST) == kept
    assert drop_order(question, BARE) == BARE


def test_that_a_shown_column_is_there_decides_nothing() -> None:
    shown = "SELECT chief FROM documents WHERE chief IS NOT NULL AND town = 'Riga'"
    assert drop_presence(shown) == "SELECT chief FROM documents WHERE town = 'Riga'"
    only = "SELECT chief FROM documents WHERE NOT chief IS NULL"
    assert drop_presence(only) == "SELECT chief FROM documents"
    asked = "SELECT name FROM documents WHERE NOT phone IS NULL"
    assert drop_presence(asked) == asked


@pytest.mark.parametrize(
    ("sql", "kept"),
    [
        (
            "SELECT name, total FROM documents ORDER BY total DESC LIMIT 1",
            "SELECT name, total, date FROM documents ORDER BY total DESC LIMIT 1",
        ),
        (
            "SELECT total FROM documents WHERE date > '2024'",
            "SELECT total FROM documents WHERE date > '2024'",
        ),
        ("SELECT SUM(total) FROM documents", "SELECT SUM(total) FROM documents"),
    ],
)
def test_what_a_plan_declares_is_shown(sql: str, kept: str) -> None:
    assert show_declared(sql, [("total", "money"), ("Date", "date")]) == kept


def test_conditions_are_dropped_by_their_words() -> None:
    sql = "SELECT item FROM items WHERE invoice = 'Velox' AND price > 5 AND has(item, 'disk')"
    assert drop_conditions(sql, lambda words: words == ["Velox"]) == (
        "SELECT item FROM items WHERE price > 5 AND has(item, 'disk')"
    )
    assert drop_conditions(sql, lambda words: not words) == sql


def people(*rows: tuple[str, str]) -> Table:
    made = tuple(Row(name, name, (Cell(name, name), Cell(city, city))) for name, city in rows)
    return Table("", (Column("name"), Column("city")), made)


def test_a_city_that_is_the_name_is_doubtful() -> None:
    table = flag_names(people(("Ann Lee", "ann lee"), ("Bob Ray", "Oslo"), ("Cy Tan", "Rome")))
    assert [bool(row.cells[1].flags) for row in table.rows] == [True, False, False]
    query = check_query("SELECT name, city FROM documents", table.columns)
    assert find_doubts(query, table, table.rows[0]) == ("city: is the name, too",)
    assert find_doubts(query, table, table.rows[0], shown=False) == ()
    vendors = people(("Velox", "Velox"), ("Ferro", "Ferro"), ("Kestrel", "Kestrel Ltd"))
    assert flag_names(vendors) == vendors


def degrees(*values: str) -> Table:
    rows = tuple(
        Row(str(at), str(at), (Cell(), Cell(value, value))) for at, value in enumerate(values)
    )
    return Table("", (Column("name"), Column("degree")), rows)


BY_DEGREE = "SELECT degree, COUNT(*) FROM documents GROUP BY degree"


def test_values_that_stand_alone_are_grouped_by_their_first_words() -> None:
    fine = degrees("BSc Physics", "BSc in Chemistry", "MSc Physics", "MSc in Law", "BSc Arts")
    table, coarse = coarsen_groups(BY_DEGREE, fine)
    assert coarse == ("degree",)
    assert [row.cells[1].value for row in table.rows] == ["BSc", "BSc", "MSc", "MSc", "BSc"]


@pytest.mark.parametrize("values", [("Oslo", "Oslo", "Rome"), ("Ann Lee", "Bob Ray", "Cy Tan"), ()])
def test_other_groups_stay(values: tuple[str, ...]) -> None:
    assert coarsen_groups(BY_DEGREE, degrees(*values)) == (degrees(*values), ())
