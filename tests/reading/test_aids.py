"""Each aid of the careful reader does what its name says, and nothing where it is left out."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, replace
from itertools import pairwise

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import InputError
from farside.reading import question
from farside.reading.careful import evidence
from farside.reading.cost import calibration, model_profile, plan
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.cost.predict import Profile
from farside.reading.findings import WindowDraft, find_evidence, make_finding
from farside.reading.manner import Manner
from farside.reading.scan import Visit
from farside.types import (
    UNMEASURED,
    USUAL_AIDS,
    Aids,
    Answer,
    Calibration,
    Part,
    Span,
    Window,
    ignore,
)
from tests.reading.reader import document, is_draft, read, reader

LINES = (
    "Jennifer is Marty's girlfriend. ",
    "She was played by Claudia Wells. ",
    "Wells did not come back. ",
    "The crew met in June. ",
    "Claudia Wells owns a shop. ",
)
NONE = Aids(*[False] * 8)


def visit() -> Visit:
    made = document("".join(LINES))
    starts = [0]
    for line in LINES:
        starts.append(starts[-1] + len(line))
    spans = tuple(Span(start, end) for start, end in pairwise(starts))
    return Visit(Window(0, (Part(made, spans),), 50), "Who played Jennifer?", 1.0)


@pytest.mark.parametrize(
    ("aids", "found"),
    [
        (NONE, [3]),
        (replace(NONE, neighbours=True), [4]),
        (replace(NONE, by_words=True), [1]),
    ],
)
def test_sentences_join_the_one_that_was_pointed_at(aids: Aids, found: list[int]) -> None:
    pieces = find_evidence(visit(), WindowDraft("Claudia Wells", (3,)), aids)
    assert [[line.strip() for line in LINES].index(piece.text.strip()) for piece in pieces] == found


def test_the_second_look_confirms_or_does_not() -> None:
    asked: list[Request] = []
    engine = reader("Wells", seen=asked)
    finding = make_finding(visit(), WindowDraft("Claudia Wells", (1,)), 1.0)
    evidence.check_finding(engine, finding)
    evidence.check_finding(engine, finding, confirms=False)
    proposed = ["Proposed answer" in one.messages[-1].content for one in asked]
    assert proposed == [False, True, False]


FILLER = "The weather was fine and nothing happened that day in the harbour of the town. "
NEEDLE = "The maintenance code is 7351-QX. "


def asked(
    engine: ScriptedEngine, aids: Aids, text: str = "What is the maintenance code?"
) -> Answer:
    pages = [FILLER * 12 + (NEEDLE if page == 4 else "") + FILLER * 3 for page in range(7)]
    measured = ModelProfile("scripted", calibration=replace(UNMEASURED, aids=aids))
    made = plan.make_plan(engine, [document(*pages)], [text], "scan", 300, Profile(), measured)
    (answer,) = question.ask_questions(engine, made, [text], ignore)
    return answer


def says_none(seen: list[Request]) -> ScriptedEngine:
    """Says that a window states nothing, where it may; else it must draft something."""

    def reply(request: Request) -> str | Scripted:
        seen.append(request)
        given = read(request, lambda line: "7351" in line)
        if is_draft(request) and isinstance(given, str):
            value = json.loads(given)
            found = "7351" in value["answer"]
            if request.schema and "found" in request.schema["properties"]:
                return json.dumps(
                    {"found": found, **(value if found else {"answer": "", "sentences": []})}
                )
        return given

    return ScriptedEngine(reply)


def test_a_window_that_states_nothing_is_drafted_from_and_no_more() -> None:
    """Without the aid every draft is judged and checked, also those that the model had to make
    up."""
    with_aid: list[Request] = []
    without: list[Request] = []
    answer = asked(says_none(with_aid), replace(USUAL_AIDS, says_none=True))
    assert asked(says_none(without), USUAL_AIDS).text == answer.text
    assert [one.quote for one in answer.citations] == [NEEDLE.strip()]
    assert sum(map(is_draft, with_aid)) == sum(map(is_draft, without)) == answer.coverage.windows
    judged = [
        sum("Proposed answer" in one.messages[-1].content for one in seen)
        for seen in (with_aid, without)
    ]
    assert judged[0] == 2
    assert judged[1] > answer.coverage.windows
    lines = [entry for entry in answer.ledger if entry.score is not None and entry.score < 0]
    assert {(entry.draft, entry.checked) for entry in lines} == {("", None)}


def test_that_no_window_states_it_is_not_stated() -> None:
    """Also of a model whose judgements are not believed, which cannot say it otherwise."""

    def reply(request: Request) -> str | Scripted:
        given = read(request, lambda _: False)
        return (
            json.dumps({"found": False, "answer": "", "sentences": []})
            if is_draft(request)
            else given
        )

    for judges in (True, False):
        answer = asked(ScriptedEngine(reply), replace(USUAL_AIDS, says_none=True, judges=judges))
        assert answer.text == "Not stated in the 7 of 7 pages read."


def repeating() -> ScriptedEngine:
    def reply(request: Request) -> str | Scripted:
        if (
            request.schema
            and "sentences" in request.schema.get("properties", {})
            and not is_draft(request)
        ):
            said = {"text": "The maintenance code is 7351-QX.", "evidence": [1]}
            return json.dumps({"sentences": [said, said, said]})
        return read(request, lambda line: "7351" in line)

    return ScriptedEngine(reply)


def test_sentences_that_say_the_same_again_are_dropped_or_kept() -> None:
    assert len(asked(repeating(), USUAL_AIDS).sentences) == 1
    assert len(asked(repeating(), replace(USUAL_AIDS, drop_repeats=False)).sentences) == 3


def test_statements_of_a_cited_form_join_the_answer_or_do_not() -> None:
    keys = [
        f"One of the keys of Orle hangs in the {where}. "
        for where in ("workshop", "sawmill", "pantry")
    ]
    made = document(*(FILLER * 12 + key for key in keys))

    def reply(request: Request) -> str | Scripted:
        return read(request, lambda line: "workshop" in line)

    texts = []
    for aids in (USUAL_AIDS, replace(USUAL_AIDS, siblings=False)):
        engine = ScriptedEngine(reply)
        measured = ModelProfile("scripted", calibration=replace(UNMEASURED, aids=aids))
        wanted = "Where do all the keys of Orle hang?"
        planned = plan.make_plan(engine, [made], [wanted], "scan", 300, Profile(), measured)
        texts.append(
            question.ask_questions(engine, planned, [wanted], ignore, manner=Manner(1))[0].text
        )
    assert [sum(where in text for where in ("sawmill", "pantry")) for text in texts] == [2, 0]


def test_profiles_from_before_there_were_aids_mean_what_they_meant() -> None:
    before = '{"name": "m", "calibration": {"margin": 0.5, "judges": false}}'
    found = model_profile.parse_profile(before, "here").calibration
    assert found == Calibration(0.5, 0.0, aids=replace(USUAL_AIDS, judges=False))
    partly = '{"name": "m", "calibration": {"aids": {"confirms": false}, "reader": "direct"}}'
    found = model_profile.parse_profile(partly, "here").calibration
    assert (found.aids, found.reader) == (replace(USUAL_AIDS, confirms=False), "direct")


@pytest.mark.parametrize(
    ("known", "said"),
    [
        ({"aids": {"odd": True}}, "no field 'odd'"),
        ({"aids": {"judges": 1}}, "'judges' is 1, not true or false"),
        ({"aids": []}, "'aids' is [], not an object"),
        ({"reader": "quick"}, "'reader' is 'quick', not one of careful, direct"),
        ({"judges": "yes"}, "'judges' is 'yes'"),
    ],
)
def test_a_wrong_aid_is_named(known: object, said: str) -> None:
    with pytest.raises(InputError) as wrong:
        model_profile.parse_profile(json.dumps({"name": "m", "calibration": known}), "there.json")
    assert said in str(wrong.value)


def test_jobs_from_before_there_were_aids_are_found_by_their_names() -> None:
    """As their hash was made of the calibration then, key by key."""
    known = Calibration(0.5, 0.0, drafted=-1.0, spread=0.7, drafts=0.44, checks=0.2)
    then = {
        "margin": 0.5,
        "stated": 0.0,
        "by_words": 2,
        "drafted": -1.0,
        "spread": 0.7,
        "judges": True,
        "most": 6,
    }
    then |= {"drafts": 0.44, "checks": 0.2}
    told = calibration.tell_apart(known)
    assert list(told.items()) == list(then.items())
    others = [
        replace(known, reader="direct"),
        replace(known, aids=replace(USUAL_AIDS, confirms=False)),
    ]
    others.append(replace(known, aids=replace(USUAL_AIDS, judges=False)))
    prints = {
        hashlib.sha256(json.dumps(calibration.tell_apart(one)).encode()).hexdigest()
        for one in (known, *others)
    }
    assert len(prints) == 4
    assert asdict(known)["reader"] == "careful"
