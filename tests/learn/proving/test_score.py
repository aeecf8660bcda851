"""What a reading is worth, and whether an adapter is better."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.learn.problems import Problem
from farside.learn.proving.compare import prove
from farside.learn.proving.score import (
    Reading,
    Verdict,
    area_under,
    judge_reading,
    points_right,
    says_answer,
    sum_up,
)

STATED = Problem(
    "date", "en", "The ship sailed on 3 May 2024.\nIt carried tea.", "When did it sail?",
    "on 3 May 2024", (1,), "built", "log.txt", "own", "d" * 64,
)  # fmt: skip
UNSTATED = replace(STATED, question="Who was the captain?", answer="", sentences=())
NONE = Reading("", (), -5.0)


@pytest.mark.parametrize(
    ("problem", "said", "verdict"),
    [
        (STATED, "3 May 2024", "right"),
        (STATED, "It sailed on 3 May 2024", "right"),
        (STATED, "2024", "wrong"),
        (STATED, "on 13 May 2024", "wrong"),
        (STATED, "", "missed"),
        (UNSTATED, "Ann", "invented"),
        (UNSTATED, "", "refused"),
    ],
)
def test_a_reading_is_judged(problem: Problem, said: str, verdict: Verdict) -> None:
    assert judge_reading(problem, Reading(said, (1,), 0.0)) == verdict


def test_a_list_needs_all_of_its_parts() -> None:
    assert says_answer(("tea", "silk|silks"), "silks; tea")
    assert not says_answer(("tea", "silk"), "tea")
    assert says_answer(("14,650",), "14,650 yuan")
    assert not says_answer(("4,650",), "14,650 yuan")


def test_pointing_needs_every_sentence() -> None:
    two = replace(STATED, kind="list", answer="3 May; tea", sentences=(1, 2))
    assert points_right(two, Reading("3 May; tea", (2, 1), 0.0))
    assert not points_right(two, Reading("3 May; tea", (1,), 0.0))


@given(st.lists(st.floats(-9, 9)), st.lists(st.floats(-9, 9)))
def test_the_area_of_two_sides_is_that_of_the_others_turned(
    highs: list[float], lows: list[float]
) -> None:
    area = area_under(highs, lows)
    assert 0 <= area <= 1
    assert area == pytest.approx(1 - area_under(lows, highs))


def test_shares_are_of_their_own_problems() -> None:
    problems = [STATED, STATED, UNSTATED, UNSTATED]
    readings = [Reading("3 May 2024", (1,), 4.0), NONE, Reading("Ann", (2,), 1.0), NONE]
    shares = sum_up(problems, readings)
    assert (shares.stated, shares.unstated) == (2, 2)
    assert (shares.right, shares.missed, shares.invented, shares.pointed) == (0.5, 0.5, 0.5, 1.0)
    assert shares.area == 0.625


def test_an_adapter_that_is_better_everywhere_is_promoted() -> None:
    problems = [STATED, UNSTATED] * 40
    before = [NONE, Reading("Ann", (2,), 1.0)] * 40
    after = [Reading("3 May 2024", (1,), 4.0), NONE] * 40
    proof = prove(problems, before, after)
    assert (proof.right.value, proof.invented.value, proof.missed.value) == (1.0, -1.0, -1.0)
    assert proof.promoted
    assert not prove(problems, after, before).promoted
    assert not prove(problems, after, after).promoted


def test_what_gains_in_all_and_loses_in_one_kind_is_not_promoted() -> None:
    numbers = replace(STATED, kind="number", question="How many?")
    problems = [STATED] * 60 + [numbers] * 20
    right = Reading("3 May 2024", (1,), 4.0)
    proof = prove(problems, [NONE] * 60 + [right] * 20, [right] * 60 + [NONE] * 20)
    assert proof.gains.low > 0
    assert proof.worse == ("number",)
    assert not proof.promoted


def test_few_problems_prove_little() -> None:
    right = Reading("3 May 2024", (1,), 4.0)
    proof = prove([STATED] * 4, [NONE, right, right, right], [right] * 4)
    assert proof.gains.value == 0.25
    assert proof.gains.low <= 0 < proof.gains.high
