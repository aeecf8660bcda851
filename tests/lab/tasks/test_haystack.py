"""Haystacks: cut at sentence ends to a length, facts in at depths, everything else as it was."""

from __future__ import annotations

import re
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab.base import Language
from farside.lab.tasks.haystack import builtin_haystack, cut_haystack, insert_facts, turn_haystack

ENGLISH = " ".join(f"Sentence number {n} stands here." for n in range(200))
CHINESE = "".join(f"这里是第{n}句话。" for n in range(200))


def words(text: str) -> int:
    return len(text.split())


@pytest.mark.parametrize("language", get_args(Language))
def test_a_haystack_of_each_language_comes_with_the_package(language: Language) -> None:
    text = builtin_haystack(language)
    assert len(text) > 350_000
    assert len(re.findall("[\u4e00-\u9fff]", text)) * 2 > len(text) or language == "en"
    assert "\ufffd" not in text
    assert "\n\n" in text


@pytest.mark.parametrize("language", get_args(Language))
def test_a_long_haystack_is_cut_without_counting_it_all_many_times(language: Language) -> None:
    counted: list[int] = []

    def count(text: str) -> int:
        counted.append(len(text))
        return len(text) // 2

    assert 19_000 < count(cut_haystack(builtin_haystack(language), 20_000, count)) <= 20_000
    assert len(counted) < 25
    assert max(counted) < 200_000


@given(st.integers(5, 1000))
def test_a_cut_is_the_longest_run_of_whole_sentences_that_fits(tokens: int) -> None:
    text = cut_haystack(ENGLISH, tokens, words)
    assert ENGLISH.startswith(text)
    assert text.endswith("here.")
    assert words(text) == tokens // 5 * 5


@given(st.integers(10, 1500))
def test_a_chinese_cut_ends_at_a_sentence(tokens: int) -> None:
    text = cut_haystack(CHINESE, tokens, len)
    assert CHINESE.startswith(text)
    assert text.endswith("。")
    assert tokens - 10 <= len(text) <= tokens


@pytest.mark.parametrize(
    ("text", "tokens", "kept"),
    [
        ("一二三。日出而作；日落而息。", 9, "一二三。"),
        (f"First one. {'Word ' * 300}ends here.", 200, "First one."),
        # A line's end inside a very long sentence of a wrapped text.
        (
            "First one.\n\n" + ("many words on one line\n" * 60) + "end here. Then more.",
            150,
            "First one.",
        ),
        ("A title\n\nOne long sentence stands there.", 4, "A title"),
    ],
)
def test_a_text_is_cut_only_where_a_fact_may_stand(text: str, tokens: int, kept: str) -> None:
    count = len if text[0] == "一" else words
    assert cut_haystack(text, tokens, count) == kept
    assert insert_facts(cut_haystack(text, tokens, count), ["X."], [100]).startswith(kept)


@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_each_repeat_begins_at_another_sentence(text: str) -> None:
    assert turn_haystack(text, 7, 0) == text
    begun = [turn_haystack(text, 7, repeat) for repeat in range(200)]
    assert len({one[:20] for one in begun}) == 200
    sentences = sorted(re.findall(r"[^.。]+[.。]", text.replace(" ", "")))
    for one in begun[:20]:
        assert sorted(re.findall(r"[^.。]+[.。]", re.sub(r"\s", "", one))) == sentences
    assert turn_haystack(text, 7, 200) == text
    assert turn_haystack(text, 8, 1) != turn_haystack(text, 7, 1) == begun[1]


@pytest.mark.parametrize("text", ["", " \n", "One sentence alone."])
def test_what_has_no_other_sentence_begins_as_it_does(text: str) -> None:
    assert turn_haystack(text, 7, 3) == text


def test_a_text_that_is_too_short_is_told() -> None:
    assert cut_haystack(ENGLISH, words(ENGLISH), words) == ENGLISH
    with pytest.raises(InputError, match=r"has 1000 tokens, 1001 are asked for"):
        cut_haystack(ENGLISH, 1001, words)


def test_a_text_that_is_too_short_is_repeated_only_when_asked() -> None:
    text = cut_haystack(ENGLISH, 2300, words, repeat=True)
    assert words(text) == 2300
    assert text.startswith(f"{ENGLISH}\n\n{ENGLISH}\n\nSentence number 0")


@pytest.mark.parametrize(
    ("text", "tokens"), [("", 10), (" \n", 10), (ENGLISH, 4), (ENGLISH, 0), (ENGLISH, -1)]
)
def test_what_cannot_be_cut_is_told(text: str, tokens: int) -> None:
    with pytest.raises(InputError):
        cut_haystack(text, tokens, words)


FACTS = st.lists(st.integers(1000, 9999), min_size=1, max_size=8, unique=True)


@given(FACTS, st.data(), st.sampled_from(["en", "zh"]))
def test_every_fact_is_there_once_in_order_and_the_rest_is_unchanged(
    numbers: list[int], data: st.DataObject, language: str
) -> None:
    text, form = (
        (ENGLISH, "The code of room {} is blue.")
        if language == "en"
        else (CHINESE, "房间{}的密码是蓝色。")
    )
    facts = [form.format(number) for number in numbers]
    depths = data.draw(st.lists(st.floats(0, 100), min_size=len(facts), max_size=len(facts)))
    result = insert_facts(text, facts, depths)

    assert all(result.count(fact) == 1 for fact in facts)
    places = [
        result.index(fact)
        for _, fact in sorted(zip(depths, facts, strict=True), key=lambda pair: pair[0])
    ]
    assert places == sorted(places)
    for fact in facts:
        result = (
            re.sub(rf"{re.escape(fact)} ?", "", result)
            if language == "en"
            else result.replace(fact, "")
        )
    assert result.rstrip() == text


@given(st.floats(0, 100), st.sampled_from([ENGLISH, CHINESE]))
def test_a_fact_stands_between_sentences_near_its_depth(depth: float, text: str) -> None:
    fact = "X marks it."
    before, after = insert_facts(text, [fact], [depth]).split(fact)
    assert not before or before.rstrip()[-1] in ".。"
    assert not after or after.lstrip()[:2] in ("Se", "这里")
    assert abs(100 * len(before) / len(text) - depth) < 1


def test_the_ends_of_the_scale_are_the_ends_of_the_text() -> None:
    assert insert_facts("One. Two.", ["First.", "Last."], [0, 100]) == "First. One. Two. Last."
    assert insert_facts("一。二。", ["最先。", "最后。"], [0, 100]) == "最先。一。二。最后。"
    assert insert_facts("One. Two.", ["b.", "a."], [0, 0]) == "b. a. One. Two."
    assert insert_facts("One. Two.", ["Last.", "First."], [100, 0]) == "First. One. Two. Last."
    assert insert_facts("One. Two. Three.", ["b.", "a."], [34, 31]) == "One. a. b. Two. Three."


def test_an_abbreviation_is_no_sentence_end() -> None:
    assert insert_facts("We met Dr. Marsh in the old town. Then we left.", ["X."], [20]).startswith(
        "X. We met Dr. Marsh"
    )


def test_a_semicolon_is_no_sentence_end_but_a_line_end_is() -> None:
    assert (
        insert_facts("日出而作；日落而息。帝力何有？", ["是。"], [40])
        == "日出而作；日落而息。是。帝力何有？"
    )
    assert (
        insert_facts("A title\n\nOne long sentence there.", ["X."], [25])
        == "A title\n\nX. One long sentence there."
    )


@pytest.mark.parametrize(
    ("text", "facts", "depths"),
    [
        ("One. Two.", ["X."], [101]),
        ("One. Two.", ["X."], [-1]),
        ("One. Two.", ["X."], [float("nan")]),
        ("One. Two.", ["X."], []),
        ("One. Two.", [""], [0]),
        ("One. Two.", ["X. "], [0]),
        ("One. Two.", ["Two."], [0]),
        ("One. Two.", ["X.", "X."], [0, 50]),
        ("One. Two.", ["X.", "XX."], [0, 50]),
    ],
)
def test_facts_that_cannot_be_put_in_are_told(
    text: str, facts: list[str], depths: list[float]
) -> None:
    with pytest.raises(InputError):
        insert_facts(text, facts, depths)
