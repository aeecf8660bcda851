"""What a reading of a problem is worth. Values in, values out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from farside.lab.tasks.scoring import holds_keyword, plain_form
from farside.learn.problems import Problem

Verdict = Literal["right", "wrong", "missed", "refused", "invented"]
"""Of a question whose answer stands in the window: `right`, `wrong`, or `missed` ("not stated").
Of another: `refused` ("not stated"), as it should be, or `invented`."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a model read of a window: its answer ("" for "not stated"), the sentences that it points
    at (from 1), and the log-odds that the window states the answer."""

    answer: str
    sentences: tuple[int, ...]
    odds: float
    seconds: float = 0.0


def judge_reading(problem: Problem, reading: Reading) -> Verdict:
    """An answer is right if it holds every part of the true one, or stands in it as whole words."""
    if not problem.stated:
        return "invented" if reading.answer else "refused"
    if not reading.answer:
        return "missed"
    return "right" if says_answer(problem.parts, reading.answer) else "wrong"


def says_answer(parts: Sequence[str], said: str) -> bool:
    """Tell whether `said` holds all `parts`, whose wordings may be given as "a|b"; a true part may
    also be up to twice as long as what was said ("on 3 May 2024", "3 May 2024")."""
    return all(
        any(_agree(word, said) for word in part.split("|") if word.strip()) for part in parts
    )


def _agree(true: str, said: str) -> bool:
    if holds_keyword(said, true.replace("|", " ")):
        return True
    half = len(plain_form(said)) * 2 >= len(plain_form(true))
    return half and holds_keyword(true, said.replace("|", " "))


def points_right(problem: Problem, reading: Reading) -> bool:
    """Tell whether the sentences pointed at hold one for each that states the answer."""
    return bool(reading.sentences) and set(problem.sentences) <= set(reading.sentences)


@dataclass(frozen=True, slots=True)
class Shares:
    """Shares from 0 to 1, of the `stated` and the `unstated` problems; 0 where there is none.
    `area`: of the gate, the probability that a window which states an answer is ranked over one
    that does not. `pointed`: of the right ones, those that point at the sentences."""

    stated: int
    unstated: int
    right: float
    missed: float
    invented: float
    pointed: float
    area: float
    seconds: float


def sum_up(problems: Sequence[Problem], readings: Sequence[Reading]) -> Shares:
    """The shares over all problems, each with its reading."""
    verdicts = [judge_reading(*pair) for pair in zip(problems, readings, strict=True)]
    stated = sum(one.stated for one in problems)
    right = [
        (problem, reading)
        for problem, reading, verdict in zip(problems, readings, verdicts, strict=True)
        if verdict == "right"
    ]
    return Shares(
        stated,
        len(problems) - stated,
        _share(verdicts.count("right"), stated),
        _share(verdicts.count("missed"), stated),
        _share(verdicts.count("invented"), len(problems) - stated),
        _share(sum(points_right(*pair) for pair in right), len(right)),
        area_under(
            [r.odds for p, r in zip(problems, readings, strict=True) if p.stated],
            [r.odds for p, r in zip(problems, readings, strict=True) if not p.stated],
        ),
        _share(sum(one.seconds for one in readings), len(readings)),
    )


def area_under(higher: Iterable[float], lower: Iterable[float]) -> float:
    """The area under the ROC curve, from 0 to 1 (Mann and Whitney's U over the number of pairs);
    0.5 where a side is empty."""
    highs, lows = list(higher), list(lower)
    if not highs or not lows:
        return 0.5
    wins = sum((high > low) + (high == low) / 2 for high in highs for low in lows)
    return wins / (len(highs) * len(lows))


def _share(part: float, whole: int) -> float:
    return part / whole if whole else 0.0
