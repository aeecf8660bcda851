"""`/v1` with a real model, so that the scripted one cannot hide a broken engine."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import openai
import pytest
from openai import OpenAI

from tests.engine.conftest import engine_room
from tests.server.chatty import client_of
from tests.server.served import Client, serving

pytestmark = pytest.mark.model
MODEL = "smollm2-135m"
LONG = "Tell a very long story about the sea."


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    folder = tmp_path_factory.mktemp("engine")
    with (
        engine_room(folder) as settings,
        serving(replace(settings, server_read_ahead=False)) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[OpenAI]:
    with client_of(server, seconds=120) as one:
        say(one, "Hello.", max_tokens=1)  # the engine is loaded from then on
        yield one


def say(client: OpenAI, words: str, **more: Any) -> Any:
    return client.chat.completions.create(
        model=MODEL, messages=[{"role": "user", "content": words}], **more
    )


def test_the_same_seed_says_the_same_and_its_prompt_is_kept(client: OpenAI) -> None:
    one, other = (
        say(client, "Name a colour.", max_tokens=12, temperature=0.8, seed=5) for _ in range(2)
    )
    assert one.choices[0].message.content == other.choices[0].message.content
    assert other.usage.prompt_tokens_details.cached_tokens > other.usage.prompt_tokens // 2


def test_a_stream_is_the_whole_in_pieces(client: OpenAI) -> None:
    chunks = list(say(client, "Name a colour.", max_tokens=12, stream=True))
    pieces = [chunk.choices[0].delta.content or "" for chunk in chunks]
    assert (
        "".join(pieces) == say(client, "Name a colour.", max_tokens=12).choices[0].message.content
    )
    assert len([piece for piece in pieces if piece]) > 3


def test_a_reply_is_decoded_to_match_the_schema(client: OpenAI) -> None:
    properties = {"name": {"type": "string", "maxLength": 20}, "age": {"type": "integer"}}
    schema = {
        "type": "object",
        "properties": properties,
        "required": ["name", "age"],
        "additionalProperties": False,
    }
    wanted = {"type": "json_schema", "json_schema": {"name": "person", "schema": schema}}
    found = json.loads(
        say(client, "Describe a person.", max_tokens=80, response_format=wanted)
        .choices[0]
        .message.content
    )
    assert sorted(found) == ["age", "name"]
    assert isinstance(found["age"], int)


def test_a_schema_that_is_none_is_the_callers_mistake(client: OpenAI) -> None:
    wanted = {"type": "json_schema", "json_schema": {"name": "x", "schema": {"type": "nonsense"}}}
    with pytest.raises(openai.BadRequestError) as error:
        say(client, "Hello.", max_tokens=5, response_format=wanted)
    assert error.value.code == "invalid_input"
    assert say(client, "Hello.", max_tokens=5).choices[0].finish_reason in ("stop", "length")


def test_what_does_not_fit_is_refused(client: OpenAI) -> None:
    with pytest.raises(openai.BadRequestError) as error:
        say(client, "word " * 3000)
    assert error.value.code == "context_length_exceeded"


def test_the_engine_is_free_as_soon_as_the_client_is_gone(client: OpenAI) -> None:
    started = time.monotonic()
    whole = len(say(client, LONG, max_tokens=300).choices[0].message.content)
    takes = time.monotonic() - started
    assert whole > 300
    for stream in (True, False):
        if stream:
            with say(client, LONG, max_tokens=1500, stream=True) as chunks:
                for _, _chunk in zip(range(5), chunks, strict=False):
                    pass
        else:
            with pytest.raises(openai.APITimeoutError):
                say(client.with_options(timeout=1.0), LONG, max_tokens=1500)
        started = time.monotonic()
        say(client, "Hello.", max_tokens=1)
        assert time.monotonic() - started < 2 * takes, (
            "1,500 tokens would have taken five times as long"
        )
