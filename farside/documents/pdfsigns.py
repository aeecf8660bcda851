"""Raised and lowered signs of a PDF line: written so that 10⁶ is not read as 106.

PDFium takes them for letters like all others, and often for the end of the line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from farside.documents.pdfpage import DrawnLine, Sides, is_tall, run_starts, type_size
from farside.documents.seen.signs import lower_sign, raise_sign

_SMALL = 0.85  # of the size of the type beside it
_MOST = 12  # characters of one raised sign
_MOST_LETTERS = 4  # characters of one that is more than a number
_NUMBER = re.compile(r"[\d+\-−=(),.\s]+")
_APART = 0.6  # line heights between two parts of one line
_BREAK = "\r\n"  # stands inside of a joined line, as it does in PDFium's numbering of characters


def join_lines(lines: list[DrawnLine]) -> list[DrawnLine]:
    """The lines, those as one that PDFium ended behind a raised or lowered sign though they go
    on."""
    found: list[DrawnLine] = []
    for line in lines:
        before = found[-1] if found else None
        if before and _goes_on(before, line):
            found[-1] = DrawnLine(
                before.text + _BREAK + line.text, before.first, before.runs + line.runs
            )
        else:
            found.append(line)
    return found


def text_with_signs(textpage: Any, line: DrawnLine) -> str:
    """The text of a line, or of a part of one, with raised and lowered signs as such."""
    places = _moved(line.runs) if len(line.runs) > 1 else []
    if not places:
        return line.text.replace(_BREAK, "")
    edges = [0, *run_starts(textpage, line, list(range(1, len(line.runs)))), len(line.text)]
    text, end = "", 0
    for at, base, raised in places:
        first = edges[at]
        sign = line.text[first : edges[at + 1]].removesuffix(_BREAK)
        full = type_size(textpage, line.first + edges[base])
        most = _MOST if _NUMBER.fullmatch(sign) else _MOST_LETTERS
        if (
            len(sign.strip()) <= most
            and 0 < type_size(textpage, line.first + first) < _SMALL * full
        ):
            text += line.text[end:first]
            text += raise_sign(sign) if raised else lower_sign(sign, text.rstrip())
            end = first + len(sign)
    return (text + line.text[end:]).replace(_BREAK, "")


def _goes_on(line: DrawnLine, other: DrawnLine) -> bool:
    """Tell whether `other` begins where `line` ends, on the same height, and has another size
    there.
    """
    if not line.runs or not other.runs or other.first != line.first + len(line.text) + len(_BREAK):
        return False
    one, two = line.runs[-1], other.runs[0]
    height = max(_height(one), _height(two))
    if not -0.2 * height <= two[0] - one[2] <= _APART * height:
        return False
    if any(is_tall(run) and len(part.text) > 1 for run, part in ((one, line), (two, other))):
        return False  # columns of upright signs
    overlap = min(one[3], two[3]) - max(one[1], two[1])
    return overlap > 0.2 * height and bool(_moved((one, two)) or _moved(line.runs[-2:]))


def _moved(runs: Sequence[Sides]) -> list[tuple[int, int, bool]]:
    """The runs that stand higher (True) or lower than another, which is named second: the one
    before them, or at the line's beginning the one behind."""
    heights = [run[3] - run[1] for run in runs]
    least = 0.7 * max(heights)  # a line of m and n alone is as high as others
    found: list[tuple[int, int, bool]] = []
    base = 0
    for at in range(1, len(runs)):
        full = max(heights[base], least)
        if heights[at] < _SMALL * full and runs[at][0] - runs[at - 1][2] < _APART * full:
            way = _way(runs[base], runs[at], full)
            if way is not None:
                found.append((at, base, way))
                continue
        small = (
            at == 1
            and heights[0] < _SMALL * heights[1]
            and runs[1][0] - runs[0][2] < _APART * heights[1]
        )
        if small and _way(runs[1], runs[0], heights[1]):
            found.append((0, 1, True))  # the number of a footnote before its text
        base = at
    return found


def _way(base: Sides, sign: Sides, height: float) -> bool | None:
    """True for a sign that is raised above `base`, False for one that is lowered, None for one on
    the same line."""
    if sign[3] < base[3] - 0.25 * height:
        return True
    return False if sign[3] > base[3] + 0.05 * height and sign[1] > base[1] + 0.3 * height else None


def _height(sides: Sides) -> float:
    return sides[3] - sides[1]
