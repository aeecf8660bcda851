"""Cells for CSV files: none that a spreadsheet takes for a formula, whichever separator it reads
the file with."""

from __future__ import annotations

import re
from collections.abc import Iterable

from farside.system import signs

Value = str | int | float | None
# Another dialect would make a new line, or with tabs a new cell, in the middle of a cell.
_CUTS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
BEGINNING = {"=": "=⁼₌﹦＝", "+": "+⁺₊﬩﹢＋", "-": "-﹣－", "@": "@﹫＠", "|": "|｜", "%": "%﹪％"}
"""Signs that begin a formula, each with the characters that NFKC makes it of; a test looks for
others."""
# Where a cell may begin (after a comma only where our quotes count), with signs that a spreadsheet,
# or a tool that cleans a file for one, skips or removes before it looks for the sign.
_FORMULA = re.compile(
    rf"""(^|[;|])(?=[\s"{signs.UNSEEN}]*[{re.escape("".join(BEGINNING.values()))}])"""
)
_NUMBER = re.compile(r"-?\d[\d,. ]*( [A-Z]{3})?")


def harmless_row(row: Iterable[Value]) -> list[Value]:
    """A row for `csv.writer`. A first cell is text even if it is a number below zero: read with
    another separator, the whole line may be this cell."""
    return [
        without_formula(value, at > 0) if isinstance(value, str) else value
        for at, value in enumerate(row)
    ]


def without_formula(text: str, numbers: bool = True) -> str:
    """The text as one line, with an apostrophe before whatever would begin a formula; `numbers`
    stay numbers."""
    line = _CUTS.sub(" ", text)
    return line if numbers and _NUMBER.fullmatch(line) else _FORMULA.sub(r"\1'", line)
