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
from dataclasses import dataclass
from statistics import fmean

from farside.lab.report.grids import (
    by_length,
    depth_of,
    line_effective_length,
    make_grid,
    mean_of_known,
    measured_score,
    over_kinds,
)
from farside.lab.rows import KeptRun, RunRow
from farside.work.export.spreadsheets import harmless_row

VERDICTS = ("right", "partly", "wrong", "refused", "error", "truncated")
ALL_KINDS = "mean of all kinds"


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
    scored = _score_kinds(chosen, names)
    lengths = sorted({row.cell.length for _, _, _, rows in scored for row in rows})
    lines: list[tuple[str | int | float | None, ...]] = []
    for kind, series, scores, rows in scored:
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


def _score_kinds(
    chosen: Groups, names: Iterable[RunSeries]
) -> list[tuple[str, RunSeries, Mapping[int, float | None], Sequence[RunRow]]]:
    """Each kind and series with its score at each length, and the mean over the kinds of each
    series that was run on all of them."""
    found: list[tuple[str, RunSeries, Mapping[int, float | None], Sequence[RunRow]]] = [
        (subject.kind, series, by_length(make_grid(rows)), rows)
        for subject, members in chosen.items()
        for series, rows in members.items()
    ]
    for series in names if len(chosen) > 1 else ():
        own = [members[series] for members in chosen.values() if series in members]
        if len(own) == len(chosen):
            scores = over_kinds([by_length(make_grid(rows)) for rows in own])
            found.append((ALL_KINDS, series, scores, [row for rows in own for row in rows]))
    return found


def controls_table(groups: Groups, names: Mapping[RunSeries, str]) -> ReportTable | None:
    """Without the haystack a task should be answered, without the needle it should not; None
    without such cells."""
    lines: list[tuple[str | int | float | None, ...]] = []
    for subject, members in groups.items():
        for series, rows in members.items():
            for control in sorted({row.cell.control for row in rows}):
                own = [row for row in rows if row.cell.control == control]
                score = mean_of_known(measured_score(row) for row in own)
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


def _natural(subject: Subject) -> list[tuple[int, str]]:
    """Sorts "3 needles" before "10 needles"."""
    names = (subject.task, subject.language, subject.kind)
    return [
        (int(digits or 0), rest)
        for name in names
        for rest, digits in re.findall(r"(\D*)([0-9]*)", name)
    ]


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
