"""What holds of every comparison, whatever was read before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from farside.learn.problems import Problem
from farside.learn.proving.compare import MARGIN, Difference, Proof, prove
from farside.learn.proving.score import Reading, judge_reading
from tests.learn.small import make_problems

STATED, UNSTATED = make_problems(1)
NUMBER = replace(STATED, kind="number", question="How many ships?")
READINGS = st.sampled_from(
    [
        Reading("3 May", (1,), 2.0),
        Reading("3 May", (2,), 2.0),
        Reading("Ann", (2,), 1.0),
        Reading("", (), -2.0),
    ]
)
ROWS = st.lists(
    st.tuples(st.sampled_from([STATED, UNSTATED, NUMBER]), READINGS, READINGS), max_size=8
)
Row = tuple[Problem, Reading, Reading]
# Every comparison draws two thousand times for each of five measures.
few = settings(max_examples=15)


def compare(rows: Sequence[Row], margin: float = MARGIN, *, turned: bool = False) -> Proof:
    before, after = [row[1] for row in rows], [row[2] for row in rows]
    if turned:
        before, after = after, before
    return prove([row[0] for row in rows], before, after, margin=margin)


def differences(proof: Proof) -> dict[str, Difference]:
    values = {one.name: getattr(proof, one.name) for one in fields(proof)}
    return {name: value for name, value in values.items() if isinstance(value, Difference)}


@few
@given(ROWS)
def test_turned_round_every_difference_is_the_other_way(rows: list[Row]) -> None:
    one, other = differences(compare(rows)), differences(compare(rows, turned=True))
    assert len(one) == 5
    for name, value in one.items():
        turned = other[name]
        assert (value.value, value.low, value.high) == (-turned.value, -turned.high, -turned.low)


@few
@given(ROWS)
@example([])
@example([(STATED, Reading("", (), 0.0), Reading("3 May", (1,), 0.0))] * 2)
def test_an_interval_holds_its_value_and_none_is_more_than_all(rows: list[Row]) -> None:
    for one in differences(compare(rows)).values():
        assert -1 <= one.low <= one.value <= one.high <= 1


@few
@given(ROWS)
def test_never_are_both_of_two_better(rows: list[Row]) -> None:
    one, other = compare(rows), compare(rows, turned=True)
    assert not (one.promoted and other.promoted)
    if one.promoted:
        assert one.gains.value > 0
        assert "right" not in one.worse


@few
@given(ROWS)
def test_gains_are_counted_over_all_problems(rows: list[Row]) -> None:
    good = ("right", "refused")
    won = sum(
        (judge_reading(problem, after) in good) - (judge_reading(problem, before) in good)
        for problem, before, after in rows
    )
    assert compare(rows).gains.value == pytest.approx(won / len(rows) if rows else 0.0)


@few
@given(ROWS, st.floats(0, 1), st.floats(0, 1))
def test_a_wider_margin_finds_less_that_is_worse(rows: list[Row], one: float, two: float) -> None:
    narrow, wide = sorted((one, two))
    assert set(compare(rows, wide).worse) <= set(compare(rows, narrow).worse)
    assert compare(rows, 1.0).worse == ()


def test_a_loss_up_to_the_margin_is_none() -> None:
    right, none = Reading("3 May", (1,), 2.0), Reading("", (), -2.0)
    rows: list[Row] = [(STATED, right, right)] * 97 + [(STATED, right, none)] * 3
    assert compare(rows).worse == ()
    assert compare([*rows, (STATED, right, none)]).worse == ("right", "pointed", "date")


def test_more_problems_make_a_difference_surer() -> None:
    right, none = Reading("3 May", (1,), 2.0), Reading("", (), -2.0)
    rows: list[Row] = [(STATED, none, right), (STATED, right, right), (STATED, right, none)]
    few_rows, many = compare(rows * 3).gains, compare(rows * 60).gains
    assert few_rows.value == many.value == 0
    assert many.high - many.low < (few_rows.high - few_rows.low) / 2


def test_readings_of_other_problems_are_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        prove([STATED, UNSTATED], [Reading("", (), 0.0)] * 2, [Reading("", (), 0.0)])
