"""What an adapter says of itself: what it learned from, by whose leave, and how."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from farside.learn.problems import Problem
from farside.learn.training.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Card:
    """Counts of the problems by kind, language and how they were made; `sources`: each document's
    name with its licence. `seconds` of the last training process. `before`: the card of the adapter
    that learned on, as JSON text; "" for one that knew nothing."""

    model: str
    farside: str
    date: str
    problems: int
    not_stated: int
    kinds: Mapping[str, int]
    languages: Mapping[str, int]
    made: Mapping[str, int]
    sources: Sequence[tuple[str, str]]
    recipe: Recipe
    seconds: float
    before: str = ""


def make_card(
    model: str, problems: Sequence[Problem], recipe: Recipe, seconds: float, before: str = ""
) -> Card:
    """The card of an adapter that learned from these problems."""
    return Card(
        model,
        version("farside"),
        datetime.now(UTC).date().isoformat(),
        len(problems),
        sum(not one.stated for one in problems),
        _count(one.kind for one in problems),
        _count(one.language for one in problems),
        _count(one.made for one in problems),
        sorted({(one.source, one.licence) for one in problems}),
        recipe,
        round(seconds, 1),
        before,
    )


def write_card(card: Card) -> str:
    """JSON text."""
    return json.dumps(asdict(card), ensure_ascii=False)


def _count(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
