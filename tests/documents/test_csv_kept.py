"""CSV as people have it: decimal commas, encodings of Excel, ragged rows, stray quotes; no cell
changes its column, its row or its signs."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.documents.csvfile import guess_delimiter
from tests.documents.files import read_given, words_of


def _rows(data: str | bytes, name: str = "a.csv") -> list[str]:
    return [line.partition(": ")[2] for line in words_of(read_given(data, name))]


@pytest.mark.parametrize(
    ("table", "rows"),
    [
        ("1,5;2,5\n3,5;4,5\n", ["1,5 | 2,5", "3,5 | 4,5"]),
        ("12,50;7,20;x\n3,50;4,50;y\n", ["12,50 | 7,20 | x", "3,50 | 4,50 | y"]),
        ("€ 1.200,50;-3,5\n€ 7,00;+4,25\n", ["€ 1.200,50 | -3,5", "€ 7,00 | +4,25"]),
        ("12,5 %;7,0 %\n1,5 %;2,5 %\n", ["12,5 % | 7,0 %", "1,5 % | 2,5 %"]),
        ("1,234.50\t2\n7,000.25\t3\n", ["1,234.50 | 2", "7,000.25 | 3"]),
        ("1,5|2,5\n3,5|4,5\n", ["1,5 | 2,5", "3,5 | 4,5"]),
        ("1,2\n3,4\n", ["1 | 2", "3 | 4"]),
        ("a,b;c\nd,e;f\n", ["a | b;c", "d | e;f"]),
    ],
)
def test_a_decimal_comma_divides_no_number(table: str, rows: list[str]) -> None:
    assert _rows(table) == rows


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252", "utf-16-le", "utf-16-be"])
def test_what_excel_writes_is_read_whatever_its_encoding(encoding: str) -> None:
    table = "Name\tPreis\tGrösse\nTee für zwölf\t1,50\tgroß\nÖl\t22,00\tklein\n"
    assert _rows(table.encode(encoding)) == [
        "Name | Preis | Grösse",
        "Name: Tee für zwölf | Preis: 1,50 | Grösse: groß",
        "Name: Öl | Preis: 22,00 | Grösse: klein",
    ]


def test_zeros_signs_and_exponents_are_written_as_they_stand() -> None:
    assert _rows("00123,+49 30,1e5,1-2,=A1,TRUE\n") == ["00123 | +49 30 | 1e5 | 1-2 | =A1 | TRUE"]


def test_empty_cells_keep_the_columns_of_the_others() -> None:
    assert _rows("a,,c\n,,\n,b,\n") == ["a |  | c", " | b"]
    assert [line.split(":")[0] for line in words_of(read_given("a,,c\n,,\n,b,\n", "a.csv"))] == [
        "row 1",
        "row 3",
    ]


def test_rows_of_other_widths_lose_nothing() -> None:
    assert _rows("a,b,c\n1,2\n1,2,3,4\n") == ["a | b | c", "1 | 2", "1 | 2 | 3 | 4"]


def test_a_cell_with_lines_is_one_row_and_counts_as_one() -> None:
    said = words_of(read_given('id,note\n1,"one\ntwo, three"\n2,x\n', "a.csv"))
    assert said[1:] == ["row 2: 1 | one two, three", "row 3: 2 | x"]


def test_doubled_quotation_marks_are_one() -> None:
    assert _rows('a,"say ""hi"" now"\n') == ['a | say "hi" now']


@pytest.mark.parametrize(
    ("table", "rows", "told"),
    [
        ('size,part\n3" nail,x\n4" nail,y\n', ["size | part", '3" nail | x', '4" nail | y'], False),
        ('a,b\n"never closed,x\nc,d\n', ["a | b", '"never closed | x', "c | d"], True),
        (
            'a,b\n"good",x\n5" bolt,y\n"two\nlines",z\n',
            ["a | b", "good | x", '5" bolt | y', "two lines | z"],
            False,
        ),
    ],
)
def test_a_stray_mark_costs_no_row_and_is_told_where_cells_are_in_doubt(
    table: str, rows: list[str], told: bool
) -> None:
    (page,) = read_given(table, "a.csv")
    assert _rows(table) == rows
    assert ("quotation marks" in (page.problem or "")) == told


def test_a_wide_table_keeps_the_order_of_its_columns() -> None:
    width = 300
    names = [f"{'abcdefghijklmnopqrst'[at % 20] * (at // 20 + 1)}" for at in range(width)]
    head = ",".join(names)
    body = "\n".join(",".join(str(row * width + at) for at in range(width)) for row in range(3))
    first, second, *_ = _rows(f"{head}\n{body}\n")
    assert first.split(" | ") == names
    assert second.split(" | ") == [f"{name}: {at}" for at, name in enumerate(names)]


def test_a_cell_longer_than_the_librarys_limit_is_read() -> None:
    long = "word " * 40_000
    assert _rows(f"a,b\n1,{long}\n")[1] == f"1 | {long.strip()}"


def test_names_of_columns_stand_with_every_value_far_below() -> None:
    table = "Date,Vendor,Amount\n" + "".join(
        f"2026-05-{day % 28 + 1:02},Acme,{day}.50\n" for day in range(200)
    )
    assert _rows(table)[-1] == "Date: 2026-05-04 | Vendor: Acme | Amount: 199.50"


@pytest.mark.parametrize(
    "head", ["2024,2025,2026", "Name,Name,Sum", "a,,,", "x" * 70 + ",b,c", "12 EUR,b,c"]
)
def test_a_first_row_that_names_no_columns_is_a_row(head: str) -> None:
    table = f"{head}\n" + "1,2,3\n" * 12
    assert _rows(table)[1] == "1 | 2 | 3"


_CELL = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Z", "Cf"], exclude_characters="|\u00ad"),
    min_size=1,
    max_size=6,
)


@settings(max_examples=60)
@given(
    st.sampled_from([",", ";", "\t"]),
    st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=2, max_size=6),
)
def test_every_cell_stays_in_its_column(delimiter: str, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert guess_delimiter(text.getvalue()) == delimiter
    found = _rows("\ufeff" + text.getvalue())
    named = [line.split(" | ") for line in found]
    assert len(named) == len(rows)
    for row, cells in zip(rows, named, strict=True):
        assert len(cells) == 3
        assert all(cell.endswith(one.strip()) for one, cell in zip(row, cells, strict=True))


@settings(max_examples=60)
@given(st.text(st.sampled_from('ab",;\n '), min_size=1, max_size=40))
def test_no_letter_is_lost_whatever_the_marks(table: str) -> None:
    if table.strip():
        found = "".join(_rows(table))
        assert [sign for sign in found if sign in "ab"] == [sign for sign in table if sign in "ab"]
