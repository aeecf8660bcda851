"""`/v1/responses` as the official OpenAI client finds it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.server.chatty import GREETING, MODEL, client_of, settings_of
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(settings_of(tmp_path_factory.mktemp("responses"))) as client:
        yield client


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[OpenAI]:
    with client_of(server) as one:
        yield one


def test_a_response(client: OpenAI) -> None:
    reply = client.responses.create(
        model=MODEL, input="Say hello", instructions="Be kind.", max_output_tokens=50
    )
    assert (reply.output_text, reply.status, reply.model) == (GREETING, "completed", MODEL)
    assert reply.instructions == "Be kind."
    assert reply.usage
    assert reply.usage.total_tokens == reply.usage.input_tokens + reply.usage.output_tokens > 0


def test_a_response_that_is_cut_says_so(client: OpenAI) -> None:
    reply = client.responses.create(model=MODEL, input="Say hello", max_output_tokens=2)
    assert (reply.output_text, reply.status) == ("Good day", "incomplete")
    assert reply.incomplete_details
    assert reply.incomplete_details.reason == "max_output_tokens"


def test_a_response_as_a_stream(client: OpenAI) -> None:
    events: list[Any] = list(client.responses.create(model=MODEL, input="Say hello", stream=True))
    assert [event.sequence_number for event in events] == list(range(len(events)))
    kinds = [event.type for event in events]
    deltas = [event.delta for event in events if event.type == "response.output_text.delta"]
    assert len(deltas) > 2
    assert "".join(deltas) == GREETING
    assert kinds[:4] == [
        "response.created",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
    ]
    assert kinds[-4:] == [
        "response.output_text.done",
        "response.content_part.done",
        "response.output_item.done",
        "response.completed",
    ]
    assert events[-1].response.output_text == GREETING
    assert events[-1].response.usage.output_tokens > 2


def test_the_clients_own_way_of_streaming(client: OpenAI) -> None:
    with client.responses.stream(model=MODEL, input="Say hello") as stream:
        assert stream.get_final_response().output_text == GREETING


def test_a_response_matches_a_schema(client: OpenAI) -> None:
    schema = {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]}
    wanted: Any = {
        "format": {"type": "json_schema", "name": "sum", "schema": schema, "strict": True}
    }
    assert json.loads(
        client.responses.create(model=MODEL, input="Add up", text=wanted).output_text
    ) == {"sum": 3}


def test_a_response_about_a_file_cites(client: OpenAI) -> None:
    file = client.files.create(file=("a.txt", TEXT.encode()), purpose="user_data").id
    question: Any = [
        {
            "role": "user",
            "content": [
                {"type": "input_text", "text": "What is it?"},
                {"type": "input_file", "file_id": file},
            ],
        }
    ]
    whole: Any = client.responses.create(model=MODEL, input=question)
    streamed: list[Any] = list(client.responses.create(model=MODEL, input=question, stream=True))
    for reply in (whole, streamed[-1].response):
        assert reply.output_text == f"{FACT} [1]"
        [annotation] = reply.output[0].content[0].annotations
        assert reply.output_text[annotation.start_index : annotation.end_index] == "[1]"
        assert annotation.file_citation["file_id"] == file
        assert reply.farside["coverage"]["complete"]


def test_a_conversation_goes_on_with_what_came_back(client: OpenAI) -> None:
    first = client.responses.create(model=MODEL, input="Say hello")
    messages: Any = [
        {"role": "user", "content": "Say hello"},
        *[item.model_dump() for item in first.output],
        {"role": "user", "content": "Again: Say hello"},
    ]
    assert client.responses.create(model=MODEL, input=messages).output_text == GREETING


@pytest.mark.parametrize(
    ("wrong", "status", "code"),
    [
        ({"model": "gpt-5"}, 404, "model_not_found"),
        ({"input": []}, 400, "invalid_value"),
        ({"input": "word " * 5000}, 400, "context_length_exceeded"),
        (
            {"input": [{"role": "system", "content": [{"type": "input_file", "file_id": "x"}]}]},
            400,
            "invalid_value",
        ),
        (
            {"input": [{"type": "computer_call_output", "call_id": "1", "output": ""}]},
            400,
            "invalid_value",
        ),
        ({"tools": [{"type": "web_search"}]}, 400, "invalid_value"),
        ({"previous_response_id": "resp_1"}, 400, "invalid_value"),
        ({"background": True}, 400, "invalid_value"),
        ({"truncation": "auto"}, 400, "invalid_value"),
    ],
)
@pytest.mark.parametrize("stream", [False, True])
def test_what_is_refused(
    client: OpenAI, wrong: dict[str, Any], status: int, code: str, stream: bool
) -> None:
    with pytest.raises(openai.APIStatusError) as error:
        client.post(
            "/responses",
            body={"model": MODEL, "input": "Say hello", "stream": stream} | wrong,
            cast_to=object,
        )
    assert (error.value.status_code, error.value.code) == (status, code)
