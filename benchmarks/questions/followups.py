"""Follow-ups and what must become of them: the content words survive, and no earlier question is
asked instead."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypedDict, cast

from farside.lab.tasks import scoring


@dataclass(frozen=True, slots=True)
class Followup:
    """`question` follows `before`, which was answered with `answer`. `words` ("a|b" for either)
    have to stand in whatever is asked instead of it. `rows`: it is about the rows of that answer
    ("of those")."""

    id: str
    language: Literal["en", "zh"]
    before: str
    answer: str
    question: str
    words: tuple[str, ...]
    rows: bool


class _Line(TypedDict):
    id: str
    language: Literal["en", "zh"]
    before: str
    answer: str
    question: str
    words: list[str]
    rows: bool


def read_followups(file: Path) -> list[Followup]:
    lines = (
        cast(_Line, json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()
    )
    return [
        Followup(
            one["id"],
            one["language"],
            one["before"],
            one["answer"],
            one["question"],
            tuple(one["words"]),
            one["rows"],
        )
        for one in lines
    ]


def lost_words(followup: Followup, asked: str) -> tuple[str, ...]:
    """The words of the follow-up that `asked`, which was put in its place, no longer holds."""
    return tuple(word for word in followup.words if not scoring.holds_keyword(asked, word))


def is_earlier_question(followup: Followup, asked: str) -> bool:
    """Whether the question before was asked again."""
    return _letters(asked) == _letters(followup.before)


def _letters(text: str) -> str:
    return "".join(character for character in scoring.plain_form(text) if character.isalnum())
