"""Several questions at one visit, follow-up rounds, and the ledger of it all."""

from __future__ import annotations

import json
from collections.abc import Generator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine.base import Prefilled, Reply, Request, Text
from farside.engine.kvstore import KVStore
from farside.engine.metered import MeteredEngine
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.reading import question
from farside.reading.cost import plan
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.cost.predict import Profile
from farside.reading.manner import Manner
from farside.types import Aids, Calibration, Document, Event, Found, Looked, ignore
from tests.reading.reader import document, is_draft, read

FILLER = "The weather was fine and nothing happened that day in the harbour of the town. "
FIRST = "The bridge was built by Ada Holm. "
SECOND = "Ada Holm was born in Porto. "
ASKED = "Where was the builder of the bridge born?"


def two_places() -> Document:
    pages = [f"Day {number}. " + FILLER * 14 for number in range(8)]
    pages[1] += FIRST
    pages[6] += SECOND
    return document(*pages)


def two_hops(request: Request) -> str | Scripted:
    """Finds the builder first, asks for the birth, and then finds that too."""
    asked = request.messages[-1].content.rpartition("Question: ")[2]
    if request.schema and request.schema["type"] == "array":
        return json.dumps(["Where was Ada Holm born?"])
    if "answer the question completely" in asked:
        whole = "Porto" in request.messages[-1].content
        return Scripted(
            "Yes" if whole else "No",
            {"Yes": -0.1 if whole else -3.0, "No": -3.0 if whole else -0.1},
        )
    if request.schema and not is_draft(request):  # the answer: from all evidence there is
        return read(request, lambda line: "Ada Holm" in line)
    wanted = "Porto" if "Ada Holm" in asked.splitlines()[0] else "bridge was built"
    return read(request, lambda line: wanted in line)


def test_a_second_round_finds_what_the_first_one_named() -> None:
    engine = ScriptedEngine(two_hops)
    made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile())
    (one,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(1))
    assert [citation.quote for citation in one.citations] == [FIRST.strip()]
    (two,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(2))
    assert [citation.quote for citation in two.citations] == [FIRST.strip(), SECOND.strip()]
    assert {(entry.round, entry.asked) for entry in two.ledger} == {
        (1, ASKED),
        (2, "Where was Ada Holm born?"),
    }
    used = [(entry.round, entry.evidence) for entry in two.ledger if entry.used]
    assert [number for number, _ in used] == [1, 2]
    assert all(evidence for _, evidence in used)


def far_apart(request: Request, enough: bool = True) -> str | Scripted:
    """`two_hops`, but no place answers the question by itself: the first one is only the nearest to
    it."""
    asked = request.messages[-1].content.rpartition("Question: ")[2]
    if "answer the question completely" in asked:
        return Scripted("", {"Yes": -0.1 if enough else -3.0, "No": -3.0 if enough else -0.1})
    if request.alternatives and "Ada Holm" not in asked.splitlines()[0]:
        return Scripted("No", {"Yes": -3.0, "No": -0.1})
    return two_hops(request)


@pytest.mark.parametrize("enough", [True, False])
def test_the_nearest_place_names_what_is_needed_where_none_answers(enough: bool) -> None:
    engine = MeteredEngine(ScriptedEngine(lambda request: far_apart(request, enough)))
    made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile())
    (one,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(1))
    assert not one.found
    spent = engine.usage
    (two,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(2))
    assert two.found is enough
    assert [citation.quote for citation in two.citations] == (
        [FIRST.strip(), SECOND.strip()] if enough else []
    )
    assert spent + two.usage == engine.usage
    assert {entry.round for entry in two.ledger if entry.used} == ({1, 2} if enough else set())


def test_every_token_is_counted_once() -> None:
    """Two follow-up questions share the reading of their round; naming them is counted too."""
    engine = MeteredEngine(
        ScriptedEngine(lambda request: named(request, json.dumps(["Where?", "When?"])))
    )
    made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile())
    (answer,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(2))
    assert {entry.asked for entry in answer.ledger} == {ASKED, "Where?", "When?"}
    assert answer.usage == engine.usage
    asked = [entry for entry in answer.ledger if entry.round == 2]
    windows = len(made.windows)
    assert sum(entry.computed + entry.reused for entry in asked[:windows]) > sum(
        entry.computed + entry.reused for entry in asked[windows:]
    )
    assert 0 < sum(entry.seconds for entry in answer.ledger) <= answer.seconds.total


@pytest.mark.parametrize(
    ("reply", "asked"),
    [('["Where?", "Who' + " or who" * 300, {"Where?"}), ('["Who' + " or who" * 300, set())],
)
def test_a_model_that_rambles_on_costs_what_it_did_not_finish_and_not_the_answer(
    reply: str, asked: set[str]
) -> None:
    engine = ScriptedEngine(lambda request: named(request, reply))
    made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile())
    (answer,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(2))
    assert {entry.asked for entry in answer.ledger} - {ASKED} == asked
    assert answer.citations


def named(request: Request, needs: str) -> str | Scripted:
    """`two_hops`, with other words where follow-up questions are wanted."""
    return needs if request.schema and request.schema["type"] == "array" else two_hops(request)


class Doubted(ScriptedEngine):
    """Restores a state that turns out to be no good when it is asked, as the local engine tells
    it."""

    def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
        for event in super().stream(request):
            if isinstance(event, Reply) and event.prefix and request.max_tokens:
                prefix = replace(
                    event.prefix, origin="computed", problem="the engine used 3 of 9 kept tokens"
                )
                yield replace(event, prefix=prefix)
            else:
                yield event


def test_a_state_that_was_no_good_stands_in_the_ledger_as_read_now(tmp_path: Path) -> None:
    for make in (ScriptedEngine, Doubted):
        with closing(make(two_hops, store=KVStore(tmp_path, "scripted"))) as engine:
            made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile())
            (answer,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(1))
    assert {(entry.origin, entry.problem) for entry in answer.ledger} == {
        ("computed", "the engine used 3 of 9 kept tokens")
    }


def test_what_is_complete_has_no_second_round() -> None:
    seen: list[Request] = []

    def complete(request: Request) -> str | Scripted:
        seen.append(request)
        return read(request, lambda line: "Ada Holm" in line)

    engine = ScriptedEngine(complete)
    made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile())
    (answer,) = question.ask_questions(engine, made, [ASKED], ignore)
    assert {entry.round for entry in answer.ledger} == {1}
    assert not any(request.schema and request.schema["type"] == "array" for request in seen)


def test_all_questions_are_asked_while_a_window_is_there(tmp_path: Path) -> None:
    """Each window is computed once in its life, and brought once a round however many questions
    there are."""
    settings = Settings(home=tmp_path)

    def engine() -> ScriptedEngine:
        store = KVStore(settings.home / "kv", "scripted")
        return ScriptedEngine(
            lambda request: read(request, lambda line: "Ada Holm" in line), store=store
        )

    questions = ["Who built the bridge?", "Where was Ada Holm born?", "Who built the bridge?"]
    first, again = engine(), engine()
    made = plan.make_plan(first, [two_places()], questions, "scan", 300, Profile())
    events: list[Event] = []
    answers = question.ask_questions(first, made, questions, events.append, manner=Manner(1))
    assert [answer.question for answer in answers] == questions
    assert answers[0] == answers[2]
    assert [entry.origin for entry in answers[0].ledger].count("computed") == len(
        {entry.key for entry in answers[0].ledger}
    )
    looked = [event for event in events if isinstance(event, Looked)]
    assert [(event.number, len(event.gates)) for event in looked] == [
        (at, 2) for at in range(1, len(made.windows) + 1)
    ]
    assert {event.text.strip() for event in events if isinstance(event, Found)} >= {
        FIRST.strip(),
        SECOND.strip(),
    }
    later = question.ask_questions(again, made, ["What of the harbour?"], ignore, manner=Manner(1))
    assert "computed" not in {entry.origin for entry in later[0].ledger}
    assert later[0].usage.cached_tokens > sum(window.tokens for window in made.windows)
    for one in (first, again):
        one.close()


def test_the_ledger_has_every_window_with_its_span_and_cost() -> None:
    engine = ScriptedEngine(two_hops)
    made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile())
    (answer,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(1))
    spans = [(window.parts[0].span.start, window.parts[0].span.end) for window in made.windows]
    assert [(entry.start, entry.end) for entry in answer.ledger] == spans
    assert (
        sum(entry.computed + entry.reused for entry in answer.ledger) <= answer.usage.prompt_tokens
    )
    assert all((entry.draft is None) == (entry.score is None) for entry in answer.ledger)


def test_a_server_reads_a_window_with_its_first_question() -> None:
    """It would compute, and bill, a reading ahead once more."""

    class Server(ScriptedEngine):
        @property
        def keeps(self) -> bool:
            return False

    seen: list[Request] = []

    def reply(request: Request) -> str | Scripted:
        seen.append(request)
        return two_hops(request)

    engine = Server(reply)
    made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile())
    (answer,) = question.ask_questions(engine, made, [ASKED], ignore, manner=Manner(1))
    assert answer.found
    assert all(request.max_tokens for request in seen)


def test_a_model_that_cannot_judge_is_not_asked_to() -> None:
    """The windows that gate and words together rank best are used, in one round."""
    measured = ModelProfile(
        "scripted",
        calibration=Calibration(0.5, stated=0.0, aids=Aids(judges=False), most=3),
    )
    gates: list[str] = []

    def reply(request: Request) -> str | Scripted:
        if request.alternatives:
            gates.append(request.messages[-1].content.rpartition("Question: ")[2])
        return two_hops(request)

    engine = ScriptedEngine(reply)
    made = plan.make_plan(engine, [two_places()], [ASKED], "scan", 300, Profile(), measured)
    found: list[Event] = []
    (answer,) = question.ask_questions(engine, made, [ASKED], found.append, manner=Manner(2))
    assert FIRST.strip() in [citation.quote for citation in answer.citations]
    assert {entry.round for entry in answer.ledger} == {1}
    assert len(gates) == len(made.windows)
    assert all(entry.score is None and entry.checked is None for entry in answer.ledger)
    assert sum(entry.draft is not None for entry in answer.ledger) == 3
    assert any(isinstance(event, Found) for event in found)
