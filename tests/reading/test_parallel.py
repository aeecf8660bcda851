"""Statements of one form: none of them is left out of an answer that asks for several."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import accumulate, pairwise

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.reading.careful import parallel
from farside.reading.careful.parallel import LookedWindows
from farside.reading.findings import Finding, WindowDraft
from farside.reading.scan import Visit
from farside.reading.text.sentences import split_sentences
from farside.types import UNMEASURED, Aids, Evidence, Part, Span, Window
from tests.reading.reader import document, is_draft
from tests.reading.test_question import asked
from tests.work.desks import certain

KEYS = "One of the three spare keys hangs in the {}.\n"


def windows(*lines: str) -> tuple[Window, ...]:
    """A window for each line of one document."""
    made = document("".join(lines))
    ends = list(accumulate(map(len, lines), initial=0))
    return tuple(
        Window(at, (Part(made, (Span(*ends),)),), 20) for at, ends in enumerate(pairwise(ends))
    )


def found(told: str, *lines: str, question: str = "") -> list[str]:
    """What is found beside the first line, which is cited."""
    made = windows(*lines)
    (part,) = made[0].parts
    cited = [Evidence(part.document, part.sentences[0])]
    return [one.text.strip() for one in parallel.find_alike(made, cited, question, told)]


def test_statements_of_the_form_are_found_wherever_they_stand() -> None:
    other = "The keys of the three boats were lost in spring.\n"
    lines = [
        KEYS.format("workshop"),
        other,
        KEYS.format("sawmill"),
        "It rained.\n",
        KEYS.format("pantry"),
    ]
    told = "In the workshop."
    assert found(told, *lines) == [lines[2].strip(), lines[4].strip()]
    assert found("In the workshop and the pantry.", *lines) == [lines[2].strip()]  # told already
    assert found(told, lines[0], lines[2], lines[2]) == [lines[2].strip()]  # said twice, told once
    assert found(told, lines[0], other) == []


def test_a_statement_without_what_is_asked_for_is_none_of_them() -> None:
    lines = ["Skills: Python, Kubernetes, Kafka, Go\n", "Skills: Python, PostgreSQL, Kafka, Go\n"]
    lines.append("Skills: Python, Kubernetes, Kafka, Rust\n")
    assert found("Ann.", *lines, question="List all who know Python and Kubernetes.") == [
        lines[2].strip()
    ]
    assert found("Ann.", *lines, question="List all who know Python.") == [
        lines[1].strip(),
        lines[2].strip(),
    ]


def test_a_name_alone_tells_nothing() -> None:
    made = document("Ann Lee\n\nBob Ray\n\nSpeaks German well.")
    spans = split_sentences(made)
    window = Window(0, (Part(made, spans),), 20)

    def finding(*at: int) -> Finding:
        visit = Visit(window, "Which people speak German?", 0.0)
        return Finding(
            visit, WindowDraft("Ann Lee", ()), 0.0, tuple(Evidence(made, spans[n]) for n in at), 0.1
        )

    looked = LookedWindows(
        "Which people speak German?", [window], (finding(0), finding(1, 2), finding(2)), UNMEASURED
    )
    told = list(parallel.find_left_out(ScriptedEngine(lambda _: "No"), looked, [], ""))
    assert [one.text.strip() for one in told] == ["Speaks German well."]


def test_a_footer_is_no_statement_of_a_form() -> None:
    made = document(
        *(
            f"It rained hard upon Orle harbour on day {day}.\n\nCouncil of the great Orle lake {n}"
            for n, day in ((1, 4), (2, 6))
        )
    )
    (first, *_) = sentences = split_sentences(made)
    window = Window(0, (Part(made, sentences),), 20)
    footer = next(span for span in sentences if "Council" in span.of(made.text))
    assert parallel.find_alike([window], [Evidence(made, footer)], "", "") == ()
    (found,) = parallel.find_alike(
        [window], [Evidence(made, first)], "", "It rained hard upon Orle harbour on day 4."
    )
    assert found.text.strip() == "It rained hard upon Orle harbour on day 6."


def test_what_is_cited_and_not_told_is_told() -> None:
    """A model cites three statements behind a sentence that names what two of them say."""
    made = windows(*(KEYS.format(place) for place in ("workshop", "sawmill", "pantry")))
    cited = [Evidence(window.parts[0].document, window.parts[0].sentences[0]) for window in made]
    (left,) = parallel.find_alike(made, cited, "", "In the workshop and the pantry.")
    assert left.text.strip() == KEYS.format("sawmill").strip()


def test_chinese_statements_of_a_form() -> None:
    lines = [
        "三把备用钥匙之一藏在灯塔里。\n",
        "灯塔建于一九〇三年。\n",
        "三把备用钥匙之一藏在锯木厂里。\n",
    ]
    assert found("藏在灯塔里。", *lines) == [lines[2].strip()]


def forgetful(request: Request) -> str | Scripted:
    """Says Yes to every window, and answers with the first of what it is shown."""
    if request.alternatives:
        return certain(next(iter(request.alternatives)), request.alternatives)
    if is_draft(request):
        return json.dumps({"answer": "In the workshop", "sentences": [1]})
    return json.dumps({"sentences": [{"text": "In the workshop.", "evidence": [1]}]})


@pytest.mark.parametrize(
    ("question", "added"), [("In which three places do keys hang?", 2), ("Where do keys hang?", 0)]
)
def test_an_answer_leaves_none_out_where_several_are_asked_for(question: str, added: int) -> None:
    keys = [KEYS.format(place) for place in ("workshop", "sawmill", "pantry")]
    text = ("It rained.\n" * 9).join(keys)
    given = asked(ScriptedEngine(forgetful), [document(text)], question)
    assert [one.text for one in given.sentences[1:]] == [key.strip() for key in keys[1:]][:added]
    assert [one.quote for one in given.citations] == [key.strip() for key in keys][: 1 + added]
    assert all(text[one.start : one.end] == one.quote for one in given.citations)


MINUTES = """Minutes of the third of May:
- Anna writes the report.
- The room was cold.
- The new ropes are bought by Anna.
- Bob repairs the boat.
"""


def of_anna(request: Request) -> str | Scripted:
    """Answers with the first task, and says Yes to lines that name Anna."""
    if request.alternatives:
        shown = request.messages[-1].content.partition("Question:")[0]
        return certain(request.alternatives[0 if "Anna" in shown else 1], request.alternatives)
    if is_draft(request):
        return json.dumps({"answer": "Anna writes the report", "sentences": [2]})
    return json.dumps({"sentences": [{"text": "Anna writes the report.", "evidence": [1, 2, 3]}]})


@pytest.mark.parametrize(
    ("question", "added"),
    [("List all tasks of Anna.", ["The new ropes are bought by Anna."]), ("Who writes?", [])],
)
def test_items_of_the_list_that_answer_too_are_told(question: str, added: list[str]) -> None:
    made = document(MINUTES)
    given = asked(ScriptedEngine(of_anna), [made], question)
    assert [one.text for one in given.sentences] == ["Anna writes the report.", *added]
    assert [one.quote for one in given.citations[1:]] == [f"- {one}" for one in added]


def test_a_model_that_cannot_judge_is_not_asked_about_items() -> None:
    made = document(MINUTES)
    (window,) = windows(MINUTES)
    cited = [
        Evidence(
            made, next(span for span in window.parts[0].sentences if "writes" in span.of(made.text))
        )
    ]
    engine = ScriptedEngine(lambda request: pytest.fail(f"{request} was asked"))
    looked = LookedWindows(
        "List all tasks of Anna.", [window], (), replace(UNMEASURED, aids=Aids(judges=False))
    )
    assert not list(parallel.find_left_out(engine, looked, cited, ""))
