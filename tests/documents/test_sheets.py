"""Spreadsheets and CSV: row numbers, column names only where sure, plain values, sheets that claim
too much."""

from __future__ import annotations

import csv
import datetime
import io
import struct
from pathlib import Path

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from farside.documents import csvfile, ods, sheets
from farside.documents.sheet_rows import Cell, SheetRow, format_cell, rows_as_lines
from farside.errors import DocumentError, LockedFile
from tests.documents.files import lines, lying_zip, opendocument, pages_of

_CELL = st.text(st.characters(exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=8)


def _book(path: Path, rows: list[list[object]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    book.save(path)
    return path


def test_rows_name_their_columns_and_keep_their_number(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Date", "Vendor", "Amount"],
        [datetime.date(2024, 3, 1), "Acme\nLtd", 0.1 + 0.2],
        [],
    ]
    file = _book(tmp_path / "a.xlsx", [*rows, [datetime.date(2024, 3, 2), None, 12]])
    (page,) = pages_of(sheets.parse, file, "xlsx")
    assert page.label == "sheet Sheet"
    assert lines(page) == [
        "row 1: Date | Vendor | Amount",
        "row 2: Date: 2024-03-01 | Vendor: Acme Ltd | Amount: 0.3",
        "row 4: Date: 2024-03-02 | Amount: 12",
    ]


def test_a_form_gets_no_column_names(tmp_path: Path) -> None:
    file = _book(tmp_path / "a.xlsx", [["Invoice", "X-1"], ["Net", 10], ["VAT", 2], ["Total", 12]])
    assert lines(pages_of(sheets.parse, file, "xlsx")[0])[1] == "row 2: Net | 10"


def test_formulas_without_a_value_are_a_problem(tmp_path: Path) -> None:
    file = _book(tmp_path / "a.xlsx", [["x", 1], ["sum", "=SUM(B1:B1)"]])
    (page,) = pages_of(sheets.parse, file, "xlsx")
    assert page.problem is not None
    assert "1 formulas have no stored value" in page.problem


def test_cells_in_opposite_corners_are_refused_in_time(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.worksheets[0]["A1"] = 1
    book.worksheets[0]["XFD1048576"] = 1
    book.save(tmp_path / "wide.xlsx")
    with pytest.raises(DocumentError, match="1,048,576 rows and 16,384 columns"):
        pages_of(sheets.parse, tmp_path / "wide.xlsx", "xlsx")


def test_a_part_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    file = lying_zip(tmp_path / "lie.ods", "content.xml", 3_000_000)
    with pytest.raises(DocumentError, match="more than 1 MB"):
        pages_of(ods.parse, file, "ods", expanded_mb=1)


def _ods_cell(value: str, kind: str = "string", repeated: int = 1) -> str:
    amount = f' office:value="{value}"' if kind == "float" else ""
    day = f' office:date-value="{value}"' if kind == "date" else ""
    times = f' table:number-columns-repeated="{repeated}"'
    return (
        f'<table:table-cell office:value-type="{kind}"{amount}{day}{times}>'
        f"<text:p>{value}</text:p></table:table-cell>"
    )


def _ods(path: Path, sheets_of_rows: dict[str, list[str]]) -> Path:
    tables = (
        f'<table:table table:name="{name}">{"".join(rows)}</table:table>'
        for name, rows in sheets_of_rows.items()
    )
    return opendocument(path, "spreadsheet", "".join(tables))


def _ods_row(*cells: str, repeated: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(cells)}</'
        "table:table-row>"
    )


def test_an_ods_file_says_what_its_cells_say(tmp_path: Path) -> None:
    header = _ods_row(*map(_ods_cell, ("Day", "Vendor", "Amount")))
    first = _ods_row(
        _ods_cell("2024-03-01", "date"), _ods_cell("北京 &amp; Co"), _ods_cell("12.5", "float")
    )
    gap = _ods_row("<table:table-cell/>", repeated=2)
    second = _ods_row(_ods_cell("2024-03-02", "date"), _ods_cell("Acme"), _ods_cell("7", "float"))
    same = _ods_row(_ods_cell("5", "float", repeated=3))
    file = _ods(tmp_path / "a.ods", {"Costs": [header, first, gap, second], "Same": [same]})
    costs, repeated = pages_of(ods.parse, file, "ods")
    assert (costs.label, repeated.label) == ("sheet Costs", "sheet Same")
    assert lines(costs) == [
        "row 1: Day | Vendor | Amount",
        "row 2: Day: 2024-03-01 | Vendor: 北京 & Co | Amount: 12.5",
        "row 5: Day: 2024-03-02 | Vendor: Acme | Amount: 7",
    ]
    assert lines(repeated) == ["row 1: 5 | 5 | 5"]


def test_an_ods_cell_repeated_over_the_whole_sheet_is_refused_in_time(tmp_path: Path) -> None:
    bomb = _ods_row(_ods_cell("1", "float", repeated=16_384), repeated=1_048_576)
    with pytest.raises(
        DocumentError, match=r"bomb\.ods: spreads over more than 30,000,000 cells: delete"
    ):
        pages_of(ods.parse, _ods(tmp_path / "bomb.ods", {"S": [bomb]}), "ods")


def test_a_locked_xls_asks_for_its_password(tmp_path: Path) -> None:
    """Its library tells no reason of a file without a name."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    locked = b"\x09\x08\x10\0" + bytes(16) + b"\x2f\0\x36\0"
    (tmp_path / "a.xls").write_bytes(head + locked)
    with pytest.raises(LockedFile, match="remove the password"):
        pages_of(sheets.parse, tmp_path / "a.xls", "xls")
    (tmp_path / "b.xls").write_bytes(head)
    with pytest.raises(DocumentError, match="is damaged or no spreadsheet"):
        pages_of(sheets.parse, tmp_path / "b.xls", "xls")


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (1e-7, "0.0000001"),
        (1234567.0, "1234567"),
        (1e300, "1e+300"),
        (True, "TRUE"),
        (datetime.datetime(2024, 1, 2), "2024-01-02"),
        (datetime.datetime(2024, 1, 2, 9, 5), "2024-01-02 09:05:00"),
        (datetime.time(9, 5), "09:05:00"),
        (None, ""),
    ],
)
def test_plain_values(cell: Cell, text: str) -> None:
    assert format_cell(cell) == text


@given(st.lists(st.lists(_CELL, min_size=2, max_size=4), min_size=1, max_size=20))
def test_every_cell_of_a_row_is_in_its_line(rows: list[list[str]]) -> None:
    found = list(rows_as_lines(SheetRow(number, row) for number, row in enumerate(rows, 1)))
    assert len(found) == len(rows)
    for number, (row, line) in enumerate(zip(rows, found, strict=True), 1):
        assert line.startswith(f"row {number}: ")
        assert all(cell in line for cell in row)


@example("\t", [["0", "0", ";"], ["0", "0", ";"], ["0", "0", "0"]])
@given(
    st.sampled_from(",;\t|"),
    st.lists(st.lists(_CELL, min_size=3, max_size=3), min_size=3, max_size=9),
)
def test_csv_round_trip(delimiter: str, rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    assert csvfile.guess_delimiter(text.getvalue()) == delimiter


def test_csv_with_a_line_end_inside_of_a_cell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('name;note\nx;"two\nlines"\n')
    assert lines(pages_of(csvfile.parse, tmp_path / "a.csv", "csv")[0])[1] == "row 2: x | two lines"


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04 broken", b"plain", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)]
)
def test_bad_workbooks_are_named(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(DocumentError):
        pages_of(sheets.parse, tmp_path / "x.xlsx", "xlsx")


def test_a_workbook_of_old_that_is_cut_in_its_directory_is_damaged(tmp_path: Path) -> None:
    free, end = 0xFFFFFFFF, 0xFFFFFFFE
    about = struct.pack(
        "<8s16x5H6x9I",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        62,
        3,
        0xFFFE,
        9,
        6,
        0,
        1,
        1,
        0,
        4096,
        end,
        0,
        end,
        0,
    )
    head = about + struct.pack("<109I", 0, *[free] * 108)
    chains = struct.pack("<128I", free - 2, end, *[free] * 126)
    (tmp_path / "a.xls").write_bytes(head + chains + bytes(24))
    with pytest.raises(DocumentError, match="is damaged or no spreadsheet"):
        pages_of(sheets.parse, tmp_path / "a.xls", "xls")


def test_the_line_that_names_the_delimiter_is_no_row(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("sep=;\r\nName;Price\r\nTea;1,5\r\n")
    said = lines(pages_of(csvfile.parse, tmp_path / "a.csv", "csv")[0])
    assert said == ["row 1: Name | Price", "row 2: Tea | 1,5"]
