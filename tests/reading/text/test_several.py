"""Which questions ask for several things, and what is asked of a window then."""

from __future__ import annotations

import json

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.reading.careful import evidence
from farside.reading.cost import plan
from farside.reading.findings import Finding, WindowDraft
from farside.reading.prompts import wording
from farside.reading.scan import Visit
from farside.reading.text import several
from farside.types import Calibration, Evidence, Part, Window
from tests.reading.reader import document, is_draft
from tests.reading.test_question import asked
from tests.work.desks import certain

SEVERAL = "Which cities did they visit?"
ONE = "Which city did they visit?"


@pytest.mark.parametrize(
    "question",
    [
        "In which three places do the spare keys hang?",
        "List the suppliers.",
        "Name all 12 harbours that the ferry calls at.",
        "Which candidates hold a PhD?",
        "Which candidates list both Python and Kubernetes?",
        "What are the conditions of redistribution?",
        "What side effects can occur?",
        "Who are the parties?",
        "Which people speak German?",
        "What does each party pay?",
        "What must the tenant do? List everything.",
        "这三把备用钥匙分别藏在哪里？",
        "有哪些供应商？",
    ],
)
def test_questions_that_ask_for_several(question: str) -> None:
    assert several.asked_for(question)


@pytest.mark.parametrize(
    "question",
    [
        "Where does the spare key hang?",
        "What happened in 1984?",
        "To what amount is liability limited in any period of 12 months?",
        "How often must the Supplier calibrate every probe?",
        "Which insurance company insures the equipment?",
        "Which process is used?",
        "Which was the first?",
        "What causes fires in the mill?",
        "What is the list price?",
        "备用钥匙在哪里？",
        "船舶所有权属于谁？",
        "每个月付多少？",
    ],
)
def test_questions_that_ask_for_one(question: str) -> None:
    assert not several.asked_for(question)


def window(number: int, text: str) -> Window:
    made = document(text, name=f"{number}.txt")
    (span,) = (made.pages[0].span,)
    return Window(number, (Part(made, (span,)),), 20)


def visited(window: Window, question: str, gate: float) -> Visit:
    return Visit(window, question, gate, several=plan.make_query(question).several)


def finding(question: str, gate: float, score: float, number: int = 0) -> Finding:
    visit = visited(window(number, "They stayed in Samarkand."), question, gate)
    return Finding(
        visit,
        WindowDraft("Samarkand", (0,)),
        score,
        (Evidence(visit.window.parts[0].document, visit.window.parts[0].sentences[0]),),
    )


@pytest.mark.parametrize(("question", "passed"), [(SEVERAL, [0, 1, 2]), (ONE, [0, 1])])
def test_one_that_states_its_part_plainly_does_not_hide_the_others(
    question: str, passed: list[int]
) -> None:
    known = Calibration(margin=0.5, stated=0.0, windows_by_words=0, drafted=-1.0, spread=0.7)
    visits = [
        visited(window(number, "Text."), question, gate)
        for number, gate in enumerate((0.8, 0.4, 0.0, -0.9))
    ]
    assert [one.window.index for one in evidence.asked_for(visits, known, [])] == passed
    findings = [
        finding(question, gate, score)
        for gate, score in ((0.8, 0.7), (0.4, 0.5), (0.0, -0.8), (0.0, -1.2))
    ]
    assert [findings.index(one) for one in evidence.strong_findings(findings, known)] == [0, 1, 2][
        : len(passed)
    ]


@pytest.mark.parametrize(("question", "asked"), [(SEVERAL, 1), (ONE, 2)])
def test_a_part_is_checked_as_a_part(question: str, asked: int) -> None:
    seen: list[Request] = []

    def reply(request: Request) -> Scripted:
        seen.append(request)
        return certain(request.alternatives[0], request.alternatives)

    assert evidence.check_finding(ScriptedEngine(reply), finding(question, 0.0, 0.0)) > 0
    assert len(seen) == asked
    assert ("one of the things" in seen[0].messages[-1].content) is (asked == 1)
    drafted = wording.draft_prompt(
        window(0, "They stayed in Samarkand."), question, question == SEVERAL
    )[-1].content
    assert ("a part of the answer" in drafted) is (asked == 1)


WAY = {
    "Samarkand": "On the ninth day the expedition reached Samarkand.",
    "Tashkent": "Twelve camels were bought in Tashkent.",
    "Merv": "They rested at Merv.",
}


def curt(request: Request) -> str | Scripted:
    """Finds each city, and answers with one of them alone and with what no document says."""
    shown = request.messages[-1].content.partition("</text>")[0]
    city = next((city for city in WAY if city in shown), "")
    if request.alternatives:
        return certain(request.alternatives[0 if city else 1], request.alternatives)
    if is_draft(request):
        return json.dumps({"answer": city or "None", "sentences": [1]})
    if request.schema and request.schema["type"] == "array":
        return json.dumps(["Is there more?"])
    written = [f"They visited {city}.", "There were 77 of them."]
    return json.dumps({"sentences": [{"text": one, "evidence": [1]} for one in written]})


@pytest.mark.parametrize(
    ("question", "told"), [(SEVERAL, [*WAY.values()][1:]), (ONE, ["There were 77 of them."])]
)
def test_a_checked_part_that_the_answer_leaves_out_is_told(question: str, told: list[str]) -> None:
    documents = [document(text, name=f"{city}.txt") for city, text in WAY.items()]
    given = asked(ScriptedEngine(curt), documents, question, "scan")
    assert [one.text for one in given.sentences] == ["They visited Samarkand.", *told]
    assert [one.quote for one in given.citations] == [*WAY.values()][
        : 3 if question == SEVERAL else 1
    ]


@pytest.mark.parametrize(("question", "strategy"), [(SEVERAL, "scan"), (ONE, "full")])
def test_each_document_is_looked_at_apart(question: str, strategy: str) -> None:
    documents = [document(text, name=f"{city}.txt") for city, text in WAY.items()]
    assert asked(ScriptedEngine(curt), documents, question).strategy == strategy
    assert asked(ScriptedEngine(curt), documents[:1], question).strategy == "full"
