"""The order in which people read boxes that stand side by side and one below the other on a
slide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeVar

T = TypeVar("T")
# share of the smaller side of two boxes that may overlap while they still stand apart
_OVERLAP = 0.15
_DEEPEST = 60


class Frame(NamedTuple):
    """The box of a thing, in any unit, from the top left corner."""

    left: float
    top: float
    right: float
    bottom: float


def in_reading_order(things: Sequence[tuple[Frame | None, T]]) -> list[T]:
    """Order things from the top left to the bottom right: cut where the widest empty band runs
    through, so that columns with more air between them than inside of them stay together. What has
    no place comes last; boxes that lie over each other keep the order of their drawing."""
    placed = [(frame, thing) for frame, thing in things if frame is not None]
    return [thing for _, thing in _cut(placed, 0)] + [
        thing for frame, thing in things if frame is None
    ]


def _cut(placed: list[tuple[Frame, T]], depth: int) -> list[tuple[Frame, T]]:
    if len(placed) < 2 or depth > _DEEPEST:
        return placed
    down_gap, down = _widest(placed, lambda one: (one.top, one.bottom))
    across_gap, across = _widest(placed, lambda one: (one.left, one.right))
    parts = across if across_gap > down_gap and len(across) > 1 else down
    if len(parts) < 2:
        parts = across
    if len(parts) < 2:
        return placed
    return [one for part in parts for one in _cut(part, depth + 1)]


def _widest(
    placed: list[tuple[Frame, T]], side: Callable[[Frame], tuple[float, float]]
) -> tuple[float, list[list[tuple[Frame, T]]]]:
    """The widest empty band across one direction, and the two groups on its sides in their order as
    drawn."""
    order = sorted(range(len(placed)), key=lambda at: side(placed[at][0]))
    best, where, reach = float("-inf"), -1.0, side(placed[order[0]][0])[1]
    size = min(side(placed[order[0]][0])[1] - side(placed[order[0]][0])[0], float("inf"))
    for at in order[1:]:
        start, end = side(placed[at][0])
        smaller = min(size, end - start)
        if (
            start - reach > best
            and start - reach >= -_OVERLAP * smaller
            and start > side(placed[order[0]][0])[0]
        ):
            best, where = start - reach, start
        if end > reach:
            reach, size = end, end - start
    if where < 0 and best == float("-inf"):
        return best, [placed]
    before = [one for one in placed if side(one[0])[0] < where]
    after = [one for one in placed if side(one[0])[0] >= where]
    return best, [before, after] if before and after else [placed]
