"""Pictures: the fixed scale, numbers that can be read on any colour, and names of any kind."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from farside.errors import InputError
from farside.lab.report import canvas, charts
from farside.lab.report.canvas import Lettering
from farside.lab.report.charts import Panel
from farside.lab.report.grids import Grid, GridPlace, Spot

LETTERS = Lettering()
FONT = Path(__file__).parents[3] / "samples" / "source" / "fonts" / "DroidSansFallback-subset.ttf"


@pytest.fixture
def matplotlib() -> Any:
    return import_module("matplotlib")


def grid(*rows: tuple[float | None, ...]) -> Grid:
    """Lengths 1000, 2000 … across, depths 0, 50 … down; None was not run."""
    spots = {
        GridPlace(1000 * x, 50.0 * y): Spot((value,))
        for y, row in enumerate(rows)
        for x, value in enumerate(row, 1)
        if value is not None
    }
    lengths = tuple(1000 * x for x in range(1, len(rows[0]) + 1))
    return Grid(lengths, tuple(50.0 * y for y in range(len(rows))), spots)


def colours(png: bytes) -> set[str]:
    """The colours that fill at least a small cell of the picture."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    counted = image.getcolors(maxcolors=2**24)
    assert counted is not None
    return {
        "#{:02X}{:02X}{:02X}".format(*rgb)
        for count, rgb in counted
        if count > 2000 and isinstance(rgb, tuple)
    }


@pytest.mark.parametrize(
    ("score", "expected"), [(0, "#F0496E"), (50, "#EBB839"), (100, "#0CD79F"), (25, "#EE8054")]
)
def test_the_scale_is_the_known_red_amber_green(score: float, expected: str) -> None:
    assert charts.score_colour(score) == expected


@given(st.floats(0, 100))
def test_every_number_can_be_read_on_its_colour(score: float) -> None:
    rgb = [int(charts.score_colour(score)[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    assert contrast(rgb, charts.contrasting_ink(rgb)) >= 4.5


@given(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0, 1)))
def test_ink_is_readable_on_any_colour(rgb: tuple[float, float, float]) -> None:
    assert contrast(rgb, charts.contrasting_ink(rgb)) >= 4.5


def contrast(rgb: Any, ink: str) -> float:
    def luminance(channels: Any) -> float:
        parts = [
            one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in channels
        ]
        return float(0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2])

    both = sorted(
        (luminance(rgb), luminance([int(ink[at : at + 2], 16) / 255 for at in (1, 3, 5)]))
    )
    return (both[1] + 0.05) / (both[0] + 0.05)


def test_without_matplotlib_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("matplotlib", "matplotlib.font_manager"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(InputError, match=r'pictures need matplotlib: pip install "farside\[lab\]"'):
        canvas.choose_lettering(["a"])


def test_the_colour_map_has_the_same_three_colours() -> None:
    colors = import_module("matplotlib.colors")
    scale = charts.colour_map()
    assert isinstance(scale, colors.LinearSegmentedColormap)
    assert [colors.to_hex(scale(at)).upper() for at in (0.0, 0.5, 1.0)] == list(charts.SCALE)


@pytest.mark.usefixtures("matplotlib")
def test_the_scale_is_not_stretched_to_what_is_there() -> None:
    drawn = colours(charts.draw_heatmap(grid((50, 50), (50, 50)), "m", "niah", LETTERS))
    assert "#EBB839" in drawn
    assert not drawn & {"#F0496E", "#0CD79F"}


@pytest.mark.usefixtures("matplotlib")
def test_what_was_not_run_is_grey_and_a_failure_is_not() -> None:
    whole = charts.draw_heatmap(grid((100, 0), (100, 0)), "m", "niah", LETTERS)
    assert colours(whole) >= {"#F0496E", "#0CD79F"}
    assert charts.NOT_RUN not in colours(whole)
    assert charts.NOT_RUN in colours(
        charts.draw_heatmap(grid((100, 0), (100, None)), "m", "niah", LETTERS)
    )
    failed = grid((100, 0), (100, None))
    failed = Grid(
        failed.lengths, failed.depths, {**failed.spots, GridPlace(2000, 50.0): Spot(errors=1)}
    )
    assert charts.NOT_RUN not in colours(charts.draw_heatmap(failed, "m", "niah", LETTERS))


@pytest.mark.usefixtures("matplotlib")
def test_a_difference_is_blue_where_the_second_is_better_and_brown_where_it_is_worse() -> None:
    worse, better = grid((0, 0), (0, 0)), grid((100, 100), (100, 100))
    blue, brown = charts.WORSE_BETTER[-1], charts.WORSE_BETTER[0]
    up = colours(charts.draw_comparison(("b", better), ("a", worse), "niah", LETTERS))
    down = colours(charts.draw_comparison(("b", worse), ("a", better), "niah", LETTERS))
    assert (blue in up, brown in up) == (True, False)
    assert (blue in down, brown in down) == (False, True)


@pytest.mark.usefixtures("matplotlib")
def test_a_large_grid_has_room_for_its_numbers() -> None:
    small = Image.open(
        io.BytesIO(charts.draw_heatmap(grid(*[(100.0,) * 5] * 5), "m", "niah", LETTERS))
    )
    large = Image.open(
        io.BytesIO(charts.draw_heatmap(grid(*[(100.0,) * 20] * 20), "m", "niah", LETTERS))
    )
    assert large.width > small.width
    assert large.width >= 20 * 0.4 * canvas.DPI


@pytest.mark.parametrize(
    "name", ["a $x_1^2$ \\frac{", "_hidden", "<b>&amp;", "x" * 300, "多\n行", "\ud800", ""]
)
def test_any_name_can_be_drawn(matplotlib: Any, name: str) -> None:
    letters = canvas.choose_lettering([name])
    scores: dict[int, float | None] = {1000: 90.0, 2000: None, 4000: 20.0}
    assert charts.draw_heatmap(grid((100, 0), (None, 50)), name, name, letters)
    assert charts.over_length([Panel(name, {name: scores, "none": {1000: None}})], name, letters)


def test_a_long_name_is_shown_to_be_cut() -> None:
    assert LETTERS.of("x" * 120) == "x" * 120
    assert LETTERS.of("x" * 121) == "x" * 119 + "…"


def test_signs_that_no_font_has_are_told_and_not_drawn(
    matplotlib: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(canvas, "CHINESE", ())
    letters = canvas.choose_lettering(["model 钥匙"])
    assert letters.missing == {"钥", "匙"}
    assert letters.of("model 钥匙") == "model ??"


def test_chinese_is_drawn_with_a_font_that_has_it(monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = import_module("matplotlib.font_manager").fontManager
    monkeypatch.setattr(
        fonts, "ttflist", [font for font in fonts.ttflist if font.name == canvas.PLAIN]
    )
    without = canvas.choose_lettering(["中文 m"])
    fonts.addfont(FONT)
    letters = canvas.choose_lettering(["中文 m"])
    assert without.missing == {"中", "文"}
    assert letters == Lettering((canvas.PLAIN, "Droid Sans Fallback"), frozenset())
    assert letters.of("中文 m") == "中文 m"
    # A box instead of a sign would be a warning, which is an error here.
    drawn = [
        charts.draw_heatmap(grid((100, 0), (None, 50)), "中文 m", "中文", one)
        for one in (letters, without)
    ]
    assert drawn[0] != drawn[1]


def test_a_persons_own_settings_neither_show_nor_change(matplotlib: Any) -> None:
    with matplotlib.rc_context({"figure.facecolor": "black", "axes.titlesize": 40}):
        theirs = charts.draw_heatmap(grid((100, 0), (0, 50)), "m", "niah", LETTERS)
        assert matplotlib.rcParams["axes.titlesize"] == 40
    assert theirs == charts.draw_heatmap(grid((100, 0), (0, 50)), "m", "niah", LETTERS)
