"""What other people's clients send without being told: it is taken where it changes nothing, and
one forced function is served as its schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from openai import OpenAI

from tests.server.chatty import GREETING, MODEL, client_of, say, settings_of
from tests.server.served import Client, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(settings_of(tmp_path_factory.mktemp("clients"))) as client:
        yield client


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[OpenAI]:
    with client_of(server) as one:
        yield one


def function(name: str) -> dict[str, Any]:
    parameters = {
        "type": "object",
        "properties": {"sum": {"type": "integer"}},
        "required": ["sum"],
    }
    told = {"name": name, "description": "Adds up", "parameters": parameters, "strict": True}
    return {"type": "function", "function": told}


ADD = function("add")
FORCED = {"tools": [ADD], "tool_choice": {"type": "function", "function": {"name": "add"}}}


@pytest.mark.parametrize(
    "more",
    [
        {"top_p": 0.9, "top_k": 40, "min_p": 0.05, "repeat_penalty": 1.1},
        {"presence_penalty": 0.5, "frequency_penalty": -0.5, "temperature": 0.3},
        {"reasoning_effort": "low", "verbosity": "high", "thinking": {"type": "disabled"}},
        {"enable_thinking": False, "chat_template_kwargs": {"enable_thinking": False}},
        {"seed": -1, "max_tokens": -1, "top_logprobs": 0, "logprobs": False, "logit_bias": {}},
        {"tools": [], "tool_choice": "auto", "functions": [], "function_call": "auto"},
        {"tools": [ADD], "tool_choice": "none", "parallel_tool_calls": True},
        {"stream_options": {"include_usage": True}},
        {"max_tokens": 50, "max_completion_tokens": 40},
        {"modalities": ["text"], "n": 1, "user": "me", "store": True},
    ],
    ids=str,
)
def test_what_changes_nothing_is_taken(server: Client, more: dict[str, Any]) -> None:
    body = {"model": MODEL, "messages": [{"role": "user", "content": "Say hello"}], **more}
    reply = server.post("/v1/chat/completions", json=body)
    assert reply.status_code == 200, reply.text
    assert reply.json()["choices"][0]["message"]["content"] == GREETING


@pytest.mark.parametrize(
    "content",
    [
        [{"type": "text", "text": "Say hello", "cache_control": {"type": "ephemeral"}}],
        [{"type": "text", "text": "Say"}, {"type": "text", "text": "Say hello"}],
    ],
)
def test_parts_may_have_fields_for_others(client: OpenAI, content: list[Any]) -> None:
    messages: list[Any] = [{"role": "user", "content": content, "name": "me"}]
    made = client.chat.completions.create(model=MODEL, messages=messages)
    assert made.choices[0].message.content == GREETING


@pytest.mark.parametrize("choice", [FORCED["tool_choice"], "required"])
def test_a_forced_function_is_called(client: OpenAI, choice: Any) -> None:
    [made] = say(client, "Add up", tools=[ADD], tool_choice=choice).choices
    assert (made.finish_reason, made.message.content) == ("tool_calls", None)
    [call] = made.message.tool_calls
    assert (call.type, call.function.name) == ("function", "add")
    assert json.loads(call.function.arguments) == {"sum": 3}


def test_a_forced_function_as_a_stream(client: OpenAI) -> None:
    chunks = list(say(client, "Add up", stream=True, **FORCED))
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert not any(delta.content for delta in deltas)
    [call] = [one for delta in deltas for one in delta.tool_calls or ()]
    assert (call.index, call.function.name) == (0, "add")
    assert json.loads(call.function.arguments) == {"sum": 3}
    assert [c.choices[0].finish_reason for c in chunks if c.choices][-1] == "tool_calls"


def test_one_of_several_functions_is_called(client: OpenAI) -> None:
    tools = [function("multiply"), function("choose")]
    [made] = say(client, "Choose one", tools=tools, tool_choice="required").choices
    [call] = made.message.tool_calls
    assert call.function.name == "choose"
    assert json.loads(call.function.arguments) == {"sum": 4}


def test_a_conversation_with_calls_goes_on(client: OpenAI) -> None:
    called = say(client, "Add up", **FORCED).choices[0].message.model_dump()
    back = {"role": "tool", "tool_call_id": called["tool_calls"][0]["id"], "content": "3"}
    messages: list[Any] = [
        {"role": "user", "content": "Add up"},
        called,
        back,
        {"role": "user", "content": "Say hello"},
    ]
    made = client.chat.completions.create(model=MODEL, messages=messages)
    assert made.choices[0].message.content == GREETING


def test_a_reply_begins_as_it_is_told(client: OpenAI) -> None:
    messages: list[Any] = [
        {"role": "user", "content": "Say hello"},
        {"role": "assistant", "content": "Good", "partial": True, "name": "me"},
    ]
    made = client.chat.completions.create(model=MODEL, messages=messages)
    assert made.choices[0].message.content
