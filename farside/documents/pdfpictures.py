"""What a PDF page shows beside its text layer: pictures with their places, drawn strokes, and the
page as pixels."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as pdfium

from farside.documents.draft import LineDraft
from farside.documents.pdfpage import Sheet
from farside.types import Box

_COVERED = 0.5  # share of the page that pictures cover
_LITTLE = 0.1  # share of the page that pictures cover: those that cover less are ornaments
_COARSE = 100  # dots an inch: a smaller picture of fewer is a logo, not a scan
_STROKES = 100  # pieces of lines: fewer draw no sentence
_BESIDE_LITTLE = 0.01  # of the page: a smaller picture beside text is a logo or a sign
_BESIDE_COARSE = 50  # dots an inch: writing of fewer cannot be read
# of a picture, under lines of the text layer: it has been read already, or stands behind a text
_TEXT = 0.08
_DEEPEST = 4  # forms in forms

_Matrix = tuple[float, float, float, float, float, float]


@dataclass(frozen=True, slots=True)
class PagePicture:
    """A picture on the page as shown, and how many pixels of its own it has."""

    box: Box
    pixels: int

    @property
    def area(self) -> float:
        return max(0.0, self.box.right - self.box.left) * max(0.0, self.box.bottom - self.box.top)

    def has_dots(self, an_inch: float) -> bool:
        return self.pixels * 72**2 >= self.area * an_inch**2


@dataclass(frozen=True, slots=True)
class Drawn:
    """Pictures, and pieces of lines, which may be letters drawn as shapes, on a page of `paper`
    square points."""

    pictures: tuple[PagePicture, ...]
    strokes: int
    paper: float

    @property
    def share(self) -> float:
        return sum(picture.area for picture in self.pictures) / self.paper

    @property
    def largest(self) -> int:
        return max((picture.pixels for picture in self.pictures), default=0)

    @property
    def covers_page(self) -> bool:
        return self.share >= _COVERED

    @property
    def may_hold_text(self) -> bool:
        fine = (
            sum(picture.area for picture in self.pictures if picture.has_dots(_COARSE)) / self.paper
        )
        return self.covers_page or fine >= _LITTLE or self.strokes >= _STROKES

    def beside(self, lines: Sequence[LineDraft]) -> Drawn:
        """Only the pictures that may hold writing that is not in `lines`."""
        boxes = [line.box for line in lines if line.box]
        found = [picture for picture in self.pictures if self._may_be_read(picture, boxes)]
        return Drawn(tuple(found), self.strokes, self.paper)

    def _may_be_read(self, picture: PagePicture, boxes: Sequence[Box]) -> bool:
        if picture.area < _BESIDE_LITTLE * self.paper or not picture.has_dots(_BESIDE_COARSE):
            return False
        return sum(_shared(picture.box, box) for box in boxes) < _TEXT * picture.area


def find_drawn(sheet: Sheet, only_pictures: bool = False) -> Drawn:
    """Find what is drawn on the page; without its strokes where `only_pictures` is set."""
    pictures: list[PagePicture] = []
    strokes = 0
    page = Box(0.0, 0.0, sheet.width, sheet.height)
    for thing, kind, matrix in _things(sheet.handle, only_pictures):
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            strokes += pdfium.FPDFPath_CountSegments(thing)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            picture = _picture(thing, matrix, sheet)
            pictures.append(PagePicture(_within(picture.box, page), picture.pixels))
        else:
            strokes += _STROKES  # text without a text layer, or forms that lie too deep
    return Drawn(tuple(pictures), strokes, max(1.0, sheet.width * sheet.height))


def render_pixels(sheet: Sheet, box: Box, scale: float) -> Any:
    """That part of the page as shown, as RGB pixels (height, width, 3); a point is `scale`
    pixels."""
    import numpy as np

    width = max(1, round((box.right - box.left) * scale))
    height = max(1, round((box.bottom - box.top) * scale))
    shown = np.full((height, width, 3), 255, np.uint8)
    bitmap = pdfium.FPDFBitmap_CreateEx(
        width, height, pdfium.FPDFBitmap_BGR, shown.ctypes.data, 3 * width
    )
    try:
        flags = pdfium.FPDF_ANNOT | pdfium.FPDF_REVERSE_BYTE_ORDER
        start = -round(box.left * scale), -round(box.top * scale)
        size = max(1, round(sheet.width * scale)), max(1, round(sheet.height * scale))
        pdfium.FPDF_RenderPageBitmap(bitmap, sheet.handle, *start, *size, 0, flags)
    finally:
        pdfium.FPDFBitmap_Destroy(bitmap)
    return shown


def _things(page: Any, only_pictures: bool) -> Iterator[tuple[Any, int, _Matrix | None]]:
    """Yield what stands on the page, also inside of forms, with the matrix that takes it there."""
    get, kind_of = (
        pdfium.FPDFPage_GetObject,
        pdfium.FPDFPageObj_GetType,
    )  # asked for each of thousands
    things = [get(page, i) for i in range(pdfium.FPDFPage_CountObjects(page))]
    for thing, kind in zip(things, map(kind_of, things), strict=True):
        if kind == pdfium.FPDF_PAGEOBJ_FORM:
            yield from _inside_of(thing, None, 1)
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE or not only_pictures:
            yield thing, kind, None


def _inside_of(
    form: Any, outer: _Matrix | None, depth: int
) -> Iterator[tuple[Any, int, _Matrix | None]]:
    own = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(form, ctypes.byref(own))
    matrix = _times((own.a, own.b, own.c, own.d, own.e, own.f), outer)
    for i in range(pdfium.FPDFFormObj_CountObjects(form)):
        thing = pdfium.FPDFFormObj_GetObject(form, i)
        kind = pdfium.FPDFPageObj_GetType(thing)
        if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEEPEST:
            yield from _inside_of(thing, matrix, depth + 1)
        else:
            yield thing, kind, matrix


def _times(one: _Matrix, other: _Matrix | None) -> _Matrix:
    if other is None:
        return one
    a, b, c, d, e, f = one
    A, B, C, D, E, F = other
    return (
        a * A + b * C,
        a * B + b * D,
        c * A + d * C,
        c * B + d * D,
        e * A + f * C + E,
        e * B + f * D + F,
    )


def _picture(thing: Any, matrix: _Matrix | None, sheet: Sheet) -> PagePicture:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    pdfium.FPDFPageObj_GetBounds(thing, left, bottom, right, top)
    corners = [(x.value, y.value) for x in (left, right) for y in (bottom, top)]
    if matrix is not None:
        a, b, c, d, e, f = matrix
        corners = [(a * x + c * y + e, b * x + d * y + f) for x, y in corners]
    across, down = zip(*corners, strict=True)
    wide, high = ctypes.c_uint(), ctypes.c_uint()
    pdfium.FPDFImageObj_GetImagePixelSize(thing, wide, high)
    return PagePicture(
        sheet.place(min(across), min(down), max(across), max(down)), wide.value * high.value
    )


def _within(box: Box, page: Box) -> Box:
    left, top = max(box.left, page.left), max(box.top, page.top)
    return Box(
        left, top, max(left, min(box.right, page.right)), max(top, min(box.bottom, page.bottom))
    )


def _shared(one: Box, other: Box) -> float:
    across = min(one.right, other.right) - max(one.left, other.left)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return max(0.0, across) * max(0.0, down)
