"""Words are found in any case of letters, and however the lines of a page break."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.server.pages.find_words import find_in_text


def found(text: str, asked: str) -> list[str]:
    return [one.of(text) for one in find_in_text(text, asked)]


@pytest.mark.parametrize(
    ("text", "asked", "places"),
    [
        ("A Total\nLoss. total  LOSS", "total loss", ["Total\nLoss", "total  LOSS"]),
        ("is\nlimited", "is limited", ["is\nlimited"]),
        ("infor-\nmation", "information", ["infor-\nmation"]),
        ("折叠自\n行车", "自行车", ["自\n行车"]),
        ("a.b*c axb", "a.b*c", ["a.b*c"]),
        ("anything", "   ", []),
    ],
)
def test_places(text: str, asked: str, places: list[str]) -> None:
    assert found(text, asked) == places


@given(st.text("ab -\n.车", max_size=60), st.text("ab.车", min_size=1, max_size=4))
def test_a_place_says_what_was_asked_for(text: str, asked: str) -> None:
    for one in found(text, asked):
        assert re.sub(r"-?\n", "", one) == asked
    assert bool(found(text, asked)) >= (asked in text)
