"""The reasons of a verdict are told by code, in the language of the criteria."""

from __future__ import annotations

from decimal import Decimal

import pytest

from farside.types import Evidence, Span
from farside.work.judging.ranking.requirements import CheckedRequirement
from farside.work.judging.ranking.rubric import Criterion, Requirement, Rubric
from farside.work.judging.ranking.scoring import ScoredCriterion
from farside.work.judging.ranking.shown import ShownDocument
from farside.work.judging.ranking.verdict import (
    Verdict,
    meets_all,
    reasons_against,
    reasons_for,
    weigh_scores,
)
from tests.reading.reader import document

SHOWN = document("Ann built data pipelines in Python. She knows of Rust.")
SHOWN_DOCUMENT = ShownDocument(SHOWN, SHOWN, SHOWN)
PIPELINES = Evidence(SHOWN, Span(0, 35))


def _judged(names: tuple[str, str, str], met: bool | None, found: str = "") -> Verdict:
    strong, named, lacking = (Criterion(name) for name in names)
    scores = (
        ScoredCriterion(strong, Decimal("3.5"), (PIPELINES,)),
        ScoredCriterion(named, Decimal("1.0"), (Evidence(SHOWN, Span(36, 54)),)),
        ScoredCriterion(lacking, Decimal("0.5")),
    )
    checks = (CheckedRequirement(Requirement("degree", "degree", at_least="MSc"), met, found),)
    return Verdict(SHOWN_DOCUMENT, scores, checks, Decimal(50))


def _rubric(*names: str) -> Rubric:
    return Rubric("a post", tuple(Criterion(name) for name in names))


ENGLISH = ("experience with building of data pipelines", "knowledge of Rust", "leading a team")
GERMAN = ("Erfahrung mit dem Bau von Datenpipelines", "Kenntnisse in Rust", "Leitung von Teams")
CHINESE = ("构建数据管道的经验", "掌握 Rust", "带领团队")


def test_what_speaks_for_a_document_stands_with_its_sentence() -> None:
    said = reasons_for(_judged(ENGLISH, met=True, found="MSc"), _rubric(*ENGLISH))
    assert said.endswith(f"{ENGLISH[0]} (3.5 of 4): “Ann built data pipelines in Python.”.")
    assert said.startswith("Required, ")
    assert "met (MSc)." in said
    assert "Rust" not in said


@pytest.mark.parametrize(
    ("met", "says"), [(False, "not met (BSc)."), (None, "the document does not say (BSc).")]
)
def test_what_is_not_met_is_told_from_what_is_not_said(met: bool | None, says: str) -> None:
    said = reasons_against(_judged(ENGLISH, met, "BSc"), _rubric(*ENGLISH))
    assert says in said
    # The weakest first; a document that names a thing is not told that it does not.
    nothing = said.index("leading a team (0.5 of 4): the document shows little or nothing of it.")
    assert nothing < said.index("knowledge of Rust (1.0 of 4): the document names it")


@pytest.mark.parametrize(
    ("names", "good", "bad"),
    [
        (GERMAN, "(3.5 von 4): “Ann built", "das Dokument sagt es nicht"),
        (CHINESE, "（3.5/4）：“Ann built", "文件没有说明"),
    ],
)
def test_reasons_are_in_the_language_of_the_criteria(
    names: tuple[str, str, str], good: str, bad: str
) -> None:
    judged = _judged(names, met=None)
    assert good in reasons_for(judged, _rubric(*names))
    assert bad in reasons_against(judged, _rubric(*names))


def test_names_of_things_are_in_no_language_and_are_told_in_english() -> None:
    names = ("Python", "Kubernetes", "Kafka")
    judged = _judged(names, met=None)
    assert "Python (3.5 of 4)" in reasons_for(judged, _rubric(*names))


def test_a_document_that_shows_nothing_is_told_so() -> None:
    empty = Verdict(SHOWN_DOCUMENT, (), (), Decimal(0))
    assert reasons_for(empty, _rubric("Python")) == "Nothing that the criteria ask for."


def test_a_requirement_that_is_not_known_leaves_the_whole_unclear() -> None:
    assert meets_all([True, True]) == "yes"
    assert meets_all([True, None]) == "unclear"
    assert meets_all([None, False]) == "no"
    assert meets_all([]) == "yes"


def test_scores_are_weighed() -> None:
    rubric = Rubric("", (Criterion("a", 3), Criterion("b", 1)))
    assert weigh_scores(rubric, [(Decimal(4), 3), (Decimal(0), 1)]) == Decimal("75.0")
