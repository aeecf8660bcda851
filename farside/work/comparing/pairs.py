"""Where documents agree and where they contradict each other, aspect by aspect, with both quotes.

Asked both ways round; what turns with the order is not told. Numbers are compared by code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from farside.engine.base import Engine
from farside.reading import bm25, prompts_judge, scan
from farside.types import Citation
from farside.work.comparing.cells import Said
from farside.work.tables import readings

# Pairs of documents that are compared for one aspect: those whose cells share most words.
MOST_PAIRS = 12

Relation = Literal["agree", "contradict"]


@dataclass(frozen=True, slots=True)
class Related:
    """Two documents say the same of an aspect, or what cannot both be true. `numbers`: those that only one of them has,
    where there are such."""

    aspect: str
    relation: Relation
    first: Citation
    second: Citation
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """`pairs` of `of` pairs of documents were compared, those whose cells share most words."""

    related: tuple[Related, ...]
    pairs: int
    of: int


def find(engine: Engine, aspect: str, cells: Sequence[Said]) -> Compared:
    """All pairs of documents that state an aspect."""
    stated = [one for one in cells if one.cell.value is not None and one.cell.sources]
    pairs = sorted(combinations(stated, 2), key=lambda pair: -_shared(*pair))
    asked = pairs[:MOST_PAIRS]
    related = [one for pair in asked if (one := _related(engine, aspect, *pair))]
    return Compared(tuple(related), len(asked), len(pairs))


def _shared(one: Said, other: Said) -> float:
    first, second = set(bm25.words(_text(one))), set(bm25.words(_text(other)))
    return len(first & second) / (len(first | second) or 1)


def _text(said: Said) -> str:
    """What a document says, in its own words as far as they are short."""
    return f"{said.cell.value} ({said.cell.quote})" if len(said.cell.quote) <= 240 else str(said.cell.value)


def _related(engine: Engine, aspect: str, one: Said, other: Said) -> Related | None:
    numbers = _different(one, other)
    if not numbers and _both(engine, prompts_judge.agree, one, other):
        return Related(aspect, "agree", one.cell.sources[0], other.cell.sources[0])
    if _both(engine, prompts_judge.contradict, one, other):
        return Related(aspect, "contradict", one.cell.sources[0], other.cell.sources[0], numbers)
    return None


def _both(engine: Engine, ask: prompts_judge.Two, one: Said, other: Said) -> bool:
    """Yes in both orders."""
    question = one.question
    forward = scan.log_odds(engine, ask(_text(one), _text(other), question), question)
    return forward > 0 and scan.log_odds(engine, ask(_text(other), _text(one), question), question) > 0


def _different(one: Said, other: Said) -> str:
    """Numbers of the two cells that are not the same, in words; empty where one has none or they are equal."""
    first, second = (
        {str(each.value) for each in readings.numbers(str(said.cell.value)) if each.value != 1} for said in (one, other)
    )
    if not first or not second or first == second:
        return ""
    return f"{', '.join(sorted(first))} against {', '.join(sorted(second))}"
