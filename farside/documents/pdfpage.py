"""What PDFium says about one page: its size, the lines of its text layer in the order of drawing,
and their boxes.

All boxes are in points on the page as shown (rotated, cropped).
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2.raw as pdfium

from farside.documents.layout.pieces import Direction
from farside.types import Box

_LINE = re.compile(
    "[^\r\n\ufffe\x02]*[\ufffe\x02]?"
)  # both are what PDFium puts for a hyphen at the end of a line
_MOST_WORDS = 500  # characters of the words of one link
_GRID = 1_000_000  # PDFium maps to whole numbers; a millionth of the page is fine enough


Sides = tuple[float, float, float, float]
"""Left, top, right, bottom: what `Box` holds, at a fraction of the cost. A page has hundreds of
them."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A loaded page: its handle, its size as shown, and where a point of its own coordinates is
    shown: (x0 + ax * x + bx * y, y0 + ay * x + by * y)."""

    handle: Any
    width: float
    height: float
    affine: tuple[float, float, float, float, float, float]

    def sides(self, left: float, top: float, right: float, bottom: float) -> Sides:
        x0, y0, ax, ay, bx, by = self.affine
        xa, xb = x0 + ax * left + bx * top, x0 + ax * right + bx * bottom
        ya, yb = y0 + ay * left + by * top, y0 + ay * right + by * bottom
        if xa > xb:
            xa, xb = xb, xa
        return (xa, ya, xb, yb) if ya <= yb else (xa, yb, xb, ya)

    def place(self, left: float, top: float, right: float, bottom: float) -> Box:
        return Box(*self.sides(left, top, right, bottom))


class DrawnLine(NamedTuple):
    """Characters that PDFium takes for one line: `first` is the index of the first one in its
    numbering. `runs` are the places of what the file draws in one go, in the order of the text."""

    text: str
    first: int
    runs: tuple[Sides, ...]


def measure_page(handle: Any) -> Sheet:
    """Ask PDFium what is needed to place text on the page, so that rotation and crop box are
    right."""
    width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
    span = 1000.0
    x0, y0 = _device(handle, 0, 0)
    ax, ay = _device(handle, span, 0)
    bx, by = _device(handle, 0, span)
    sx, sy = width / _GRID, height / _GRID
    across, down = sx / span, sy / span
    affine = (
        x0 * sx,
        y0 * sy,
        (ax - x0) * across,
        (ay - y0) * down,
        (bx - x0) * across,
        (by - y0) * down,
    )
    return Sheet(handle, width, height, affine)


def drawn_lines(textpage: Any, page: Sheet) -> list[DrawnLine]:
    """The lines in the order of drawing; PDFium joins what stands on one height if it is drawn one
    after the other."""
    text = _text(textpage)
    found = []
    for match in _LINE.finditer(text):
        line = match.group()
        if line:
            first = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, match.start())
            runs = _runs(textpage, page, first, len(line)) if first >= 0 else ()
            found.append(DrawnLine(line, first, runs))
    return found


def _runs(textpage: Any, page: Sheet, first: int, count: int) -> tuple[Sides, ...]:
    """The places of these characters. If one of them stands nowhere (its place is no number), the
    others get one place together: they could not be told apart."""
    left, top, right, bottom = (ctypes.c_double() for _ in range(4))
    corners = [ctypes.byref(side) for side in (left, top, right, bottom)]
    ask = pdfium.FPDFText_GetRect
    found = []
    broken = False
    for i in range(pdfium.FPDFText_CountRects(textpage, first, count)):
        ask(textpage, i, *corners)
        sides = page.sides(left.value, top.value, right.value, bottom.value)
        if math.isfinite(sum(sides)):
            found.append(sides)
        else:
            broken = True
    return (sides_around(found),) if broken and found else tuple(found)


def run_starts(textpage: Any, line: DrawnLine, runs: list[int]) -> list[int]:
    """The places in the line's text where these of its runs (numbers of its boxes, ascending)
    begin.
    """
    starts = []
    low = 0
    for run in runs:
        high = len(line.text)
        while low < high:  # the fewest characters that make more than `run` boxes
            middle = (low + high) // 2
            if pdfium.FPDFText_CountRects(textpage, line.first, middle) > run:
                high = middle
            else:
                low = middle + 1
        starts.append(max(0, low - 1))
    return starts


def writing_direction(textpage: Any, page: Sheet, line: DrawnLine) -> Direction:
    """The direction of the line's writing on the page as shown: the turn of its letters tells, or
    its shape where upright letters are written one below the other."""
    matrix = pdfium.FS_MATRIX()
    at = line.first + len(line.text) - len(line.text.lstrip())
    if not line.runs or not pdfium.FPDFText_GetMatrix(textpage, at, ctypes.byref(matrix)):
        return "right"
    _, _, ax, ay, bx, by = page.affine
    x, y = ax * matrix.a + bx * matrix.b, ay * matrix.a + by * matrix.b
    if abs(y) > abs(x):
        return "down" if y > 0 else "up"
    if len(line.text.strip()) > 1 and is_tall(sides_around(line.runs)):
        return "down"
    return "left" if x < 0 else "right"


def is_tall(sides: Sides) -> bool:
    return sides[3] - sides[1] > 1.5 * (sides[2] - sides[0])


def type_size(textpage: Any, character: int) -> float:
    """The size of the type in points, 0 where PDFium does not know it."""
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFText_GetMatrix(textpage, character, ctypes.byref(matrix)):
        return 0.0
    return float(pdfium.FPDFText_GetFontSize(textpage, character)) * math.hypot(matrix.c, matrix.d)


def sides_around(runs: Sequence[Sides]) -> Sides:
    """The smallest box that holds them all (at least one)."""
    if len(runs) == 1:
        return runs[0]
    lefts, tops, rights, bottoms = zip(*runs, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def words_at(textpage: Any, place: Sides) -> str:
    """The words at a place of the page's own coordinates (left, top, right, bottom), as one
    line."""
    buffer = (ctypes.c_ushort * _MOST_WORDS)()
    count = max(0, pdfium.FPDFText_GetBoundedText(textpage, *place, buffer, _MOST_WORDS))
    text = bytes(buffer)[: 2 * count].decode("utf-16-le", "replace")
    return " ".join(text.replace("\0", "").split())


def _device(handle: Any, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(
        handle, 0, 0, _GRID, _GRID, 0, x, y, ctypes.byref(across), ctypes.byref(down)
    )
    return across.value, down.value


def _text(textpage: Any) -> str:
    characters = max(0, pdfium.FPDFText_CountChars(textpage))
    buffer = (ctypes.c_ushort * (2 * characters + 2))()
    written = pdfium.FPDFText_GetText(textpage, 0, characters, buffer)
    return bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "surrogatepass")
