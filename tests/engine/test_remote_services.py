"""Today's services in their own words: what they refuse, how they give JSON, think, break off and
ask to wait."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from farside.engine.base import Reply, Text, generate_reply
from farside.engine.registry import open_engine
from farside.engine.remote import RemoteEngine
from farside.errors import EngineError, SettingsError
from farside.types import Event, Progress
from tests.engine.services import (
    HELLO,
    Answer,
    Body,
    Fake,
    Opened,
    chunks,
    sequence,
    service_settings,
)


def refusing(
    *words: str, said: str = "{}: not allowed with this model"
) -> Callable[[Body], Answer]:
    """A server that takes a request only without these parameters, and refuses one after the
    other."""

    def answer(body: Body) -> Answer:
        found = next((word for word in words if word in body), None)
        return (400, {"error": {"message": said.format(found)}}) if found else (200, chunks())

    return answer


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("temperature", "invalid {}: only 1 is allowed for this model"),
        (
            "temperature",
            "Unsupported value: '{}' does not support 0.0 with this model.",
        ),
        ("stream_options", "Extra inputs are not permitted: {}"),
        (
            "max_tokens",
            "Unsupported parameter: '{}'. Use 'max_completion_tokens' instead.",
        ),
    ],
)
def test_what_a_service_refuses_is_left_out_from_then_on(
    fake: Fake, remote: Opened, name: str, said: str
) -> None:
    fake.answers["/v1/chat/completions"] = refusing(name, said=said)
    assert [generate_reply(remote.engine, HELLO).text for _ in range(2)] == ["Hello there"] * 2
    assert [name in body for body in fake.bodies] == [True, False, False]


SCHEMA = {"type": "object", "properties": {"answer": {"type": "string"}}, "required": ["answer"]}
JSON = replace(HELLO, schema=SCHEMA)


@pytest.mark.parametrize("taken", ["json_object", ""])
def test_json_is_asked_for_in_the_way_that_the_service_knows(
    fake: Fake, remote: Opened, taken: str
) -> None:
    def answer(body: Body) -> Answer:
        kind = body.get("response_format", {}).get("type", "")
        if kind != taken:
            return 400, {"error": {"message": "This response_format type is unavailable now"}}
        return 200, chunks('Sure:\n``|`json\n{"answer": |"a ` b"}\n`|``\nBye')

    fake.answers["/v1/chat/completions"] = answer
    assert json.loads(generate_reply(remote.engine, JSON).text) == {"answer": "a ` b"}
    assert '"answer"' in fake.bodies[-1]["messages"][-1]["content"]
    before = len(fake.bodies)
    generate_reply(remote.engine, JSON)
    assert len(fake.bodies) == before + 1


def test_a_fence_in_a_quotation_ends_no_reply(fake: Fake, remote: Opened) -> None:
    text = '{"answer": "```python| and ``` end"}'
    fake.answers["/v1/chat/completions"] = lambda _: (200, chunks(text))
    quoted = json.loads(generate_reply(remote.engine, JSON).text)
    assert quoted == {"answer": "```python and ``` end"}


@pytest.mark.parametrize("text", ["[" * 5000, '{"answer": ' * 5000])
def test_brackets_without_end_are_no_reply(fake: Fake, remote: Opened, text: str) -> None:
    fake.answers["/v1/chat/completions"] = lambda _: (200, chunks(text))
    assert generate_reply(remote.engine, JSON).text == ""


def test_brackets_in_a_quotation_are_text(fake: Fake, remote: Opened) -> None:
    text = json.dumps({"answer": "[" * 500 + '"' + "{" * 500})
    fake.answers["/v1/chat/completions"] = lambda _: (200, chunks(text))
    assert generate_reply(remote.engine, JSON).text == text


def thinking(room: int, reasoning: str) -> Callable[[Body], Answer]:
    """A model that needs `room` tokens for its thoughts, told apart or in the text."""

    def answer(body: Body) -> Answer:
        delta = (
            {"reasoning_content": "hm"} if reasoning == "apart" else {"content": "<think>hm, [1]"}
        )
        events: list[Body] = [{"choices": [{"delta": delta}]}]
        enough = body["max_tokens"] > room
        if enough:
            said = "" if reasoning == "apart" else "</think>\n"
            events.append({"choices": [{"delta": {"content": f"{said}Yes"}}]})
        events.append({"choices": [{"delta": {}, "finish_reason": "stop" if enough else "length"}]})
        return 200, [
            *events,
            {"choices": [], "usage": {"prompt_tokens": 8, "completion_tokens": 9}},
        ]

    return answer


@pytest.mark.parametrize("reasoning", ["apart", "in the text"])
def test_a_model_that_thinks_gets_room_for_it(fake: Fake, remote: Opened, reasoning: str) -> None:
    fake.answers["/v1/chat/completions"] = thinking(300, reasoning)
    *events, last = remote.engine.stream(replace(HELLO, max_tokens=1, alternatives=("Yes", "No")))
    assert isinstance(last, Reply)
    assert (last.text, last.first_token) == ("Yes", {})
    assert [event.text for event in events if isinstance(event, Text)] == ["Yes"]
    assert generate_reply(remote.engine, HELLO).text == "Yes"
    assert [body["max_tokens"] > 300 for body in fake.bodies] == [False, True, True]


def test_a_model_that_thinks_for_ever_is_told(fake: Fake, remote: Opened) -> None:
    fake.answers["/v1/chat/completions"] = thinking(10**6, "apart")
    with pytest.raises(EngineError, match="thinks before it answers"):
        generate_reply(remote.engine, HELLO)
    assert len(fake.bodies) == 2


def test_a_reply_that_breaks_off_is_asked_again_where_nobody_saw_it(
    fake: Fake, remote: Opened
) -> None:
    broken = [*chunks("Hel")[:1], {"error": {"message": "overloaded"}}]
    fake.answers["/v1/chat/completions"] = sequence((200, broken), (200, chunks()))
    assert generate_reply(remote.engine, HELLO).text == "Hello there"
    fake.answers["/v1/chat/completions"] = sequence((200, broken), (200, chunks()))
    with pytest.raises(EngineError, match="overloaded"):
        list(remote.engine.stream(HELLO))


def test_a_wait_of_a_day_ends_at_once(fake: Fake, remote: Opened) -> None:
    fake.headers["Retry-After"] = "86400"
    fake.answers["/v1/chat/completions"] = lambda _: (429, {"error": {"message": "slow down"}})
    with pytest.raises(EngineError, match="It asks to wait 24 hours"):
        generate_reply(remote.engine, HELLO)
    assert (len(fake.bodies), remote.slept) == (1, [])


def test_an_account_that_is_used_up_is_not_asked_again(fake: Fake, remote: Opened) -> None:
    fake.answers["/v1/chat/completions"] = lambda _: (
        429,
        {"error": {"message": "no", "code": "insufficient_quota"}},
    )
    with pytest.raises(EngineError, match="Nothing is left"):
        generate_reply(remote.engine, HELLO)
    assert len(fake.bodies) == 1


def test_a_wait_is_told(fake: Fake, tmp_path: Path) -> None:
    heard: list[Event] = []
    fake.headers["Retry-After"] = "7"
    fake.answers["/v1/chat/completions"] = sequence(
        (429, {"error": {"message": "slow down"}}), (200, chunks())
    )
    engine = RemoteEngine("m", service_settings(fake, tmp_path), lambda _: None, heard.append)
    generate_reply(engine, HELLO)
    engine.close()
    assert [one.detail.split(":")[0] for one in heard if isinstance(one, Progress)] == [
        "waiting 7 s"
    ]


def test_a_stream_without_its_last_line_is_whole(fake: Fake, remote: Opened) -> None:
    fake.drop_after = len(chunks())
    assert generate_reply(remote.engine, HELLO).text == "Hello there"


def test_a_reply_given_at_once_is_a_reply(fake: Fake, remote: Opened) -> None:
    whole = {
        "choices": [{"message": {"content": "Hello"}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": 8},
    }
    fake.headers["Content-Type"] = "application/json"
    fake.answers["/v1/chat/completions"] = lambda _: (200, whole)
    assert generate_reply(remote.engine, HELLO).text == "Hello"


def test_a_page_in_place_of_a_reply_is_told(fake: Fake, remote: Opened) -> None:
    fake.headers["Content-Type"] = "text/html; charset=utf-8"
    fake.answers["/v1/chat/completions"] = lambda _: (200, {})
    with pytest.raises(EngineError, match="text/html"):
        generate_reply(remote.engine, HELLO)


def test_a_name_that_the_server_does_not_have_is_told_with_those_it_has(
    fake: Fake, tmp_path: Path
) -> None:
    fake.answers["/v1/models"] = lambda _: (
        200,
        {"data": [{"id": "llama3:latest"}, {"id": "qwen"}]},
    )
    with pytest.raises(SettingsError, match=r"has no model 'm'; it has: llama3:latest, qwen"):
        open_engine("remote:m", replace(service_settings(fake, tmp_path), remote_context=0))
    with pytest.raises(SettingsError, match="set remote_context"):
        open_engine("remote:llama3", replace(service_settings(fake, tmp_path), remote_context=0))
