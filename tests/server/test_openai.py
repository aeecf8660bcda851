"""`/v1/chat/completions` as the official OpenAI client finds it."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import openai
import pytest
from openai import OpenAI

from farside.access.users import Users
from farside.config import Settings
from farside.server.openai import following
from tests.server.chatty import GREETING, MODEL, chatty, client_of, say, settings_of
from tests.server.served import Client, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    with serving(settings_of(tmp_path_factory.mktemp("openai"))) as client:
        yield client


@pytest.fixture(scope="module")
def client(server: Client) -> Iterator[OpenAI]:
    with client_of(server) as one:
        yield one


SCHEMA = {"type": "object", "properties": {"sum": {"type": "integer"}}, "required": ["sum"]}

# models


def test_the_models_are_those_of_the_machine(client: OpenAI) -> None:
    known = [one.id for one in client.models.list()]
    assert known == [MODEL, "moonshot-v1-32k", "kimi-latest", "farside/everything"]
    assert client.models.retrieve(MODEL).object == "model"
    with pytest.raises(openai.NotFoundError) as error:
        client.models.retrieve("gpt-4o")
    assert error.value.code == "model_not_found"


# chats without documents


def test_a_chat(client: OpenAI) -> None:
    reply = say(
        client, "Say hello", max_tokens=50, temperature=0.5, seed=7, user="me", n=1, top_p=1
    )
    assert reply.object == "chat.completion"
    assert reply.model == MODEL
    assert abs(reply.created - time.time()) < 60
    [choice] = reply.choices
    assert (choice.message.role, choice.message.content, choice.finish_reason) == (
        "assistant",
        GREETING,
        "stop",
    )
    usage = reply.usage
    assert usage.prompt_tokens > 0 < usage.completion_tokens
    assert usage.total_tokens == usage.prompt_tokens + usage.completion_tokens
    assert 0 <= usage.prompt_tokens_details.cached_tokens < usage.prompt_tokens


def test_a_chat_as_a_stream_says_the_same(client: OpenAI) -> None:
    chunks = list(say(client, "Say hello", stream=True, stream_options={"include_usage": True}))
    assert {chunk.object for chunk in chunks} == {"chat.completion.chunk"}
    assert len({chunk.id for chunk in chunks}) == 1
    deltas = [chunk.choices[0].delta for chunk in chunks if chunk.choices]
    assert deltas[0].role == "assistant"
    assert "".join(delta.content or "" for delta in deltas) == GREETING
    assert sum(bool(delta.content) for delta in deltas) > 2
    assert [chunk.choices[0].finish_reason for chunk in chunks if chunk.choices][-1] == "stop"
    assert chunks[-1].choices == []
    assert chunks[-1].usage.completion_tokens > 2
    assert all(chunk.usage is None for chunk in chunks[:-1])


def test_the_bound_is_the_callers(client: OpenAI) -> None:
    for name in ("max_tokens", "max_completion_tokens"):
        [choice] = say(client, "Say hello", **{name: 2}).choices
        assert (choice.message.content, choice.finish_reason) == ("Good day", "length")


@pytest.mark.parametrize(
    ("stop", "left"), [("day", "Good "), (["to", "you"], "Good day "), ([], GREETING)]
)
def test_a_stop_ends_the_reply(client: OpenAI, stop: Any, left: str) -> None:
    assert say(client, "Say hello", stop=stop).choices[0].message.content == left


def test_a_reply_matches_a_schema(client: OpenAI) -> None:
    wanted = {
        "type": "json_schema",
        "json_schema": {"name": "sum", "schema": SCHEMA, "strict": True},
    }
    assert json.loads(say(client, "Add up", response_format=wanted).choices[0].message.content) == {
        "sum": 3
    }
    plain = say(client, "Add up", response_format={"type": "json_object"})
    assert json.loads(plain.choices[0].message.content) == {"sum": 3}


def test_a_conversation_goes_on_with_what_came_back(client: OpenAI) -> None:
    first = say(client, "Say hello").choices[0].message
    messages: list[Any] = [
        {"role": "developer", "content": "Be kind."},
        {"role": "user", "content": [{"type": "text", "text": "Say hello"}]},
        first.model_dump(),
        {"role": "user", "content": "Again: Say hello"},
    ]
    assert (
        client.chat.completions.create(model=MODEL, messages=messages).choices[0].message.content
        == GREETING
    )


def test_what_does_not_fit_is_refused_and_not_cut(client: OpenAI) -> None:
    for stream in (False, True):
        for words, most in (("word " * 5000, None), ("Say hello", 4096)):
            with pytest.raises(openai.BadRequestError) as error:
                say(client, words, stream=stream, max_tokens=most)
            assert error.value.code == "context_length_exceeded"
            assert error.value.param == "messages"
            assert "4,096" in str(error.value) or "4096" in str(error.value)


# leaving


def test_a_client_that_goes_away_stops_the_generation(client: OpenAI, server: Client) -> None:
    for stream in (False, True):
        with pytest.raises(openai.APITimeoutError):
            list(say(client, "Think long", stream=stream, timeout=1.0))
        assert say(client, "Say hello").choices[0].message.content == GREETING, (
            "its turn comes: nobody thinks any more"
        )


def wait(server: Client, body: dict[str, Any]) -> None:
    """As a client does, for as long as it takes."""
    with suppress(httpx.HTTPError):  # a stream that is stopped ends in the middle
        server.post("/v1/chat/completions", json=body, timeout=60.0)


def test_many_at_once_wait_for_their_turn(tmp_path: Path) -> None:
    """As LangChain's `batch` sends them: none is told to come again."""
    settings = Settings(home=tmp_path / "home", model=chatty(tmp_path), server_runs_waiting=2)
    with serving(settings) as server, client_of(server) as client, ThreadPoolExecutor(12) as pool:
        made = list(pool.map(lambda _: say(client, "Say hello"), range(12)))
    assert [one.choices[0].message.content for one in made] == [GREETING] * 12


def test_too_many_for_too_long_are_asked_to_come_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "QUEUE_SECONDS", 0.5)
    settings = Settings(home=tmp_path / "home", model=chatty(tmp_path), server_runs_waiting=1)
    slow = {"model": MODEL, "stream": True, "messages": [{"role": "user", "content": "Think long"}]}
    with serving(settings) as server, client_of(server) as client:
        listening = threading.Thread(target=wait, args=(server, slow))
        listening.start()
        (run,) = server.until("/api/runs?hidden=true", lambda found: found["runs"])["runs"]
        with pytest.raises(openai.RateLimitError) as error:
            say(client, "Say hello")
        server.ok("POST", f"/api/runs/{run['id']}/stop", {})
        listening.join()
    assert int(error.value.response.headers["Retry-After"]) > 0
    assert error.value.code == "busy"
    assert "1 runs of yours wait already, and 1 may" in str(error.value)


def test_a_key_is_asked_for_where_there_are_users(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    with closing(Users(settings)) as users:
        _, key = users.new_key(users.add("anna", "correct horse"))
    with serving(settings) as server:
        with client_of(server, key) as client:
            assert MODEL in [one.id for one in client.models.list()]
        with client_of(server, "fsk-wrong") as client, pytest.raises(openai.AuthenticationError):
            client.models.list()
