"""How questions will meet the documents, and what that will take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from farside.types.documents import Document, Window
from farside.types.models import UNMEASURED, Calibration

Strategy = Literal["full", "scan", "retrieve"]
How = Literal["quick", "thorough", "twice"]
"""How carefully a question is asked (`reading.manner`)."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan is predicted to take: `read` seconds for the windows that are not kept yet,
    `question` seconds for each question after that, and `bytes` on disk when all windows are kept.
    `round`: seconds of one thing that is asked of all windows again, and `reread`: of one place
    that is read again. `closing`: of the `question` what is left when all windows have been looked
    at. Seconds are None where this engine was never measured here."""

    read: float | None
    question: float | None
    bytes: int
    round: float | None = None
    reread: float | None = None
    closing: float | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """How questions will meet the documents, with the cost predicted before it starts. `seconds` is
    for all of it, 0 where it cannot be told. `calibration` says how to read the model's gate."""

    strategy: Strategy
    windows: tuple[Window, ...]
    documents: tuple[Document, ...]
    tokens: int
    seconds: float
    cost: Cost
    calibration: Calibration = UNMEASURED
