"""How questions will meet the documents, and what that will take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from farside.types.documents import Document, Window
from farside.types.models import UNMEASURED, Calibration

Strategy = Literal["full", "scan", "retrieve"]


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan is predicted to take: seconds to read the windows that are not kept yet, seconds
    for each question after that (None where this engine was never measured here), and bytes on disk
    when all of them are kept."""

    read: float | None
    question: float | None
    bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How questions will meet the documents, with the cost predicted before it starts. `seconds` is
    for all of it, 0 where it cannot be told. `calibration` is how the model's gate is read."""

    strategy: Strategy
    windows: tuple[Window, ...]
    documents: tuple[Document, ...]
    tokens: int
    seconds: float
    cost: Cost
    calibration: Calibration = UNMEASURED
