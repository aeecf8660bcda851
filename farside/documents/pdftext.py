"""The text layer of one PDF page: lines with boxes in points on the page as shown (rotated, cropped).

PDFium gives lines in the order in which the file draws them. That is kept, unless it goes to and fro between columns.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from farside.documents.columns import gutter, rows
from farside.documents.draft import LineDraft
from farside.types import Box

_LIGATURES = str.maketrans(
    {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st", "\u00ad": "", "\x02": "-"}
)
_HYPHENS = ("\ufffe", "\x02")  # what PDFium puts for a hyphen at the end of a line, instead of the line's end
_LINE = re.compile("[^\r\n\ufffe\x02]*[\ufffe\x02]?")
_WIDE = 0.7  # a gap of this many line heights may be a gutter
_GRID = 1_000_000  # PDFium maps to whole numbers; a millionth of the page is fine enough


@dataclass(frozen=True, slots=True)
class Sheet:
    """A loaded page: its handle, its size as shown, and where a point of its own coordinates is shown."""

    handle: Any
    width: float
    height: float
    place: Callable[[float, float, float, float], Box]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Characters of one line: `first` is the index of the first one in PDFium's numbering."""

    text: str
    first: int
    boxes: tuple[Box, ...]

    @property
    def box(self) -> Box | None:
        return around(self.boxes)


def sheet(handle: Any) -> Sheet:
    """What is needed to place text on the page, from PDFium itself, so that rotation and crop box are right."""
    width, height = pdfium.FPDF_GetPageWidthF(handle), pdfium.FPDF_GetPageHeightF(handle)
    span = 1000.0
    x0, y0 = _device(handle, 0, 0)
    ax, ay = _device(handle, span, 0)
    bx, by = _device(handle, 0, span)
    sx, sy = width / _GRID, height / _GRID

    def place(left: float, top: float, right: float, bottom: float) -> Box:
        corners = [
            (
                (x0 + (ax - x0) * x / span + (bx - x0) * y / span) * sx,
                (y0 + (ay - y0) * x / span + (by - y0) * y / span) * sy,
            )
            for x, y in ((left, top), (right, bottom))
        ]
        (xa, ya), (xb, yb) = corners
        return Box(min(xa, xb), min(ya, yb), max(xa, xb), max(ya, yb))

    return Sheet(handle, width, height, place)


def lines(page: Sheet) -> tuple[LineDraft, ...]:
    """The lines of the page's text layer; none where it has no text or PDFium cannot read it."""
    textpage = pdfium.FPDFText_LoadPage(page.handle)
    if not textpage:
        return ()
    try:
        found = _stretches(textpage, page)
        x = _interleaved(found)
        if x is not None:
            found = _unravelled(textpage, page, found, x)
        return tuple(LineDraft(_readable(line.text), line.box) for line in found)
    finally:
        pdfium.FPDFText_ClosePage(textpage)


def around(boxes: tuple[Box, ...]) -> Box | None:
    """The smallest box that holds them all."""
    if not boxes:
        return None
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def _device(handle: Any, x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDF_PageToDevice(handle, 0, 0, _GRID, _GRID, 0, x, y, ctypes.byref(across), ctypes.byref(down))
    return across.value, down.value


def _text(textpage: Any) -> str:
    characters = max(0, pdfium.FPDFText_CountChars(textpage))
    buffer = (ctypes.c_ushort * (2 * characters + 2))()
    written = pdfium.FPDFText_GetText(textpage, 0, characters, buffer)
    return bytes(buffer)[: 2 * max(0, written - 1)].decode("utf-16-le", "surrogatepass")


def _stretches(textpage: Any, page: Sheet) -> list[_Stretch]:
    text = _text(textpage)
    found = []
    for match in _LINE.finditer(text):
        if match.group():
            first = pdfium.FPDFText_GetCharIndexFromTextIndex(textpage, match.start())
            boxes = _boxes(textpage, page, first, len(match.group())) if first >= 0 else ()
            found.append(_Stretch(match.group(), first, boxes))
    return found


def _boxes(textpage: Any, page: Sheet, first: int, count: int) -> tuple[Box, ...]:
    """Where these characters stand: a box for each run that PDFium sees, left to right as drawn."""
    sides = [ctypes.c_double() for _ in range(4)]
    left, top, right, bottom = sides
    boxes = []
    for i in range(pdfium.FPDFText_CountRects(textpage, first, count)):
        pdfium.FPDFText_GetRect(textpage, i, *(ctypes.byref(side) for side in sides))
        if all(math.isfinite(side.value) for side in sides):
            boxes.append(page.place(left.value, top.value, right.value, bottom.value))
    return tuple(boxes)


def _interleaved(found: list[_Stretch]) -> float | None:
    """The gutter of two columns that the file draws row by row, so that PDFium took both for one line."""
    pieces = [piece for line in found for piece in _pieces(line)]
    if len(pieces) < 1.3 * len(found):
        return None
    return gutter(pieces)


def _pieces(line: _Stretch) -> list[Box]:
    """The line's boxes, those that stand close together as one."""
    pieces: list[Box] = []
    for box in line.boxes:
        last = pieces[-1] if pieces else None
        if last and -1 < box.left - last.right < _WIDE * (box.bottom - box.top):
            pieces[-1] = Box(last.left, min(last.top, box.top), box.right, max(last.bottom, box.bottom))
        else:
            pieces.append(box)
    return pieces


def _unravelled(textpage: Any, page: Sheet, found: list[_Stretch], x: float) -> list[_Stretch]:
    halves = [half for line in found for half in _halves(textpage, page, line, x)]
    placed = [(half, half.box) for half in halves]
    boxes = [box for _, box in placed if box is not None]
    order = [i for row in rows(boxes) for i in row]
    with_box = [half for half, box in placed if box is not None]
    return [with_box[i] for i in order] + [half for half, box in placed if box is None]


def _halves(textpage: Any, page: Sheet, line: _Stretch, x: float) -> list[_Stretch]:
    """The line's characters at either side of the gutter, if it steps over it through a gap."""
    if not any(box.right <= x for box in line.boxes) or not any(box.left >= x for box in line.boxes):
        return [line]
    for at in range(1, len(line.text)):
        boxes = _boxes(textpage, page, line.first + at, 1) if line.text[at].strip() else ()
        if boxes and boxes[0].left >= x:
            cut = [(line.text[:at], line.first), (line.text[at:], line.first + at)]
            return [_Stretch(text, first, _boxes(textpage, page, first, len(text))) for text, first in cut]
    return [line]


def _readable(text: str) -> str:
    """Ligatures as letters; a hyphen at the line's end stays, an invisible one elsewhere goes."""
    if text.endswith((*_HYPHENS, "\u00ad")):
        text = text[:-1] + "-"
    return text.translate(_LIGATURES)


def garbled(text: str) -> bool:
    """Whether the characters are not what the page shows: a font without a map to Unicode gives such text.

    Dots, lines and bullets prove nothing. Private, unassigned and replacement characters do, from one in ten on.
    """
    signs = [sign for sign in text if not sign.isspace() and sign not in ".…_-–—·•|/*"]
    if len(signs) < 4:
        return False
    broken = sum(sign == "\ufffd" or "\ue000" <= sign <= "\uf8ff" or not sign.isprintable() for sign in signs)
    letters = sum(sign.isalnum() for sign in signs)
    return broken > 0.1 * len(signs) or letters < 0.4 * len(signs)
