"""Reading order: columns of prose one after another, tables and single columns by rows."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from farside.documents.columns import gutter, rows
from farside.types import Box

LEFT = [Box(50, 100 + 14 * i, 280, 110 + 14 * i) for i in range(10)]
RIGHT = [Box(310, 103 + 14 * i, 540, 113 + 14 * i) for i in range(10)]
TITLE = Box(100, 50, 500, 70)


def order(boxes: list[Box]) -> list[Box]:
    return [boxes[i] for row in rows(boxes) for i in row]


def test_two_columns_under_a_title() -> None:
    mixed = [box for pair in zip(RIGHT, LEFT, strict=True) for box in pair]
    assert order([*mixed, TITLE]) == [TITLE, *LEFT, *RIGHT]


def test_a_figure_over_both_columns_divides_the_page() -> None:
    figure = Box(60, 165.5, 530, 168)
    assert order([*RIGHT, *LEFT, figure]) == [*LEFT[:5], *RIGHT[:5], figure, *LEFT[5:], *RIGHT[5:]]


def test_short_cells_stay_in_their_rows() -> None:
    names = [Box(50, 100 + 14 * i, 110, 110 + 14 * i) for i in range(10)]
    prices = [Box(500, 101 + 14 * i, 540, 111 + 14 * i) for i in range(10)]
    assert gutter([*names, *prices]) is None
    assert rows([*names, *prices]) == [[i, i + 10] for i in range(10)]


sides = st.floats(0, 1000, allow_nan=False)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), sides, sides, sides, st.floats(1, 40))


@given(st.lists(boxes, max_size=40))
def test_every_box_is_in_the_order_once(found: list[Box]) -> None:
    assert sorted(i for row in rows(found) for i in row) == list(range(len(found)))


def test_columns_in_the_middle_of_a_page_of_long_lines() -> None:
    above = [Box(50, 20 + 7 * i, 540, 26 + 7 * i) for i in range(10)]
    below = [Box(50, 260 + 14 * i, 540, 270 + 14 * i) for i in range(10)]
    assert order([*below, *RIGHT, *LEFT, *above]) == [*above, *LEFT, *RIGHT, *below]
