"""Which statements may agree or contradict: those of one thing. The engine says Yes to whatever it
is asked."""

from __future__ import annotations

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.types import Citation
from farside.work.judging.comparing import pairs
from farside.work.judging.comparing.cells import SaidCell
from farside.work.tables.nouns import Cell
from tests.work.desks import certain


def yes(request: Request) -> str | Scripted:
    words = request.alternatives
    return certain(next(word for word in words if word in ("Yes", "是")), words)


def said(value: str, *quotes: str) -> SaidCell:
    sources = tuple(
        Citation(n, f"{value[:4]}.txt", value, 1, "", 0, len(quote), quote)
        for n, quote in enumerate(quotes or (value,), 1)
    )
    return SaidCell("What of it?", Cell(value, value, sources))


def related(*given: SaidCell) -> list[tuple[str, str]]:
    return [
        (one.relation, one.numbers)
        for one in pairs.find_related(ScriptedEngine(yes), "it", given).related
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (
            "The CNN achieved a macro-F1 score of 0.69.",
            "Backing off leads to an error rate of 6.9 %.",
        ),
        (
            "The dataset contains 14,100 tweets.",
            "We use 8544 reviews of the Stanford Sentiment Treebank.",
        ),
        ("Semantic role labeling across two languages", "Sentiment analysis of Turkish films"),
        ("本文研究土耳其语的情感分析", "作者收集了十五万条推文"),
    ],
)
def test_statements_of_two_things_neither_agree_nor_contradict(one: str, other: str) -> None:
    assert related(said(one), said(other)) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        (
            "The ferry carries 40 cars.",
            "Each time the ferry carries 55 cars.",
            ("contradict", "40 against 55"),
        ),
        (
            "Either party ends it with 90 days' written notice.",
            "Either side gives 30 days' notice.",
            ("contradict", "90 against 30"),
        ),
        ("The notice is three months.", "It ends with three months' notice.", ("agree", "")),
        (
            "任何一方可提前30天书面通知终止协议",
            "任何一方可提前60天书面通知终止协议",
            ("contradict", "30 against 60"),
        ),
        ("The notice is 30 days.", "通知期为30天", ("agree", "")),
    ],
)
def test_statements_of_one_thing(one: str, other: str, found: tuple[str, str]) -> None:
    assert related(said(one), said(other)) == [found]


def test_the_sentence_with_the_numbers_is_quoted() -> None:
    one = said(
        "The set has 14,100 tweets.",
        "Models are trained on the set of tweets.",
        "The set has 14,100 tweets.",
    )
    other = said("The set has 9,000 tweets.")
    (found,) = pairs.find_related(ScriptedEngine(yes), "data", [one, other]).related
    assert found.first.quote == "The set has 14,100 tweets."
