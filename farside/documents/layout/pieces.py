"""Pieces of a page's text with their boxes, in a frame where writing goes to the right and lines go
down."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from farside.types import Box

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufefc\U00010800-\U0001eeff]")

Direction = Literal["right", "down", "left", "up"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stand together. Pieces of what the file drew in one go as one line share its
    number, `line`."""

    text: str
    box: Box
    line: int

    @property
    def height(self) -> float:
        return self.box.bottom - self.box.top

    @property
    def width(self) -> float:
        return self.box.right - self.box.left


def box_around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all (at least one)."""
    if len(boxes) == 1:
        return boxes[0]
    sides = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    lefts, tops, rights, bottoms = zip(*sides, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


def turn_box(box: Box, direction: Direction) -> Box:
    """`box` of a page as shown, in the frame of writing that goes in `direction`; below and left of
    0 is no matter."""
    if direction == "down":  # the next line stands to the left: also upright Chinese and Japanese
        return Box(box.top, -box.right, box.bottom, -box.left)
    if direction == "left":
        return Box(-box.right, -box.bottom, -box.left, -box.top)
    if direction == "up":
        return Box(-box.bottom, box.left, -box.top, box.right)
    return box


def on_one_row(a: Box, b: Box) -> bool:
    """Tell whether two boxes stand on one row. This runs for each of thousands of pairs, hence
    without `min` and `max`.
    """
    top, bottom, other_top, other_bottom = a.top, a.bottom, b.top, b.bottom
    overlap = (bottom if bottom < other_bottom else other_bottom) - (
        top if top > other_top else other_top
    )
    height, other_height = bottom - top, other_bottom - other_top
    return overlap > 0.5 * (height if height < other_height else other_height)


def from_right_to_left(pieces: Sequence[Piece]) -> bool:
    """Tell whether most letters are Hebrew, Arabic or the like."""
    if not any(_RIGHT_TO_LEFT.search(piece.text) for piece in pieces):
        return False
    kinds = [
        unicodedata.bidirectional(sign)
        for piece in pieces
        for sign in piece.text[:40]
        if sign.isalpha()
    ]
    return 2 * sum(kind in ("R", "AL") for kind in kinds) > len(kinds)
