"""Columns that no document states and code can work out: time in work, from the dates of jobs."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from farside.types import Document
from farside.work.judging.ranking import facts
from farside.work.tables import places
from farside.work.tables.nouns import Cell, Column

_EXPERIENCE = re.compile(r"experience|seniority|经验|工作年限|工龄|从业", re.IGNORECASE)
_MONTHS = re.compile(r"month|月", re.IGNORECASE)
_MOST_PLACES = 8


def derive_cell(document: Document, column: Column, today: date) -> Cell | None:
    """The cell where code can work it out; None for every other column, and for a document that
    gives no dates.

    Time in work is the union of the periods of all jobs, in months or years as the column is
    called.
    """
    if column.kind != "number" or not _EXPERIENCE.search(column.name):
        return None
    found = facts.months_of_experience(document, today)
    if not isinstance(found.value, Decimal):
        return None
    value = (
        found.value if _MONTHS.search(column.name) else (found.value / 12).quantize(Decimal("0.1"))
    )
    sources = tuple(
        places.cite_span(document, span, n) for n, span in enumerate(found.spans[:_MOST_PLACES], 1)
    )
    return Cell(value, str(value), sources, found.flags)
