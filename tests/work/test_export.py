"""Every format holds every value, says what is doubtful, and lets no text of a document be more
than text."""

from __future__ import annotations

import csv
import io
import json
import re
import unicodedata
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from farside.errors import InputError
from farside.work.export import plain, spreadsheets, write, xlsx
from farside.work.tables.nouns import Cell, Column, Row, Table
from farside.work.tables.table import sort_table, sum_column, sum_totals
from tests.work.tables.made import HOSTILE, table


def test_a_workbook_has_typed_cells_comments_filters_and_linked_sources() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(table())))
    sheet, sources = book["Table"], book["Sources"]
    head = [cell.value for cell in sheet[1]]
    assert head == [
        "document",
        "name",
        "years",
        "salary",
        "salary: currency",
        "born",
        "drives",
        "languages",
    ]
    assert [cell.value for cell in sheet[2]][1:] == [
        "Ann", 4.5, 61000.5, "EUR", datetime(1990, 3, 5), True, "English; 中文",
    ]  # fmt: skip
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", "A1:H4")
    assert "My name is Ann." in sheet["B2"].comment.text
    assert "only one of two readings" in sheet["C2"].comment.text
    assert sheet["B4"].value == "the file is empty"
    assert sources["A2"].hyperlink.location == "'Table'!B2"
    assert [cell.value for cell in sources[2]][1:5] == ["name", "a.txt", "p. 1", "My name is Ann."]


def test_no_cell_of_a_workbook_is_a_formula_that_a_document_wrote() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(table())))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert HOSTILE in [cell.value for cell in cells]
    formulas = [cell.value for cell in cells if cell.data_type == "f"]
    assert formulas == [
        f"=SUMIFS(Table!$D$2:$D$4,Table!$E$2:$E$4,$B{line})" for line in (1, 2)
    ]  # ours


def test_a_workbook_has_the_notes_and_totals_of_its_table() -> None:
    given = replace(table(), notes=("b.pdf, page 3 has no text",))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(given)), data_only=True)["Notes"]
    said = [[cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()]
    assert said[:2] == [["Total of salary", "EUR", 61000.5], ["Total of salary", "USD", -12.5]]
    assert ["b.pdf, page 3 has no text"] in said
    assert any("1 values wait for a person" in line[0] for line in said if line)


@pytest.mark.parametrize(
    ("value", "form"), [("3", "0"), ("2019", "0"), ("12000", "#,##0"), ("4.5", "#,##0.####")]
)
def test_a_whole_number_has_no_point_behind_it_and_a_year_no_comma(value: str, form: str) -> None:
    given = Table(
        "", (Column("years", "number"),), (Row("a", "0", (Cell(Decimal(value), value),)),)
    )
    assert (
        openpyxl.load_workbook(io.BytesIO(xlsx.render_xlsx(given)))["Table"]["B2"].number_format
        == form
    )


def test_csv_gives_back_what_it_was_given_and_no_formula() -> None:
    rows = list(csv.reader(io.StringIO(plain.csv_bytes(table()).decode("utf-8-sig"))))
    assert rows[1][:4] == ["a.txt", "Ann", "4.5", "61,000.50 EUR"]
    assert "years: only one of two readings gives it" in rows[1][-2]
    assert rows[2][:4] == [f"'{HOSTILE}", f"'{HOSTILE}", "", "-12.5 USD"]
    assert not [cell for row in rows for cell in row if re.match(r"[=+@\t]", cell)]


def test_a_sign_of_full_width_begins_no_formula_either() -> None:
    given = ("＝1+1", "＠x", "-12.50 EUR", "甲＝乙")
    written = [spreadsheets.without_formula(one) for one in given]
    assert written == ["'＝1+1", "'＠x", "-12.50 EUR", "甲＝乙"]


@pytest.mark.parametrize("before", ["", *"\u200b\u2060\ufeff\u00ad\u3164", "x;\u200b", "x|\ufeff "])
@pytest.mark.parametrize("sign", spreadsheets.BEGINNING)
def test_no_other_form_of_a_sign_and_no_unseen_sign_before_it_begins_a_formula(
    before: str, sign: str
) -> None:
    same = {one for one in map(chr, range(0x10000)) if unicodedata.normalize("NFKC", one) == sign}
    assert set(spreadsheets.BEGINNING[sign]) == same
    for one in same:
        cell, _, rest = spreadsheets.without_formula(f"{before}{one}1+1").rpartition("'")
        assert cell + rest == f"{before}{one}1+1"
        assert rest.endswith(f"{one}1+1")
        assert cell in ("", "x;", "x|")


@given(st.lists(st.text("a5-=+@|;,\t\r\n\"' \u2028＝\u200b﹦", max_size=9), min_size=1, max_size=4))
def test_no_separator_makes_a_formula_of_a_part_of_a_csv_file(texts: list[str]) -> None:
    columns = tuple(Column(text or "x", "text") for text in texts)
    cells = tuple(Cell(text, text, flags=(text,)) for text in texts)
    content = plain.csv_bytes(
        Table("", columns, (Row("a;\n=1", "0", cells), Row("-5", "1", cells)), notes=tuple(texts))
    )
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3
    for separator in ",;\t|":
        read = [cell for row in csv.reader(lines, delimiter=separator) for cell in row]
        signs = [
            cell
            for cell in read
            if re.match(r"[\s\"\u200b]*[=+\-@|%＝﹦]", cell) and not re.fullmatch(r"-5[5, ]*", cell)
        ]
        assert not signs, separator


def test_numbers_below_zero_stay_numbers_in_csv_and_names_do_not() -> None:
    row: list[str | int | float | None] = [
        "-5",
        "-5",
        "-12.50 EUR",
        "x;=1+41;y.txt",
        "a\n=b",
        'q;"=1',
        -5,
    ]
    assert spreadsheets.harmless_row(row) == [
        "'-5",
        "-5",
        "-12.50 EUR",
        "x;'=1+41;y.txt",
        "a =b",
        "q;'\"=1",
        -5,
    ]


def test_json_has_values_places_and_flags() -> None:
    given = json.loads(plain.json_bytes(table()))
    cell = given["rows"][0]["cells"][2]
    assert cell["value"] == {"amount": 61000.5, "currency": "EUR"}
    assert (cell["quote"], cell["label"], cell["start"], cell["end"]) == (
        "EUR 61,000.50",
        "p. 1",
        0,
        13,
    )
    assert given["rows"][0]["cells"][1]["flags"] == ["only one of two readings gives it"]
    assert (given["totals"], given["flagged"]) == ({"salary": "61,000.50 EUR + -12.5 USD"}, 1)


def test_a_page_of_html_runs_nothing_and_holds_every_quote() -> None:
    page = html.fromstring(write.render_table(table(), ".html"))
    assert not page.xpath("//script | //a | //@href | //@onclick | //img")
    assert HOSTILE in page.xpath("//th//text()")
    assert "My name is Ann." in page.text_content()
    assert page.xpath("//td[contains(@class, 'flag')]//div[@class='why']//text()") == [
        "only one of two readings gives it"
    ]


def test_markdown_shows_hostile_text_as_text() -> None:
    text = write.render_table(table(), ".md").decode()
    assert r"\<script\>" in text
    assert "<script>" not in text
    rows = [line for line in text.splitlines() if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in rows} == {8}


def test_a_word_document_has_the_table_and_its_quotes() -> None:
    document = docx.Document(io.BytesIO(write.render_table(table(), ".docx")))
    texts = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    assert texts[1][:3] == ["a.txt", "Ann", "4.5 (?)"]
    assert any("My name is Ann." in paragraph.text for paragraph in document.paragraphs)


def test_a_file_is_written_whole_and_an_unknown_ending_is_refused(tmp_path: Path) -> None:
    for ending in write.WRITERS:
        write.write_table(table(), tmp_path / f"t{ending}")
    assert sorted(path.suffix for path in tmp_path.iterdir()) == sorted(write.WRITERS)
    with pytest.raises(InputError, match=r"\.xlsx, \.csv"):
        write.write_table(table(), tmp_path / "t.doc")
    with pytest.raises(InputError, match="there is no folder"):
        write.check_ending(tmp_path / "none" / "t.csv")


def test_totals_and_orders_are_of_code() -> None:
    given = table()
    assert sum_totals(given)[0][1] == "61,000.50 EUR + -12.5 USD"
    ordered = sort_table(given, "Salary", descending=True)
    assert [row.document for row in ordered.rows] == [HOSTILE, "a.txt", "broken.pdf"]
    with pytest.raises(InputError, match="no column 'age'"):
        sum_column(given, "age")
