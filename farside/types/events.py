"""What a run tells while it works."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from farside.types.documents import Skipped
from farside.types.plans import Plan

Stage = Literal[
    "parse",
    "download",
    "fetch",
    "build",
    "start",
    "measure",
    "understand",
    "read",
    "extract",
    "check",
    "follow",
    "judge",
    "compare",
    "guide",
    "make",
    "train",
    "index",
]
WORKING: frozenset[Stage] = frozenset(("read", "extract", "check", "judge", "compare"))
"""Stages where a model works on the documents: a command that ends before them leaves nothing to go
on with."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is. `unit` names what is counted. `seconds_left` is the time left for what
    `detail` names, None where that cannot be told."""

    stage: Stage
    done: float
    total: float
    unit: str
    detail: str = ""
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A piece of the answer as it is written; the checked `Answer` that follows is what counts."""

    text: str


@dataclass(frozen=True, slots=True)
class Planned:
    """Told before the model starts: what will be read, which files could not be taken, and what
    would be better."""

    plan: Plan
    skipped: tuple[Skipped, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A window was asked: the `number`th of `total` (from 1). `gates` are its log-odds, one for
    each question."""

    number: int
    total: int
    origin: str
    gates: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence, as it is found. `score` is in log-odds; the answer says later what it is worth."""

    question: str
    document: str
    label: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class ColumnAsked:
    """A column that an answer is computed from, and how many documents it must still be read
    from."""

    name: str
    kind: str
    documents: int


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question was understood as, told before anything is read: in words, and, where the
    answer is computed, as SQL with the columns that it needs."""

    question: str
    kind: str
    words: str
    sql: str
    columns: tuple[ColumnAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question that follows others, as it was put, and the question that is asked in its place,
    which stands alone."""

    original: str
    standalone: str


Event = Progress | AnswerText | Understood | Rewritten | Planned | Looked | Found
Notify = Callable[[Event], None]


def ignore(_: Event) -> None:
    """The `Notify` of a caller who does not want to know."""
