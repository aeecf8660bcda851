"""The writers of tables with texts that nobody would write: every file can be read again, and runs
nothing."""

from __future__ import annotations

import csv
import io
import json
import re
import traceback
from collections.abc import Callable, Mapping

import docx
import openpyxl
from hypothesis import strategies as st
from lxml import html

from farside.types import Citation
from farside.work.export.write import WRITERS
from farside.work.tables.nouns import Cell, Column, Day, Money, Row, Table
from fuzz.found import Faults, Turn, tries

_ODD = [
    "=1+1", "x;=1+1;y", "a\n=1+1", "\t@x", "+cmd|' /C calc'!A0", "-1+1", "＝1+1", "\u200b=1",
    "<script>x</script>", "]]>", "|", "`", "**", "[x](javascript:x)", "\x00", "\ud800", "\ufffe",
    "\u2028", "&#0;", '"', "'", "a" * 40_000, "_x0041_",
]  # fmt: skip
_TEXT = st.one_of(
    st.sampled_from(_ODD),
    st.text(max_size=20),
    st.lists(st.sampled_from(_ODD), max_size=3).map("".join),
)
_NUMBER = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**30), max_value=10**30, places=4
)
_DAY = st.builds(Day, st.integers(1, 9999), st.integers(1, 12), st.integers(1, 28)) | st.builds(
    Day, st.integers(1, 9999)
)
_VALUES: Mapping[str, st.SearchStrategy[object]] = {
    "text": _TEXT,
    "number": _NUMBER,
    "money": st.builds(Money, _NUMBER, st.sampled_from(["", "EUR", "CNY"])),
    "date": _DAY,
    "yes/no": st.booleans(),
    "list": st.lists(_TEXT, max_size=3).map(tuple),
}
# What begins a formula in a cell, whichever sign a spreadsheet takes for the end of the one before.
_FORMULA = re.compile(r"""(?:^|[;\t\r\n|])[\s"]*[=+@＝＋＠]|(?:^|[;\t\r\n|])[\s"]*[-－](?!\d)""")


@st.composite
def _tables(draw: st.DrawFn) -> Table:
    kinds = draw(st.lists(st.sampled_from(sorted(_VALUES)), min_size=1, max_size=4))
    columns = tuple(
        Column(f"{draw(_TEXT)}{at}"[:200], kind)  # type: ignore[arg-type]
        for at, kind in enumerate(kinds)
    )
    rows = draw(st.lists(_rows(kinds), max_size=3))
    return Table(
        draw(_TEXT), columns, tuple(rows), tuple(draw(st.lists(_TEXT, max_size=2))), "model"
    )


@st.composite
def _rows(draw: st.DrawFn, kinds: list[str]) -> Row:
    cells = []
    for kind in kinds:
        value = draw(st.none() | _VALUES[kind])
        quotes = [
            Citation(1, draw(_TEXT), "0" * 64, 1, "p. 1", 0, 5, draw(_TEXT))
            for _ in range(draw(st.integers(0, 2)))
        ]
        flags = tuple(draw(st.lists(_TEXT, max_size=2)))
        cells.append(
            Cell(value, "", tuple(quotes), flags, draw(st.booleans()))  # type: ignore[arg-type]
        )
    return Row(
        draw(_TEXT),
        "0" * 64,
        tuple(cells),
        draw(st.integers(0, 2)),
        draw(st.sampled_from(["", "", "is empty"])),
    )


def written(turn: Turn) -> tuple[int, Faults]:
    """Tables in every format."""
    faults = Faults("export", turn.failures)

    def tried(table: Table) -> None:
        for ending, write in WRITERS.items():
            content = b""
            try:
                content = write(table)
                wrong = _CHECKS[ending](content, table)
            except Exception as error:  # noqa: BLE001 - whatever it is: that is what is looked for
                last = traceback.extract_tb(error.__traceback__)[-1]
                wrong = f"{type(error).__name__} in {last.name}, line {last.lineno}"
                faults.add(
                    f"{ending}: {wrong}", content, ending, f"{table!r}\n{traceback.format_exc()}"
                )
            else:
                if wrong:
                    faults.add(f"{ending}: {wrong}", content, ending, repr(table))

    return tries(_tables(), tried, turn), faults


def _csv(content: bytes, table: Table) -> str:
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    if len(rows) != len(table.rows) + 1:
        return "another number of rows"
    formulas = [cell for row in rows for cell in row if _FORMULA.search(cell)]
    return "a formula" if formulas else ""


def _xlsx(content: bytes, table: Table) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    if book["Table"].max_row < len(table.rows) + 1:
        return "rows are missing"
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    strange = [
        cell
        for cell in cells
        if cell.data_type == "f" and not str(cell.value).startswith("=SUMIFS(Table!$")
    ]
    return "a formula" if strange else ""


def _html(content: bytes, table: Table) -> str:
    page = html.fromstring(content)
    if len(page.findall(".//tbody/tr")) != len(table.rows):
        return "another number of rows"
    active = [
        *page.iter("script", "iframe", "img", "link", "object", "a"),
        *page.xpath("//*[@*[starts-with(name(),'on')]]"),
    ]
    return "something that runs or loads" if active else ""


def _json(content: bytes, table: Table) -> str:
    return "" if len(json.loads(content)["rows"]) == len(table.rows) else "another number of rows"


def _markdown(content: bytes, table: Table) -> str:
    lines = content.decode().split("\n")
    bars = [len(re.findall(r"(?<!\\)\|", line)) for line in lines if line.startswith("| ")]
    return "" if len(set(bars)) == 1 and len(bars) == len(table.rows) + 2 else "a row is no row"


def _docx(content: bytes, table: Table) -> str:
    return (
        ""
        if len(docx.Document(io.BytesIO(content)).tables[0].rows) == len(table.rows) + 1
        else "rows are missing"
    )


_CHECKS: Mapping[str, Callable[[bytes, Table], str]] = {
    ".csv": _csv, ".xlsx": _xlsx, ".html": _html, ".json": _json, ".md": _markdown, ".docx": _docx,
}  # fmt: skip
