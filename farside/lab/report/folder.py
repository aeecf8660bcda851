"""Runs in, a folder out: a page with every picture inside, the pictures as PNG, the numbers as CSV
and Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from farside.errors import InputError
from farside.lab import rows
from farside.lab.report import canvas, charts, tables
from farside.lab.report.canvas import Lettering
from farside.lab.report.charts import Panel
from farside.lab.report.effective import THRESHOLD
from farside.lab.report.grids import (
    Grid,
    by_length,
    gaps_below_effective,
    make_grid,
    make_needle_grid,
    needle_step,
    over_kinds,
)
from farside.lab.report.page import ReportPicture, ReportSection, render_report
from farside.lab.report.tables import Groups, ReportTable, RunSeries, Subject
from farside.lab.rows import KeptRun, RunRow
from farside.system.private import give_out

_TITLE = "Farside lab: "
MOST_TOGETHER = 8
"""Series that have room in one picture."""
Subjects = Mapping[Subject, Mapping[RunSeries, Grid]]


@dataclass(frozen=True, slots=True)
class _Report:
    """What all sections are made from. `names` are the names of the series."""

    runs: tuple[KeptRun, ...]
    groups: Groups
    names: Mapping[RunSeries, str]
    letters: Lettering


def write_report(runs: Sequence[Path], folder: Path) -> Path:
    """Write the report on these runs (JSONL files) into `folder`, which is made where it is
    missing; files of the same names are replaced, and the pictures of a report that is there
    already. Returns the page's path.

    Raises `InputError` for a file that is not a run, a run that is given twice, a folder that
    cannot be written, and where matplotlib is missing.
    """
    read = _read(runs)
    groups = tables.group_rows(read)
    controls = tables.group_rows(read, control=True)
    all_series = dict.fromkeys(
        series for members in [*groups.values(), *controls.values()] for series in members
    )
    names = tables.label_series(read, all_series)
    words = [*names.values(), *(str(subject) for subject in groups), "· 0123456789%−+"]
    report = _Report(read, groups, names, canvas.choose_lettering(words))
    pictured = [_task(report, task, language) for task, language in _tasks(groups)]
    sections = list(_numbered(pictured))
    if parts := tables.parts_table(groups, names):
        says = (
            "What the tasks measure beside the score, or make it of: a citation's precision and "
            "recall, right order …"
        )
        sections.append(ReportSection(parts.title, (says,), (), parts))
    if control := tables.controls_table(controls, names):
        says = (
            "Without the haystack (is it answerable at all?) and without the needle (can "
            "it be guessed?)."
        )
        sections.append(ReportSection(control.title, (says,), (), control))
    if changed := tables.changes_table(read):
        says = (
            "Planted orders that changed what came of a document; an answer that quotes the "
            "order has changed too."
        )
        sections.append(ReportSection(changed.title, (says,), (), changed))
    if failed := tables.errors_table(read):
        sections.append(ReportSection(failed.title, (), (), failed))
    settings = _runs(read)
    sections.append(ReportSection(settings.title, (), (), settings))
    _save(folder, read, sections, _notes(read, report.letters))
    return folder / "index.html"


def _read(paths: Sequence[Path]) -> tuple[KeptRun, ...]:
    if not paths:
        raise InputError("no run was given: name the JSONL file of at least one")
    read = tuple(rows.read_run(path) for path in paths)
    ids = [run.id for run in read]
    for path, run in zip(paths, read, strict=True):
        if ids.count(run.id) > 1:
            raise InputError(f"the run {run.id!r} ({path}) is given twice: name each run once")
    return read


def _tasks(groups: Groups) -> list[tuple[str, str]]:
    return list(dict.fromkeys((subject.task, subject.language) for subject in groups))


def _task(report: _Report, task: str, language: str) -> ReportSection:
    """One task in one language: its table, then its pictures."""
    own = {
        one: members
        for one, members in report.groups.items()
        if (one.task, one.language) == (task, language)
    }
    grids = {
        one: {series: make_grid(found) for series, found in members.items()}
        for one, members in own.items()
    }
    each = {one: _needles(members) for one, members in own.items()}
    lines = _panels(report, grids)
    pictures = [
        *_over_length(report, f"{task} ({language})", lines),
        *_together(report, grids, "mean score by depth and length"),
        *_heat_maps(report, grids, "mean score by depth and length"),
        *_comparisons(report, grids, "mean score by depth and length"),
        *_heat_maps(report, each, "mean score of each needle by its depth"),
        *_comparisons(report, each, "mean score of each needle by its depth"),
    ]
    words = (
        "A score is the mean over repeats, then over depths. Errors and cut prompts are in no "
        "mean. The effective length is RULER's: the largest length that was measured with a "
        f"score of at least {THRESHOLD}.",
        *_warnings(lines),
    )
    return ReportSection(
        f"{task} ({language})",
        words,
        tuple(pictures),
        tables.strategies_table(task, language, own, report.names),
    )


def _needles(members: Mapping[RunSeries, Sequence[RunRow]]) -> dict[RunSeries, Grid]:
    step = needle_step(row for found in members.values() for row in found)
    return {series: make_needle_grid(found, step) for series, found in members.items()}


def _panels(report: _Report, grids: Subjects) -> list[Panel]:
    """A panel a kind, and one over all kinds where there are several."""
    scores = {
        one: {series: by_length(grid) for series, grid in own.items()} for one, own in grids.items()
    }
    panels = [
        Panel(subject.kind, {report.names[series]: line for series, line in lines.items()})
        for subject, lines in scores.items()
    ]
    if len(scores) > 1:
        shared = [
            series for series in report.names if all(series in lines for lines in scores.values())
        ]
        over = {
            report.names[one]: over_kinds([lines[one] for lines in scores.values()])
            for one in shared
        }
        panels += [Panel(tables.ALL_KINDS, over)] if over else []
    return panels


def _warnings(panels: Sequence[Panel]) -> list[str]:
    found = []
    for panel in panels:
        for name, scores in panel.lines.items():
            if below := gaps_below_effective(scores):
                lengths = ", ".join(f"{length:,}" for length in below)
                found.append(
                    f"{name}, {panel.title}: shorter lengths than the effective one miss the "
                    f"threshold ({lengths})."
                )
    return found


def _over_length(report: _Report, title: str, panels: Sequence[Panel]) -> Iterator[ReportPicture]:
    lengths = {length for panel in panels for scores in panel.lines.values() for length in scores}
    if len(lengths) > 1:
        caption = f"{title}: score over length; a ring marks the effective length"
        yield ReportPicture(
            f"{title} score over length", caption, charts.over_length(panels, title, report.letters)
        )


def _heat_maps(report: _Report, grids: Subjects, what: str) -> Iterator[ReportPicture]:
    for subject, own in grids.items():
        for series, grid in own.items():
            if len(grid.depths) > 1:
                name = report.names[series]
                png = charts.draw_heatmap(grid, name, f"{subject}: {what}", report.letters)
                yield ReportPicture(f"{subject} {name}", f"{name}, {subject}: {what}", png)


def _together(report: _Report, grids: Subjects, what: str) -> Iterator[ReportPicture]:
    """All series of a subject in one picture, where there is room; the pictures after it show each
    alone."""
    for subject, own in grids.items():
        drawn = [
            (report.names[series], grid) for series, grid in own.items() if len(grid.depths) > 1
        ]
        lengths = {length for _, grid in drawn for length in grid.lengths}
        depths = {depth for _, grid in drawn for depth in grid.depths}
        if (
            2 < len(drawn) <= MOST_TOGETHER
            and max(len(lengths), len(depths)) <= charts.SIDE_BY_SIDE
        ):
            png = charts.draw_side_by_side(drawn, f"{subject}: {what}", report.letters)
            yield ReportPicture(
                f"{subject} together",
                f"{subject}: {what}; {', '.join(name for name, _ in drawn)}",
                png,
            )


def _comparisons(report: _Report, grids: Subjects, what: str) -> Iterator[ReportPicture]:
    for subject, own in grids.items():
        drawn = {series: grid for series, grid in own.items() if len(grid.depths) > 1}
        for of, base in pair_series(list(drawn)):
            if share_cells(drawn[of], drawn[base]):
                first, second = report.names[base], report.names[of]
                png = charts.draw_comparison(
                    (second, drawn[of]), (first, drawn[base]), f"{subject}: {what}", report.letters
                )
                caption = (
                    f"{subject}: {what}; {first}, then {second}, then how much better the second is"
                )
                yield ReportPicture(f"{subject} difference {second} minus {first}", caption, png)


def share_cells(one: Grid, other: Grid) -> bool:
    """Tell whether the larger one ran at least half of the cells of the smaller one: else a
    difference says little."""
    return 2 * len(one.spots.keys() & other.spots.keys()) >= min(len(one.spots), len(other.spots))


def pair_series(series: Sequence[RunSeries]) -> list[tuple[RunSeries, RunSeries]]:
    """Pair each series with what it is compared with: the first run or model with the same
    strategy, else the first of all."""
    found = []
    for number, of in enumerate(series[1:], 1):
        like = [one for one in series[:number] if one.strategy == of.strategy]
        found.append((of, like[0] if like else series[0]))
    return found


def _numbered(sections: Sequence[ReportSection]) -> Iterator[ReportSection]:
    """Name the pictures after their files: in order, no two the same on any file system."""
    number = 0
    for section in sections:
        pictures = []
        for picture in section.pictures:
            number += 1
            pictures.append(
                ReportPicture(
                    f"{number:02}-{_file_name(picture.name)}.png", picture.caption, picture.png
                )
            )
        yield ReportSection(section.title, section.words, tuple(pictures), section.table)


def _file_name(text: str) -> str:
    """Letters, digits, dots and lines of it, at most 150 bytes: file systems take 255."""
    plain = (
        re.sub(r"[^\w.-]+", "-", text).encode("utf-8", "replace")[:150].decode("utf-8", "ignore")
    )
    return plain.strip("-.")


def _runs(runs: Sequence[KeptRun]) -> ReportTable:
    """The runs with their whole configuration, a column a setting that any of them has."""
    names = tuple(dict.fromkeys(name for run in runs for name in run.settings))
    lines = tuple(
        (*(_plain(run.settings.get(name)) for name in names), len(run.rows)) for run in runs
    )
    return ReportTable("Runs", (*names, "cells"), lines)


def _plain(value: object) -> str | int | float | None:
    return (
        value
        if isinstance(value, str | int | float | None) and not isinstance(value, bool)
        else str(value)
    )


def _notes(runs: Sequence[KeptRun], letters: Lettering) -> list[str]:
    notes = [
        f"{run.id}: the last line of the file was half written and is left out."
        for run in runs
        if run.cut
    ]
    notes += [
        f"{run.id}: {run.replaced} cells were run again; their last line counts."
        for run in runs
        if run.replaced
    ]
    notes += [f"{run.id}: no cell has been run yet." for run in runs if not run.rows]
    failed = [
        sum(row.verdict == verdict for run in runs for row in run.rows)
        for verdict in ("error", "truncated")
    ]
    if any(failed):
        notes.append(
            f"{failed[0]} cells ended in an error, {failed[1]} prompts were cut; "
            "they are counted apart."
        )
    if letters.missing:
        signs = "".join(sorted(letters.missing))
        notes.append(
            f'The pictures show "?" for {signs}: no font on this machine has these characters. '
            "Install one that has (for Chinese: Noto Sans CJK or WenQuanYi Micro Hei) and make "
            "the report again."
        )
    return notes


def _clear(folder: Path) -> None:
    """Pictures of the report before: of more runs or cells they have other numbers, and old ones
    would stay."""
    page = folder / "index.html"
    if (
        page.is_file()
        and f"<title>{_TITLE}" in page.read_text(encoding="utf-8", errors="replace")[:2000]
    ):
        for picture in folder.glob("[0-9][0-9]-*.png"):
            picture.unlink()


def _save(
    folder: Path, runs: Sequence[KeptRun], sections: Sequence[ReportSection], notes: Sequence[str]
) -> None:
    title = _TITLE + ", ".join(dict.fromkeys(run.model or run.id for run in runs))
    shown = [section.table for section in sections if section.table]
    texts = {
        "index.html": render_report(title, notes, sections),
        "cells.csv": tables.as_csv(tables.cells_table(runs)),
    }
    texts["report.md"] = "\n".join(
        [
            f"# {tables.escape_inline(title)}\n",
            *(f"> {tables.escape_inline(note)}\n" for note in notes),
            *map(tables.as_markdown, shown),
        ]
    )
    for table in shown:
        texts[f"{_file_name(table.title)}.csv"] = tables.as_csv(table)
    try:
        if not folder.is_dir():
            folder.mkdir(parents=True)
            give_out(folder)
        _clear(folder)
        for section in sections:
            for picture in section.pictures:
                (folder / picture.name).write_bytes(picture.png)
                give_out(folder / picture.name)
        for name, text in texts.items():
            # Half a character, which an answer cut short can leave in a name, is shown by its
            # number.
            (folder / name).write_bytes(text.encode("utf-8", "backslashreplace"))
            give_out(folder / name)
    except OSError as error:
        raise InputError(
            f"the report cannot be written to {folder} ({error.strerror}): name another folder"
        ) from error
