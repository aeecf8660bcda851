"""`/v1/systemone` and `/v1/decisions`, the latter as the official OpenAI client finds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.server.chatty import MODEL, client_of, fill_forms, settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving

SURE = 0.9478
"""The script's odds of Yes where the fact stands."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    settings = settings_of(tmp_path_factory.mktemp("decisions"))
    fill_forms(settings)
    with serving(settings) as client:
        yield client


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[OpenAI]:
    with client_of(server) as one:
        yield one


def test_openais_client_decides_on_a_collection(client: OpenAI, server: Client) -> None:
    identity = server.add("a.txt", TEXT.encode(), "Vaults")
    choices: Any = [{"value": "4711", "description": "the old one"}, {"value": False}]
    questions: Any = [
        {"type": "predicate", "name": "stated", "instructions": "The code is stated."},
        {"type": "choice", "instructions": "Which code?", "choices": choices},
        {
            "type": "score",
            "name": "clear",
            "instructions": "How clear?",
            "levels": [{"label": "not"}, {"label": "half"}, {"label": "quite"}],
        },
    ]
    made: Any = client.decisions.create(
        model=MODEL,
        input="",
        questions=questions,
        extra_body={"farside": {"collection": "Vaults"}},
    )
    stated, choice, score = made.answers
    assert (stated.type, stated.name) == ("predicate", "stated")
    assert 0.05 < stated.probability < SURE
    assert stated.farside["stated"] == pytest.approx(SURE, abs=0.001)
    assert {one["document_id"] for one in stated.farside["ledger"]} == {identity}
    assert len(stated.farside["ledger"]) > 3
    assert (choice.type, choice.name) == ("choice", None)
    assert [one.value for one in choice.probabilities] == ["4711", False]
    assert sum(one.probability for one in choice.probabilities) == pytest.approx(1.0, abs=1e-4)
    assert [one.label for one in score.probabilities] == ["not", "half", "quite"]
    assert 0 <= score.score <= 2
    assert made.usage.total_tokens > 0
    again = server.ok(
        "POST",
        "/v1/decisions",
        {"model": "farside/Vaults", "questions": questions[:1]},
    )
    assert again["answers"][0]["probability"] == stated.probability, "a collection is a model"


def test_system_one_decides_on_a_state(server: Client) -> None:
    questions = {
        "stated": {"type": "noul", "instructions": "The code of the vault is stated."},
        "which": {
            "type": "choice",
            "instructions": "Which?",
            "criteria": {"left": None, "right": "the other"},
        },
        "level": {"type": "score", "instructions": "How much?", "criteria": ["low", "high"]},
        "code": {"type": "number", "instructions": "What is the code?"},
    }
    before = server.ok("GET", "/api/documents")["total"]
    body = {"model": MODEL, "state": f"{FACT} And more.", "questions": questions}
    made = server.ok("POST", "/v1/systemone", body)
    answers = made["answers"]
    assert list(answers) == list(questions)
    assert answers["stated"]["noul"] == pytest.approx(SURE, abs=0.001)
    assert set(answers["which"]["probabilities"]) == {"left", "right"}
    assert (answers["which"]["confidence"], answers["which"]["choice"]) == (0.0, "left")
    assert answers["level"]["legend"] == {"0": "low", "1": "high"}
    assert answers["level"]["score"] == 0.5
    assert (answers["code"]["type"], answers["code"]["value"]) == ("number", 4711)
    assert answers["code"]["probability"] == pytest.approx(SURE, abs=0.001)
    assert answers["code"]["farside"]["sources"][0]["quote"].strip() == FACT
    assert len(answers["code"]["farside"]["ledger"]) == 1
    assert made["usage"]["input_tokens"] > 0
    assert server.ok("GET", "/api/documents")["total"] == before, "a state is no document"
    as_json = {**body, "state": {"ticket": [FACT, 7]}}
    assert server.ok("POST", "/v1/systemone", as_json)["answers"]["stated"]["noul"] > 0


@pytest.mark.parametrize(
    ("wrong", "status", "told"),
    [
        ({"state": None}, 400, "decided on"),
        ({"state": "x", "farside": {"collection": "Both"}}, 400, "not both"),
        ({"state": "   "}, 400, "empty"),
        ({"questions": {}}, 400, "questions"),
        ({"questions": {"a": {"type": "maybe", "instructions": "x"}}}, 400, "questions"),
        (
            {"questions": {"a": {"type": "choice", "instructions": "x", "criteria": {"y": None}}}},
            400,
            "2 to 26",
        ),
        ({"model": "gpt-6-luna"}, 404, "does not exist"),
    ],
)
def test_what_is_refused(server: Client, wrong: dict[str, Any], status: int, told: str) -> None:
    question = {"type": "noul", "instructions": "So."}
    body = {"model": MODEL, "state": "x", "questions": {"a": question}} | wrong
    reply = server.post("/v1/systemone", json=body)
    assert (reply.status_code, told in reply.json()["error"]["message"]) == (status, True), (
        reply.text
    )


def test_the_client_is_told_of_a_fault(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError, match="same name"):
        client.decisions.create(
            model=MODEL,
            input="x",
            questions=[{"type": "predicate", "name": "a", "instructions": "So."}] * 2,
        )
