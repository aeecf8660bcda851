"""Before against after: the differences, how sure they are, and whether an adapter is better."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from farside.learn.problems import Problem
from farside.learn.proving.score import Reading, judge_reading, points_right

MARGIN = 0.03
"""How much worse (as a share) an adapter may be where it should not be worse."""
_DRAWS = 2000
_SURE = 0.025


@dataclass(frozen=True, slots=True)
class Difference:
    """After minus before, with the interval that holds 95 % of the paired bootstrap's draws."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Proof:
    """What an adapter changes: `gains` is the share of right answers, over all problems, where "not
    stated" is right for what is not stated; the others are shares of their own problems."""

    gains: Difference
    right: Difference
    missed: Difference
    invented: Difference
    pointed: Difference
    worse: tuple[str, ...]

    @property
    def promoted(self) -> bool:
        """Better in all, surely, and nowhere worse than the margin."""
        return self.gains.low > 0 and not self.worse


def prove(
    problems: Sequence[Problem],
    before: Sequence[Reading],
    after: Sequence[Reading],
    seed: int = 0,
    margin: float = MARGIN,
) -> Proof:
    """Compare two readings of the same problems. `worse` names the measures, and the kinds of
    problems, that lose more than the margin."""
    rows = list(zip(problems, before, after, strict=True))
    stated = [row for row in rows if row[0].stated]
    unstated = [row for row in rows if not row[0].stated]
    gains = _difference([(_is_good(p, b), _is_good(p, a)) for p, b, a in rows], seed)
    right = _difference(_verdicts(stated, "right"), seed)
    missed = _difference(_verdicts(stated, "missed"), seed)
    invented = _difference(_verdicts(unstated, "invented"), seed)
    pointed = _difference([(points_right(p, b), points_right(p, a)) for p, b, a in stated], seed)
    worse = [
        name
        for name, loss in (
            ("right", -right.value),
            ("invented", invented.value),
            ("pointed", -pointed.value),
        )
        if loss > margin
    ]
    worse += [kind for kind, loss in _losses(rows).items() if loss > margin]
    return Proof(gains, right, missed, invented, pointed, tuple(worse))


_Row = tuple[Problem, Reading, Reading]


def _is_good(problem: Problem, reading: Reading) -> bool:
    return judge_reading(problem, reading) in ("right", "refused")


def _verdicts(rows: Sequence[_Row], verdict: str) -> list[tuple[bool, bool]]:
    return [
        (judge_reading(problem, before) == verdict, judge_reading(problem, after) == verdict)
        for problem, before, after in rows
    ]


def _losses(rows: Sequence[_Row]) -> Mapping[str, float]:
    """What each kind of problem loses of its share of good readings."""
    kinds = dict.fromkeys(problem.kind for problem, _, _ in rows)
    return {
        kind: _mean([_is_good(p, b) - _is_good(p, a) for p, b, a in rows if p.kind == kind])
        for kind in kinds
    }


def _difference(pairs: Sequence[tuple[bool, bool]], seed: int) -> Difference:
    """The paired bootstrap (Efron 1979): problems are drawn with replacement, both readings of each
    together."""
    changes = [after - before for before, after in pairs]
    if not changes:
        return Difference(0.0, 0.0, 0.0)
    chance = random.Random(seed)
    drawn = sorted(_mean(chance.choices(changes, k=len(changes))) for _ in range(_DRAWS))
    edge = int(_SURE * _DRAWS)
    return Difference(_mean(changes), drawn[edge], drawn[-1 - edge])


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)
