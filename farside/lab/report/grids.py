"""What was scored at which length and depth, and the means over it.

Errors and cut prompts measure nothing: they are counted apart and never part of a mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from statistics import fmean
from typing import NamedTuple

from farside.lab.report.effective import THRESHOLD, effective_length
from farside.lab.rows import RunRow

MOST_DEPTHS = 15


class GridPlace(NamedTuple):
    """`length` in tokens, `depth` in percent."""

    length: int
    depth: float


@dataclass(frozen=True, slots=True)
class Spot:
    """What was run at one place: the scores of its repeats (0 to 100), and how many repeats have
    none, and why."""

    scores: tuple[float, ...] = ()
    errors: int = 0
    truncated: int = 0

    @property
    def mean(self) -> float | None:
        return fmean(self.scores) if self.scores else None

    @property
    def run(self) -> bool:
        return bool(self.scores or self.errors or self.truncated)


@dataclass(frozen=True, slots=True)
class Grid:
    """A heat map's numbers. Lengths and depths are sorted; a place that was not run has an empty
    spot. With a `step` a depth stands for all within half a step of it."""

    lengths: tuple[int, ...]
    depths: tuple[float, ...]
    spots: Mapping[GridPlace, Spot] = field(repr=False)
    step: float = 0.0

    def name(self, depth: float) -> str:
        """Such as "12.5%", or "10–20%" with a step."""
        half = self.step / 2
        return f"{depth - half:g}–{depth + half:g}%" if half else f"{round(depth, 2):g}%"

    def at(self, length: int, depth: float) -> Spot:
        return self.spots.get(GridPlace(length, depth), Spot())

    @property
    def cells(self) -> int:
        """Count the cells that were run, repeats included."""
        return sum(len(spot.scores) + spot.errors + spot.truncated for spot in self.spots.values())


def make_grid(rows: Iterable[RunRow]) -> Grid:
    """The cells of one series by length and depth."""
    return _grid(
        (GridPlace(row.cell.length, row.cell.depth), measured_score(row), row.verdict)
        for row in rows
    )


def needle_step(rows: Iterable[RunRow]) -> float:
    """The distance in percent between the rows of the needles' heat map: 0 (each depth is a row)
    where the needles stand at few depths; 10 where each cell moved them a little, to a sentence's
    end or by chance."""
    depths = {depth for _, depth, _ in _needles(rows)}
    return 0.0 if len(depths) <= MOST_DEPTHS else 10.0


def make_needle_grid(rows: Iterable[RunRow], step: float = 0.0) -> Grid:
    """The needles of one series by length and the depth of each, from the parts that are named by a
    depth ("25", "25%"). Nothing tells the needles of a cell with an error: it has none here."""
    found = _needles(rows)
    if step:
        last = 100 - step / 2
        found = [
            (length, min(depth // step * step + step / 2, last), score)
            for length, depth, score in found
        ]
    return replace(
        _grid((GridPlace(length, depth), score, "right") for length, depth, score in found),
        step=step,
    )


def depth_of(name: str) -> float | None:
    """The depth in percent that a part is named by, None for any other name."""
    try:
        depth = float(name.removesuffix("%"))
    except ValueError:
        return None
    return depth if 0 <= depth <= 100 else None


def subtract_grids(of: Grid, base: Grid) -> dict[GridPlace, float]:
    """`of` minus `base` in points, where both have a score."""
    both = product(of.lengths, of.depths)
    means = {GridPlace(*place): (of.at(*place).mean, base.at(*place).mean) for place in both}
    return {
        place: new - old
        for place, (new, old) in means.items()
        if new is not None and old is not None
    }


def by_length(grid: Grid) -> dict[int, float | None]:
    """The mean over the depths of each length, every depth the same weight; None where nothing has
    a score."""
    return {
        length: mean_of_known(grid.at(length, depth).mean for depth in grid.depths)
        for length in grid.lengths
    }


def over_kinds(each: Sequence[Mapping[int, float | None]]) -> dict[int, float | None]:
    """The score of a length is the mean of the kinds' (RULER: of its 13 tasks). A length that one
    of the kinds was not run at has none: its mean would not be comparable."""
    lengths = sorted({length for one in each for length in one})
    complete = {length: [one.get(length) for one in each] for length in lengths}
    return {
        length: None if None in scores else mean_of_known(scores)
        for length, scores in complete.items()
    }


def line_effective_length(scores: Mapping[int, float | None]) -> int | None:
    """RULER's effective length of a line of a chart, None where no length reaches it. Length 0 is
    no length."""
    return effective_length(
        {length: score for length, score in scores.items() if score is not None and length > 0}
    )


def gaps_below_effective(scores: Mapping[int, float | None]) -> tuple[int, ...]:
    """The lengths below the effective one that miss the threshold all the same."""
    end = line_effective_length(scores) or 0
    return tuple(
        one
        for one, score in sorted(scores.items())
        if one < end and score is not None and score < THRESHOLD
    )


def mean_of_known(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return fmean(known) if known else None


def _grid(found: Iterable[tuple[GridPlace, float | None, str]]) -> Grid:
    scores: dict[GridPlace, list[float]] = {}
    failed: dict[GridPlace, list[str]] = {}
    for place, score, verdict in found:
        scores.setdefault(place, []).extend([] if score is None else [score])
        failed.setdefault(place, []).append(verdict)
    spots = {
        place: Spot(tuple(values), failed[place].count("error"), failed[place].count("truncated"))
        for place, values in scores.items()
    }
    return Grid(
        tuple(sorted({one.length for one in spots})),
        tuple(sorted({one.depth for one in spots})),
        spots,
    )


def _needles(rows: Iterable[RunRow]) -> list[tuple[int, float, float]]:
    return [
        (row.cell.length, depth, score)
        for row in rows
        if measured_score(row) is not None
        for name, score in row.parts.items()
        if (depth := depth_of(name)) is not None
    ]


def measured_score(row: RunRow) -> float | None:
    return None if row.verdict in ("error", "truncated") else row.score
