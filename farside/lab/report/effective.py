"""How long a context a model really uses: RULER's effective length (Hsieh et al. 2024,
arXiv:2404.06654, section 4)."""

from __future__ import annotations

from collections.abc import Mapping

from farside.errors import InputError

THRESHOLD = 85.6
"""What Llama2-7B scores at 4K tokens on all of RULER's tasks: the paper's measure of "good
enough"."""


def effective_length(scores: Mapping[int, float], threshold: float = THRESHOLD) -> int | None:
    """The largest length (tokens) with a mean score (0 to 100) of at least `threshold`; None where
    there is none.

    As RULER defines it: a shorter length that fails does not take away a longer one that passes. A
    curve with such a dip is mostly one with too few cases to a length, so measure more there before
    believing the longer one. A length that was not measured is never the answer: a model that
    passes the longest one may reach further.

    Raises `InputError` for a length or a score that cannot be one (NaN too).
    """
    for length, score in scores.items():
        if length < 1:
            raise InputError(f"{length} is no length in tokens: give lengths of 1 or more")
        _check(f"the score of {length} tokens", score)
    _check("the threshold", threshold)
    return max((length for length, score in scores.items() if score >= threshold), default=None)


def _check(what: str, value: float) -> None:
    if not 0 <= value <= 100:
        raise InputError(f"{what} is {value}: give a number from 0 to 100")
