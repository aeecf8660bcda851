"""A prompt said again is no cell: it is left empty, with the reason."""

from __future__ import annotations

import pytest

from farside.reading.grounding import echo
from farside.reading.windows import cut_windows
from farside.work.tables import votes
from farside.work.tables.nouns import Column
from farside.work.tables.readings import NONE
from tests.reading.reader import document, reader

(WINDOW,) = cut_windows(
    [document("Maria Keller lives in Berlin. She knows Python.")], 400, reader().count_text
)


@pytest.mark.parametrize(
    "raw",
    ["Give the numbers of the sentences that state it", "the number as written", "照原文写数字"],
)
def test_a_prompt_is_no_value(raw: str) -> None:
    vote = votes.make_vote(WINDOW, Column("city"), raw, 0, NONE)
    assert (vote.raw, vote.value, vote.flags) == ("", None, (echo.WHY,))


def test_what_the_text_says_is_one() -> None:
    vote = votes.make_vote(WINDOW, Column("city"), "Berlin", 0, NONE)
    assert (vote.value, vote.flags) == ("Berlin", ())
