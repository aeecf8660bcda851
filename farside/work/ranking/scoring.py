"""A document against a criterion: the expected score by the model's own probabilities, and the sentences behind it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from farside.engine.base import Engine, Request, generate
from farside.reading import bm25, evidence, prompts_judge
from farside.reading.scan import Visit
from farside.types import Evidence, Window
from farside.work.ranking.facts import pattern_of
from farside.work.ranking.rubric import Criterion

MOST_SOURCES = 3
# A score at which evidence is looked for, and at which the model says that a criterion is met at least partly.
_SOMETHING, _PARTLY = 0.5, 2.0

UNSAID = "none of its words stand in the document"
LOW = "its words stand in the document, yet the model gives it little"
UNNAMED = "no sentence names it"


@dataclass(frozen=True, slots=True)
class Scored:
    """`score` from 0 to `prompts_judge.BEST`, one decimal. `pieces` are sentences of the document as it was shown."""

    criterion: Criterion
    score: Decimal
    pieces: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = ()


def score(engine: Engine, windows: Sequence[Window], criterion: Criterion) -> Scored:
    """The best window's score, with what it stands on. Raises `EngineError` when the engine fails for good."""
    expected = [_expected(engine, window, criterion) for window in windows]
    best = max(range(len(windows)), key=lambda at: expected[at])
    value = expected[best]
    named = [piece for window in windows for piece in _with_words(window, criterion.words)]
    pieces = list(named[:MOST_SOURCES])
    if value >= _SOMETHING:
        pieces += _pointed(engine, windows[best], criterion)
    known = {(piece.span.start, piece.span.end): piece for piece in pieces}
    found = tuple(known.values())[:MOST_SOURCES]
    return Scored(criterion, Decimal(f"{value:.1f}"), found, tuple(_doubts(criterion, value, bool(named), found)))


def _expected(engine: Engine, window: Window, criterion: Criterion) -> float:
    """The mean of the scores, each by the probability that it is the reply's first token. A model's most likely digit
    alone puts most documents on one number."""
    request = Request(
        prompts_judge.score(window, criterion.name, criterion.about), max_tokens=1, alternatives=prompts_judge.SCORES
    )
    reply = generate(engine, request)
    logs = reply.first_token
    if not logs:  # a server that reports no probabilities: the digit it wrote
        said = reply.text.strip()[:1]
        return float(said) if said in prompts_judge.SCORES else 0.0
    highest = max(logs.values())
    weights = [math.exp(logs[digit] - highest) for digit in prompts_judge.SCORES]
    return sum(at * weight for at, weight in enumerate(weights)) / sum(weights)


def _with_words(window: Window, words: Sequence[str]) -> list[Evidence]:
    """The sentences that have words of the criterion, those with most of them first."""
    patterns = [pattern_of(word) for word in words]
    found = []
    for document, span in evidence.sentences(window):
        text = span.of(document.text)
        count = sum(bool(pattern.search(text)) for pattern in patterns)
        if count:
            found.append((-count, span.start, Evidence(document, span)))
    return [piece for _, _, piece in sorted(found, key=lambda one: one[:2])]


def _pointed(engine: Engine, window: Window, criterion: Criterion) -> list[Evidence]:
    visit = Visit(window, prompts_judge.shows(criterion.name), 0.0)
    return list(evidence.candidates(visit, evidence.draft(engine, visit)))


def _doubts(criterion: Criterion, value: float, named: bool, found: Sequence[Evidence]) -> list[str]:
    """Where the model and the words of the document do not go together."""
    if criterion.words:
        unsaid = UNSAID if value >= _PARTLY and not named else ""
        low = LOW if value < 1 and named else ""
        return [why for why in (unsaid, low) if why]
    said = set(bm25.words(f"{criterion.name} {criterion.about}"))
    carried = any(said & set(bm25.words(piece.text)) for piece in found)
    return [UNNAMED] if value >= _PARTLY and not carried else []
