"""Where documents agree and where they contradict each other, aspect by aspect, with both quotes.

Only statements about one thing can agree or contradict each other, and small models say yes to
either when they are asked about two different things: code decides by their words which pairs are
asked about. Each pair is asked both ways round; an answer that turns with the order is not told.
Code compares numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from farside.engine.base import Engine
from farside.reading import scan
from farside.reading.prompts import for_judging
from farside.reading.text import bm25
from farside.reading.text.detect import instructions_for
from farside.types import Citation
from farside.work.judging.comparing.cells import SaidCell
from farside.work.tables import readings

# How many pairs of documents are compared for one aspect: those whose cells share most words.
MOST_PAIRS = 12
# Least share of the words of the shorter statement that the other one has too: first, where both
# speak of one thing; second, where they also count the same thing ("90 days", "30 days"). Six
# papers on six subjects share at most 0.45.
_ALIKE, _ALIKE_COUNTING = 0.5, 0.3

Relation = Literal["agree", "contradict"]


@dataclass(frozen=True, slots=True)
class Related:
    """Two documents say the same of an aspect, or what cannot both be true. `numbers`: those that
    only one of them has, where there are such."""

    aspect: str
    relation: Relation
    first: Citation
    second: Citation
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """`pairs` of the `of` pairs of documents that speak of one thing were compared, those that
    share most words."""

    related: tuple[Related, ...]
    pairs: int
    of: int


def find_related(engine: Engine, aspect: str, cells: Sequence[SaidCell]) -> Compared:
    """All pairs of documents that state an aspect of one thing."""
    stated = [one for one in cells if one.cell.value is not None and one.cell.sources]
    shares = [(pair, _shared(*pair)) for pair in combinations(stated, 2)]
    pairs = sorted((one for one in shares if _alike(*one[0], one[1])), key=lambda one: -one[1])
    asked = pairs[:MOST_PAIRS]
    related = [one for pair, _ in asked if (one := _related(engine, aspect, *pair))]
    return Compared(tuple(related), len(asked), len(pairs))


def _alike(one: SaidCell, other: SaidCell, shared: float) -> bool:
    """Tell whether two statements may be about one thing. Words cannot tell that of two
    languages."""
    if instructions_for(_text(one)) != instructions_for(_text(other)):
        return True
    return shared >= _ALIKE or (shared >= _ALIKE_COUNTING and bool(_counted(one) & _counted(other)))


def _shared(one: SaidCell, other: SaidCell) -> float:
    first, second = _words(_text(one)), _words(_text(other))
    return len(first & second) / (min(len(first), len(second)) or 1)


def _words(text: str) -> set[str]:
    return {word for word in bm25.split_words(text) if not word.isdigit()}


def _counted(said: SaidCell) -> set[str]:
    """The words right after the numbers of a statement: what they count."""
    text = _text(said)
    return {
        next(iter(bm25.split_words(text[each.end :])), "") for each in readings.read_numbers(text)
    } - {""}


def _text(said: SaidCell) -> str:
    """What a document says, with its own words where they are short."""
    return (
        f"{said.cell.value} ({said.cell.quote})"
        if len(said.cell.quote) <= 240
        else str(said.cell.value)
    )


def _related(engine: Engine, aspect: str, one: SaidCell, other: SaidCell) -> Related | None:
    first, second = (_numbers(str(said.cell.value)) for said in (one, other))
    differ = bool(first) and bool(second) and first != second
    shown = (_source(one, first), _source(other, second))
    if not differ and _both(engine, for_judging.agree_prompt, one, other):
        return Related(aspect, "agree", *shown)
    if _both(engine, for_judging.contradict_prompt, one, other):
        words = f"{', '.join(sorted(first))} against {', '.join(sorted(second))}" if differ else ""
        return Related(aspect, "contradict", *shown, words)
    return None


def _both(engine: Engine, ask: for_judging.Two, one: SaidCell, other: SaidCell) -> bool:
    """Tell whether the model says Yes in both orders."""
    question = one.question
    forward = scan.log_odds(engine, ask(_text(one), _text(other), question), question)
    return (
        forward > 0 and scan.log_odds(engine, ask(_text(other), _text(one), question), question) > 0
    )


def _numbers(text: str) -> set[str]:
    """The numbers that stand in a text; "one" is mostly none."""
    return {str(each.value) for each in readings.read_numbers(text) if each.value != 1}


def _source(said: SaidCell, numbers: set[str]) -> Citation:
    """The first cited sentence that holds most of these numbers."""
    return max(said.cell.sources, key=lambda one: len(numbers & _numbers(one.quote)))
