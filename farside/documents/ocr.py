"""Text from pictures of pages: RapidOCR with the Chinese and English models inside its wheel;
nothing is downloaded.

Each line keeps its score. A page that stands on its side or head is tried in the other
orientations.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
import numpy.typing as npt

from farside.documents.draft import LineDraft
from farside.documents.layout.order import read_in_order
from farside.documents.layout.pieces import Piece, box_around
from farside.types import Box

Pixels = npt.NDArray[np.uint8]

DOUBTFUL = 0.8  # clean lines score 0.97 and more, wrong ones 0.75 and less
_UPRIGHT = 0.9  # a sample of lines with this mean score stands the right way up
_PROBE = 1000  # pixels: a small picture is enough to see where lines are
_SAMPLE = 4  # lines read to find out which way is up


@dataclass(frozen=True, slots=True)
class _Found:
    """Recognised lines, in the pixels of the turned page."""

    texts: tuple[str, ...]
    boxes: tuple[Box, ...]
    scores: tuple[float, ...]


def recognise_lines(pixels: Pixels) -> tuple[LineDraft, ...]:
    """The lines of a page in reading order, boxes in pixels of `pixels` (height, width, RGB) as
    given."""
    turns = _turns(pixels)
    best = _recognise(np.ascontiguousarray(np.rot90(pixels, turns)))
    height, width = pixels.shape[:2]
    return tuple(
        LineDraft(line.text, _turned_back(line.box, turns, width, height), line.score)
        for line in _lines(best)
        if line.box is not None
    )


def page_doubts(lines: Sequence[LineDraft]) -> str | None:
    """What to say about a page read by OCR; None when every line is good."""
    bad = sum(line.score is not None and line.score < DOUBTFUL for line in lines)
    return f"{bad} of {len(lines)} lines read by OCR are doubtful" if bad else None


@functools.cache
def _engine() -> Any:
    """Loading takes a second or two and 150 MB, so it waits for the first picture and is done
    once."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _turns(pixels: Pixels) -> int:
    """Quarters against the clock that put the page upright, from reading its longest lines each way
    up."""
    step = max(1, round(max(pixels.shape[:2]) / _PROBE))
    small = np.ascontiguousarray(pixels[::step, ::step, ::-1])
    result = _engine()(small, use_det=True, use_cls=False, use_rec=False)
    if result.boxes is None or not len(result.boxes):
        return 0
    found = [_box(corners * step) for corners in result.boxes]
    tall = fmean(box.bottom - box.top > 1.5 * (box.right - box.left) for box in found) > 0.5
    longest = sorted(found, key=lambda box: box.left - box.right + box.top - box.bottom)[:_SAMPLE]
    scores: dict[int, float] = {}
    for turns in (1, 3) if tall else (0, 2):
        scores[turns] = fmean(_score(np.rot90(_cut(pixels, box), turns)) for box in longest)
        if scores[turns] >= _UPRIGHT:
            break
    return max(scores, key=lambda turns: scores[turns])


def _cut(pixels: Pixels, box: Box) -> Pixels:
    return pixels[
        max(0, int(box.top)) : int(box.bottom) + 1, max(0, int(box.left)) : int(box.right) + 1
    ]


def _score(line: Pixels) -> float:
    result = _engine()(
        np.ascontiguousarray(line[:, :, ::-1]), use_det=False, use_cls=False, use_rec=True
    )
    return float(fmean(result.scores)) if result.scores else 0.0


def _box(corners: npt.NDArray[np.float32]) -> Box:
    left, top = corners.min(axis=0)
    right, bottom = corners.max(axis=0)
    return Box(float(left), float(top), float(right), float(bottom))


def _recognise(pixels: Pixels) -> _Found:
    # All three switches are given each time: RapidOCR remembers those of the call before. It
    # expects BGR, as OpenCV does.
    result = _engine()(
        np.ascontiguousarray(pixels[:, :, ::-1]), use_det=True, use_cls=False, use_rec=True
    )
    if result.boxes is None or result.txts is None:
        return _Found((), (), ())
    boxes = tuple(_box(corners) for corners in result.boxes)
    return _Found(tuple(result.txts), boxes, tuple(float(score) for score in result.scores))


def _lines(found: _Found) -> list[LineDraft]:
    """Cells that stand in one row become one line with the score of the worst."""
    pieces = [
        Piece(text, box, line)
        for line, (text, box) in enumerate(zip(found.texts, found.boxes, strict=True))
    ]
    lines = []
    for row in read_in_order(pieces, drawn=False):
        box = box_around([found.boxes[i] for i in row])
        lines.append(
            LineDraft(" ".join(found.texts[i] for i in row), box, min(found.scores[i] for i in row))
        )
    return lines


def _turned_back(box: Box, turns: int, width: int, height: int) -> Box:
    """`box` on a page that was turned `turns` quarters against the clock, as it stands on the page
    of that size."""
    if turns == 1:
        return Box(width - box.bottom, box.left, width - box.top, box.right)
    if turns == 2:
        return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
    if turns == 3:
        return Box(box.top, height - box.right, box.bottom, height - box.left)
    return box
