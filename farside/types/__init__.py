"""The shared nouns, frozen. A value here means the same thing in every room."""

from __future__ import annotations

from farside.types.answers import (
    UNKEPT,
    Answer,
    Citation,
    Coverage,
    Entry,
    Evidence,
    Seconds,
    Sentence,
    Usage,
)
from farside.types.documents import NOT_READ, Box, Document, Line, Page, Part, Skipped, Span, Window
from farside.types.events import (
    AnswerText,
    ColumnAsked,
    Event,
    Found,
    Looked,
    Notify,
    Planned,
    Progress,
    Rewritten,
    Understood,
    ignore,
)
from farside.types.models import UNMEASURED, USUAL_AIDS, Aids, Calibration, ReaderName
from farside.types.plans import Cost, Plan, Strategy

__all__ = [
    "NOT_READ",
    "UNKEPT",
    "UNMEASURED",
    "USUAL_AIDS",
    "Aids",
    "Answer",
    "AnswerText",
    "Box",
    "Calibration",
    "Citation",
    "ColumnAsked",
    "Cost",
    "Coverage",
    "Document",
    "Entry",
    "Event",
    "Evidence",
    "Found",
    "Line",
    "Looked",
    "Notify",
    "Page",
    "Part",
    "Plan",
    "Planned",
    "Progress",
    "ReaderName",
    "Rewritten",
    "Seconds",
    "Sentence",
    "Skipped",
    "Span",
    "Strategy",
    "Understood",
    "Usage",
    "Window",
    "ignore",
]
