"""A document's whole result, and its reasons in words that its sender could be told. No model
writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from farside.reading.prompts import for_judging
from farside.reading.text.detect import instructions_for, tell_code
from farside.reading.text.language import Instructions, Language
from farside.reading.text.languages import LANGUAGES
from farside.types import Citation
from farside.work.judging.ranking.requirements import CheckedRequirement
from farside.work.judging.ranking.rubric import Rubric
from farside.work.judging.ranking.scoring import ScoredCriterion
from farside.work.judging.ranking.shown import ShownDocument
from farside.work.phrases.say import say
from farside.work.tables.places import cite_span

# A score from the first on speaks for a document, one under the second against it.
FOR, AGAINST = Decimal("2.5"), Decimal("1.5")
_LONGEST_QUOTE = 160

Meets = Literal["yes", "unclear", "no"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """`weigh_scores` is of 100, by weight. `problem` says why a document could not be judged; it
    has no scores then."""

    shown: ShownDocument
    scores: tuple[ScoredCriterion, ...]
    checks: tuple[CheckedRequirement, ...]
    total: Decimal
    problem: str = ""

    @property
    def meets(self) -> Meets:
        return meets_all([one.met for one in self.checks])


def meets_all(checks: Collection[bool | None]) -> Meets:
    """Tell whether all requirements are met; a check of None means that it is not known."""
    return "no" if False in checks else "unclear" if None in checks else "yes"


def weigh_scores(rubric: Rubric, scores: Iterable[tuple[Decimal, int]]) -> Decimal:
    """The weighted mean of the scores, each with the weight of its criterion, of 100."""
    points = sum((score * weight for score, weight in scores), Decimal(0))
    return (100 * points / (for_judging.BEST * rubric.weights)).quantize(Decimal("0.1"))


def original_sources(verdict: Verdict, scored: ScoredCriterion) -> tuple[Citation, ...]:
    """The sentences behind a score, as they stand in the original."""
    pieces = [verdict.shown.back(piece) for piece in scored.pieces]
    return tuple(cite_span(piece.document, piece.span, n) for n, piece in enumerate(pieces, 1))


def rubric_language(rubric: Rubric) -> Instructions:
    """The language of the criteria."""
    return instructions_for(" ".join(one.name for one in rubric.criteria))


def reasons_for(verdict: Verdict, rubric: Rubric) -> str:
    """The reasons for the document, each with its sentence, in the language of the criteria."""
    language = _told_in(rubric)
    return " ".join(_for(verdict, language)) or say(language, "nothing asked")


def _for(verdict: Verdict, language: Language) -> Iterator[str]:
    for check in verdict.checks:
        if check.met:
            yield _required(check, language)
    for one in sorted(verdict.scores, key=lambda each: -each.score * each.criterion.weight):
        if one.score >= FOR:
            quote = next((source.quote for source in original_sources(verdict, one)), "")
            yield _scored(one, language, f"“{_short(quote)}”" if quote else "—")


def reasons_against(verdict: Verdict, rubric: Rubric) -> str:
    """The reasons against the document: requirements that are not met, and criteria that it shows
    little of."""
    language = _told_in(rubric)
    return " ".join(_against(verdict, language)) or say(language, "nothing asked")


def _against(verdict: Verdict, language: Language) -> Iterator[str]:
    for check in verdict.checks:
        if not check.met:
            yield _required(check, language)
    for one in sorted(verdict.scores, key=lambda each: each.score):
        if one.score < AGAINST:
            # A document that names the thing is not told that it does not.
            yield _scored(
                one, language, say(language, "names it" if one.pieces else "shows little")
            )


def _told_in(rubric: Rubric) -> Language:
    """The language of the criteria where their script or their small words tell it. It is not
    guessed: "Python, Kubernetes, Kafka" would be taken for German."""
    said = [rubric.title, *(f"{one.name} {one.about}" for one in rubric.criteria)]
    return LANGUAGES.get(tell_code(" ".join(said)), LANGUAGES["en"])


def _required(check: CheckedRequirement, language: Language) -> str:
    """A requirement in words."""
    says = say(language, "met" if check.met else "unsaid" if check.met is None else "not met")
    found = f" ({check.found})" if check.found else ""
    return say(language, "required", name=check.requirement.name, says=says + found)


def _scored(one: ScoredCriterion, language: Language, says: str) -> str:
    best, name = for_judging.BEST, one.criterion.name
    return say(language, "score", name=name, score=one.score, best=best, says=says)


def _short(quote: str) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
