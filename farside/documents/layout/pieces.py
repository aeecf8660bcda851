"""Pieces of a page's text with their boxes, in a frame in which writing goes to the right and lines go down."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from farside.types import Box

Direction = Literal["right", "down", "left", "up"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together. Pieces of what the file drew in one go as one line share its number, `line`."""

    text: str
    box: Box
    line: int

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top

    @property
    def width(self) -> float:
        return self.box.right - self.box.left


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all (at least one)."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


def turned(box: Box, direction: Direction) -> Box:
    """`box` of a page as shown, in the frame of writing that goes in `direction`; below and left of 0 is no matter."""
    if direction == "down":  # the next line stands to the left: also upright Chinese and Japanese
        return Box(box.top, -box.right, box.bottom, -box.left)
    if direction == "left":
        return Box(-box.right, -box.bottom, -box.left, -box.top)
    if direction == "up":
        return Box(-box.bottom, box.left, -box.top, box.right)
    return box


def on_one_row(a: Box, b: Box) -> bool:
    overlap = min(a.bottom, b.bottom) - max(a.top, b.top)
    return overlap > 0.5 * min(a.bottom - a.top, b.bottom - b.top)


def from_right_to_left(pieces: Sequence[Piece]) -> bool:
    """Whether most letters are Hebrew, Arabic or the like."""
    kinds = [unicodedata.bidirectional(sign) for piece in pieces for sign in piece.text[:40] if sign.isalpha()]
    return 2 * sum(kind in ("R", "AL") for kind in kinds) > len(kinds)
