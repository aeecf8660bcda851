"""A document against a criterion: the expected score by the model's own probabilities, and the
sentences behind it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from farside.engine.base import Engine, Message, Request, generate_reply
from farside.errors import EngineError
from farside.reading.careful import evidence
from farside.reading.cost import plan
from farside.reading.findings import find_evidence, list_sentences
from farside.reading.grounding import headings
from farside.reading.prompts import for_judging
from farside.reading.scan import Visit
from farside.reading.text import bm25
from farside.types import Evidence, Window
from farside.work.judging.ranking.facts import pattern_of
from farside.work.judging.ranking.rubric import Criterion

MOST_SOURCES = 3
# The least score to look for evidence at, and the least one that means "at least partly met".
_SOMETHING, _PARTLY = 0.5, 2.0
# The score for the number of sentences with a criterion's words: none, one, two, three and more.
_NAMED = (0.0, 2.0, 3.0, 4.0)
# A piece shorter than this is a heading, not a sentence that shows something.
_HEADING = 2
# The least distance of the ends of a model's scale for it to be a scale.
_LEAST_SCALE = 0.2

UNSAID = "none of its words stand in the document"
LOW = "the document names it, yet the model gives it little"
UNNAMED = "no sentence names it"
FLAT = "the model gives nearly the same score to a text with it and to one without"


@dataclass(frozen=True, slots=True)
class ScoredCriterion:
    """`score_criterion` from 0 to `for_judging.BEST`, one decimal. `pieces` are sentences of the
    document as it was shown."""

    criterion: Criterion
    score: Decimal
    pieces: tuple[Evidence, ...] = ()
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """The ends of a model's own scale for a criterion: what it says about a text that has nothing
    to do with it (`low`), and about one that meets it in full (`high`). Small models use a narrow
    middle of 0 to 4."""

    low: float
    high: float

    @property
    def flat(self) -> bool:
        return self.high - self.low < _LEAST_SCALE

    def of(self, expected: float) -> float:
        """An expected score on the whole scale."""
        if self.flat:
            return expected
        return for_judging.BEST * min(1.0, max(0.0, (expected - self.low) / (self.high - self.low)))


def scale_criterion(engine: Engine, criterion: Criterion) -> Scale:
    """Measures the ends, by two short texts of our own."""
    neutral, full = for_judging.scale_ends(criterion.name)
    return Scale(
        *(
            _mean(engine, for_judging.score_lines(text, criterion.name, criterion.about))
            for text in (neutral, full)
        )
    )


def score_criterion(
    engine: Engine, windows: Sequence[Window], criterion: Criterion, scaled: Scale
) -> ScoredCriterion:
    """The best window's score, with what it stands on. Where the criterion has words, how often the
    document says them counts as much as the model. Raises `EngineError` when the engine fails for
    good."""
    expected = [
        _mean(engine, for_judging.score_prompt(window, criterion.name, criterion.about))
        for window in windows
    ]
    best = max(range(len(windows)), key=lambda at: expected[at])
    value = scaled.of(expected[best])
    words = criterion.words or (criterion.name,)
    named = [piece for window in windows for piece in _with_words(window, words)]
    flags = list(_doubts(criterion, value, bool(named))) + ([FLAT] if scaled.flat else [])
    pieces = named
    if not criterion.words and value >= _SOMETHING:
        pieces = list(dict.fromkeys([*named, *_pointed(engine, windows[best], criterion)]))
        flags += [] if pieces or value < _PARTLY else [UNNAMED]
    said = (value + _NAMED[min(len(named), len(_NAMED) - 1)]) / 2
    value = (
        said if criterion.words else max(value, said)
    )  # a document that does not name a quality may show it nevertheless
    return ScoredCriterion(
        criterion, Decimal(f"{value:.1f}"), tuple(pieces[:MOST_SOURCES]), tuple(flags)
    )


def _mean(engine: Engine, messages: tuple[Message, ...]) -> float:
    """The mean of the scores, each by the probability that it is the reply's first token. A model's
    most likely digit alone puts most documents on one number."""
    reply = generate_reply(engine, Request(messages, max_tokens=1, alternatives=for_judging.SCORES))
    logs = reply.first_token
    if not logs:  # for a server that reports no probabilities: the digit it wrote
        said = reply.text.strip()[:1]
        if said not in for_judging.SCORES:
            raise EngineError(
                f"{engine.model} was asked for one digit from 0 to 4 and gave {reply.text[:40]!r}"
            )
        return float(said)
    highest = max(logs.values())
    weights = [math.exp(logs[digit] - highest) for digit in for_judging.SCORES]
    return sum(at * weight for at, weight in enumerate(weights)) / sum(weights)


def _with_words(window: Window, words: Sequence[str]) -> list[Evidence]:
    """The sentences that have words of the criterion, those with most of them first."""
    patterns = [pattern_of(word) for word in words]
    found = []
    for document, span in list_sentences(window):
        text = span.of(document.text)
        count = sum(bool(pattern.search(text)) for pattern in patterns)
        if count and not headings.is_heading(document, span):
            found.append((-count, span.start, Evidence(document, span)))
    return [piece for _, _, piece in sorted(found, key=lambda one: one[:2])]


def _pointed(engine: Engine, window: Window, criterion: Criterion) -> list[Evidence]:
    """The sentences behind what the model says of a criterion, those first that carry most of it;
    no headings, and none that shares no word with it."""
    asked = plan.make_query(for_judging.evidence_question(criterion.name))
    visit = Visit(window, asked.text, 0.0, several=asked.several)
    drafted = evidence.draft_from_window(engine, visit)
    said = set(bm25.split_words(f"{criterion.name} {criterion.about} {drafted.text}"))
    shared = [
        (len(said & set(bm25.split_words(piece.text))), piece)
        for piece in find_evidence(visit, drafted)
    ]
    known = [(count, piece) for count, piece in shared if count and not _is_title(piece)]
    return [piece for _, piece in sorted(known, key=lambda one: -one[0])]


def _is_title(piece: Evidence) -> bool:
    return len(bm25.split_words(piece.text)) < _HEADING or headings.is_heading(
        piece.document, piece.span
    )


def _doubts(criterion: Criterion, value: float, named: bool) -> Iterator[str]:
    """Yield where the model and the words of the document disagree."""
    if criterion.words and value >= _PARTLY and not named:
        yield UNSAID
    if value < 1 and named:
        yield LOW
