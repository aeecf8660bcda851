"""The numbers of a report, and the folder that is written."""

from __future__ import annotations

import base64
import csv
import io
import os
import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.errors import InputError
from farside.lab import rows
from farside.lab.base import Control, Given, LabCell
from farside.lab.report import folder, grids, tables
from farside.lab.report.grids import Grid, GridPlace, Spot
from farside.lab.report.page import ReportPicture, ReportSection, render_report
from farside.lab.report.tables import ReportTable, RunSeries
from farside.lab.rows import KeptRun, RowStrategy, RowVerdict, RunRow

# Read before the tests' own environment is made.
DATA = Path(os.environ.get("FARSIDE_DATA", "nowhere")) / "niah-results"


def row(
    score: float | None = 100.0,
    length: int = 4096,
    depth: float = 50.0,
    repeat: int = 0,
    *,
    kind: str = "literal",
    strategy: RowStrategy = "full",
    model: str = "m",
    verdict: RowVerdict = "right",
    control: Control = "",
    parts: dict[str, float] | None = None,
    error: str = "",
) -> RunRow:
    cell = LabCell("niah", kind, "en", length, depth, repeat, 7, control)
    finish: rows.Finish = (
        "error" if verdict == "error" else "truncated" if verdict == "truncated" else "stop"
    )
    return RunRow(
        cell, strategy, model, "q", {}, Given("a"), finish, score, verdict, parts or {}, error
    )


def run(*found: RunRow, id: str = "r", model: str = "m") -> KeptRun:
    return KeptRun(id, model, {"id": id, "model": model}, found)


def save(folder: Path, one: KeptRun, end: str = "") -> Path:
    path = folder / f"{one.id}.jsonl"
    path.write_text(
        rows.head_line(one.settings) + "".join(map(rows.row_line, one.rows)) + end, encoding="utf-8"
    )
    return path


def test_a_cell_is_the_mean_of_its_repeats_and_failures_are_in_no_mean() -> None:
    grid = grids.make_grid(
        [
            row(100, repeat=0),
            row(0, repeat=1),
            row(None, repeat=2, verdict="error"),
            row(0, repeat=3, verdict="truncated"),
        ]
    )
    spot = grid.at(4096, 50.0)
    assert (spot.mean, spot.errors, spot.truncated) == (50.0, 1, 1)
    assert grid.at(8192, 50.0) == Spot()
    assert not grid.at(8192, 50.0).run


def test_what_is_measured_beside_the_score_is_told(tmp_path: Path) -> None:
    first = row(100, parts={"citation precision": 100.0, "citation recall": 50.0, "25": 100.0})
    second = row(0, repeat=1, parts={"citation precision": 20.0})
    failed = row(None, repeat=2, verdict="error")
    control = row(0, repeat=3, control="no needle", parts={"citation precision": 0.0})
    page = folder.write_report(
        [save(tmp_path, run(first, second, failed, control))], tmp_path / "out"
    )
    with (page.parent / "Parts.csv").open(encoding="utf-8", newline="") as file:
        told = [(line["part"], float(line["mean"]), line["cells"]) for line in csv.DictReader(file)]
    assert told == [("citation precision", 60, "2"), ("citation recall", 50, "1")]
    assert "citation recall" in page.read_text(encoding="utf-8")
    assert "citation recall" in (page.parent / "report.md").read_text(encoding="utf-8")
    assert not (
        folder.write_report([save(tmp_path, run(row()))], tmp_path / "none").parent / "Parts.csv"
    ).exists()


def test_a_place_where_all_failed_has_no_mean() -> None:
    spot = grids.make_grid([row(None, verdict="error")]).at(4096, 50.0)
    assert spot.mean is None
    assert spot.run


SCORED = st.tuples(
    st.floats(0, 100), st.sampled_from([1000, 2000]), st.sampled_from([0.0, 50.0, 100.0])
)


@given(st.lists(SCORED, min_size=1, max_size=12))
def test_a_grid_holds_every_row_and_its_means_lie_between_the_scores(
    found: list[tuple[float, int, float]],
) -> None:
    grid = grids.make_grid(
        [row(score, length, depth, repeat) for repeat, (score, length, depth) in enumerate(found)]
    )
    assert grid.cells == len(found)
    means = [spot.mean for spot in grid.spots.values() if spot.mean is not None]
    scores = [score for score, _, _ in found]
    assert min(scores) - 1e-9 <= min(means) <= max(means) <= max(scores) + 1e-9


def test_a_length_is_the_mean_of_its_depths_however_often_each_was_repeated() -> None:
    many = [row(0, depth=0.0, repeat=repeat) for repeat in range(9)]
    assert grids.by_length(grids.make_grid([*many, row(100, depth=100.0)])) == {4096: 50.0}


def test_the_mean_of_kinds_needs_all_of_them() -> None:
    kinds: list[dict[int, float | None]] = [
        {1000: 100.0, 2000: 80.0, 4000: None},
        {1000: 50.0, 4000: 10.0},
    ]
    assert grids.over_kinds(kinds) == {1000: 75.0, 2000: None, 4000: None}


def test_the_effective_length_and_what_it_skips() -> None:
    scores: dict[int, float | None] = {
        0: 100.0,
        1000: 90.0,
        2000: 85.5,
        4000: 85.6,
        8000: None,
        16000: 20.0,
    }
    assert grids.line_effective_length(scores) == 4000
    assert grids.gaps_below_effective(scores) == (2000,)
    assert grids.line_effective_length({1000: 85.5, 2000: None}) is None


def test_a_difference_is_only_where_both_were_scored() -> None:
    of = grids.make_grid([row(80, 1000), row(10, 2000), row(None, 3000, verdict="error")])
    base = grids.make_grid([row(100, 1000), row(50, 3000)])
    assert grids.subtract_grids(of, base) == {GridPlace(1000, 50.0): -20.0}


@pytest.mark.parametrize(
    ("name", "depth"),
    [("25", 25.0), ("12.5%", 12.5), ("f1", None), ("nan", None), ("120", None), ("", None)],
)
def test_parts_named_by_a_depth(name: str, depth: float | None) -> None:
    assert grids.depth_of(name) == depth


def test_needles_are_told_apart_by_their_depth() -> None:
    found = [
        row(50, parts={"10": 100, "90": 0, "order": 7}),
        row(100, repeat=1, parts={"10": 100, "90": 100}),
    ]
    assert grids.needle_step(found) == 0
    grid = grids.make_needle_grid(found)
    assert grid.depths == (10.0, 90.0)
    assert [grid.at(4096, depth).mean for depth in grid.depths] == [100.0, 50.0]
    assert grid.name(10.0) == "10%"


def test_needles_at_many_depths_go_into_steps() -> None:
    found = [row(parts={f"{depth}": 100.0 * (depth >= 50) for depth in range(0, 101, 4)})]
    step = grids.needle_step(found)
    grid = grids.make_needle_grid(found, step)
    assert step == 10
    assert [grid.name(depth) for depth in (grid.depths[0], grid.depths[-1])] == ["0–10%", "90–100%"]
    assert [grid.at(4096, depth).mean for depth in (45.0, 55.0)] == [0.0, 100.0]


def test_the_needles_of_a_failed_cell_are_not_counted() -> None:
    assert grids.make_needle_grid([row(0, verdict="truncated", parts={"10": 0.0})]).spots == {}


def test_controls_are_never_part_of_a_score() -> None:
    one = run(row(0), row(100, control="no haystack"), row(0, control="no needle", verdict="wrong"))
    (members,) = tables.group_rows([one]).values()
    assert [grids.by_length(grids.make_grid(found)) for found in members.values()] == [{4096: 0.0}]
    table = tables.controls_table(
        tables.group_rows([one], control=True), {RunSeries(0, "m", "full"): "m · full"}
    )
    assert table is not None
    assert [line[2:4] for line in table.rows] == [("no haystack", 100.0), ("no needle", 0.0)]


def test_kinds_are_sorted_as_people_count() -> None:
    groups = tables.group_rows([run(row(kind="10 needles"), row(kind="3 needles"))])
    assert [subject.kind for subject in groups] == ["3 needles", "10 needles"]


def test_the_same_model_in_two_runs_is_told_apart_by_the_run() -> None:
    runs = [run(id="a"), run(id="b")]
    series = [RunSeries(0, "m", "full"), RunSeries(1, "m", "full"), RunSeries(1, "m", "scan")]
    assert list(tables.label_series(runs, series).values()) == [
        "m · full · a",
        "m · full · b",
        "m · scan",
    ]


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({"engine": {"kv_type": "f16", "context": 8192}}, "m · plain"),
        (
            {"engine": {"rope": "yarn", "rope_scale": 2.0, "kv_type": "q8_0"}},
            "m (yarn ×2, q8_0) · plain",
        ),
        (
            {"engine": {"rope": "ntk", "rope_scale": 0.0}, "prefill": True},
            "m (ntk, sentence first) · plain",
        ),
        ({"engine": "damaged"}, "m · plain"),
    ],
)
def test_a_name_says_what_was_not_as_usual(settings: dict[str, Any], name: str) -> None:
    series = RunSeries(0, "m", "plain")
    assert tables.label_series([KeptRun("a", "m", settings, ())], [series]) == {series: name}


def test_a_new_report_takes_the_place_of_an_old_one_and_of_nothing_else(tmp_path: Path) -> None:
    run_file = save(tmp_path, run(row(depth=0.0), row(depth=50.0)))
    out = tmp_path / "out"
    folder.write_report([run_file], out)
    (out / "99-old-picture.png").write_bytes(b"old")
    (out / "mine.png").write_bytes(b"mine")
    folder.write_report([run_file], out)
    assert not (out / "99-old-picture.png").exists()
    assert (out / "mine.png").read_bytes() == b"mine"
    (tmp_path / "01-holiday.png").write_bytes(b"mine")
    folder.write_report([run_file], tmp_path)
    assert (tmp_path / "01-holiday.png").read_bytes() == b"mine"


def test_three_strategies_stand_in_one_picture(tmp_path: Path) -> None:
    ways: tuple[RowStrategy, ...] = ("full", "scan", "first")
    found = [row(depth=depth, strategy=way) for way in ways for depth in (0.0, 50.0)]
    folder.write_report([save(tmp_path, run(*found))], tmp_path / "three")
    assert list((tmp_path / "three").glob("*together*.png"))
    folder.write_report([save(tmp_path, run(*found[:4]))], tmp_path / "two")
    assert not list((tmp_path / "two").glob("*together*.png"))
    many = [row(depth=float(depth), strategy=way) for way in ways for depth in range(20)]
    folder.write_report([save(tmp_path, run(*many))], tmp_path / "many")
    assert not list((tmp_path / "many").glob("*together*.png"))


def test_the_table_of_strategies_counts_each_way_to_fail_apart() -> None:
    found = [row(100), row(0, 8192, verdict="wrong"), row(0, 8192, repeat=1, verdict="refused")]
    found += [row(None, 8192, repeat=2, verdict="error"), row(None, 16384, verdict="truncated")]
    groups = tables.group_rows([run(*found)])
    table = tables.strategies_table("niah", "en", groups, {RunSeries(0, "m", "full"): "m · full"})
    assert table.columns[:5] == ("kind", "model · strategy", "4K", "8K", "16K")
    assert table.rows == (
        ("literal", "m · full", 100.0, 0.0, None, 50.0, 4096, 5, 1, 0, 1, 1, 1, 1),
    )


def test_several_kinds_have_their_mean() -> None:
    """A length that one of them was not run at has none; a series that lacks a kind has no such
    row."""
    found = [row(100), row(50, kind="latent"), row(100, 8192), row(40, strategy="scan")]
    groups = tables.group_rows([run(*found)])
    names = {RunSeries(0, "m", "full"): "full", RunSeries(0, "m", "scan"): "scan"}
    rows = [
        one
        for one in tables.strategies_table("niah", "en", groups, names).rows
        if one[0] == "mean of all kinds"
    ]
    assert [one[:7] for one in rows] == [("mean of all kinds", "full", 75.0, None, 75.0, None, 3)]


@pytest.mark.parametrize(
    ("lengths", "names"),
    [
        ([500, 2048, 4096, 128000], ("500", "2K", "4K", "128K")),
        ([1000, 6853, 200000], ("1K", "6.9K", "200K")),
        ([4000, 4096], ("4,000", "4,096")),
    ],
)
def test_lengths_have_short_names_as_long_as_these_differ(
    lengths: list[int], names: tuple[str, ...]
) -> None:
    assert tables.short_lengths(lengths) == names


def test_csv_reads_back_and_holds_no_formula() -> None:
    table = ReportTable("t", ("name", "score"), (('a,"b"\n钥', 33.333333333333336), ("=1+1", None)))
    read = list(csv.reader(io.StringIO(tables.as_csv(table))))
    assert read == [["name", "score"], ['a,"b" 钥', "33.333333333333336"], ["'=1+1", ""]]


def test_markdown_keeps_its_columns_whatever_a_name_holds() -> None:
    text = tables.as_markdown(ReportTable("t", ("name", "score"), (("a|b\n<i>*c*", 33.333),)))
    assert text.splitlines()[-1] == r"| a\|b \<i\>\*c\* | 33.3 |"


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.addresses += [
            value or "" for name, value in attrs if name in ("src", "href", "srcset", "action")
        ]
        assert not [name for name, _ in attrs if name.startswith("on")]


def parsed(text: str) -> _Tags:
    tags = _Tags()
    tags.feed(text)
    return tags


EVIL = '"><script>alert(1)</script><img src=http://evil.example onerror=x>'


def test_a_page_escapes_everything_and_asks_for_nothing() -> None:
    table = ReportTable(EVIL, (EVIL, "n"), ((EVIL, 3), (EVIL, 50.0)), frozenset({1}))
    text = render_report(
        EVIL, [EVIL], [ReportSection(EVIL, (EVIL,), (ReportPicture(EVIL, EVIL, b"png"),), table)]
    )
    tags = parsed(text)
    assert "script" not in tags.tags
    assert tags.addresses == ["data:image/png;base64," + base64.b64encode(b"png").decode()]
    assert "default-src 'none'" in text
    assert not re.search(r"@import|url\(", text)


def test_like_is_compared_with_like() -> None:
    full, scan, again = (
        RunSeries(0, "m", "full"),
        RunSeries(0, "m", "scan"),
        RunSeries(1, "m", "scan"),
    )
    assert folder.pair_series([full, scan, again]) == [(scan, full), (again, scan)]


def test_grids_with_other_places_are_not_alike() -> None:
    def at(*lengths: int) -> Grid:
        return grids.make_grid([row(length=length) for length in lengths])

    assert folder.share_cells(at(1000, 2000), at(1000, 2000, 4000))
    assert not folder.share_cells(at(1000, 2000, 3000), at(1000, 5000, 6000))


def runs_of(folder: Path) -> Sequence[Path]:
    """Two strategies at two lengths and two depths, with an error and half a line."""
    found = [
        row(
            100.0 if strategy == "scan" else 0.0,
            length,
            depth,
            kind=kind,
            strategy=strategy,
            model=EVIL,
        )
        for strategy in ("full", "scan")
        for kind in ("literal", "latent")
        for length in (1024, 2048)
        for depth in (0.0, 100.0)
    ]
    failed = row(None, 4096, 0.0, strategy="scan", model=EVIL, verdict="error", error="it <died>")
    found += [failed, row(control="no needle", model=EVIL)]
    return [save(folder, run(*found, model=EVIL), '{"cell": {')]


def test_the_folder_has_pictures_numbers_and_a_page_with_all_of_it(tmp_path: Path) -> None:
    out = folder.write_report(runs_of(tmp_path), tmp_path / "a" / "out")
    pictures = sorted(out.parent.glob("*.png"))
    text = out.read_text(encoding="utf-8")
    tags = parsed(text)
    # Score over length, four heat maps, and a difference for each of two kinds.
    assert len(pictures) == 7
    assert tags.addresses == [
        "data:image/png;base64," + base64.b64encode(one.read_bytes()).decode() for one in pictures
    ]
    assert "script" not in tags.tags
    assert "half written" in text
    assert "it &lt;died&gt;" in text
    assert "1 cells ended in an error, 0 prompts were cut" in text
    names = {path.name for path in out.parent.iterdir() if path.suffix != ".png"}
    assert names == {
        "index.html",
        "report.md",
        "cells.csv",
        "niah-en.csv",
        "Controls.csv",
        "Errors.csv",
        "Runs.csv",
    }
    cells = list(
        csv.DictReader(io.StringIO((out.parent / "cells.csv").read_text(encoding="utf-8")))
    )
    assert len(cells) == 18
    assert {cell["score"] for cell in cells if cell["verdict"] == "error"} == {""}


def test_a_report_is_the_same_every_time(tmp_path: Path) -> None:
    runs = [save(tmp_path, run(row(100, 1000, 0.0), row(0, 2000, 100.0)))]
    first, again = (
        folder.write_report(runs, tmp_path / "a"),
        folder.write_report(runs, tmp_path / "b"),
    )
    assert first.read_bytes() == again.read_bytes()


def test_a_run_without_cells_is_said_to_have_none(tmp_path: Path) -> None:
    out = folder.write_report([save(tmp_path, run())], tmp_path / "out")
    assert "no cell has been run yet" in out.read_text(encoding="utf-8")


def test_signs_without_a_font_are_noted_and_still_stand_in_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("farside.lab.report.canvas.CHINESE", ())
    out = folder.write_report(
        [save(tmp_path, run(row(model="钥匙"), row(0, depth=0.0, model="钥匙")))], tmp_path / "out"
    )
    text = out.read_text(encoding="utf-8")
    assert "no font on this machine" in text
    assert "Noto Sans CJK" in text
    assert "钥匙 · full" in text


def test_what_cannot_be_reported_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no run was given"):
        folder.write_report([], tmp_path)
    one = save(tmp_path, run(row()))
    with pytest.raises(InputError, match="given twice"):
        folder.write_report([one, one], tmp_path)


def test_a_folder_that_is_a_file_is_an_error(tmp_path: Path) -> None:
    one = save(tmp_path, run(row()))
    with pytest.raises(InputError, match="cannot be written to"):
        folder.write_report([one], one)


@pytest.mark.skipif(not DATA.is_dir(), reason="FARSIDE_DATA has no niah-results")
def test_the_recorded_results_give_the_known_pictures() -> None:
    """What one sees on the published charts: Claude 2.1 red from 24K on but for the first line,
    GPT-4 red from 73K on in the upper half."""
    claude = recorded("claude-2.1_niah_original.csv", "context_length")
    assert (len(claude.lengths), len(claude.depths), len(claude.spots), claude.cells) == (
        35,
        35,
        35 * 35,
        1376,
    )
    assert all(claude.at(length, 0.0).mean == 100 for length in claude.lengths)
    assert [claude.at(length, 23.569).mean for length in (24412, 30265, 65382, 164882)] == [
        100,
        10,
        100,
        70,
    ]
    assert grids.line_effective_length(grids.by_length(claude)) == 59529
    gpt = recorded("gpt-4-128k_niah_original.csv", "token_limit")
    assert (len(gpt.lengths), len(gpt.depths), gpt.cells) == (15, 15, 330)
    weak = {place for place, spot in gpt.spots.items() if spot.mean != 100}
    assert min(place.length for place in weak) == 73571
    assert [sorted(depth for length, depth in weak if length == at) for at in (73571, 91714)] == [
        [14.0, 36.0],
        [],
    ]


def recorded(name: str, length: str) -> Grid:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    found = [
        row(10 * float(line["score_1_10"]), int(line[length]), float(line["depth_percent"]), repeat)
        for repeat, line in enumerate(lines)
    ]
    return grids.make_grid(found)
