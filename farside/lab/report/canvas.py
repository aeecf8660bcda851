"""What pictures of a report are drawn on: figures, fonts and the bytes of a PNG. Only this module
loads matplotlib, and only when a picture is drawn.
"""

from __future__ import annotations

import importlib
import io
import textwrap
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from farside.errors import InputError

# A .ttc file is known by its first face alone, which is the Japanese one for Noto and Source Han;
# it has all the signs.
CHINESE = (
    "Noto Sans CJK SC;Noto Sans SC;Source Han Sans SC;Source Han Sans CN;WenQuanYi Micro "
    "Hei;WenQuanYi Zen Hei;Noto Sans CJK JP;Noto Sans CJK TC;Source Han Sans;Noto Serif CJK "
    "SC;Noto Serif CJK JP;Microsoft YaHei;SimHei;SimSun;PingFang SC;PingFang HK;Hiragino Sans "
    "GB;Heiti SC;Heiti TC;STHeiti;Songti SC;Arial Unicode MS;Droid Sans Fallback;AR PL UMing "
    "CN;AR PL UKai CN"
).split(";")
PLAIN = "DejaVu Sans"

DPI, MOST_PIXELS, LONGEST = 150, 20_000, 120


@dataclass(frozen=True, slots=True)
class Lettering:
    """The fonts that a report's words need, in the order they are tried, and the characters that
    none of them has."""

    families: tuple[str, ...] = (PLAIN,)
    missing: frozenset[str] = frozenset()

    @property
    def strong(self) -> str:
        """The weight of titles: a font with Chinese often has no bold one."""
        return "bold" if self.families == (PLAIN,) else "normal"

    def of(self, text: str) -> str:
        """`text` on one line, with "?" for what cannot be drawn, and "…" for what is past 120
        characters of it."""
        line = "".join("?" if sign in self.missing else sign for sign in " ".join(text.split()))
        return line if len(line) <= LONGEST else line[: LONGEST - 1] + "…"


def choose_lettering(texts: Iterable[str]) -> Lettering:
    """The fonts for these texts. Raises `InputError` without matplotlib."""
    signs = set(" ".join(" ".join(texts).split()))
    manager = load_matplotlib("font_manager")
    installed = {font.name for font in manager.fontManager.ttflist}
    families, missing = [PLAIN], signs - _signs(manager, PLAIN)
    for family in CHINESE:
        if family in installed and (found := missing & _signs(manager, family)):
            families.append(family)
            missing -= found
    return Lettering(tuple(families), frozenset(missing))


def wrap_text(text: str, inches: float, points: float) -> str:
    """Broken into lines that fit; Chinese signs are a whole letter size wide, others 0.62 of it on
    average."""
    wide = sum(ord(sign) > 0x2E80 for sign in text) / max(len(text), 1)
    return "\n".join(
        textwrap.wrap(text, max(12, int(inches * 72 / (points * (0.62 + 0.43 * wide)))))
    )


def _signs(manager: Any, family: str) -> set[str]:
    path = manager.findfont(manager.FontProperties(family=family), fallback_to_default=False)
    return set(map(chr, manager.get_font(path).get_charmap()))


@contextmanager
def set_lettering(letters: Lettering) -> Iterator[None]:
    """matplotlib's own defaults, whatever a person has set, and no "$" of a name read as
    mathematics."""
    matplotlib = load_matplotlib()
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(
            {"font.family": list(letters.families), "text.parse_math": False}
        )
        yield


def make_figure(width: float, height: float) -> Any:
    figure = load_matplotlib("figure").Figure(
        figsize=(max(width, 6.4), height), layout="constrained"
    )
    figure.get_layout_engine().set(h_pad=0.1, w_pad=0.08)
    load_matplotlib("backends.backend_agg").FigureCanvasAgg(figure)
    return figure


def write_head(figure: Any, title: str, letters: Lettering) -> None:
    """The title of a picture; one of several lines makes the picture higher, not its cells
    smaller."""
    width, height = figure.get_size_inches()
    text = wrap_text(letters.of(title), width, 14)
    figure.set_size_inches(width, height + 0.25 * text.count("\n"))
    figure.suptitle(text, fontsize=14, fontweight=letters.strong)


def write_png(figure: Any) -> bytes:
    out = io.BytesIO()
    dpi = min(DPI, MOST_PIXELS / max(figure.get_size_inches()))
    figure.savefig(out, format="png", dpi=dpi, facecolor="white", metadata={"Software": None})
    return out.getvalue()


def load_matplotlib(module: str = "") -> Any:
    try:
        return importlib.import_module(f"matplotlib.{module}" if module else "matplotlib")
    except ImportError as error:
        raise InputError('pictures need matplotlib: pip install "farside[lab]"') from error
