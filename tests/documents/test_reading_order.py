"""Reading order of pieces by their places: columns, tables, labels with values, whatever order they
were drawn in."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.documents.layout.order import read_in_order
from farside.documents.layout.pieces import Piece, turn_box
from farside.types import Box

WORDS = (
    "the keeper of the old mill counted every sack that the carts brought up from the "
    "valley before noon"
)


def at(
    text: str, left: float, top: float, line: int = 0, width: float = 5.0, height: float = 10.0
) -> Piece:
    return Piece(text, Box(left, top, left + width * len(text), top + height), line)


def prose(mark: str, left: float, top: float = 100, rows: int = 10) -> list[Piece]:
    return [
        at(f"{mark}{row} {WORDS[row * 3 : row * 3 + 40]}", left, top + 14 * row)
        for row in range(rows)
    ]


def column(left: float, pitch: float, *lines: str) -> list[Piece]:
    return [at(text, left, 100 + pitch * row) for row, text in enumerate(lines)]


def numbered(pieces: Sequence[Piece]) -> list[Piece]:
    return [Piece(piece.text, piece.box, line) for line, piece in enumerate(pieces)]


def read(pieces: Sequence[Piece], drawn: bool = True) -> list[str]:
    return [" ".join(pieces[i].text for i in row) for row in read_in_order(pieces, drawn)]


def by_rows(*columns: list[Piece]) -> list[Piece]:
    """Drawn row by row, each row as one line."""
    rows = [[piece for piece in row if piece.text] for row in zip(*columns, strict=True)]
    return [Piece(piece.text, piece.box, line) for line, row in enumerate(rows) for piece in row]


def texts(pieces: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in pieces]


TITLE = at("A title that stands over both of the columns", 150, 60, height=14)
LEFT, RIGHT = prose("L", 50), prose("R", 310)


@given(st.randoms(use_true_random=False))
def test_clear_columns_are_read_alike_whatever_was_drawn_first(chance: random.Random) -> None:
    pieces = [TITLE, *LEFT, *RIGHT]
    chance.shuffle(pieces)
    assert read(numbered(pieces)) == texts([TITLE, *LEFT, *RIGHT])


@given(st.randoms(use_true_random=False))
def test_one_column_is_read_from_top_to_bottom_whatever_was_drawn_first(
    chance: random.Random,
) -> None:
    pieces = list(LEFT)
    chance.shuffle(pieces)
    assert read(numbered(pieces)) == texts(LEFT)


@given(st.randoms(use_true_random=False))
def test_labels_have_their_values_whatever_was_drawn_first(chance: random.Random) -> None:
    labels = column(60, 20, "Invoice:", "Date:", "Net:", "Due:")
    values = column(260, 20, "RK-20418", "17 June", "1,200.00", "1,428.00")
    pieces = [*labels, *values]
    chance.shuffle(pieces)
    expected = [f"{label.text} {value.text}" for label, value in zip(labels, values, strict=True)]
    assert read(numbered(pieces)) == expected


@pytest.mark.parametrize("drawn", [True, False])
def test_columns_drawn_row_by_row_are_columns(drawn: bool) -> None:
    assert read(by_rows(LEFT, RIGHT), drawn) == texts([*LEFT, *RIGHT])


def test_three_columns_drawn_row_by_row_are_columns() -> None:
    columns = [
        [
            at(f"{mark}{row:02} the keeper of a mill", 50 + 175 * side, 100 + 12 * row)
            for row in range(16)
        ]
        for side, mark in enumerate("ABC")
    ]
    assert read(by_rows(*columns)) == texts([piece for column in columns for piece in column])


def test_a_figure_over_both_columns_divides_the_page() -> None:
    caption = at("Figure 1: the mill, the river and the two roads that lead to it", 100, 180)
    left, right = prose("L", 50, 100, 5), prose("R", 310, 100, 5)
    more_left, more_right = prose("M", 50, 210, 6), prose("S", 310, 210, 6)
    pieces = numbered([*left, *right, caption, *more_left, *more_right])
    assert read(pieces) == texts(pieces)


def test_a_narrow_column_beside_sentences_is_a_column() -> None:
    side = ["CONTACT", "ida@mill.example", "Lindau", "SKILLS", "Welding", "Mig", "CAD", "Czech"]
    main = [
        "EXPERIENCE",
        "Shift leader at the boiler works since 2019, led eleven welders and",
        "cut the rejects from nine to two in a hundred within three years.",
        "Welder at the shipyard from 2012 to 2019, built hulls of ferries and",
        "kept the certificates of the yard for pressure vessels up to date.",
        "",
        "EDUCATION",
        "Master craftsman",
    ]
    columns = [
        [at(text, left, 100 + 16 * row) for row, text in enumerate(column)]
        for left, column in ((40, side), (180, main))
    ]
    assert read(by_rows(*columns)) == [*side, *(text for text in main if text)]


def test_cells_that_take_several_lines_stay_in_their_rows() -> None:
    keys = ["key", "F1", "F3", "", "Del"]
    meaning = [
        "what the key does in this program",
        "shows the help for the window that is open",
        "shows the file below the bar in a window of",
        "its own, with the search at its foot",
        "deletes the file for good.",
    ]
    columns = [
        [at(text, left, 100 + 14 * row) for row, text in enumerate(column)]
        for left, column in ((60, keys), (200, meaning))
    ]
    assert read(by_rows(*columns)) == [
        f"{key} {text}".strip() for key, text in zip(keys, meaning, strict=True)
    ]


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 1, 0, 2)])
def test_a_table_drawn_column_by_column_is_read_by_rows(order: tuple[int, ...]) -> None:
    rows = [
        ("Depot", "Month", "Sent", "Lost"),
        ("North", "May", "300", "8"),
        ("South", "May", "295", "7"),
    ]
    rows += [("East", "June", "1,310", "12"), ("West", "June", "88", "0")]
    columns = [
        [at(row[i], 60 + 100 * i, 100 + 18 * number) for number, row in enumerate(rows)]
        for i in range(4)
    ]
    pieces = numbered([piece for i in order for piece in columns[i]])
    assert read(pieces) == [" ".join(row) for row in rows]


def test_blocks_side_by_side_that_are_no_table_stay_whole() -> None:
    one = [
        at(text, 60, 100 + 14 * row)
        for row, text in enumerate(["Bill to", "Atelier Vos", "Zeedijk 9", "Amsterdam"])
    ]
    other = [
        at(text, 260, 100 + 14 * row)
        for row, text in enumerate(["Ship to", "Depot Vos", "Werf 11", "Utrecht"])
    ]
    assert read(numbered([*one, *other])) == texts([*one, *other])


def test_values_are_paired_beside_an_address() -> None:
    address = [
        at(text, 40, 104 + 14 * row) for row, text in enumerate(["Bill to", "Ida Muster", "Lindau"])
    ]
    values = [
        at(text, 400, 100 + 20 * row) for row, text in enumerate(["1 May", "Net 30", "127.50"])
    ]
    labels = [at(text, 300, 100 + 20 * row) for row, text in enumerate(["Date:", "Terms:", "Due:"])]
    assert read(numbered([*address, *values, *labels])) == [
        *texts(address),
        "Date: 1 May",
        "Terms: Net 30",
        "Due: 127.50",
    ]


def test_a_page_number_drawn_first_is_read_where_it_stands() -> None:
    pieces = numbered([at("7", 300, 800), *LEFT])
    assert read(pieces) == [*texts(LEFT), "7"]


def test_right_to_left_columns_are_read_from_the_right() -> None:
    columns = [
        [at("שלום לכל העולם הזה ועוד מילה אחת", left, 100 + 14 * row) for row in range(8)]
        for left in (50, 300)
    ]
    pieces = [Piece(piece.text, piece.box, i) for i, piece in enumerate([*columns[1], *columns[0]])]
    assert [i for row in read_in_order(pieces) for i in row] == list(range(16))


@pytest.mark.parametrize("drawn", [True, False])
def test_short_cells_stay_in_their_rows(drawn: bool) -> None:
    names = [at(f"Item {row:02}", 50, 100 + 14 * row) for row in range(10)]
    prices = [at(f"{row}.00", 500, 101 + 14 * row) for row in range(10)]
    assert read(by_rows(names, prices), drawn) == [f"Item {row:02} {row}.00" for row in range(10)]


def test_upright_lines_follow_each_other_to_the_left() -> None:
    shown = [Box(500 - 30 * line, 80, 514 - 30 * line, 280) for line in range(3)]
    pieces = [Piece(str(line), turn_box(shown[line], "down"), line) for line in (2, 0, 1)]
    assert read(pieces) == ["0", "1", "2"]


sides = st.floats(0, 1000, allow_nan=False)
boxes = st.builds(lambda x, y, w, h: Box(x, y, x + w, y + h), sides, sides, sides, st.floats(0, 40))
pieces_anywhere = st.lists(
    st.builds(
        Piece,
        st.sampled_from(["12.50", "Sum:", WORDS[:30], "and more."]),
        boxes,
        st.integers(0, 20),
    ),
    max_size=30,
)


@given(pieces_anywhere, st.booleans())
def test_every_piece_is_in_the_order_once(found: list[Piece], drawn: bool) -> None:
    pieces = sorted(found, key=lambda piece: piece.line) if drawn else found
    assert sorted(i for row in read_in_order(pieces, drawn) for i in row) == list(
        range(len(pieces))
    )


@given(boxes, st.sampled_from(["right", "down", "left", "up"]))
def test_turning_keeps_a_box_as_large_as_it_is(box: Box, direction: str) -> None:
    frame = turn_box(box, direction)  # type: ignore[arg-type]
    ways = sorted([frame.right - frame.left, frame.bottom - frame.top])
    assert ways == pytest.approx(sorted([box.right - box.left, box.bottom - box.top]))
