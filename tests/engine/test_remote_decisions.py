"""Gates of models that always think, by the services that decide: in their own words."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest

from farside.engine.base import Message, Request, generate_reply
from farside.reading.scan import log_odds
from tests.engine.services import PROSE, Answer, Body, Fake, Opened, chunks
from tests.engine.test_remote_services import thinking

TEXT = "The lighthouse was built in 1874. "
GATE = Request(
    (
        Message("system", "Read."),
        Message("user", f"{TEXT}When was it built? Yes or No:", len(TEXT)),
    ),
    1,
    alternatives=("Yes", "No"),
)
USAGE = {"input_tokens": 40, "output_tokens": 0}


def systemone(yes: float = 0.9) -> Answer:
    chances = {"Yes": yes, "No": 1 - yes}
    answer = {"type": "choice", "choice": "Yes", "confidence": 0.8, "probabilities": chances}
    return 200, {"model": "m", "answers": {"answer": answer}, "usage": USAGE}


def decisions(yes: float = 0.9) -> Answer:
    chances = [{"value": "Yes", "probability": yes}, {"value": "No", "probability": 1 - yes}]
    answer = {
        "type": "choice",
        "name": "answer",
        "choice": "Yes",
        "confidence": 0.8,
        "probabilities": chances,
    }
    return 200, {"model": "m", "answers": [answer], "usage": USAGE}


def noting(answer: Answer, sent: list[Body]) -> Callable[[Body], Answer]:
    def note(body: Body) -> Answer:
        sent.append(body)
        return answer

    return note


@pytest.fixture
def thinker(fake: Fake, remote: Opened) -> Opened:
    fake.answers["/v1/chat/completions"] = thinking(300, "apart")
    return remote


def test_a_gate_is_decided_where_the_model_would_think(fake: Fake, thinker: Opened) -> None:
    sent: list[Body] = []
    fake.answers["/v1/systemone"] = noting(systemone(), sent)
    reply = generate_reply(thinker.engine, GATE)
    assert (reply.text, reply.finish_reason, reply.usage.prompt_tokens) == ("Yes", "length", 40)
    assert reply.first_token["Yes"] - reply.first_token["No"] == pytest.approx(math.log(9))
    question = {
        "type": "choice",
        "instructions": "When was it built? Yes or No:",
        "criteria": {"Yes": None, "No": None},
    }
    body = {"model": "m", "state": f"Read.\n\n{TEXT}", "questions": {"answer": question}}
    assert sent == [body]
    generate_reply(thinker.engine, GATE)
    assert (len(sent), len(fake.bodies)) == (2, 1)  # it was seen to think once


def test_the_other_form_is_tried_where_the_first_is_not_there(fake: Fake, thinker: Opened) -> None:
    sent: list[Body] = []
    fake.answers["/v1/decisions"] = noting(decisions(0.25), sent)
    for _ in range(2):
        reply = generate_reply(thinker.engine, GATE)
        assert reply.text == "No"
        assert reply.first_token["Yes"] == pytest.approx(math.log(0.25))
    assert sent[0]["input"] == f"Read.\n\n{TEXT}"
    assert sent[0]["questions"] == [
        {
            "name": "answer",
            "type": "choice",
            "instructions": "When was it built? Yes or No:",
            "choices": [{"value": "Yes"}, {"value": "No"}],
        }
    ]


@pytest.mark.parametrize(
    "answer",
    [
        (404, {"error": "no such path"}),
        (400, {"error": {"message": "The model 'm' is not supported with the Decisions API."}}),
        (403, {"error": {"message": "You have no access to this endpoint."}}),
        (422, {"detail": "questions: Input should be a valid list"}),
        (200, {"answers": [{"type": "refusal", "name": "answer"}], "usage": USAGE}),
        (200, {"answers": {"answer": {"type": "choice", "choice": "Yes"}}, "usage": USAGE}),
        (200, {**systemone()[1], "usage": {}}),
        (200, ["nothing of this"]),
    ],
)
def test_without_such_a_service_the_model_thinks(
    fake: Fake, thinker: Opened, answer: Answer
) -> None:
    sent: list[Body] = []
    for path in ("/v1/systemone", "/v1/decisions"):
        # A body that is a list would be streamed.
        told = (answer[0], {"list": answer[1]}) if isinstance(answer[1], list) else answer
        fake.answers[path] = noting(told, sent)
    for _ in range(2):
        reply = generate_reply(thinker.engine, GATE)
        assert reply.text
        assert not reply.first_token
    assert len(sent) == 2  # each form once
    assert thinker.slept == []


def test_a_service_that_cuts_the_text_is_not_believed(fake: Fake, thinker: Opened) -> None:
    sent: list[Body] = []
    fake.answers["/v1/systemone"] = noting(systemone(), sent)
    count = {"prompt_tokens": 3800, "completion_tokens": 2}
    fake.answers["/v1/chat/completions"] = lambda body: (
        (200, [{"choices": [{"delta": {}, "finish_reason": "length"}]}, {"usage": count}])
        if body["max_tokens"] == 1
        else (200, chunks("Yes", 3800))
    )
    long = replace(GATE, messages=(Message("user", PROSE + "Yes or No:", len(PROSE)),))
    assert generate_reply(thinker.engine, long).text == "Yes"
    assert not generate_reply(thinker.engine, long).first_token
    assert len(sent) == 1


def test_nothing_else_is_decided(fake: Fake, thinker: Opened) -> None:
    sent: list[Body] = []
    fake.answers["/v1/systemone"] = noting(systemone(), sent)
    generate_reply(thinker.engine, replace(GATE, max_tokens=20))
    generate_reply(thinker.engine, replace(GATE, alternatives=()))
    assert sent == []


def test_a_model_that_answers_at_once_is_asked_itself(fake: Fake, remote: Opened) -> None:
    sent: list[Body] = []
    fake.answers["/v1/systemone"] = noting(systemone(), sent)
    fake.answers["/v1/chat/completions"] = lambda _: (200, chunks("Yes"))
    assert generate_reply(remote.engine, GATE).text == "Yes"
    assert sent == []


def test_the_gate_of_a_window_is_what_was_decided(fake: Fake, thinker: Opened) -> None:
    fake.answers["/v1/systemone"] = lambda _: systemone(0.2)
    gate = log_odds(thinker.engine, GATE.messages, "When was it built?")
    assert gate == pytest.approx(math.log(0.25))
