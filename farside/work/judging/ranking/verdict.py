"""A document's whole result, and its reasons in words that whoever sent it could be told. No model
writes them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from farside.reading.prompts import for_judging
from farside.reading.text.detect import instructions_for
from farside.reading.text.language import Instructions
from farside.types import Citation
from farside.work.judging.ranking.requirements import CheckedRequirement
from farside.work.judging.ranking.rubric import Rubric
from farside.work.judging.ranking.scoring import ScoredCriterion
from farside.work.judging.ranking.shown import ShownDocument
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


def reasons_for(verdict: Verdict, language: Instructions) -> str:
    """The reasons for the document, each with its sentence."""
    return " ".join(_for(verdict, language)) or (
        "没有" if language == "zh" else "Nothing that the criteria ask for."
    )


def _for(verdict: Verdict, language: Instructions) -> Iterator[str]:
    for check in verdict.checks:
        if check.met:
            yield _said(check.requirement.name, check.found, language, met=True)
    for one in sorted(verdict.scores, key=lambda each: -each.score * each.criterion.weight):
        if one.score >= FOR:
            quote = next((source.quote for source in original_sources(verdict, one)), "")
            yield (
                _scored(one, language) + (f" “{_short(quote)}”" if quote else "") + _stop(language)
            )


def reasons_against(verdict: Verdict, language: Instructions) -> str:
    """The reasons against the document: requirements that are not met, and criteria that it shows
    little of."""
    return " ".join(_against(verdict, language)) or (
        "没有" if language == "zh" else "Nothing that the criteria ask for."
    )


def _against(verdict: Verdict, language: Instructions) -> Iterator[str]:
    for check in verdict.checks:
        if not check.met:
            yield _said(check.requirement.name, check.found, language, met=check.met)
    for one in sorted(verdict.scores, key=lambda each: each.score):
        if one.score < AGAINST:
            yield f"{_scored(one, language)} {_little(one, language)}{_stop(language)}"


def _little(one: ScoredCriterion, language: Instructions) -> str:
    """What to say about a low score: a document that names the thing is not said to lack it."""
    if one.pieces:
        return (
            "文件提到了它，但没有更多说明"
            if language == "zh"
            else "the document names it and shows little more"
        )
    return (
        "文件中很少或没有说明" if language == "zh" else "the document shows little or nothing of it"
    )


def _said(name: str, found: str, language: Instructions, met: bool | None) -> str:
    """A requirement in words."""
    if language == "zh":
        says = {True: "符合", False: "不符合", None: "文件没有说明"}[met]
        return f"要求“{name}”：{says}{f'（{found}）' if found else ''}。"
    says = {True: "met", False: "not met", None: "the document does not say"}[met]
    return f"Required, {name}: {says}{f' ({found})' if found else ''}."


def _scored(one: ScoredCriterion, language: Instructions) -> str:
    best = for_judging.BEST
    if language == "zh":
        return f"{one.criterion.name}（{one.score}/{best}）："
    return f"{one.criterion.name} ({one.score} of {best}):"


def _stop(language: Instructions) -> str:
    return "。" if language == "zh" else "."


def _short(quote: str) -> str:
    text = " ".join(quote.split())
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "…"
