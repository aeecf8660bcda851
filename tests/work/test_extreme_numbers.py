"""Numbers that no spreadsheet can hold, such as a key of hundreds of digits, are kept as they are
written, and cost nobody the table."""

from __future__ import annotations

import csv
import io
import json
from decimal import Decimal

import openpyxl
import pytest

from farside.work.export.write import WRITERS, render_table
from farside.work.tables import values
from farside.work.tables.nouns import Cell, Column, Day, Kind, Money, Row, Table, Value

KEY = "7" * 400


def one_cell(kind: Kind, value: Value) -> Table:
    return Table("T", (Column("sum", kind),), (Row("a.txt", "1", (Cell(value, "raw"),)),))


@pytest.mark.parametrize("ending", sorted(WRITERS))
@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("number", Decimal(KEY)),
        ("number", Decimal(f"-{KEY}.5")),
        ("money", Money(Decimal(KEY), "EUR")),
        ("date", Day(9999, 12, 31)),
        ("date", Day(1, 1, 1)),
        ("text", "\x00\ud800\uffff"),
        ("list", ()),
    ],
)
def test_every_format_takes_every_value(ending: str, kind: Kind, value: Value) -> None:
    assert render_table(one_cell(kind, value), ending)


def test_a_number_of_400_digits_is_text_in_a_workbook_and_in_json() -> None:
    table = one_cell("number", Decimal(KEY))
    book = openpyxl.load_workbook(io.BytesIO(render_table(table, ".xlsx")))
    assert str(book["Table"]["B2"].value).replace(",", "") == KEY
    shown = json.loads(render_table(table, ".json"))["rows"][0]["cells"][0]
    assert shown["value"] == KEY
    rows = list(csv.reader(io.StringIO(render_table(table, ".csv").decode("utf-8-sig"))))
    assert rows[1][1].replace(",", "") == KEY


def test_ordinary_numbers_stay_numbers() -> None:
    assert values.value_as_plain(Decimal("1E+3")) == 1000
    assert values.value_as_plain(Decimal("1234.50")) == 1234.5
    assert values.value_as_plain(Money(Decimal(-5), "EUR")) == {"amount": -5, "currency": "EUR"}
    assert values.value_as_plain(Decimal(10**20)) == 10**20


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, ""),
        (False, "no"),
        (("a", "b"), "a; b"),
        (Decimal("-9999"), "-9999"),
        (Decimal("10000"), "10,000"),
        (Decimal("0.10"), "0.10"),
        (Money(Decimal("0.5")), "0.5"),
        (Day(2026), "2026"),
    ],
)
def test_a_value_is_shown_as_a_person_writes_it(value: Value, shown: str) -> None:
    assert values.value_text(value) == shown
