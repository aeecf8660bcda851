"""A query gives just the rows that Python would choose, and leaves open just those of which nobody
can tell."""

from __future__ import annotations

import operator
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.work.programs.check_sql import check_query
from farside.work.programs.convert_units import convert_units
from farside.work.programs.program import Result
from farside.work.programs.result_table import make_table
from farside.work.programs.run_query import run_query
from farside.work.tables.nouns import Cell, Column, Money, Row, Table, Value
from tests.work.tables.made import source

COLUMNS = (Column("name"), Column("years", "number"), Column("city"), Column("pay", "money"))
PEOPLE = st.lists(
    st.tuples(
        st.none() | st.integers(0, 5),
        st.sampled_from(["Rome", "Oslo"]),
        st.none() | st.integers(0, 900),
    ),
    min_size=1,
    max_size=6,
)
SIGNS = {">=": operator.ge, "<": operator.lt, "=": operator.eq, "<>": operator.ne}
Person = tuple[int | None, str, int | None]


def cell(value: Value) -> Cell:
    return Cell(value, str(value), () if value is None else (source(str(value)),))


def table(people: list[Person]) -> Table:
    rows = []
    for at, (years, city, pay) in enumerate(people):
        number = None if years is None else Decimal(years)
        money = None if pay is None else Money(Decimal(pay) / 10, "EUR")
        cells = (cell(f"P{at}"), cell(number), cell(city), cell(money))
        rows.append(Row(f"{at}.txt", f"id{at}", cells))
    return Table("", COLUMNS, tuple(rows))


def computed(sql: str, given_table: Table) -> Result:
    return run_query(check_query(sql, COLUMNS), given_table, {}, {})


def names(result: Result) -> list[int]:
    return [int(row.document[0]) for one in result.rows for row in one.rows]


@settings(max_examples=40)
@given(PEOPLE, st.integers(0, 5), st.sampled_from(sorted(SIGNS)))
def test_a_condition_holds_fails_or_is_open_for_each_row(
    people: list[Person], limit: int, sign: str
) -> None:
    result = computed(f"SELECT name FROM documents WHERE years {sign} {limit}", table(people))
    assert names(result) == [
        at
        for at, (years, _, _) in enumerate(people)
        if years is not None and SIGNS[sign](years, limit)
    ]
    unknown = [at for at, (years, _, _) in enumerate(people) if years is None]
    assert [int(one.row.document[0]) for one in result.open_rows] == unknown
    assert result.documents == len(people)


@settings(max_examples=40)
@given(PEOPLE)
def test_what_one_part_of_a_condition_rules_out_is_not_open(people: list[Person]) -> None:
    sql = "SELECT name FROM documents WHERE years >= 3 AND has(city, 'Rome')"
    result = computed(sql, table(people))
    assert names(result) == [
        at for at, (years, city, _) in enumerate(people) if years and years >= 3 and city == "Rome"
    ]
    assert {int(one.row.document[0]) for one in result.open_rows} == {
        at for at, (years, city, _) in enumerate(people) if years is None and city == "Rome"
    }


@settings(max_examples=40)
@given(PEOPLE, st.booleans())
def test_rows_are_in_the_order_of_their_numbers(people: list[Person], falling: bool) -> None:
    order = "DESC" if falling else "ASC"
    result = computed(f"SELECT name, years FROM documents ORDER BY years {order}", table(people))
    told = [people[at][0] for at in names(result)]
    stated = [years for years in told if years is not None]
    assert stated == sorted(stated, reverse=falling)
    assert sorted(names(result)) == list(range(len(people))), "nobody is lost"


@settings(max_examples=40)
@given(PEOPLE)
def test_sums_of_groups_are_the_sums_of_what_is_stated(people: list[Person]) -> None:
    result = computed("SELECT city, SUM(pay) FROM documents GROUP BY city", table(people))
    wanted: dict[str, float] = {}
    for _, city, pay in people:
        if pay is not None:
            wanted[city] = wanted.get(city, 0.0) + pay / 10
    found = {one.values[0]: one.values[1] for one in result.rows if one.values[1] is not None}
    assert found == pytest.approx(wanted)


@settings(max_examples=20)
@given(PEOPLE)
def test_a_result_is_taken_away_with_the_place_of_each_value(people: list[Person]) -> None:
    given_table = table(people)
    result = computed("SELECT name, years FROM documents WHERE years >= 2", given_table)
    made = make_table(result, given_table, "Who?")
    assert [column.kind for column in made.columns] == ["text", "number"]
    assert [row.cells[0].quote for row in made.rows] == [f"P{at}" for at in names(result)]
    assert [row.cells[1].value for row in made.rows] == [people[at][0] for at in names(result)]
    assert len(made.notes) == len(result.open_rows)
    assert all("may belong here too: years is not stated" in note for note in made.notes)


@pytest.mark.parametrize(
    ("raws", "shown"),
    [
        (["2 km", "3 km", "500 m"], [2, 3, "0.5"]),
        (["2 weeks", "1 week", "14 days"], [2, 1, 2]),
        (["1 year", "18 months", "24 months"], [12, 18, 24]),
        (["2 km", "3 hours", "4 km"], [2, 3, 4]),  # two kinds of unit
        (["30 days", "1 month", "2 months"], [30, 1, 2]),  # no month has a number of days
        (["2", "3", "4"], [2, 3, 4]),
    ],
)
def test_units_of_one_kind_become_the_usual_one(raws: list[str], shown: list[object]) -> None:
    cells = [Cell(Decimal(raw.split()[0]), raw, (source(raw),)) for raw in raws]
    rows = tuple(Row(f"{at}", f"{at}", (one,)) for at, one in enumerate(cells))
    made = convert_units(Table("", (Column("length", "number"),), rows))
    assert [row.cells[0].value for row in made.rows] == [Decimal(str(one)) for one in shown]
    assert [row.cells[0].quote for row in made.rows] == raws, "a quotation stays what it was"
