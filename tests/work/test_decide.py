"""Typed questions, decided by a scripted model that goes by the words of a window."""

from __future__ import annotations

import json
import math
from decimal import Decimal
from itertools import pairwise

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted
from farside.errors import InputError
from farside.types import ignore
from farside.work.decide import (
    DIFFERS,
    DecisionQuestion,
    check_questions,
    decide_desk,
    text_document,
)
from farside.work.tables.nouns import Day
from tests.work.desks import asked, desk, lines

FRENCH = "The contract is under the law of France."
SIGNED = "It was signed on 3 May 2024 for 1,200 euros."
DULL = " ".join(f"Line {n} is of no interest to anybody at all." for n in range(150))
LAW = DecisionQuestion("french law", "yes/no", "The contract is under French law.")
COUNTRY = DecisionQuestion(
    "country", "choice", "Whose law?", (("Spain", ""), ("France", "of the north"), ("Italy", ""))
)
WHEN = DecisionQuestion("date of signing", "date", "When was it signed?")
SUM = DecisionQuestion("sum", "number", "How much is it?")


def yes(odds: float) -> Scripted:
    return Scripted("Yes" if odds > 0 else "No", {"Yes": odds, "No": 0.0})


def model(request: Request) -> Scripted:
    """Knows the law and the date where they stand in the window."""
    shown, wanted = lines(request), asked(request)
    place = {
        words: next((n for n, line in shown.items() if words in line), 0)
        for words in (FRENCH, SIGNED)
    }
    about_law = "law" in wanted or "country" in wanted
    there = place[FRENCH if about_law else SIGNED] > 0
    if request.schema:
        fields = request.schema["properties"]
        values = {"french law": "yes", "country": "France", "sum": "1,200"}
        value = {name: values.get(name, "3 May 2024") if there else "none" for name in fields}
        number = place[FRENCH if about_law else SIGNED] or 1
        if "again" in wanted or "What does the text" in wanted:
            return Scripted(json.dumps(value))
        placed = {name: {"value": one, "sentence": number} for name, one in value.items()}
        return Scripted(json.dumps(placed))
    if "Its letter:" in wanted:
        assert "B. France (of the north)" in wanted
        return Scripted("B", {"A": math.log(0.1), "B": math.log(0.7), "C": math.log(0.2)})
    return yes(2.0 if there else -3.0)


def test_each_kind_of_question_is_decided() -> None:
    with desk({"a.txt": f"{FRENCH} {SIGNED}"}, model) as at:
        made = decide_desk(at, [LAW, COUNTRY, WHEN, SUM], ignore, kept=False)
    law, country, when, amount = made.decisions
    sure = 1 / (1 + math.exp(-2.0))
    assert law.probabilities == pytest.approx((sure, 1 - sure))
    assert law.cell.value is True
    assert law.stated == pytest.approx(sure)
    assert country.probabilities == pytest.approx((0.1, 0.7, 0.2))
    assert country.cell.value == "France"
    assert when.cell.value == Day(2024, 5, 3)
    assert when.probabilities == pytest.approx((sure,))
    assert amount.cell.value == Decimal(1200)
    for decision, words in ((country, FRENCH), (when, SIGNED)):
        [place] = decision.cell.sources
        assert place.quote.strip() == words
        assert len(decision.ledger) == 1
    assert made.usage.prompt_tokens > 0


def test_windows_count_by_how_surely_they_speak_to_it() -> None:
    texts = {"dull.txt": DULL, "a.txt": f"{DULL} {FRENCH}"}
    with desk(texts, model, limit=400) as at:
        [law] = decide_desk(at, [LAW], ignore, kept=False).decisions
    assert len(law.ledger) > 4
    assert {one.gate for one in law.ledger} == {2.0, -3.0}
    assert sum(one.gate > 0 for one in law.ledger) == 1
    least, most = 1 / (1 + math.exp(3.0)), 1 / (1 + math.exp(-2.0))
    plain = sum(one.probabilities[0] for one in law.ledger) / len(law.ledger)
    assert least < plain < law.probabilities[0] < most
    assert law.cell.sources[0].document == "a.txt"
    spans = [(one.document, one.start, one.end) for one in law.ledger]
    assert all(one[2] == other[1] for one, other in pairwise(spans) if one[0] == other[0]), (
        "every character is in the ledger"
    )


def test_what_is_not_stated_has_no_value() -> None:
    with desk({"dull.txt": DULL[:300]}, model) as at:
        [when] = decide_desk(at, [WHEN], ignore, kept=False).decisions
    assert (when.cell.value, when.probabilities) == (None, ())
    assert when.stated < 0.05


def test_another_reading_is_a_doubt() -> None:
    def doubtful(request: Request) -> Scripted:
        if "Its letter:" in asked(request):
            return Scripted("A", {"A": -0.1, "B": -3.0, "C": -3.0})
        return model(request)

    with desk({"a.txt": FRENCH}, doubtful) as at:
        [country] = decide_desk(at, [COUNTRY], ignore, kept=False).decisions
    assert country.cell.value == "Spain"
    assert any(why.startswith(DIFFERS) and "France" in why for why in country.cell.flags)


def test_a_server_without_probabilities_is_believed_by_its_letter() -> None:
    def silent(request: Request) -> Scripted:
        told = model(request)
        return Scripted(" c." if "Its letter:" in asked(request) else told.text)

    with desk({"a.txt": FRENCH}, silent) as at:
        [country] = decide_desk(at, [COUNTRY], ignore, kept=False).decisions
    assert country.probabilities == (0.0, 0.0, 1.0)


def test_a_text_is_a_document_of_one_page() -> None:
    document = text_document("One.\r\nTwo.")
    assert (document.text, len(document.pages)) == ("One.\nTwo.\n", 1)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ([], "1 to 40"),
        ([LAW, LAW], "same name"),
        ([DecisionQuestion("x", "choice", "Which?", (("a", ""),))], "2 to 26"),
        ([DecisionQuestion("x", "choice", "Which?", (("a", ""), ("a", "")))], "the same"),
    ],
)
def test_what_cannot_be_asked(wrong: list[DecisionQuestion], told: str) -> None:
    with pytest.raises(InputError, match=told):
        check_questions(wrong)
