"""A quote is always cut from the text, and always carries its value."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from farside.reading import windows
from farside.types import Window
from farside.work.tables import places, values
from farside.work.tables.nouns import Column, Kind
from farside.work.tables.readings import NONE
from tests.work.tables.made import document

LINES = st.lists(
    st.text(alphabet="abc dé,中.5:\n", min_size=1, max_size=30), min_size=1, max_size=12
)
ADDED: list[tuple[Kind, str]] = [
    ("text", "Zoë Quist"),
    ("number", "98,765.40"),
    ("money", "EUR 98.765,40"),
    ("date", "3 July 2031"),
    ("date", "2031年7月3日"),
]


def window(text: str) -> Window:
    return windows.one_window([document(text)], len)


@settings(deadline=None)
@given(LINES, st.sampled_from(ADDED), st.integers(0, 11), st.integers(-1, 20))
def test_a_value_is_found_where_it_stands_wherever_a_model_points(
    lines: list[str], added: tuple[Kind, str], at: int, pointed: int
) -> None:
    kind, raw = added
    text = "\n\n".join([*lines[:at], f"It is {raw} here", *lines[at:]]) + "\n"
    made, column = window(text), Column("x", kind)
    value = values.parse_value(kind, raw).value
    found = places.sentences_holding(
        made,
        column,
        value,
        min(pointed, len(places.numbered_sentences(made)) - 1),
        values.habit_of(text),
    )
    assert found
    for one in found:
        assert one.quote == text[one.start : one.end] == one.quote.strip()
        assert values.stands_in(kind, value, one.quote, values.habit_of(text))


def test_of_several_places_the_one_that_was_pointed_at_comes_first() -> None:
    made = window("It was 5 in May.\n\nNothing.\n\nNothing.\n\nThe age is 5 now.\n\nNothing.\n")
    value = values.parse_value("number", "5").value
    assert (
        places.sentences_holding(made, Column("sum", "number"), value, 0, NONE)[0].quote
        == "It was 5 in May."
    )
    assert (
        places.sentences_holding(made, Column("sum", "number"), value, 4, NONE)[0].quote
        == "The age is 5 now."
    )
    assert (
        places.sentences_holding(made, Column("age", "number"), value, 2, NONE)[0].quote
        == "The age is 5 now."
    )


def test_a_name_that_a_line_broke_is_quoted_with_both_lines() -> None:
    made = window("By Rachel\n\nGreen-Barker\n\nof Harris\n")
    assert (
        places.sentences_holding(made, Column("name"), "Rachel Green-Barker", 0, NONE)[0].quote
        == "By Rachel\n\nGreen-Barker"
    )
