from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab.base import Case, Control, Given, LabCell, Language
from farside.lab.tasks.counting_stars import FACTS, KINDS, LANGUAGES, make, score

HAYSTACK = {
    "en": " ".join(["The road went on over the hills, and nobody spoke."] * 500),
    "zh": "".join(["路还在山间延伸，没有人说话。"] * 1000),
}


def count(text: str) -> int:
    return len(text) // 2


def case(
    kind: str, language: Language = "en", length: int = 6000, repeat: int = 0, control: Control = ""
) -> Case:
    cell = LabCell("counting_stars", kind, language, length, repeat=repeat, control=control)
    return make(cell, HAYSTACK[language], count)


def answer(made: Case) -> str:
    return ", ".join(map(str, made.expected["numbers"]))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_count_stands_once_in_order_and_evenly(kind: str, language: Language) -> None:
    made = case(kind, language)
    places = [made.context.index(str(number)) for number in made.expected["numbers"]]
    assert places == sorted(places)
    assert len(places) == FACTS
    for place, depth in zip(places, made.expected["depths"], strict=True):
        assert abs(100 * place / len(made.context) - depth) < 5


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_text_is_as_long_as_asked_for_and_no_longer(language: Language) -> None:
    assert 5700 <= count(case("acquisition", language).context) <= 6000


def test_a_cell_makes_the_same_case_each_time_and_another_repeat_another() -> None:
    assert case("reasoning") == case("reasoning")
    assert case("reasoning").expected["numbers"] != case("reasoning", repeat=1).expected["numbers"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_right_answer_scores_100(kind: str, language: Language) -> None:
    made = case(kind, language)
    result = score(made.expected, Given(answer(made)))
    assert (result.value, result.verdict, result.parts["order"]) == (100, "right", 100)
    assert len(result.parts) == FACTS + 1


def test_a_numbered_list_and_json_score_the_same() -> None:
    made = case("acquisition")
    listed = "\n".join(
        f"{at}. {number} gulls" for at, number in enumerate(made.expected["numbers"], 1)
    )
    assert score(made.expected, Given(listed)).value == 100
    assert score(made.expected, Given(f"{made.expected['numbers']}".replace(" ", ""))).value == 100


def test_the_score_can_fail() -> None:
    made = case("acquisition")
    absent = [number for number in range(100, 1000) if number not in made.expected["numbers"]][
        :FACTS
    ]
    assert score(made.expected, Given(", ".join(map(str, absent)))).verdict == "wrong"
    assert score(made.expected, Given("")).value == 0
    assert score(made.expected, Given(answer(made), found=False)).verdict == "refused"
    assert (
        score(made.expected, Given("The text does not say how many gulls there were.")).verdict
        == "refused"
    )


def test_half_of_the_counts_is_half_of_the_score_by_depth() -> None:
    made = case("acquisition")
    result = score(made.expected, Given(", ".join(map(str, made.expected["numbers"][:16]))))
    assert (result.value, result.verdict) == (50, "partly")
    depths = [
        float(name) for name, value in result.parts.items() if name != "order" and value == 100
    ]
    assert max(depths) < 50


def test_a_mistake_beside_its_correction_is_worth_half_and_alone_nothing() -> None:
    made = case("reasoning")
    both = [*made.expected["numbers"], *made.expected["mistakes"]]
    assert score(made.expected, Given(", ".join(map(str, both)))).value == 50
    assert score(made.expected, Given(", ".join(map(str, made.expected["mistakes"])))).value == 0


def test_reciting_all_numbers_is_worth_nothing() -> None:
    made = case("acquisition")
    assert score(made.expected, Given(" ".join(map(str, range(100, 1000))))).value == 0


@given(st.randoms(use_true_random=False))
@settings(max_examples=20)
def test_the_order_has_a_part_of_its_own(chance: random.Random) -> None:
    made = case("acquisition")
    numbers = list(made.expected["numbers"])
    chance.shuffle(numbers)
    result = score(made.expected, Given(" ".join(map(str, numbers))))
    assert result.value == 100
    assert (result.parts["order"] == 100) == (numbers == made.expected["numbers"])


def test_controls_leave_out_the_haystack_or_the_counts() -> None:
    bare = case("acquisition", control="no haystack")
    assert "nobody spoke" not in bare.context
    assert all(str(number) in bare.context for number in bare.expected["numbers"])
    assert "gulls" not in case("acquisition", control="no needle").context


@pytest.mark.parametrize(
    ("kind", "length", "says"),
    [("sums", 6000, "sums"), ("acquisition", 400, "400"), ("acquisition", 90_000, "longer text")],
)
def test_what_cannot_be_made_is_told(kind: str, length: int, says: str) -> None:
    with pytest.raises(InputError, match=says):
        case(kind, length=length)
