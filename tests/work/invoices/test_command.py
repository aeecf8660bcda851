"""`farside expenses` as a person calls it."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.script import run
from tests.work.invoices import made


@pytest.fixture
def trips(tmp_path: Path) -> Path:
    for name, xml in (("Berlin *?", made.cii()), ("Oslo", made.ubl())):
        folder = tmp_path / "trips" / name
        folder.mkdir(parents=True)
        (folder / "a.xml").write_text(xml, encoding="utf-8")
    return tmp_path / "trips"


def test_a_report_and_a_form_are_written(trips: Path, tmp_path: Path) -> None:
    out, form = tmp_path / "r.xlsx", tmp_path / "f.pdf"
    status, printed, said = run("expenses", trips, "-o", out, "--by", "trip", "--form", form)
    assert (status, printed) == (0, b"")
    assert "Total of gross: 119.00 EUR + 59.50 USD" in said
    assert "2 rows, in " in said
    groups = [
        row[0].value
        for row in openpyxl.load_workbook(out)["Summary"].iter_rows(min_row=2, max_row=3)
    ]
    assert groups == ["trips/Berlin __", "trips/Oslo"]
    assert form.read_bytes().startswith(b"%PDF-")


def test_without_a_file_the_table_is_printed(trips: Path) -> None:
    status, printed, _ = run("expenses", trips)
    assert status == 0
    assert printed.decode().splitlines()[1].split("\t")[1:4] == ["2026-04-06", "Ann's Taxi", "U-7"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["-o", "r.odt"], "use one of .xlsx"),
        (["--form", "f.txt"], "a .docx or a .pdf"),
        (["--by", "week"], "'week'"),
    ],
)
def test_what_cannot_be_used_is_named_before_anything_is_read(
    words: list[str], said: str, trips: Path
) -> None:
    status, _, error = run("expenses", trips, *words)
    assert status == 2
    assert said in error
