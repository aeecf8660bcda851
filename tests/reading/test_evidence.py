"""Which findings an answer is written from, and which sentences stand for a finding."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

from farside.reading.careful import evidence
from farside.reading.findings import (
    Finding,
    WindowDraft,
    find_evidence,
    list_pieces,
    make_notes,
    select_findings,
)
from farside.reading.scan import Visit
from farside.types import UNMEASURED, Aids, Calibration, Document, Evidence, Part, Span, Window
from tests.reading.reader import document

LINES = (
    "Jennifer is Marty's girlfriend. ",
    "She was played by Claudia Wells. ",
    "Wells did not come back. ",
    "Lorraine is his mother. ",
)


def window(made: Document, index: int = 0) -> Window:
    spans, start = [], 0
    for line in LINES:
        spans.append(Span(start, start + len(line)))
        start += len(line)
    return Window(index, (Part(made, tuple(spans)),), 50)


def finding(made: Document, index: int, gate: float, score: float) -> Finding:
    visit = Visit(window(made, index), "Who played Jennifer?", gate)
    return Finding(
        visit, WindowDraft("Claudia Wells", (1,)), score, (Evidence(made, Span(0, len(LINES[0]))),)
    )


def test_the_words_of_the_draft_find_its_sentence() -> None:
    """The model pointed one sentence off; what carries nothing of the draft is left out."""
    made = document("".join(LINES))
    visit = Visit(window(made), "Who played Jennifer?", 1.0)
    found = find_evidence(visit, WindowDraft("Claudia Wells", (2,)))
    assert LINES[1].strip() in [piece.text.strip() for piece in found]
    assert LINES[3].strip() not in [piece.text.strip() for piece in found]


def test_a_draft_without_words_of_its_own_keeps_what_was_pointed_at() -> None:
    made = document("".join(LINES))
    visit = Visit(window(made), "Is Lorraine his mother?", 1.0)
    assert LINES[3].strip() in [
        piece.text.strip() for piece in find_evidence(visit, WindowDraft("Yes", (3,)))
    ]


def test_windows_are_asked_for_by_their_gate_and_by_their_words() -> None:
    made = document("".join(LINES))
    visits = [
        Visit(window(made, index), "Who?", gate)
        for index, gate in enumerate((0.0, 1.0, -0.4, 0.9, -2.0))
    ]
    asked = evidence.asked_for(
        visits, Calibration(margin=0.5, stated=0.0, windows_by_words=1), ranked=[4, 2]
    )
    assert [one.window.index for one in asked] == [1, 3, 4]
    assert evidence.asked_for(visits, UNMEASURED, ranked=[]) == tuple(visits)


def test_of_a_model_that_cannot_judge_gate_and_words_together_say_which_windows() -> None:
    made = document("".join(LINES))
    visits = [
        Visit(window(made, index), "Who?", gate)
        for index, gate in enumerate((0.0, 1.0, -0.4, 0.9, -2.0))
    ]
    known = Calibration(margin=9.0, stated=0.0, aids=Aids(judges=False), most=2)
    assert [one.window.index for one in evidence.asked_for(visits, known, ranked=[3, 4])] == [3, 1]


def drafted(question: str, draft: str, text: str) -> Finding:
    made = document(text)
    visit = Visit(Window(0, (Part(made, (Span(0, len(text)),)),), 50), question, 0.0)
    return Finding(visit, WindowDraft(draft, (0,)), None, (Evidence(made, Span(0, len(text))),))


class Round:
    def __init__(self, *findings: Finding) -> None:
        self.findings = findings


def test_of_a_model_that_cannot_judge_words_choose_the_findings() -> None:
    """Its drafts from windows without the answer would be written beside the right one."""
    known, asked = (
        Calibration(margin=9.0, stated=0.0, aids=Aids(judges=False)),
        "What is the code of the Larkfield pump?",
    )
    right = drafted(asked, "7351-QX", "The code of the Larkfield pump is 7351-QX.")
    other = drafted(asked, "The code is 1234.", "A workshop met in the rooms of the library.")
    made_up = drafted(asked, "99", "The Larkfield pump has a code.")
    assert select_findings(known, [Round(other, right, made_up)]) == (right,)
    # Said in other words, nothing tells them apart.
    assert select_findings(known, [Round(other, other)]) == (other, other)


def test_findings_far_under_the_best_of_their_document_are_left_out() -> None:
    one, other = (
        document("".join(LINES), name="a.txt"),
        document("".join(LINES), "More.", name="b.txt"),
    )
    index = count()
    best, near, far, absent = (finding(one, next(index), gate, score) for gate, score in STRENGTHS)
    alone = finding(other, next(index), 0.0, 0.1)
    findings = (best, near, far, absent, alone)
    assert evidence.strong_findings(
        findings, Calibration(1.0, stated=0.0, drafted=0.0, spread=0.5)
    ) == (
        best,
        near,
        alone,
    )
    assert evidence.strong_findings(findings, Calibration(1.0, stated=0.0, drafted=0.0)) == (
        best,
        near,
        far,
        alone,
    )
    assert evidence.strong_findings(findings, Calibration(1.0, stated=0.0, drafted=2.0)) == ()


STRENGTHS = ((3.0, 1.2), (2.5, 1.3), (2.1, 1.4), (4.0, -0.5))


def test_a_sentence_that_two_windows_found_is_evidence_once() -> None:
    made = document("".join(LINES))
    assert len(list_pieces([finding(made, 1, 1.0, 1.0), finding(made, 0, 1.0, 1.0)])) == 1


def test_evidence_is_named_as_far_as_its_name_says_something() -> None:
    """The document where several are asked, the page where it has a name: a sheet, a chapter, no
    lines of a text."""
    text, sheets = (
        document("".join(LINES)),
        document("".join(LINES), "More.", media_type="application/pdf"),
    )
    alone, paged, several = (
        finding(text, 0, 1.0, 1.0),
        finding(sheets, 0, 1.0, 1.0),
        finding(sheets, 0, 1.0, 1.0),
    )
    several = replace(
        several, visit=replace(several.visit, window=replace(several.visit.window, among=2))
    )
    shown = [make_notes([one])[0].line for one in (alone, paged, several)]
    assert shown == [
        LINES[0].strip(),
        f"(p. 1) {LINES[0].strip()}",
        f"(a.txt, p. 1) {LINES[0].strip()}",
    ]


def test_equal_gates_rank_by_words_alone() -> None:
    """As of a server that reports no probabilities."""
    made = document("".join(LINES))
    visits = [Visit(window(made, index), "Who?", 0.0) for index in range(9)]
    known = Calibration(margin=9.0, stated=0.0, aids=Aids(judges=False), most=2)
    assert [one.window.index for one in evidence.asked_for(visits, known, ranked=[8, 5])] == [8, 5]
