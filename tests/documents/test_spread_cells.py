"""Cells that span rows and columns stand where a browser shows them: no value under another head,
and none in another row."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from farside.documents.seen.tables import MarkupCell, read_span, spread_cells, write_table
from tests.documents.files import read_given, words_of


@st.composite
def _tilings(draw: st.DrawFn) -> list[list[str]]:
    """A grid that rectangles cover: each place has the number of its rectangle."""
    height, width = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    grid = [[""] * width for _ in range(height)]
    for at in range(height * width):
        row, column = divmod(at, width)
        if grid[row][column]:
            continue
        free = next((c for c in range(column, width) if grid[row][c]), width)
        across, down = draw(st.integers(1, free - column)), draw(st.integers(1, height - row))
        for place in (
            (r, c) for r in range(row, row + down) for c in range(column, column + across)
        ):
            grid[place[0]][place[1]] = f"c{at}"
    return grid


def _as_markup(grid: list[list[str]]) -> list[list[MarkupCell]]:
    """The cells as HTML writes them: each once, where its rectangle begins."""
    seen: set[str] = set()
    rows = []
    for line in grid:
        own = [name for name in dict.fromkeys(line) if name not in seen]
        seen.update(own)
        rows.append(
            [MarkupCell(one, sum(one in row for row in grid), line.count(one)) for one in own]
        )
    return rows


@settings(max_examples=200)
@given(_tilings())
def test_every_cell_stands_in_each_of_its_rows_and_in_its_own_column(grid: list[list[str]]) -> None:
    wanted = [
        [name if at == 0 or line[at - 1] != name else "" for at, name in enumerate(line)]
        for line in grid
    ]
    assert spread_cells(_as_markup(grid)) == wanted


def test_a_row_that_ends_before_what_hangs_from_above_leaves_the_next_row_alone() -> None:
    one, two = MarkupCell("closed", rows=2), MarkupCell("Total", rows=1)
    short = [[MarkupCell("May"), MarkupCell("4"), one], [MarkupCell("June")], [two, two, two]]
    assert write_table(short) == ["May | 4 | closed", "June | | closed", "Total | Total | Total"]


def test_a_page_with_an_empty_row_keeps_its_values_under_their_heads() -> None:
    page = (
        "<table><tr><th>Month<th>Fee</tr><tr><td>May<td rowspan=2>40 EUR</tr><tr></tr>"
        "<tr><td>July<td>70 EUR</tr></table>"
    )
    assert words_of(read_given(f"<html><body>{page}</body></html>", "a.html")) == [
        "Month | Fee", "May | 40 EUR", "July | 70 EUR",
    ]  # fmt: skip


def test_a_span_that_reaches_below_the_table_adds_no_row() -> None:
    assert spread_cells([[MarkupCell("a", rows=9), MarkupCell("b")]]) == [["a", "b"]]


def test_a_wide_cell_over_what_hangs_loses_no_word_of_its_own_row() -> None:
    rows = [
        [MarkupCell("a"), MarkupCell("b", rows=3)],
        [MarkupCell("wide", columns=3), MarkupCell("x")],
        [MarkupCell("c"), MarkupCell("d")],
    ]
    assert spread_cells(rows)[1:] == [["wide", "", "", "x"], ["c", "d"]]


def test_a_span_is_what_a_browser_takes_it_for() -> None:
    told = {None: 1, "": 1, "0": 1, "-2": 1, " 3 ": 3, "2.5": 1, "x": 1, "99999": 1000, "9" * 40: 1}
    assert {given: read_span(given) for given in told} == told
