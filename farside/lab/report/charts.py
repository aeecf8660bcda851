"""The pictures of a report, as PNG bytes, drawn on `canvas`.

Every picture can be read without its colours: a number stands in each cell, lines differ in mark
and dash.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from farside.lab.report.canvas import (
    Lettering,
    load_matplotlib,
    make_figure,
    set_lettering,
    wrap_text,
    write_head,
    write_png,
)
from farside.lab.report.effective import THRESHOLD
from farside.lab.report.grids import Grid, GridPlace, Spot, line_effective_length, subtract_grids
from farside.lab.report.tables import short_lengths

SCALE = ("#F0496E", "#EBB839", "#0CD79F")
"""0, 50 and 100 points: the colours of the first published needle charts."""
WORSE_BETTER = ("#A6480A", "#F6A45C", "#F7F7F7", "#7DB8DD", "#08519C")
NOT_RUN = "#D9D9D9"
# Okabe and Ito's colours, which people with any colour vision tell apart; their yellow is too pale
# for a thin line.
LINES = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")
MARKS, DASHES = "osD^vPX", ("-", "--", "-.", ":")
HATCHED = {"facecolor": "white", "edgecolor": "#999999", "hatch": "////"}
SIDE_BY_SIDE = 12
"""Two heat maps of no more lengths stand side by side."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Score over length: for each line's name its scores (0 to 100, None for no score) by length in
    tokens."""

    title: str
    lines: Mapping[str, Mapping[int, float | None]]


def colour_map() -> Any:
    """The scale of scores as a matplotlib colour map on 0 to 1; its middle is exactly the middle
    colour."""
    return _colours("score", SCALE)


def score_colour(score: float) -> str:
    """The colour of a score (0 to 100) on the same scale, as `#RRGGBB`."""
    at = max(0.0, min(score, 100.0)) / 50
    low = min(int(at), 1)
    pairs = zip(_channels(SCALE[low]), _channels(SCALE[low + 1]), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * (at - low)):02X}" for a, b in pairs)


def draw_heatmap(grid: Grid, title: str, subtitle: str, letters: Lettering) -> bytes:
    """Depth (down) by length (across), the mean of the repeats in each cell."""
    width, height = _size(grid)
    with set_lettering(letters):
        figure = make_figure(width, height)
        axes = figure.subplots()
        mesh = _cells(axes, grid, _means(grid))
        _mark(axes, [grid], set(grid.spots))
        write_head(figure, title, letters)
        axes.set_title(wrap_text(letters.of(subtitle), width, 10), fontsize=10)
        _bar(figure, mesh, axes, "score")
        _legend(figure, [grid])
        return write_png(figure)


def draw_comparison(
    of: tuple[str, Grid], base: tuple[str, Grid], title: str, letters: Lettering
) -> bytes:
    """Two series over all lengths and depths of both, and `of` minus `base` in points. Side by
    side, or one above the other where there are more lengths than a page is wide."""
    first, second = (_over(grid, of[1], base[1]) for grid in (base[1], of[1]))
    across = len(first.lengths) <= SIDE_BY_SIDE
    width, height = _size(first, 3.2 if across else 5.0)
    width, height = (3 * width - 1.2, height) if across else (width, 3 * height)
    points = subtract_grids(second, first)
    with set_lettering(letters):
        figure = make_figure(width, height)
        panels = figure.subplots(*((1, 3) if across else (3, 1)))
        meshes = [
            _cells(axes, grid, _means(grid))
            for axes, grid in zip(panels, (first, second), strict=False)
        ]
        meshes.append(_cells(panels[2], first, points, _colours("difference", WORSE_BETTER), -100))
        for axes, grid, name in zip(panels, (first, second), (base[0], of[0]), strict=False):
            _mark(axes, [grid], set(grid.spots))
            axes.set_title(
                wrap_text(letters.of(name), width / (3 if across else 1), 10), fontsize=10
            )
        _mark(panels[2], [first, second], set(points))
        panels[2].set_title("difference: second minus first", fontsize=10)
        for number in (1, 2) if across else (0, 1, 2):
            _bar(figure, meshes[number], panels[number], "score" if number < 2 else "points")
        for axes in panels[1:] if across else ():
            axes.set_ylabel("")
        write_head(figure, title, letters)
        _legend(figure, [first, second])
        return write_png(figure)


def draw_side_by_side(series: Sequence[tuple[str, Grid]], title: str, letters: Lettering) -> bytes:
    """Several series over all lengths and depths of any of them, two in a row: what each makes of
    the same texts."""
    grids = [_over(grid, *(one for _, one in series)) for _, grid in series]
    columns, rows = 2, math.ceil(len(grids) / 2)
    width, height = _size(grids[0], 4.0)
    with set_lettering(letters):
        figure = make_figure(columns * width, rows * (height - 0.3) + 0.4)
        places = list(figure.subplots(rows, columns, squeeze=False).flat)
        for number, (axes, grid, (name, _)) in enumerate(zip(places, grids, series, strict=False)):
            mesh = _cells(axes, grid, _means(grid))
            _mark(axes, [grid], set(grid.spots))
            axes.set_title(wrap_text(letters.of(name), width, 11), fontsize=11)
            axes.set_ylabel("" if number % columns else axes.get_ylabel())
            axes.set_xlabel(axes.get_xlabel() if number + columns >= len(grids) else "")
        for axes in places[len(grids) :]:
            axes.remove()
        _bar(figure, mesh, places[: len(grids)], "score")
        write_head(figure, title, letters)
        _legend(figure, grids)
        return write_png(figure)


def over_length(panels: Sequence[Panel], title: str, letters: Lettering) -> bytes:
    """A panel each, the lengths evenly spaced as in the heat map; a ring marks RULER's effective
    length."""
    columns = 2 if len(panels) == 4 else min(len(panels), 3)
    rows = math.ceil(len(panels) / columns)
    width = 6.2 if columns == 1 else 5.2
    keys = [
        [
            wrap_text(letters.of(_key(name, scores)), width * 0.85, 8)
            for name, scores in panel.lines.items()
        ]
        for panel in panels
    ]
    most = max(sum(key.count("\n") + 1.4 for key in panel) for panel in keys)
    with set_lettering(letters):
        figure = make_figure(width * columns, (3.3 + 0.15 * most) * rows)
        places = figure.subplots(rows, columns, squeeze=False).flat
        for axes, panel, names in zip(places, panels, keys, strict=False):
            _lines(axes, panel, names)
            axes.set_title(letters.of(panel.title), fontsize=11)
        for axes in list(figure.axes)[len(panels) :]:
            axes.remove()
        write_head(figure, title, letters)
        return write_png(figure)


def _key(name: str, scores: Mapping[int, float | None]) -> str:
    best = line_effective_length(scores)
    return f"{name} (effective: {'none' if best is None else f'{best:,}'})"


def _lines(axes: Any, panel: Panel, names: Sequence[str]) -> None:
    lengths = sorted({length for line in panel.lines.values() for length in line})
    axes.axhline(THRESHOLD, color="#555555", linewidth=1, linestyle=(0, (4, 3)), zorder=1)
    axes.text(
        1,
        THRESHOLD - 1,
        f"{THRESHOLD} ",
        transform=axes.get_yaxis_transform(),
        fontsize=8,
        ha="right",
        va="top",
    )
    handles = []
    for number, scores in enumerate(panel.lines.values()):
        look = {"color": LINES[number % len(LINES)], "zorder": 3 + number}
        known = [
            (lengths.index(length), score)
            for length, score in sorted(scores.items())
            if score is not None
        ]
        style = {"marker": MARKS[number % len(MARKS)], "linestyle": DASHES[number % len(DASHES)]}
        across, up = zip(*known, strict=True) if known else ((), ())
        # Each line is thinner than the one before, so that all are seen where they lie on each
        # other.
        wide = min(1.8 + 0.5 * (len(panel.lines) - 1 - number), 3.8)
        handles += axes.plot(across, up, **look, **style, linewidth=wide, markersize=3.5 + wide)
        best = line_effective_length(scores)
        if best is not None:
            ring = {"markersize": 13, "markerfacecolor": "none", "markeredgewidth": 1.6}
            axes.plot(lengths.index(best), scores[best], "o", **look, **ring)
    step = math.ceil(len(lengths) / 12)
    axes.set_xticks(range(0, len(lengths), step), short_lengths(lengths)[::step], fontsize=9)
    axes.set(ylim=(-4, 108), xlim=(-0.5, len(lengths) - 0.5), yticks=range(0, 101, 20))
    axes.set_xlabel("length (tokens)", fontsize=9)
    axes.set_ylabel("score", fontsize=9)
    axes.grid(axis="y", color="#E5E5E5", linewidth=0.7)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(
        handles, names, loc="upper center", bbox_to_anchor=(0.5, -0.17), fontsize=8, frameon=False
    )


def _cells(
    axes: Any,
    grid: Grid,
    values: Mapping[GridPlace, float | None],
    colours: Any = None,
    lowest: int = 0,
) -> Any:
    """The coloured cells with their numbers, and both axes; the scale goes from `lowest` to 100."""
    rows = [
        [values.get(GridPlace(length, depth)) for length in grid.lengths] for depth in grid.depths
    ]
    numbers = [[math.nan if value is None else value for value in row] for row in rows]
    look = {"cmap": colours or colour_map(), "edgecolors": "#FFFFFF", "linewidth": 0.6}
    mesh = axes.pcolormesh(numbers, vmin=lowest, vmax=100, **look)
    for y, row in enumerate(rows):
        for x, value in enumerate(row):
            if value is not None:
                text = _points(value) if lowest else _number(value)
                letter = contrasting_ink(mesh.cmap(mesh.norm(value)))
                axes.text(
                    x + 0.5, y + 0.5, text, ha="center", va="center", fontsize=8, color=letter
                )
    axes.set_facecolor(NOT_RUN)
    axes.invert_yaxis()
    names = short_lengths(grid.lengths)
    turned = {"rotation": 90} if max(map(len, names)) > 5 and len(names) > 6 else {}
    axes.set_xticks([x + 0.5 for x in range(len(names))], names, fontsize=9, **turned)
    axes.set_yticks(
        [y + 0.5 for y in range(len(grid.depths))],
        [grid.name(depth) for depth in grid.depths],
        fontsize=9,
    )
    axes.tick_params(length=0)
    axes.set_xlabel("length (tokens)", fontsize=10)
    axes.set_ylabel("depth (0% is the beginning)", fontsize=10)
    return mesh


def _mark(axes: Any, grids: Sequence[Grid], coloured: set[GridPlace]) -> None:
    """Errors and cut prompts: a dark corner where the cell is coloured, else a hatched cell with
    their letters."""
    patches = load_matplotlib("patches")
    for y, depth in enumerate(grids[0].depths):
        for x, length in enumerate(grids[0].lengths):
            spots = [grid.at(length, depth) for grid in grids]
            letters = "".join(
                letter for letter, failed in zip("ET", _failed(spots), strict=True) if failed
            )
            if (
                letters
                and GridPlace(length, depth) in coloured
                and all(spot.scores for spot in spots)
            ):
                corner = [(x + 1, y), (x + 0.72, y), (x + 1, y + 0.42)]
                axes.add_patch(patches.Polygon(corner, facecolor="#222222", edgecolor="none"))
            elif letters:
                axes.add_patch(patches.Rectangle((x, y), 1, 1, linewidth=0.6, **HATCHED))
                box = {"facecolor": "white", "edgecolor": "none", "pad": 1.5}
                axes.text(x + 0.5, y + 0.5, letters, ha="center", va="center", fontsize=8, bbox=box)


def _legend(figure: Any, grids: Sequence[Grid]) -> None:
    """A legend for the cells without a colour, as far as there are any."""
    patch = load_matplotlib("patches").Patch
    spots = [
        grid.at(length, depth) for grid in grids for length in grid.lengths for depth in grid.depths
    ]
    errors, cut = _failed(spot for spot in spots if not spot.scores)
    partly = any(spot.scores and (spot.errors or spot.truncated) for spot in spots)
    handles = (
        [
            patch(
                facecolor=NOT_RUN,
                label="no needle here" if any(grid.step for grid in grids) else "not run",
            )
        ]
        if not all(spot.run for spot in spots)
        else []
    )
    handles += [patch(**HATCHED, label="E: error")] if errors else []
    handles += [patch(**HATCHED, label="T: the prompt was cut")] if cut else []
    handles += (
        [
            patch(
                facecolor="#222222",
                label="dark corner: some repeats failed, the mean is of the others",
            )
        ]
        if partly
        else []
    )
    if handles:
        figure.legend(
            handles=handles, loc="outside lower center", ncols=2, fontsize=9, frameon=False
        )


def _colours(name: str, stops: Sequence[str]) -> Any:
    return load_matplotlib("colors").LinearSegmentedColormap.from_list(name, stops, N=201)


def _means(grid: Grid) -> dict[GridPlace, float | None]:
    return {place: spot.mean for place, spot in grid.spots.items()}


def _failed(spots: Iterable[Spot]) -> tuple[bool, bool]:
    spots = list(spots)
    return any(spot.errors for spot in spots), any(spot.truncated for spot in spots)


def _over(grid: Grid, *others: Grid) -> Grid:
    lengths = tuple(sorted({length for one in others for length in one.lengths}))
    return Grid(
        lengths,
        tuple(sorted({depth for one in others for depth in one.depths})),
        grid.spots,
        grid.step,
    )


def _bar(figure: Any, mesh: Any, axes: Any, label: str) -> None:
    bar = figure.colorbar(mesh, ax=axes, label=label, aspect=30, pad=0.02)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=9)


def _number(value: float) -> str:
    """Whole points; only what is exactly 0 or 100 is shown as that."""
    return f"{value:.0f}" if value in (0, 100) else str(min(max(round(value), 1), 99))


def _points(value: float) -> str:
    """Signed whole points, one decimal below half a point."""
    return "0" if value == 0 else f"{value:+.{int(abs(value) < 0.5)}f}".replace("-", "−")


def _size(grid: Grid, span: float = 5.0) -> tuple[float, float]:
    """Inches of a heat map with its labels and bar: no cell so small that "100" at 8 points touches
    its edges."""
    across, down = max(len(grid.lengths), 1), max(len(grid.depths), 1)
    return 2.2 + across * min(max(span / across, 0.42), 1.1), 1.9 + down * min(
        max(3.6 / down, 0.25), 0.6
    )


def contrasting_ink(rgba: Sequence[float]) -> str:
    """Black or white, whichever has the greater contrast (WCAG 2.2, relative luminance)."""
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in rgba[:3]
    )
    return "#000000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.18 else "#FFFFFF"


def _channels(colour: str) -> tuple[int, ...]:
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))
