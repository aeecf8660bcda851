"""Numbers keep what they count, and what counts otherwise is said."""

from __future__ import annotations

from decimal import Decimal

import pytest

from farside.types import Citation
from farside.work.programs.convert_units import convert_units
from farside.work.programs.name_units import common_unit, find_unit, mixed_units, show_cell
from farside.work.tables.nouns import Cell, Column, Row, Table

NOTICE = Column("notice period", "number")


def cell(value: int, raw: str = "", quote: str = "") -> Cell:
    sources = (Citation(1, "a.txt", "a", 1, "p. 1", 0, len(quote), quote),) if quote else ()
    return Cell(Decimal(value), raw or str(value), sources)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (cell(4, "4 weeks"), "4 weeks"),
        (cell(4, "4周"), "4周"),
        (cell(4, quote="Notice period: 4 weeks."), "4 weeks"),
        (cell(4, quote="通知期为 4 个星期。"), "4个星期"),
        (cell(4, quote="Room 4 of the house, 3 weeks"), "4"),
        (cell(4), "4"),
        (cell(12, "12%"), "12 %"),
        (Cell(Decimal(4), "4 weeks", corrected=True), "4"),
        (Cell(), ""),
    ],
)
def test_a_number_is_shown_with_its_unit(given: Cell, shown: str) -> None:
    assert show_cell(NOTICE, given) == shown


def test_money_and_text_have_none() -> None:
    assert show_cell(Column("rent", "text"), Cell("4 rooms", "4 rooms")) == "4 rooms"


def test_what_is_computed_has_the_unit_that_all_have() -> None:
    assert (
        common_unit([cell(1, "1 week"), cell(4, "4 weeks"), cell(3, "3 weeks"), Cell()]) == "weeks"
    )
    assert common_unit([cell(1, "1 week"), cell(4, "4 months")]) == ""


def test_units_that_are_known_to_be_different_are_told() -> None:
    assert mixed_units([cell(4, "4 weeks"), cell(1, "1 Monat"), cell(2, "2周")]) == (
        "month",
        "week",
    )
    assert mixed_units([cell(4, "4 weeks"), cell(4, "4 Wochen"), cell(3)]) == ()
    assert find_unit(cell(4, "4 people")) == "people"
    assert mixed_units([cell(4, "4 people"), cell(2, "2 staff")]) == ()


def lengths(*cells: Cell) -> Table:
    rows = tuple(Row(str(at), str(at), (one,)) for at, one in enumerate(cells))
    return Table("", (Column("length", "number"),), rows)


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        (
            [cell(92260, "92,260米"), cell(178, "178公里"), cell(65, "65 km"), Cell()],
            ["92.26公里", "178公里", "65 km", ""],
        ),
        (
            [cell(2, "2 years"), cell(6, "6 months"), cell(9, "9 months")],
            ["24 months", "6 months", "9 months"],
        ),
        ([cell(2, "2 weeks"), cell(6, "6 months")], ["2 weeks", "6 months"]),
        ([cell(2, "2 people"), cell(6, "6 weeks")], ["2 people", "6 weeks"]),
    ],
)
def test_units_of_one_kind_are_brought_to_one(given: list[Cell], shown: list[str]) -> None:
    rows = convert_units(lengths(*given)).rows
    assert [show_cell(Column("length", "number"), row.cells[0]) for row in rows] == shown
