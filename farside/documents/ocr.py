"""Text from pictures of pages: RapidOCR with the Chinese and English models inside its wheel; nothing is downloaded.

Each line keeps its score. A page that stands on its side or head is tried in the other orientations.
"""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any

import numpy as np
import numpy.typing as npt

from farside.documents.columns import rows
from farside.documents.draft import LineDraft
from farside.types import Box

Pixels = npt.NDArray[np.uint8]

DOUBTFUL = 0.8  # clean lines score 0.97 and more, wrong ones 0.75 and less
_POOR = 0.88  # a page under this mean may be turned
_GOOD = 0.95  # no other orientation will be better


@dataclass(frozen=True, slots=True)
class _Found:
    """The lines that one orientation gave, in its own pixels. `tall` when most of them run up or down."""

    texts: tuple[str, ...]
    boxes: tuple[Box, ...]
    scores: tuple[float, ...]

    @property
    def score(self) -> float:
        """The mean over characters: long lines tell more than specks."""
        weights = [max(1, len(text)) for text in self.texts]
        return sum(s * w for s, w in zip(self.scores, weights, strict=True)) / sum(weights) if weights else 0.0

    @property
    def tall(self) -> bool:
        upright = [box.bottom - box.top > 1.5 * (box.right - box.left) for box in self.boxes]
        return bool(upright) and fmean(upright) > 0.5


def read(pixels: Pixels) -> tuple[LineDraft, ...]:
    """The lines of a page in reading order, boxes in pixels of `pixels` (height, width, RGB) as given."""
    best, turns = _recognise(pixels), 0
    if best.texts and (best.tall or best.score < _POOR):
        for tried in (1, 3) if best.tall else (2, 1, 3):
            found = _recognise(np.ascontiguousarray(np.rot90(pixels, tried)))
            if not found.tall and (best.tall or found.score > best.score):
                best, turns = found, tried
            if not best.tall and best.score >= _GOOD:
                break
    height, width = pixels.shape[:2]
    return tuple(
        LineDraft(line.text, _turned_back(line.box, turns, width, height), line.score)
        for line in _lines(best)
        if line.box is not None
    )


def doubts(lines: Sequence[LineDraft]) -> str | None:
    """What to say about a page read by OCR, None when every line is good."""
    bad = sum(line.score is not None and line.score < DOUBTFUL for line in lines)
    return f"{bad} of {len(lines)} lines read by OCR are doubtful" if bad else None


@functools.cache
def _engine() -> Any:
    """Loading takes a second or two and 150 MB, so it waits for the first picture and is done once."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "error",
            "EngineConfig.onnxruntime.intra_op_num_threads": 2,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _recognise(pixels: Pixels) -> _Found:
    result = _engine()(pixels[:, :, ::-1])  # it expects BGR, as OpenCV has it
    if result.boxes is None or result.txts is None:
        return _Found((), (), ())
    boxes = tuple(
        Box(float(x.min()), float(y.min()), float(x.max()), float(y.max()))
        for x, y in ((corners[:, 0], corners[:, 1]) for corners in result.boxes)
    )
    return _Found(tuple(result.txts), boxes, tuple(float(score) for score in result.scores))


def _lines(found: _Found) -> list[LineDraft]:
    """Cells that stand in one row become one line with the score of the worst."""
    lines = []
    for row in rows(found.boxes):
        parts = [found.boxes[i] for i in row]
        box = Box(
            min(part.left for part in parts),
            min(part.top for part in parts),
            max(part.right for part in parts),
            max(part.bottom for part in parts),
        )
        lines.append(LineDraft(" ".join(found.texts[i] for i in row), box, min(found.scores[i] for i in row)))
    return lines


def _turned_back(box: Box, turns: int, width: int, height: int) -> Box:
    """`box` on a page that was turned `turns` quarters against the clock, as it stands on the page of that size."""
    if turns == 1:
        return Box(width - box.bottom, box.left, width - box.top, box.right)
    if turns == 2:
        return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
    if turns == 3:
        return Box(box.top, height - box.right, box.bottom, height - box.left)
    return box
