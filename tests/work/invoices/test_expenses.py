"""Electronic invoices are taken as data, sums are checked, nothing counts twice, and a workbook
adds up by itself."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import docx
import openpyxl
import pytest
from pypdf import PdfReader

from farside.config import Settings
from farside.errors import DocumentError, InputError
from farside.work.invoices import checks, claim, expenses, fields, grouping, report, workbook
from farside.work.session import Options
from farside.work.tables.nouns import Cell, Day, Money, Table
from farside.work.tables.table import sum_column
from tests.work.invoices import made


@pytest.fixture
def invoices(tmp_path: Path) -> Path:
    """Two e-invoices, one of them a second time inside of a PDF, one that does not add up, and a
    damaged one."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.xml").write_text(made.cii(), encoding="utf-8")
    (folder / "b.xml").write_text(made.ubl(), encoding="utf-8")
    made.pdf(
        folder / "c.pdf",
        "Rechnung R-1",
        {"factur-x.xml": made.cii().encode(), "terms.txt": b"none"},
    )
    (folder / "d.xml").write_text(made.cii("R-2", gross="120.00", line="90.00"), encoding="utf-8")
    (folder / "e.xml").write_text(made.cii("R-3")[:-40], encoding="utf-8")
    return folder


@pytest.fixture
def table(invoices: Path) -> Table:
    return expenses.report_expenses([invoices], Options(model="scripted:/there/is/no/model"))


def test_electronic_invoices_are_data_and_no_model_is_asked(table: Table) -> None:
    first = table.rows[0].cells
    assert [cell.value for cell in first] == [
        Day(2026, 3, 5),
        "Müller & Söhne",
        "R-1",
        Money(Decimal("100.00"), "EUR"),
        Money(Decimal("19.00"), "EUR"),
        Money(Decimal("119.00"), "EUR"),
        "lodging",
    ]
    assert not [cell for cell in first if cell.flags]
    assert first[fields.SELLER].quote.endswith("SellerTradeParty/Name: Müller & Söhne")
    assert [cell.value for cell in table.rows[1].cells][:3] == [
        Day(2026, 4, 6),
        "Ann's Taxi",
        "U-7",
    ]


def test_what_does_not_add_up_or_comes_twice_is_flagged(table: Table) -> None:
    twin, wrong = table.rows[2].cells[fields.GROSS], table.rows[3].cells[fields.GROSS]
    assert twin.flags == ("seems to be the same invoice as in/a.xml",)
    assert set(wrong.flags) == {
        "its lines add up to 90.00, it says 100.00",
        "100.00 EUR + 19.00 EUR is not 120.00 EUR",
    }
    assert "is not a readable e-invoice" in table.rows[4].problem
    assert table.notes == ("in/c.pdf, p. 1: files embedded in the PDF are not read: terms.txt",)


def test_totals_keep_currencies_apart_and_count_nothing_twice(table: Table) -> None:
    sums = grouping.total_groups(table, "month")
    assert [(one.group, one.currency, one.gross) for one in sums] == [
        ("2026-03", "EUR", Decimal("239.00")),
        ("2026-04", "USD", Decimal("59.50")),
    ]
    assert {one.group for one in grouping.total_groups(table, "category")} == {"lodging", "travel"}
    assert {one.group for one in grouping.total_groups(table, "trip")} == {
        "2026-03-05 to 2026-03-05",
        "2026-04-06 to 2026-04-06",
    }


def test_a_workbook_recalculates_to_the_same_totals(table: Table, tmp_path: Path) -> None:
    """In LibreOffice, from formulas whose results were taken out of the file."""
    file = tmp_path / "report.xlsx"
    file.write_bytes(_without_results(workbook.render_workbook(table, "month")))
    office = [
        "soffice",
        f"-env:UserInstallation=file://{tmp_path}/office",
        "--headless",
        "--convert-to",
        "xlsx",
    ]
    subprocess.run(
        [*office, "--outdir", str(tmp_path / "out"), str(file)],
        check=True,
        capture_output=True,
        timeout=240,
    )
    book = openpyxl.load_workbook(tmp_path / "out" / "report.xlsx", data_only=True)
    rows = [
        [cell.value for cell in row][:5] for row in book["Summary"].iter_rows(min_row=2, max_row=5)
    ]
    sums = grouping.total_groups(table, "month")
    wanted = [
        [one.group, one.currency, one.net, one.tax, one.gross]
        for one in (*sums, *grouping.by_currency(sums))
    ]
    assert [[row[0], row[1], *(Decimal(str(one)) for one in row[2:])] for row in rows] == wanted
    checks = [row[-1].value for row in book["Table"].iter_rows(min_row=2)]
    assert [one or "" for one in checks] == ["ok", "ok", "ok", "check", ""]


def _without_results(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as source, zipfile.ZipFile(out, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            if "worksheets/sheet" in item.filename:
                data = re.sub(rb"(<f>.*?</f>)<v>.*?</v>", rb"\1", data)
            target.writestr(item, data)
    return out.getvalue()


def test_the_report_is_written_in_every_format_and_the_form_too(
    table: Table, tmp_path: Path
) -> None:
    settings = Settings(home=tmp_path / "home")
    for ending in (".xlsx", ".csv", ".json", ".md", ".docx", ".html"):
        report.write_expense_report(table, tmp_path / f"r{ending}", "month", settings)
    assert (
        json.loads((tmp_path / "r.json").read_text())["rows"][0]["cells"][5]["value"]["amount"]
        == 119
    )
    book = openpyxl.load_workbook(tmp_path / "r.xlsx")
    assert book.sheetnames == ["Table", "Summary", "Sources"]
    assert book["Summary"]["E2"].value.startswith("=SUMIFS(")
    grid = docx.Document(io.BytesIO(claim.render_claim(table, "month", ".docx"))).tables
    assert [cell.text for cell in grid[0].rows[1].cells][1:3] == ["Müller & Söhne", "R-1"]
    assert [cell.text for cell in grid[1].rows[-1].cells] == [
        "all",
        "USD",
        "50.00",
        "9.50",
        "59.50",
    ]
    text = PdfReader(io.BytesIO(claim.render_claim(table, "month", ".pdf"))).pages[0].extract_text()
    assert "U-7" in text
    assert "239.00" in text
    assert "they are marked (?) where they are listed" in " ".join(text.split()), (
        "a form has no sheets"
    )
    with pytest.raises(InputError, match=r"\.docx or a \.pdf"):
        claim.claim_format(Path("form.odt"))
    with pytest.raises(InputError, match="there is no folder"):
        claim.claim_format(Path("none/form.pdf"))


def test_a_value_of_an_invoice_cannot_pass_for_another_line(tmp_path: Path) -> None:
    evil = made.cii().replace("Müller &amp; Söhne", "X\nExchangedDocument/ID: R-9")
    (tmp_path / "a.xml").write_text(evil, encoding="utf-8")
    row = expenses.report_expenses([tmp_path / "a.xml"]).rows[0]
    assert row.cells[fields.NUMBER].value == "R-1"
    assert row.cells[fields.SELLER].value == "X ExchangedDocument/ID: R-9"


def test_entities_are_not_unfolded(tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("a secret")
    evil = made.cii().replace(
        "?>", f'?><!DOCTYPE a [<!ENTITY e SYSTEM "{tmp_path}/secret.txt">]>', 1
    )
    (tmp_path / "a.xml").write_text(evil.replace("R-1", "&e;"), encoding="utf-8")
    try:
        rows = expenses.report_expenses([tmp_path / "a.xml"]).rows
    except DocumentError:
        return
    assert "a secret" not in str(rows)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """For files, and nothing else: the home lies beside it."""
    made_here = tmp_path / "files"
    made_here.mkdir()
    return made_here


def test_a_credit_note_is_taken_off_and_the_totals_told_are_those_of_the_workbook(
    folder: Path,
) -> None:
    (folder / "a.xml").write_text(made.cii())
    (folder / "b.xml").write_text(made.cii() + " ")  # other bytes, the same invoice
    (folder / "c.xml").write_text(made.cii("G-1").replace(">380<", ">381<"))
    credit = (
        made.ubl("G-2")
        .replace("Invoice", "CreditNote")
        .replace("<cbc:CreditNoteTypeCode>380</cbc:CreditNoteTypeCode>", "")
    )
    (folder / "d.xml").write_text(credit)
    table = expenses.report_expenses([folder], Options(model="scripted:/there/is/no/model"))
    gross = [row.cells[fields.GROSS] for row in table.rows]
    assert [str(cell.value) for cell in gross] == [
        "119.00 EUR",
        "119.00 EUR",
        "-119.00 EUR",
        "-59.50 USD",
    ]
    assert [bool(cell.flags) for cell in gross] == [False, True, True, True]
    sums = {
        one.currency: one.gross
        for one in grouping.by_currency(grouping.total_groups(table, "month"))
    }
    assert sums == {"EUR": Decimal(0), "USD": Decimal("-59.50")}
    assert sum_column(table, "gross") == sums


def test_a_file_that_lies_there_twice_is_one_row_and_said_so(folder: Path) -> None:
    for name in ("a.xml", "copy of a.xml"):
        (folder / name).write_text(made.cii())
    table = expenses.report_expenses([folder], Options(model="scripted:/there/is/no/model"))
    assert [Path(row.document).name for row in table.rows] == ["a.xml"]
    assert [re.sub(r"\S*/", "", note) for note in table.notes] == [
        "copy of a.xml has the same content as a.xml"
    ]


def test_one_receipt_without_its_number_is_found_to_be_the_same_and_two_numbers_are_two(
    table: Table,
) -> None:
    first = table.rows[0]
    cells = list(first.cells)
    cells[fields.NUMBER] = Cell()
    without = replace(first, document="photo.jpg", cells=tuple(cells))
    cells[fields.NUMBER] = Cell("R-99", "R-99")
    other = replace(first, document="other.pdf", cells=tuple(cells))
    assert [row.counted for row in checks.flag_duplicates([first, without])] == [True, False]
    assert [row.counted for row in checks.flag_duplicates([first, other])] == [True, True]


def test_a_currency_that_is_no_code_is_none(folder: Path) -> None:
    (folder / "a.xml").write_text(
        made.cii().replace(">EUR<", ">*&quot;)+1<").replace('currencyID="EUR"', "")
    )
    table = expenses.report_expenses([folder], Options(model="scripted:/there/is/no/model"))
    assert table.rows[0].cells[fields.GROSS].value == Money(Decimal("119.00"))


def test_the_form_brings_its_letters_along_and_shows_what_it_has_none_for_without_accent(
    folder: Path,
) -> None:
    named = made.cii().replace("Müller &amp; Söhne", "Käse &lt;b&gt; Straße Łódź 上海公司")
    (folder / "a.xml").write_text(named, encoding="utf-8")
    table = expenses.report_expenses([folder], Options(model="scripted:/there/is/no/model"))
    form = claim.render_claim(table, "month", ".pdf")
    said = PdfReader(io.BytesIO(form)).pages[0].extract_text()
    assert "Käse <b> Straße Łódz 上海公司" in " ".join(said.split())
    assert b"/FontFile2" in form  # the font lies in the file
