"""The numbers of a report: the scores at each length and depth, and tables of them as CSV and
Markdown.

Errors and cut prompts measure nothing: they are counted apart and never part of a mean.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import product
from statistics import fmean
from typing import NamedTuple

from farside.lab.report.effective import THRESHOLD, effective_length
from farside.lab.rows import KeptRun, RunRow
from farside.work.export.spreadsheets import harmless_row

VERDICTS = ("right", "partly", "wrong", "refused", "error", "truncated")
MOST_DEPTHS = 15
ALL_KINDS = "mean of all kinds"


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


@dataclass(frozen=True, slots=True)
class RunSeries:
    """One line of a chart: a model with a strategy, in one run. `run` is the run's place in the
    report, from 0."""

    run: int
    model: str
    strategy: str


@dataclass(frozen=True, slots=True)
class Subject:
    """What results are compared within: the same task, language and kind."""

    task: str
    language: str
    kind: str

    def __str__(self) -> str:
        return f"{self.task} {self.kind} ({self.language})"


Groups = Mapping[Subject, Mapping[RunSeries, Sequence[RunRow]]]


@dataclass(frozen=True, slots=True)
class ReportTable:
    """Values as they are: None is an empty cell. `scores` are the columns that hold scores (0 to
    100)."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str | int | float | None, ...], ...]
    scores: frozenset[int] = frozenset()


def group_rows(runs: Sequence[KeptRun], control: bool = False) -> Groups:
    """Group the rows of all runs by what they measure: the controls, or all others."""
    groups: dict[Subject, dict[RunSeries, list[RunRow]]] = {}
    for number, run in enumerate(runs):
        for row in run.rows:
            if bool(row.cell.control) == control:
                subject = Subject(row.cell.task, row.cell.language, row.cell.kind)
                series = RunSeries(number, row.model, row.strategy)
                groups.setdefault(subject, {}).setdefault(series, []).append(row)
    return {subject: groups[subject] for subject in sorted(groups, key=_natural)}


def label_series(runs: Sequence[KeptRun], series: Iterable[RunSeries]) -> dict[RunSeries, str]:
    """A name for each: model, how it was set, and strategy; and the run's id where these are the
    same in two runs."""
    plain = {
        one: f"{one.model}{_set(runs[one.run], one.strategy)} · {one.strategy}" for one in series
    }
    names = list(plain.values())
    return {
        one: name if names.count(name) == 1 else f"{name} · {runs[one.run].id}"
        for one, name in plain.items()
    }


def _set(run: KeptRun, strategy: str) -> str:
    """Say what was not as usual, such as " (yarn ×2, q8_0)"."""
    engine = run.settings.get("engine")
    engine = engine if isinstance(engine, Mapping) else {}
    scale, kept = engine.get("rope_scale"), engine.get("kv_type")
    told = (
        [str(engine["rope"]) + (f" ×{scale:g}" if isinstance(scale, int | float) and scale else "")]
        if engine.get("rope")
        else []
    )
    told += [str(kept)] if kept and kept != "f16" else []
    told += ["sentence first"] if strategy == "plain" and run.settings.get("prefill") else []
    return f" ({', '.join(told)})" if told else ""


def make_grid(rows: Iterable[RunRow]) -> Grid:
    """The cells of one series by length and depth."""
    return _grid(
        (GridPlace(row.cell.length, row.cell.depth), _scored(row), row.verdict) for row in rows
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


def count_verdicts(rows: Iterable[RunRow]) -> tuple[int, ...]:
    """Count the rows of each of `VERDICTS`."""
    verdicts: list[str] = [row.verdict for row in rows]
    return tuple(verdicts.count(verdict) for verdict in VERDICTS)


def strategies_table(
    task: str, language: str, groups: Groups, names: Mapping[RunSeries, str]
) -> ReportTable:
    """One task in one language: a row a kind and series, with its score at each length, and each
    way to fail counted apart. Where there are several kinds, a row a series for their mean."""
    chosen = {
        one: members
        for one, members in groups.items()
        if (one.task, one.language) == (task, language)
    }
    lengths = sorted(
        {
            row.cell.length
            for members in chosen.values()
            for rows in members.values()
            for row in rows
        }
    )
    found = [
        (subject.kind, series, by_length(make_grid(rows)), rows)
        for subject, members in chosen.items()
        for series, rows in members.items()
    ]
    for series in names if len(chosen) > 1 else ():
        own = [members[series] for members in chosen.values() if series in members]
        if len(own) == len(chosen):
            scores = over_kinds([by_length(make_grid(rows)) for rows in own])
            found.append((ALL_KINDS, series, scores, [row for rows in own for row in rows]))
    lines: list[tuple[str | int | float | None, ...]] = []
    for kind, series, scores, rows in found:
        cells = tuple(scores.get(length) for length in lengths)
        lines.append(
            (
                kind,
                names[series],
                *cells,
                mean_of_known(cells),
                line_effective_length(scores),
                len(rows),
                *count_verdicts(rows),
            )
        )
    columns = (
        "kind",
        "model · strategy",
        *short_lengths(lengths),
        "mean",
        "effective length",
        "cells",
        *VERDICTS,
    )
    return ReportTable(
        f"{task} ({language})", columns, tuple(lines), frozenset(range(2, len(lengths) + 3))
    )


def controls_table(groups: Groups, names: Mapping[RunSeries, str]) -> ReportTable | None:
    """Without the haystack a task should be answered, without the needle it should not; None
    without such cells."""
    lines: list[tuple[str | int | float | None, ...]] = []
    for subject, members in groups.items():
        for series, rows in members.items():
            for control in sorted({row.cell.control for row in rows}):
                own = [row for row in rows if row.cell.control == control]
                score = mean_of_known(_scored(row) for row in own)
                lines.append(
                    (str(subject), names[series], control, score, len(own), *count_verdicts(own))
                )
    columns = ("task", "model · strategy", "control", "mean", "cells", *VERDICTS)
    return ReportTable("Controls", columns, tuple(lines), frozenset({3})) if lines else None


def parts_table(groups: Groups, names: Mapping[RunSeries, str]) -> ReportTable | None:
    """A table of what was measured beside the score, such as the precision and recall of citations:
    the mean of each part over the cells that have it. Parts that are named by a depth have their
    own picture. None where there are no others."""
    lines: list[tuple[str | int | float | None, ...]] = []
    for subject, members in groups.items():
        for series, rows in members.items():
            found: dict[str, list[float]] = {}
            for row in rows:
                for name, value in row.parts.items():
                    if depth_of(name) is None:
                        found.setdefault(name, []).append(value)
            lines += [
                (str(subject), names[series], name, fmean(own), len(own))
                for name, own in found.items()
            ]
    columns = ("task", "model · strategy", "part", "mean", "cells")
    return ReportTable("Parts", columns, tuple(lines), frozenset({3})) if lines else None


def errors_table(runs: Sequence[KeptRun]) -> ReportTable | None:
    """A table of what the errors say, each message once with how many cells ended in it; None
    without errors."""
    said = Counter(
        (run.id, row.strategy, row.error)
        for run in runs
        for row in run.rows
        if row.verdict == "error"
    )
    lines = tuple((*place, count) for place, count in said.items())
    return ReportTable("Errors", ("run", "strategy", "error", "cells"), lines) if lines else None


def changes_table(runs: Sequence[KeptRun]) -> ReportTable | None:
    """A table of what an order in a document has changed: for each such cell the order, the answer
    without it, and the answer with it. None where no task compares, or all answers stay the same.
    """
    lines = tuple(
        (
            run.model,
            f"{row.cell.kind} ({row.cell.language}), {row.expected.get('job', '')}",
            str(row.expected.get("order", "")),
            row.given.without.text,
            row.given.text,
            row.verdict,
        )
        for run in runs
        for row in run.rows
        if row.given.without and row.score != 100
    )
    columns = ("model", "order and job", "planted", "without it", "with it", "verdict")
    return ReportTable("Changed by what was planted", columns, lines) if lines else None


def cells_table(runs: Sequence[KeptRun]) -> ReportTable:
    """Every cell of every run, with its numbers."""
    what = (
        "run",
        "model",
        "strategy",
        "task",
        "kind",
        "language",
        "length",
        "depth",
        "repeat",
        "seed",
        "control",
    )
    result = (
        "score",
        "verdict",
        "finish",
        "context_tokens",
        "prompt_tokens",
        "cached_tokens",
        "completion_tokens",
    )
    lines = [_numbers(run, row) for run in runs for row in run.rows]
    return ReportTable("Cells", (*what, *result, "seconds"), tuple(lines))


def short_lengths(lengths: Sequence[int]) -> tuple[str, ...]:
    """Short names of lengths ("4K" for 4,000 and for 4,096), all of them in full where two would be
    the same."""
    short = tuple(_short(length) for length in lengths)
    return (
        short
        if len(set(short)) == len(set(lengths))
        else tuple(f"{length:,}" for length in lengths)
    )


def show_table_value(value: str | int | float | None, column: str = "") -> str:
    """A value of a table for a person: one decimal, nothing for None."""
    if value is None:
        return "none" if column == "effective length" else ""
    if column == "effective length" and isinstance(value, int):
        return f"{value:,}"
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)


def as_csv(table: ReportTable) -> str:
    """RFC 4180 with `\\n`; numbers in full. No text is a formula (`spreadsheets.harmless_row`)."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerows(map(harmless_row, (table.columns, *table.rows)))
    return out.getvalue()


def as_markdown(table: ReportTable) -> str:
    """A table as GitHub shows it, under its title."""
    body = [
        [show_table_value(value, name) for value, name in zip(row, table.columns, strict=True)]
        for row in table.rows
    ]
    head = [list(table.columns), ["---"] * len(table.columns)]
    lines = ["| " + " | ".join(map(escape_inline, line)) + " |" for line in head + body]
    return f"## {escape_inline(table.title)}\n\n" + "\n".join(lines) + "\n"


def escape_inline(text: str) -> str:
    """Plain text for a line of Markdown: nothing of it is a mark or a tag."""
    plain = " ".join(text.split())
    for mark in "\\`*_[]|<>":
        plain = plain.replace(mark, "\\" + mark)
    return plain


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


def _natural(subject: Subject) -> list[tuple[int, str]]:
    """Sorts "3 needles" before "10 needles"."""
    names = (subject.task, subject.language, subject.kind)
    return [
        (int(digits or 0), rest)
        for name in names
        for rest, digits in re.findall(r"(\D*)([0-9]*)", name)
    ]


def _needles(rows: Iterable[RunRow]) -> list[tuple[int, float, float]]:
    return [
        (row.cell.length, depth, score)
        for row in rows
        if _scored(row) is not None
        for name, score in row.parts.items()
        if (depth := depth_of(name)) is not None
    ]


def _scored(row: RunRow) -> float | None:
    return None if row.verdict in ("error", "truncated") else row.score


def _short(length: int) -> str:
    if length < 1000:
        return str(length)
    size = length / (1024 if length % 1024 == 0 and length % 1000 else 1000)
    return f"{size:.0f}K" if size >= 10 else f"{size:.1f}".removesuffix(".0") + "K"


def _numbers(run: KeptRun, row: RunRow) -> tuple[str | int | float | None, ...]:
    cell = row.cell
    what = (
        run.id,
        row.model,
        row.strategy,
        cell.task,
        cell.kind,
        cell.language,
        cell.length,
        cell.depth,
        cell.repeat,
    )
    result = (
        cell.seed,
        cell.control,
        row.score,
        row.verdict,
        row.finish,
        row.context_tokens,
        row.prompt_tokens,
    )
    return *what, *result, row.cached_tokens, row.completion_tokens, row.seconds
