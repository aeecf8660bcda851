"""Replies of a reader adapter: what is written for it to learn is read as it was meant."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.reading import adapted
from farside.reading.findings import WindowDraft
from farside.reading.prompts import for_adapted, wording
from farside.reading.windows import cut_windows
from farside.types import Window
from tests.reading.reader import document

WORDS = st.text(st.sampled_from("abc [](),.;:-12年月 Ü"), min_size=1, max_size=24).map(
    lambda text: " ".join(text.split())
)
PARTS = st.lists(
    st.tuples(WORDS, st.lists(st.integers(1, 120), min_size=1, max_size=3, unique=True)),
    max_size=3,
)


@given(PARTS)
def test_what_is_written_is_read_as_it_was_meant_or_refused(
    parts: list[tuple[str, list[int]]],
) -> None:
    try:
        written = adapted.write_reply(parts)
    except ValueError:
        assert any(not words or set(words) & set("[]") for words, _ in parts)
        return
    draft = adapted.read_reply(written, 120)
    assert draft.text == "; ".join(words for words, _ in parts)
    assert set(draft.pointed) == {one - 1 for _, numbers in parts for one in numbers}
    assert written.startswith(adapted.NONE_BEGINS) is draft.is_none is (not parts)


@given(st.text(max_size=60), st.integers(0, 40))
def test_any_reply_is_read_and_points_at_sentences_that_are_there(text: str, many: int) -> None:
    draft = adapted.read_reply(text, many)
    assert "\n" not in draft.text
    assert all(0 <= one < many for one in draft.pointed)


@pytest.mark.parametrize(
    ("reply", "draft"),
    [
        ("Claudia Wells [7]", WindowDraft("Claudia Wells", (6,))),
        ("part one [3]; part two [9][10]", WindowDraft("part one; part two", (2, 8, 9))),
        ("[0]", WindowDraft("", ())),
        ("[4]", WindowDraft("", (3,))),
        ("1871 [0]", WindowDraft("", ())),
        ("1871 [3][99]", WindowDraft("1871", (2,))),
        ("1871 [99]", WindowDraft("1871", ())),
        ("as Hall [12] showed [5]", WindowDraft("as Hall [12] showed", (4,))),
        ("ends [4] [5]", WindowDraft("ends [4]", (4,))),
        ("section 4(3) [5]", WindowDraft("section 4(3)", (4,))),
        ("a long answer that was cut [1", WindowDraft("a long answer that was cut", ())),
        ("Yes [4]\nNo [5]", WindowDraft("Yes", (3,))),
        ("", WindowDraft("", ())),
    ],
)
def test_replies_and_what_they_say(reply: str, draft: WindowDraft) -> None:
    assert adapted.read_reply(reply, 12) == draft


@pytest.mark.parametrize("words", ["", "[sic] so", "a [3]; b", "two\nlines"])
def test_what_would_be_read_otherwise_is_not_written(words: str) -> None:
    with pytest.raises(ValueError, match="would not be read"):
        adapted.write_reply([(words, [2])])


@given(st.floats(-60.0, 0.0))
def test_the_odds_are_those_of_the_probability(told: float) -> None:
    odds = adapted.stated_odds({"[": told}, WindowDraft("", ()))
    assert -30.0 <= odds <= 30.0
    if -20.0 < told < -1e-6:
        assert 1 / (1 + math.exp(odds)) == pytest.approx(math.exp(told), rel=1e-6)


def test_without_probabilities_the_words_count() -> None:
    assert adapted.stated_odds({}, WindowDraft("1871", (2,))) > 0
    assert adapted.stated_odds({}, WindowDraft("", ())) < 0


def window() -> Window:
    (one,) = cut_windows([document("The lamp broke in 1904. It was red.")], 500, len)
    return one


@pytest.mark.parametrize(
    ("question", "asked"),
    [("Who broke\nit?", "Question: Who broke it?"), ("谁打破了它？", "问题：谁打破了它？")],
)
def test_the_prompt_has_the_window_of_all_prompts_then_the_question_and_what_to_do(
    question: str, asked: str
) -> None:
    prompt = for_adapted.adapted_prompt(window(), question)
    system, user = wording.window_prefix(window())
    assert prompt[0] == system
    assert prompt[1].kept == user.kept == len(user.content)
    said, task = prompt[1].content.removeprefix(user.content).split("\n")
    assert said == asked
    assert task.endswith(adapted.NONE)
