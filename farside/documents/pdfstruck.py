"""Words of a PDF page with a line through them: PDF has no such style, only a thin rule that
crosses the letters, or an annotation of somebody who went over it. An old price and the new one
beside it would be read as one number.
"""

from __future__ import annotations

import ctypes
import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pypdfium2.raw as pdfium

from farside.documents.draft import LineDraft
from farside.documents.pdfpage import Sheet, Sides
from farside.documents.seen.signs import join_struck, strike_out
from farside.types import Box

_THICK = 0.2  # of the height of the letters: a rule is thinner
_SHORTEST = 3.0  # points
_LOW, _HIGH = 0.3, 0.65  # of the height of the letters, from below; an underline is lower
_THICKEST = 6.0  # points
_HIGHEST = 200.0  # points of a letter
_FULL = 0.7  # how much of a rule has letters: a gridline goes on between the labels


@dataclass(frozen=True, slots=True)
class _Letter:
    """An upright letter: its number in PDFium's count, and its place in the page's own
    coordinates."""

    at: int
    place: Sides

    def middle(self) -> float:
        return (self.place[0] + self.place[2]) / 2

    def is_crossed_by(self, rule: Sides) -> bool:
        """`rule` stands above or below its middle."""
        height = self.place[1] - self.place[3]
        above = (rule[1] + rule[3]) / 2 - self.place[3]
        return rule[1] - rule[3] <= _THICK * height and _LOW * height <= above <= _HIGH * height


def mark_struck(textpage: Any, page: Sheet, lines: tuple[LineDraft, ...]) -> tuple[LineDraft, ...]:
    """The lines with `[struck out: …]` around struck words; below the lines where one has such
    words more than once."""
    rules, notes = list(_rules(page)), list(_struck_notes(page))
    if not (rules or notes):
        return lines
    letters = {one.at: one for one in _letters(textpage)}
    numbers = set(_crossed(letters.values(), rules))
    numbers |= {at for note in notes for at, one in letters.items() if _holds(note, one.place)}
    marked, below = list(lines), list[LineDraft]()
    for run in _runs(sorted(numbers), textpage):
        text = "".join(_sign(textpage, at) for at in run).strip()
        box = page.place(*_around([letters[at].place for at in run if at in letters]))
        if not any(sign.isalnum() for sign in text):
            continue
        at = next((i for i, line in enumerate(marked) if line.box and _is_in(box, line.box)), None)
        if at is not None and marked[at].text.count(text) == 1:
            marked[at] = replace(
                marked[at], text=marked[at].text.replace(text, _apart(marked[at].text, text))
            )
        else:
            below.append(LineDraft(strike_out(text), box))
    return tuple(replace(line, text=join_struck(line.text)) for line in (*marked, *below))


def _sign(textpage: Any, at: int) -> str:
    code = pdfium.FPDFText_GetUnicode(textpage, at)
    return chr(code) if code < 0xD800 or 0xE000 <= code < 0x110000 else "\ufffd"


def _around(places: Sequence[Sides]) -> Sides:
    lefts, tops, rights, bottoms = zip(*places, strict=True)
    return min(lefts), max(tops), max(rights), min(bottoms)


def _apart(line: str, text: str) -> str:
    """The mark, with a space before the word that follows at once: `[struck out: 900] 950`."""
    behind = line.partition(text)[2]
    return strike_out(text) + (" " if behind[:1].isalnum() else "")


def _rules(page: Sheet) -> Iterator[Sides]:
    """Thin level paths, as left, top, right, bottom."""
    get, kind_of = pdfium.FPDFPage_GetObject, pdfium.FPDFPageObj_GetType
    sides = [ctypes.c_float() for _ in range(4)]
    left, bottom, right, top = sides
    places = [ctypes.byref(side) for side in sides]
    for i in range(pdfium.FPDFPage_CountObjects(page.handle)):
        thing = get(page.handle, i)
        if kind_of(thing) != pdfium.FPDF_PAGEOBJ_PATH or not pdfium.FPDFPageObj_GetBounds(
            thing, *places
        ):
            continue
        if not math.isfinite(left.value + bottom.value + right.value + top.value):
            continue
        wide, high = right.value - left.value, top.value - bottom.value
        if wide >= _SHORTEST and high < min(wide, _THICKEST) and _is_drawn(thing):
            yield left.value, top.value, right.value, bottom.value


def _is_drawn(path: Any) -> bool:
    """Tell whether the path is drawn, and does not only clip others."""
    fill, stroke = ctypes.c_int(), pdfium.FPDF_BOOL()
    pdfium.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    return bool(fill.value or stroke.value)


def _struck_notes(page: Sheet) -> Iterator[Sides]:
    """The places of annotations that strike words out."""
    for i in range(pdfium.FPDFPage_GetAnnotCount(page.handle)):
        annotation = pdfium.FPDFPage_GetAnnot(page.handle, i)
        if not annotation:
            continue
        try:
            if pdfium.FPDFAnnot_GetSubtype(annotation) == pdfium.FPDF_ANNOT_STRIKEOUT:
                yield from _quads(annotation)
        finally:
            pdfium.FPDFPage_CloseAnnot(annotation)


def _quads(annotation: Any) -> Iterator[Sides]:
    quad = pdfium.FS_QUADPOINTSF()
    for i in range(pdfium.FPDFAnnot_CountAttachmentPoints(annotation)):
        if pdfium.FPDFAnnot_GetAttachmentPoints(annotation, i, ctypes.byref(quad)):
            across, down = (
                (quad.x1, quad.x2, quad.x3, quad.x4),
                (quad.y1, quad.y2, quad.y3, quad.y4),
            )
            yield min(across), max(down), max(across), min(down)


def _letters(textpage: Any) -> Iterator[_Letter]:
    box = pdfium.FS_RECTF()
    for at in range(max(0, pdfium.FPDFText_CountChars(textpage))):
        if pdfium.FPDFText_GetLooseCharBox(textpage, at, ctypes.byref(box)) and _is_finite(box):
            yield _Letter(at, (box.left, box.top, box.right, box.bottom))


def _crossed(letters: Iterable[_Letter], rules: Iterable[Sides]) -> Iterator[int]:
    """The numbers of the letters that a rule crosses. A drawing has thousands of rules, so letters
    are found by height and then from the left."""
    levels: dict[int, list[_Letter]] = {}
    for one in letters:
        low, height = one.place[3], one.place[1] - one.place[3]
        if height < _HIGHEST:
            for step in range(int(low + _LOW * height), int(low + _HIGH * height) + 1):
                levels.setdefault(step, []).append(one)
    for level in levels.values():
        level.sort(key=_Letter.middle)
    for rule in rules:
        level = levels.get(int((rule[1] + rule[3]) / 2), [])
        first = bisect_left(level, rule[0], key=_Letter.middle)
        last = bisect_right(level, rule[2], key=_Letter.middle)
        found = [one for one in level[first:last] if one.is_crossed_by(rule)]
        covered = sum(min(one.place[2], rule[2]) - max(one.place[0], rule[0]) for one in found)
        if covered >= _FULL * (rule[2] - rule[0]):
            yield from (one.at for one in found)


def _runs(numbers: Sequence[int], textpage: Any) -> Iterator[range]:
    """Numbers that follow each other, over single spaces too: programs draw a rule for each
    word."""
    start = 0
    for i in range(1, len(numbers) + 1):
        if i == len(numbers) or not _follows(numbers[i - 1], numbers[i], textpage):
            yield range(numbers[start], numbers[i - 1] + 1)
            start = i


def _follows(one: int, other: int, textpage: Any) -> bool:
    return other == one + 1 or (
        other == one + 2 and pdfium.FPDFText_GetUnicode(textpage, one + 1) == ord(" ")
    )


def _holds(place: Sides, letter: Sides) -> bool:
    x, y = (letter[0] + letter[2]) / 2, (letter[1] + letter[3]) / 2
    return place[0] <= x <= place[2] and place[3] <= y <= place[1]


def _is_in(box: Box, line: Box) -> bool:
    x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    return line.left <= x <= line.right and line.top <= y <= line.bottom


def _is_finite(box: Any) -> bool:
    return box.right > box.left and math.isfinite(box.left + box.right + box.top + box.bottom)
