"""Several needles: evenly spread, each scored by its depth."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab.base import Case, Given, LabCell, Language
from farside.lab.tasks.multineedle import KINDS, LANGUAGES, make, needle_depths, score

HAYSTACK: dict[Language, str] = {
    "en": " ".join(f"Sentence number {n} stands here." for n in range(2000)),
    "zh": "".join(f"这里是第{n}句话。" for n in range(2000)),
}
ALL = list(product(KINDS, LANGUAGES))


def count(text: str) -> int:
    return len(re.findall(r"[\u4e00-\u9fff]|[^\s\u4e00-\u9fff]+", text))


def case(kind: str, language: Language = "en", **fields: Any) -> Case:
    cell = LabCell("multineedle", kind, language, 3000, 5.0)
    return make(replace(cell, **fields), HAYSTACK[language], count)


def test_needles_stand_evenly_from_the_first_to_the_end() -> None:
    assert needle_depths(0, 4) == (0, 25, 50, 75)
    assert needle_depths(5, 3) == pytest.approx((5, 36.67, 68.33), abs=0.01)
    assert needle_depths(5, 10) == pytest.approx(tuple(5 + 9.5 * n for n in range(10)))
    for first in (-1, 99.5, 100, float("nan")):
        with pytest.raises(InputError, match="no room"):
            needle_depths(first, 3)


@given(st.floats(0, 99), st.integers(1, 10))
def test_depths_rise_and_stay_before_the_end(first: float, number: int) -> None:
    at = needle_depths(first, number)
    assert at[0] == first
    assert list(at) == sorted(set(at))
    assert at[-1] < 100


@pytest.mark.parametrize(("kind", "number"), [("three", 3), ("ten", 10), ("order", 5)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_value_stands_at_its_depth(kind: str, number: int, language: Language) -> None:
    for repeat in range(4):
        made = case(kind, language, repeat=repeat)
        placed = made.expected["needles"]
        assert (
            len({one["answer"] for one in placed})
            == len({one["depth"] for one in placed})
            == number
        )
        for one in placed:
            at = 100 * made.context.index(one["answer"]) / len(made.context)
            assert at == pytest.approx(float(one["depth"]), abs=2.5)
        assert 2970 <= count(made.context) <= 3000
        assert "{" not in made.question + made.context


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_a_cell_makes_the_same_case_and_another_repeat_or_seed_another(
    kind: str, language: Language
) -> None:
    assert case(kind, language) == case(kind, language)
    assert case(kind, language) != case(kind, language, repeat=1)
    assert case(kind, language) != case(kind, language, seed=8)


@pytest.mark.parametrize(("kind", "language"), ALL)
def test_controls(kind: str, language: Language) -> None:
    alone = case(kind, language, control="no haystack")
    without = case(kind, language, control="no needle")
    assert "stands here" not in alone.context
    assert "这里是" not in alone.context
    assert HAYSTACK[language].startswith(without.context)
    if kind != "reason":
        assert score(alone.expected, Given(alone.context)).value == 100
    assert score(without.expected, Given(without.context)).value == 0


def test_the_years_of_a_chain_lead_to_its_answer() -> None:
    numbers = {word: n for n, word in enumerate("three four five six seven eight nine".split(), 3)}
    numbers |= {word: n for n, word in enumerate("三四五六七八九", 3)}
    for repeat in range(20):
        for language in LANGUAGES:
            text = case("reason", language, repeat=repeat, control="no haystack").context
            older = re.search(r"is (\w+) years older|大(.)岁", text)
            younger = re.search(r"is (\w+) years younger|小(.)岁", text)
            born = re.search(r"\d{4}", text)
            assert older
            assert younger
            assert born
            year = int(born[0]) + numbers[younger[1] or younger[2]] - numbers[older[1] or older[2]]
            expected = case("reason", language, repeat=repeat).expected
            assert expected["answer"] == str(year)
            assert expected["answer"] not in text


THREE = {
    "kind": "three",
    "needles": [
        {"answer": "cobalt", "depth": "5"},
        {"answer": "heron", "depth": "36.7"},
        {"answer": "lantern", "depth": "68.3"},
    ],
}
ORDER = {**THREE, "kind": "order"}
REASON = {"kind": "reason", "answer": "1983"}


@pytest.mark.parametrize(
    ("expected", "text", "value", "verdict"),
    [
        (THREE, "lantern, cobalt and heron", 100, "right"),
        (THREE, "cobalt, heron, badger", 200 / 3, "partly"),
        (THREE, "The text does not give all three. It has lantern.", 100 / 3, "partly"),
        (THREE, "badger, heronry", 0, "wrong"),
        (THREE, "The gate words are not stated.", 0, "refused"),
        (THREE, "", 0, "wrong"),
        (ORDER, "cobalt, heron, lantern", 100, "right"),
        (ORDER, "lantern, cobalt, heron", 200 / 3, "partly"),
        (ORDER, "lantern, heron, cobalt", 100 / 3, "partly"),
        (ORDER, "heron, lantern", 200 / 3, "partly"),
        (ORDER, "none of them", 0, "wrong"),
        (REASON, "Anselm was born in 1983.", 100, "right"),
        (REASON, "1987 - 4 = 1983", 100, "right"),
        (REASON, "1980", 0, "wrong"),
        (REASON, "It is not stated.", 0, "refused"),
        (REASON, "Anselm was born in 1983, but the text does not mention the place.", 100, "right"),
        (
            REASON,
            "It may be 1983, but the text does not say in which year she was born.",
            0,
            "refused",
        ),
    ],
)
def test_what_an_answer_is_worth(
    expected: dict[str, Any], text: str, value: float, verdict: str
) -> None:
    scored = score(expected, Given(text))
    assert scored.value == pytest.approx(value)
    assert scored.verdict == verdict


def test_parts_tell_each_needle_by_its_depth() -> None:
    assert score(THREE, Given("heron")).parts == {"5": 0, "36.7": 100, "68.3": 0}
    assert score(THREE, Given("heron", found=False)).parts == {"5": 0, "36.7": 0, "68.3": 0}
    assert score(ORDER, Given("heron, cobalt")).parts == {
        "5": 100,
        "36.7": 100,
        "68.3": 0,
        "order": 50,
    }
    assert score(REASON, Given("1983")).parts == {"reasoning": 100}


def test_what_cannot_be_made_is_told() -> None:
    for kind in ("", "four", "literal"):
        with pytest.raises(InputError, match="no multi-needle case"):
            case(kind)
    with pytest.raises(InputError, match="no room"):
        case("ten", depth=100.0)
