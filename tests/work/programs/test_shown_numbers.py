"""A computed number is shown as exactly as what it was computed from: nothing small becomes 0, and
no cent of a sum is rounded away."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.work.programs.check_sql import check_query
from farside.work.programs.run_query import run_query
from farside.work.programs.tell_result import show_computed, tell_result
from farside.work.tables.nouns import Cell, Column, Money, Row, Table, Value
from tests.work.tables.made import source

COLUMNS = (Column("name"), Column("weight", "number"), Column("pay", "money"))


def _row(at: int, value: Value) -> Row:
    cell = Cell(value, str(value), (source(str(value)),))
    weight, pay = (Cell(), cell) if isinstance(value, Money) else (cell, Cell())
    return Row(f"{at}.txt", f"id{at}", (Cell(f"P{at}"), weight, pay))


def _shown(what: str, *given: Value) -> str:
    rows = [_row(at, value) for at, value in enumerate(given)]
    query = check_query(f"SELECT {what} FROM documents", COLUMNS)
    result = run_query(query, Table("", COLUMNS, tuple(rows)), {}, {})
    (row,) = result.rows
    return show_computed(result, row, result.query.shown[0], row.values[0])


@pytest.mark.parametrize(
    ("what", "numbers", "shown"),
    [
        ("SUM(weight)", ["0.004", "0.003"], "0.007"),
        ("AVG(weight)", ["0.004", "0.005"], "0.0045"),
        ("MAX(weight)", ["0.0001", "0.0002"], "0.0002"),
        ("SUM(weight)", ["12.345", "0.001"], "12.346"),
        ("SUM(weight)", ["0.1", "0.2"], "0.3"),
        ("SUM(weight)", ["0.1", "0.2", "-0.3"], "0"),
        ("AVG(weight)", ["1", "2", "2"], "1.67"),
        ("AVG(weight)", ["0", "0", "1"], "0.333"),
        ("AVG(weight)", ["-0.004", "-0.005"], "-0.0045"),
        ("SUM(weight)", ["1000000", "0.5"], "1,000,000.5"),
        ("SUM(weight)", ["999.995", "0.005"], "1000"),
        ("MIN(weight) / 1000", ["7", "9"], "0.007"),
    ],
)
def test_a_computed_number_keeps_the_digits_that_say_something(
    what: str, numbers: list[str], shown: str
) -> None:
    assert _shown(what, *map(Decimal, numbers)) == shown


def test_an_amount_keeps_its_currency_and_its_parts_of_a_cent() -> None:
    fees = [Money(Decimal("0.0035"), "EUR"), Money(Decimal("0.001"), "EUR")]
    assert _shown("SUM(pay)", *fees) == "0.0045 EUR"
    assert _shown("SUM(pay)", Money(Decimal("1234.5"), "EUR")) == "1,234.5 EUR"


@settings(max_examples=60)
@given(st.lists(st.decimals(-5000, 5000, places=4), min_size=1, max_size=6))
def test_a_sum_is_shown_as_it_is_added_by_hand(numbers: list[Decimal]) -> None:
    assert Decimal(_shown("SUM(weight)", *numbers).replace(",", "")) == sum(numbers)


@settings(max_examples=60)
@given(st.lists(st.decimals(Decimal("0.0001"), 5000, places=4), min_size=1, max_size=6))
def test_a_mean_is_off_by_less_than_what_a_person_sees(numbers: list[Decimal]) -> None:
    mean = sum(numbers, Decimal()) / len(numbers)
    shown = Decimal(_shown("AVG(weight)", *numbers).replace(",", ""))
    assert abs(shown - mean) <= max(Decimal("0.005"), mean / 100)
    assert shown


def test_the_answer_says_the_number_that_the_table_has() -> None:
    rows = (_row(0, Decimal("0.004")), _row(1, Decimal("0.003")))
    table = Table("", COLUMNS, rows)
    result = run_query(check_query("SELECT SUM(weight) FROM documents", COLUMNS), table, {}, {})
    told = tell_result("What do they weigh together?", result, table)
    assert "0.007" in told.sentences[0].text
