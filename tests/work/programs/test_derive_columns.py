"""Time in work is worked out from the dates of jobs."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from farside.documents.draft import assemble_document, plain_draft
from farside.work.programs.derive_columns import derive_cell
from farside.work.tables.nouns import Column

TODAY = date(2026, 6, 1)
CV = """Experience

January 2020 - January 2023: engineer at Kestrel.

January 2022 - June 2023: advisor at Heron.

Education

2012 - 2016: University of Leeds.
"""
DOCUMENT = assemble_document("0" * 64, "cv.txt", "text/plain", [plain_draft("lines", CV)])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("months of experience", "41"),
        ("years of experience", "3.4"),
        ("工作年限", "3.4"),
        ("total work experience", "3.4"),
    ],
)
def test_periods_that_overlap_count_once_and_schools_do_not(name: str, value: str) -> None:
    cell = derive_cell(DOCUMENT, Column(name, "number"), TODAY)
    assert cell is not None
    assert cell.value == Decimal(value)
    assert any("Kestrel" in one.quote for one in cell.sources)


@pytest.mark.parametrize("column", [Column("age", "number"), Column("experience", "text")])
def test_other_columns_are_read(column: Column) -> None:
    assert derive_cell(DOCUMENT, column, TODAY) is None
