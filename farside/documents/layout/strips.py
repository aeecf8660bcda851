"""Blocks of a page, the strips where blocks stand beside each other, and the white gaps between
them."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from statistics import median

from farside.types import Box

Row = tuple[int, ...]
Gap = tuple[float, float]


@dataclass(slots=True, eq=False)
class PieceBlock:
    """Rows of pieces that stay together. `table`: its rows were put together from several columns.

    `members` are the numbers of its pieces, `first` and `last` the least and the greatest. Not
    frozen, because that makes it three times as long to make, and a page has hundreds; nobody
    changes one.
    """

    rows: tuple[Row, ...]
    box: Box
    members: Sequence[int]
    first: int
    last: int
    table: bool = False


def single_block(piece: int, box: Box) -> PieceBlock:
    """One piece as a block."""
    row = (piece,)
    return PieceBlock((row,), box, row, piece, piece)


def cut_across(blocks: list[PieceBlock], slack: float) -> list[list[PieceBlock]]:
    """Blocks that overlap in height, from top to bottom."""
    strips: list[list[PieceBlock]] = []
    bottom = 0.0
    for block in sorted(blocks, key=lambda block: block.box.top):
        if strips and block.box.top < bottom - min(slack, (block.box.bottom - block.box.top) / 2):
            strips[-1].append(block)
            bottom = max(bottom, block.box.bottom)
        else:
            strips.append([block])
            bottom = block.box.bottom
    return strips


def white_gaps(strip: list[PieceBlock], narrowest: float) -> list[Gap]:
    """The white between blocks, from left to right."""
    if len(strip) == 1:
        return []
    found: list[Gap] = []
    right = None
    for block in sorted(strip, key=lambda block: block.box.left):
        if right is not None and block.box.left - right >= narrowest:
            found.append((right, block.box.left))
        right = block.box.right if right is None else max(right, block.box.right)
    return found


def narrow_gaps(gaps: list[Gap], strip: list[PieceBlock], narrowest: float) -> list[Gap]:
    """What is left of the gaps beside the blocks of one more strip; none where a strip that stands
    at one side of them, such as a title, closes some."""
    if not gaps:
        return []
    parts = [_beside(gap, strip, narrowest) for gap in gaps]
    left = [part for each in parts for part in each]
    if not left or all(parts):
        return left
    middles = [(block.box.left + block.box.right) / 2 for block in strip]
    for start, end in left:
        if min(middles) < start and end < max(middles):
            return left
    return []


def _beside(gap: Gap, strip: list[PieceBlock], narrowest: float) -> list[Gap]:
    parts = [gap]
    for block in strip:
        start, end = block.box.left, block.box.right
        if end <= gap[0] or start >= gap[1]:
            continue  # most blocks stand beside the gap
        cut = [(left, min(right, start)) for left, right in parts]
        cut += [(max(left, end), right) for left, right in parts]
        parts = [(left, right) for left, right in dict.fromkeys(cut) if right - left >= narrowest]
    return parts


def columns_between(blocks: list[PieceBlock], gaps: list[Gap]) -> list[list[PieceBlock]]:
    """The blocks between the gaps, from left to right."""
    edges = [(left + right) / 2 for left, right in sorted(gaps)]
    columns: list[list[PieceBlock]] = [[] for _ in range(len(edges) + 1)]
    for block in blocks:
        columns[bisect_left(edges, (block.box.left + block.box.right) / 2)].append(block)
    return [column for column in columns if column]


def without_edges(strips: list[list[PieceBlock]], far: float) -> list[list[PieceBlock]]:
    """The strips without what stands far above or below, such as page numbers."""
    spaces = [b[0].box.top - max(block.box.bottom for block in a) for a, b in pairwise(strips)]
    if len(spaces) < 3:
        return strips
    usual = 2 * max(median(spaces), 0.0)
    first = 1 if spaces[0] > max(far, usual) else 0
    last = len(strips) - 1 if spaces[-1] > max(far, usual) else len(strips)
    return strips[first:last]


def find_zones(
    strips: list[list[PieceBlock]], narrowest: float
) -> list[tuple[list[list[PieceBlock]], list[Gap]]]:
    """Neighbouring strips that share a gap, with the gaps that they share; the others alone,
    without any."""
    zones: list[tuple[list[list[PieceBlock]], list[Gap]]] = []
    at = 0
    while at < len(strips):
        gaps = white_gaps(strips[at], narrowest)
        zone = [strips[at]]
        at += 1
        if not gaps:
            zones.append((zone, gaps))
            continue
        while at < len(strips) and (rest := narrow_gaps(gaps, strips[at], narrowest)):
            gaps = rest
            zone.append(strips[at])
            at += 1
        while (
            zones and not zones[-1][1] and (rest := narrow_gaps(gaps, zones[-1][0][0], narrowest))
        ):
            gaps = rest
            zone.insert(0, zones.pop()[0][0])
        zones.append((zone, gaps))
    return zones


def join_drawn_together(strips: list[list[PieceBlock]]) -> list[list[PieceBlock]]:
    """The strips, those together that the file did not draw one after the other."""
    lasts = list(accumulate((max(b.last for b in strip) for strip in strips), max))
    firsts = list(accumulate((min(b.first for b in strip) for strip in reversed(strips)), min))[
        ::-1
    ]
    parts: list[list[PieceBlock]] = []
    for at, strip in enumerate(strips):
        if at and lasts[at - 1] < firsts[at]:
            parts.append(list(strip))
        elif parts:
            parts[-1] += strip
        else:
            parts = [list(strip)]
    return parts


def count_drawn_elsewhere(strips: list[list[PieceBlock]]) -> int:
    """Count the strips at the bottom that stand in one column only and were drawn before what
    stands above them there."""
    count = 0
    while count < len(strips) - 1 and len(strips[-count - 1]) == 1:
        block = strips[-count - 1][0]
        above = [
            b.first
            for strip in strips[: -count - 1]
            for b in strip
            if stand_in_line(b.box, block.box)
        ]
        if not above or block.first > min(above):
            break
        count += 1
    return count


def stand_in_line(one: Box, other: Box) -> bool:
    """Whether one stands above the other."""
    return min(one.right, other.right) > max(one.left, other.left)
