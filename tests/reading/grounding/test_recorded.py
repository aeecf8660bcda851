"""The gate over texts that are there: the samples' questions, and what models wrote of them in
their own words."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from farside.reading.grounding import echo, support
from farside.reading.grounding.notes import Note

SAMPLES = Path(__file__).parents[3] / "samples" / "questions.json"
WRITTEN = {
    "By how much did": "They lowered the number of boars on the track by 61 percent.",
    "How many weeks did": "The effect was gone after 7 weeks.",
    "Which share of": "64% of the flat roofs can carry it without being strengthened.",
    "To what amount": (
        "The Supplier's liability is limited to EUR 120,000 in any period of 12 months."
    ),
    "How often must": "Every probe is calibrated at least once in 60 days.",
    "What is the total due": "The total is EUR 2238.60.",
    "How many metres": "220 metres.",
    "Who was data lead": "Priya Raghunathan was the data lead of the CARINA trial.",
    "湖面结冰": "湖面结冰超过3厘米时渡船应当停航。",
    "自行车": "自行车每辆加收3元。",
    "陈雨桐": "预见期延长到15小时。",
}
KNOWN = [one for one in json.loads(SAMPLES.read_text(encoding="utf-8")) if one["found"]]


def said(question: str) -> str:
    return next(text for begins, text in WRITTEN.items() if question.startswith(begins))


@pytest.mark.parametrize("one", KNOWN, ids=lambda one: one["quote"][:30])
def test_a_paraphrase_of_the_right_quotation_stands_and_on_no_other(one: dict[str, str]) -> None:
    question, sentence = one["question"], said(one["question"])
    quotes = [Note(other["quote"], (at,), other["document"]) for at, other in enumerate(KNOWN)]
    right = KNOWN.index(one)
    assert support.cite_notes(sentence, [0], [quotes[right]], question) == (0,)
    assert right in support.cite_notes(sentence, [(right + 1) % len(quotes)], quotes, question)
    assert not echo.find_echo(sentence)
    for at, quote in enumerate(quotes):
        foreign = one["quote"].isascii() != quote.text.isascii()
        if at != right and not foreign:
            assert support.cite_notes(sentence, [0], [quote], question) == ()
