"""What every task of the lab is: it makes a case from a cell, and scores the answer. Values in,
values out.

A task is a module of this room with two functions, `make` and `score`, and the constants `KINDS`
and `LANGUAGES`. Running (which asks an engine) and scoring are apart, so that a finished run can be
scored again after a change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Language = Literal["en", "zh"]
Control = Literal["", "no haystack", "no needle"]
Verdict = Literal["right", "partly", "wrong", "refused"]

Count = Callable[[str], int]
"""Tokens of a text, by the tokenizer of the model that is measured."""


@dataclass(frozen=True, slots=True)
class LabCell:
    """One measurement to make. `length` in tokens of context, `depth` in percent of it (0 where a
    task has none); `repeat` counts from 0 and, with `seed`, decides everything that is chosen by
    chance.

    `control`: "no haystack" asks with the facts alone (is it answerable at all?), "no needle" with
    the haystack alone (can it be guessed?).
    """

    task: str
    kind: str
    language: Language
    length: int
    depth: float = 0.0
    repeat: int = 0
    seed: int = 7
    control: Control = ""

    @property
    def id(self) -> str:
        """The id of a cell: the same measurement has the same one in every run and release."""
        parts = (
            self.task,
            self.kind,
            self.language,
            self.length,
            f"{self.depth:g}",
            self.repeat,
            self.seed,
        )
        return "/".join(map(str, (*parts, self.control) if self.control else parts))


@dataclass(frozen=True, slots=True)
class Case:
    """A text, a question about it, and what a right answer has: plain JSON values that the task's
    `score` takes."""

    context: str
    question: str
    expected: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Given:
    """What was answered. `found` is false when Farside said "not stated"; `quotes` are the texts of
    the citations. `without`: the answer to the same text without what the task put into it, where a
    task compares."""

    text: str
    found: bool = True
    quotes: tuple[str, ...] = ()
    without: Given | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """`value` from 0 to 100. `parts` are scores of their own, such as one for each needle by its
    depth."""

    value: float
    verdict: Verdict
    parts: Mapping[str, float] = field(default_factory=dict)


class Task(Protocol):
    """A module of this room. One with an `answer` of its own (as `answering.answer_case`) asks by
    that: what it measures is more than a question."""

    KINDS: tuple[str, ...]
    LANGUAGES: tuple[Language, ...]

    def make(self, cell: LabCell, haystack: str, count: Count) -> Case:
        """The case of a cell; `haystack` is any long text, `count` counts tokens. Raises
        `InputError` for a cell that cannot be made (a haystack that is too short, an unknown
        kind)."""
        ...

    def score(self, expected: Mapping[str, Any], given: Given) -> Score: ...
