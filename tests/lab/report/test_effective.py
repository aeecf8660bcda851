from __future__ import annotations

import math
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab.report.effective import THRESHOLD, effective_length

SCORES = st.dictionaries(st.integers(1, 1_000_000), st.floats(0, 100))


@pytest.mark.parametrize(
    ("scores", "length"),
    [
        ({4096: 96.0, 8192: 90.0, 16384: 85.6, 32768: 85.5}, 16384),
        ({4096: 85.59, 8192: 60.0}, None),
        ({4096: 96.0, 8192: 80.0, 16384: 90.0}, 16384),
        ({32768: 99.0, 4096: 99.0}, 32768),
        ({}, None),
    ],
    ids=["falls", "none reaches it", "a dip", "in any order", "nothing measured"],
)
def test_the_largest_length_that_reaches_the_threshold(
    scores: Mapping[int, float], length: int | None
) -> None:
    assert effective_length(scores) == length


def test_another_threshold() -> None:
    assert effective_length({4096: 96.0, 8192: 80.0}, threshold=75) == 8192


@given(SCORES)
def test_it_passes_and_nothing_longer_does(scores: dict[int, float]) -> None:
    length = effective_length(scores)
    assert length is None or scores[length] >= THRESHOLD
    assert all(score < THRESHOLD for other, score in scores.items() if other > (length or 0))


@pytest.mark.parametrize(
    ("scores", "threshold", "named"),
    [
        ({4096: 100.5}, 85.6, "100.5"),
        ({4096: -1.0}, 85.6, "-1"),
        ({4096: math.nan}, 85.6, "nan"),
        ({0: 90.0}, 85.6, "0"),
        ({4096: 90.0}, 856.0, "856"),
    ],
)
def test_bad_input_is_named(scores: Mapping[int, float], threshold: float, named: str) -> None:
    with pytest.raises(InputError, match=named):
        effective_length(scores, threshold)
