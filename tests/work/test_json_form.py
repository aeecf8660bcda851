"""The objects that `--json` prints: what programs depend on."""

from __future__ import annotations

import json
from dataclasses import replace

from farside.types import (
    Answer,
    Citation,
    Cost,
    Coverage,
    Document,
    Entry,
    Page,
    Plan,
    Seconds,
    Sentence,
    Skipped,
    Span,
    Understood,
    Usage,
)
from farside.work.json_form import answer_as_plain, foreseen_as_plain, outlook_as_plain
from farside.work.planning import Foreseen, Outlook

QUOTE = Citation(1, "a.txt", "0" * 64, 1, "p. 1", 0, 4, "五月。")
ENTRY = Entry(1, "Who?", 0, "a.txt", "0" * 64, 0, 4, "k", "computed", "", 0.5, 0.1, 10, 0)
ANSWER = Answer(
    question="Who?",
    text="Ann [1].",
    found=True,
    sentences=(Sentence("Ann [1].", (1,), True),),
    citations=(QUOTE,),
    coverage=Coverage(1, 2, 2, 1, 1, 4, 4),
    strategy="scan",
    model="m",
    usage=Usage(10, 2, 3),
    seconds=Seconds(read=1.23456, total=2.0),
    problems=("a.txt p. 2: a picture",),
    ledger=(ENTRY,),
    id="abcd",
)
DOCUMENT = Document("0" * 64, "a.txt", "text/plain", "五月。\n", (Page(1, "p. 1", Span(0, 4)),))


def plan(read: float | None, question: float | None) -> Plan:
    return Plan(
        "scan", (), (DOCUMENT,), 7, 0.0 if read is None else 12.34, Cost(read, question, 99)
    )


def test_an_answer_has_its_quotations_by_position_and_its_ledger_where_that_is_wanted() -> None:
    shown = json.loads(json.dumps(answer_as_plain(ANSWER, ledger=False)))
    assert shown["citations"][0] == {
        "n": 1, "document": "a.txt", "document_id": "0" * 64, "page": 1, "label": "p. 1",
        "start": 0, "end": 4, "quote": "五月。",
    }  # fmt: skip
    assert shown["sentences"] == [{"text": "Ann [1].", "citations": [1], "supported": True}]
    assert (shown["id"], shown["found"], shown["answer"]) == ("abcd", True, "Ann [1].")
    assert shown["seconds"]["read"] == 1.235
    assert "ledger" not in shown
    whole = answer_as_plain(ANSWER, ledger=True)
    assert [one["gate"] for one in whole["ledger"]] == [0.5]


def test_an_answer_says_whether_everything_was_read() -> None:
    def complete(answer: Answer) -> bool:
        return bool(answer_as_plain(answer, ledger=False)["coverage"]["complete"])

    assert complete(ANSWER)
    lost = Skipped("b.pdf", "is damaged")
    assert not complete(replace(ANSWER, skipped=(lost,)))
    assert complete(replace(ANSWER, skipped=(replace(lost, passed_over=True),)))
    for less in (
        {"pages_read": 1},
        {"windows_read": 0},
        {"characters_read": 3},
        {"pages_partly": 1},
    ):
        assert not complete(replace(ANSWER, coverage=replace(ANSWER.coverage, **less)))


def test_what_reading_would_take_is_null_where_nothing_was_measured() -> None:
    told = Outlook("m", 2000, 4096, plan(None, None), None, "scan", (Skipped("b", "is empty"),))
    shown = json.loads(json.dumps(outlook_as_plain(told)))
    assert (shown["documents"], shown["pages"], shown["characters"]) == (1, 1, 4)
    assert shown["scan"] == {
        "windows": 0, "tokens": 7, "read_seconds": None, "question_seconds": None,
        "how": dict.fromkeys(("quick", "thorough", "twice")), "bytes": 99,
    }  # fmt: skip
    assert shown["full"] is None
    assert shown["skipped"][0]["reason"] == "is empty"
    measured = outlook_as_plain(replace(told, full=plan(1.26, 0.04)))
    assert measured["full"]["read_seconds"] == 1.3


def test_seconds_of_a_question_are_told_only_where_both_parts_are_known() -> None:
    understood = Understood("Who?", "find", "Look in every window", "")
    for read, question, seconds in ((None, 1.0, None), (1.0, None, None), (1.0, 1.0, 12.3)):
        told = Foreseen(understood, replace(plan(read, question), seconds=12.34), ())
        shown = foreseen_as_plain(told)
        assert (shown["seconds"], shown["documents"]) == (seconds, 1)
