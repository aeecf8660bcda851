"""Reading order of boxes on a page: columns of prose one after another, everything else row by row.

A page has two columns when some upright gutter has long lines at both sides for most of its height. Lines that cross
the gutter (titles, figures) divide the page into bands, each read left column first. Short cells are a table: rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from farside.types import Box

_FEWEST = 4  # lines a column must have
_SHARE = 0.25  # of the width of all text that a column's median line must have
_CROSSING = 0.6  # of all lines that may cross the gutter: pages with columns in one part only


def rows(boxes: Sequence[Box]) -> list[list[int]]:
    """Indices into `boxes` in reading order; those that stand beside each other in one column share a row."""
    return _order(boxes, list(range(len(boxes))))


def gutter(boxes: Sequence[Box]) -> float | None:
    """Where two columns of prose meet (a distance from the left), or None where there is one column or a table."""
    if len(boxes) < 2 * _FEWEST:
        return None
    left, right = min(box.left for box in boxes), max(box.right for box in boxes)
    edges = {box.right + 0.5 for box in boxes} | {box.left - 0.5 for box in boxes}
    middle = [x for x in edges if left + 0.2 * (right - left) < x < right - 0.2 * (right - left)]
    best = min(middle, key=lambda x: (_crossing(boxes, x), abs(x - (left + right) / 2)), default=None)
    if best is None or _crossing(boxes, best) > _CROSSING * len(boxes):
        return None
    columns = ([box for box in boxes if box.right <= best], [box for box in boxes if box.left >= best])
    return best if all(_prose(column, right - left) for column in columns) and _side_by_side(*columns) else None


def _crossing(boxes: Sequence[Box], x: float) -> int:
    return sum(box.left < x < box.right for box in boxes)


def _prose(column: list[Box], width: float) -> bool:
    if len(column) < _FEWEST:
        return False
    long = median(box.right - box.left for box in column)
    return long >= _SHARE * width and long >= 6 * median(box.bottom - box.top for box in column)


def _side_by_side(left: list[Box], right: list[Box]) -> bool:
    top = max(min(box.top for box in left), min(box.top for box in right))
    bottom = min(max(box.bottom for box in left), max(box.bottom for box in right))
    height = min(max(box.bottom for box in side) - min(box.top for box in side) for side in (left, right))
    return bottom - top > 0.5 * height


def _order(boxes: Sequence[Box], chosen: list[int]) -> list[list[int]]:
    x = gutter([boxes[i] for i in chosen])
    if x is None:
        return _rows(boxes, chosen)
    ordered: list[list[int]] = []
    left: list[int] = []
    right: list[int] = []
    for i in sorted(chosen, key=lambda i: boxes[i].top):
        if boxes[i].right <= x:
            left.append(i)
        elif boxes[i].left >= x:
            right.append(i)
        else:
            ordered += [*_order(boxes, left), *_order(boxes, right), [i]]
            left, right = [], []
    return [*ordered, *_order(boxes, left), *_order(boxes, right)]


def _rows(boxes: Sequence[Box], chosen: list[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for i in sorted(chosen, key=lambda i: boxes[i].top + boxes[i].bottom):
        if found and _same_row(boxes[found[-1][0]], boxes[i]):
            found[-1].append(i)
        else:
            found.append([i])
    return [sorted(row, key=lambda i: boxes[i].left) for row in found]


def _same_row(a: Box, b: Box) -> bool:
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    return overlap > 0.5 * min(a.bottom - a.top, b.bottom - b.top)
