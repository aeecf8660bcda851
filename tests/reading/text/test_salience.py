"""What says most is chosen: the subject of a text, not its headings or questions, and not the same
thing twice."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from farside.reading.text.salience import choose_salient, text_worths

KEEPER = "The keeper of the lighthouse repaired the great lamp in March."
LAMP = "The great lamp of the lighthouse was repaired by its keeper."
WEATHER = "Heavy storms closed the harbour and sank three wooden boats."
FISH = "Herring prices doubled after merchants left town last winter."
TEXTS = st.lists(st.sampled_from([KEEPER, LAMP, WEATHER, FISH, "Part 2", "Why?", ""]), max_size=8)


def test_a_sentence_about_the_subject_is_worth_more_than_one_beside_it() -> None:
    about, again, beside = text_worths([KEEPER, LAMP, FISH])
    assert min(about, again) > beside > 0


def test_headings_questions_and_nothing_are_worth_nothing() -> None:
    question = "Who repaired the great lamp of the lighthouse in March?"
    chinese = "灯塔的守护人在三月修好了那盏大灯吗？"
    assert text_worths(["Part 2", "", question, question + " ", chinese]) == [0.0] * 5
    assert text_worths(["灯塔的守护人在三月修好了那盏大灯。"]) > [0.0]


@given(TEXTS)
def test_a_worth_is_a_share_and_does_not_hang_on_order(texts: list[str]) -> None:
    worth = text_worths(texts)
    assert all(0 <= one <= 1 for one in worth)
    assert text_worths(texts[::-1]) == worth[::-1]


@given(TEXTS, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_the_chosen_lie_in_the_stretch_each_once_and_in_order(
    texts: list[str], first: int, length: int, most: int
) -> None:
    first = min(first, len(texts))
    last = min(first + length, len(texts))
    chosen = choose_salient(texts, first, last, most)
    assert chosen == sorted(set(chosen))
    assert set(chosen) <= set(range(first, last))
    assert len(chosen) == min(most, last - first)


def test_of_two_sentences_that_say_the_same_one_is_chosen() -> None:
    texts = [KEEPER, KEEPER, WEATHER]
    assert choose_salient(texts, 0, 3, 2) == [0, 2]


def test_words_of_the_whole_text_decide_what_a_part_of_it_says() -> None:
    # By itself each has every word once; the whole text is about the lamp.
    texts = [KEEPER, LAMP, "A great lamp burns.", FISH, LAMP]
    assert choose_salient(texts, 3, 5, 1) == [4]
