"""What `/v1` refuses, and how it says so."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.server.chatty import MODEL, client_of, settings_of
from tests.server.served import Client, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(settings_of(tmp_path_factory.mktemp("openai"))) as client:
        yield client


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[OpenAI]:
    with client_of(server) as one:
        yield one


# what is refused

CALL = {"type": "function", "function": {"name": "f", "parameters": {}}}
OTHER_CALL = {"type": "function", "function": {"name": "g"}}
AS_JSON = {"response_format": {"type": "json_object"}}
HELLO = [{"role": "user", "content": "Say hello"}]
BAD: list[tuple[dict[str, Any], int, str, str | None]] = [
    ({"model": "gpt-4o"}, 404, "model_not_found", "model"),
    ({"model": "/etc/passwd.gguf"}, 404, "model_not_found", "model"),
    ({"model": "hf:evil/repository/file.gguf"}, 404, "model_not_found", "model"),
    ({"model": "remote:elsewhere"}, 404, "model_not_found", "model"),
    ({"model": 7}, 400, "invalid_value", "model"),
    ({"model": None}, 400, "invalid_value", "model"),
    ({"messages": []}, 400, "invalid_value", "messages"),
    ({"messages": "hello"}, 400, "invalid_value", "messages"),
    ({"messages": [{"role": "robot", "content": "x"}]}, 400, "invalid_value", "messages.0"),
    (
        {"messages": [{"role": "user"}]},
        400,
        "missing_required_parameter",
        "messages.0.user.content",
    ),
    (
        {"messages": [{"role": "user", "content": None}]},
        400,
        "invalid_value",
        "messages.0.user.content",
    ),
    (
        {"messages": [{"role": "user", "content": [{"type": "image_url"}]}]},
        400,
        "missing_required_parameter",
        None,
    ),
    (
        {"messages": [{"role": "assistant", "content": "{", "partial": True}, *HELLO]},
        400,
        "invalid_value",
        "messages.0.partial",
    ),
    ({"tools": [CALL]}, 400, "unsupported_parameter", "tools"),
    ({"tools": [CALL], "tool_choice": "auto"}, 400, "unsupported_parameter", "tools"),
    ({"tools": [CALL], "tool_choice": OTHER_CALL}, 400, "invalid_value", "tool_choice"),
    ({"tool_choice": OTHER_CALL}, 400, "invalid_value", "tool_choice"),
    ({"tools": [CALL], "tool_choice": "required", **AS_JSON}, 400, "invalid_value", None),
    ({"functions": [CALL["function"]]}, 400, "unsupported_parameter", "functions"),
    ({"n": 2}, 400, "invalid_value", "n"),
    ({"top_p": 0}, 400, "invalid_value", "top_p"),
    ({"presence_penalty": 3}, 400, "invalid_value", "presence_penalty"),
    ({"frequency_penalty": "much"}, 400, "invalid_value", "frequency_penalty"),
    ({"top_logprobs": 3}, 400, "invalid_value", "top_logprobs"),
    ({"logit_bias": {"50256": -100}}, 400, "invalid_value", "logit_bias"),
    ({"logprobs": True}, 400, "invalid_value", "logprobs"),
    ({"modalities": ["text", "audio"]}, 400, "unsupported_parameter", "modalities"),
    ({"temperature": 2.1}, 400, "invalid_value", "temperature"),
    ({"temperature": "hot"}, 400, "invalid_value", "temperature"),
    ({"temperature": float("nan")}, 400, "invalid_value", "temperature"),
    ({"max_tokens": 0}, 400, "invalid_value", "max_tokens"),
    ({"max_tokens": 1.5}, 400, "invalid_value", "max_tokens"),
    ({"max_tokens": -2}, 400, "invalid_value", "max_tokens"),
    ({"seed": -2}, 400, "invalid_value", "seed"),
    ({"stop": ["a", "b", "c", "d", "e"]}, 400, "invalid_value", "stop"),
    ({"stop": ""}, 400, "invalid_value", "stop"),
    ({"stream": "yes"}, 400, "invalid_value", "stream"),
    ({"stream_options": {"include_use": True}}, 400, "unknown_parameter", None),
    ({"response_format": {"type": "xml"}}, 400, "invalid_value", "response_format"),
    ({"response_format": {"type": "json_schema"}}, 400, "missing_required_parameter", None),
    ({"temprature": 1}, 400, "unknown_parameter", "temprature"),
    ({"farside": {}}, 400, "invalid_value", "farside"),
    ({"farside": {"strategy": "guess"}}, 400, "invalid_value", "farside.strategy"),
    ({"farside": {"collection": "none such"}}, 404, "not_found", None),
    ({"farside": {"documents": ["file-none"]}}, 404, "not_found", None),
    ({"farside": {"documents": ["0" * 64]}}, 404, "not_found", None),
    ({"farside": {"documents": ["../../users.db"]}}, 404, "not_found", None),
]


@pytest.mark.parametrize(
    ("wrong", "status", "code", "param"), BAD, ids=[json.dumps(one[0])[:60] for one in BAD]
)
def test_a_bad_request_is_told_what_is_wrong(
    server: Client, wrong: dict[str, Any], status: int, code: str, param: str | None
) -> None:
    body = {"model": MODEL, "messages": HELLO} | wrong
    reply = server.post(
        "/v1/chat/completions",
        content=json.dumps(body),
        headers={"Content-Type": "application/json"},
    )
    error = reply.json()["error"]
    assert sorted(error) == ["code", "message", "param", "type"]
    assert (reply.status_code, error["code"]) == (status, code), error
    assert param is None or error["param"] == param
    assert len(error["message"]) > 10


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'"hello"', b"\xff", b"{}"])
def test_a_body_that_is_none(server: Client, body: bytes) -> None:
    reply = server.post(
        "/v1/chat/completions", content=body, headers={"Content-Type": "application/json"}
    )
    assert reply.status_code == 400
    assert sorted(reply.json()["error"]) == ["code", "message", "param", "type"]


def test_a_body_that_does_not_say_what_it_is(server: Client) -> None:
    body = json.dumps({"model": MODEL, "messages": HELLO})
    for kind in ("application/x-www-form-urlencoded", "text/plain"):  # the first is curl's
        reply = server.post("/v1/chat/completions", content=body, headers={"Content-Type": kind})
        assert reply.status_code == 400
        assert "send Content-Type: application/json" in reply.json()["error"]["message"]


@pytest.mark.parametrize("value", [b'"\xff"', b"9" * 5000])
def test_a_body_that_the_parser_cannot_take(server: Client, value: bytes) -> None:
    body = b'{"model": ' + value + b"}"
    reply = server.post(
        "/v1/chat/completions", content=body, headers={"Content-Type": "application/json"}
    )
    assert (reply.status_code, reply.json()["error"]["message"][:18]) == (400, "the body must be J")


def test_a_path_that_is_none(client: OpenAI, server: Client) -> None:
    with pytest.raises(openai.NotFoundError):
        client.embeddings.create(model=MODEL, input="x")
    assert server.get("/v1/chat/completions").status_code == 405


def test_a_program_that_looks_for_a_route_is_told_that_there_is_none(server: Client) -> None:
    for path in ("/health", "/models", "/chat/completions", "/ollama/api/tags"):
        reply = server.get(path)
        assert reply.status_code == 404, path
        assert "below /v1" in reply.json()["error"]["message"]
    assert server.get("/").headers["content-type"].startswith("text/html")
    page = server.get("/library", headers={"Accept": "text/html,*/*;q=0.8"})
    assert page.headers["content-type"].startswith("text/html")


def of_part(part: object) -> dict[str, Any]:
    return {"messages": [{"role": "user", "content": [part]}]}


def of_input(part: object) -> dict[str, Any]:
    return {"input": [{"role": "user", "content": [part]}]}


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (of_part({"type": "input_audio", "input_audio": {"data": ""}}), "sound is not understood"),
        (of_part({"type": "document", "source": {}}), "Anthropic"),
        (
            of_part({"type": "image_url", "image_url": {"url": "https://example.org/a.png"}}),
            "fetches nothing",
        ),
        (of_part({"type": "file", "file": {"file_data": "data:text/plain,hello"}}), "base64"),
        (of_part({"type": "file", "file": {"file_data": "??"}}), "not in base64"),
        (of_part({"type": "file", "file": {"file_data": ""}}), "empty"),
        (of_part({"type": "file", "file": {}}), "either a file_id or file_data"),
        ({"messages": [{"role": "user", "content": 7}]}, "valid list"),
        ({"temprature": 1}, "leave it out"),
        ({"logprobs": True}, "no probabilities"),
        ({"n": 2}, "several times"),
        ({"model": "farside/none such"}, "farside/everything"),
        ({"model": "farside/everything"}, "no documents yet"),
    ],
    ids=str,
)
def test_the_reason_is_the_true_one(server: Client, wrong: dict[str, Any], why: str) -> None:
    body = {"model": MODEL, "messages": HELLO} | wrong
    reply = server.post("/v1/chat/completions", json=body)
    assert reply.status_code in (400, 404), reply.text
    assert why in reply.json()["error"]["message"]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"previous_response_id": "resp_1"}, "send the earlier turns"),
        (
            of_input({"type": "input_file", "file_url": "https://example.org/a.pdf"}),
            "Farside fetches nothing",
        ),
        (of_input({"type": "input_video"}), "input_text"),
        ({"input": 7}, "valid"),
    ],
    ids=str,
)
def test_the_reason_is_the_true_one_of_responses(
    server: Client, more: dict[str, Any], why: str
) -> None:
    reply = server.post("/v1/responses", json={"model": MODEL, "input": "Say hello"} | more)
    assert reply.status_code == 400, reply.text
    assert why in reply.json()["error"]["message"]


def test_a_route_of_openai_that_is_not_there_names_those_that_are(server: Client) -> None:
    told = server.post("/v1/embeddings", json={}).json()["error"]["message"]
    assert "/v1/chat/completions, " in told
    assert "{" not in told
