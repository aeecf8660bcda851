"""The remote engine against a small real HTTP server: what passes is tried again, what is cut is
shouted about."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine.base import Message, Prefilled, Reply, Request, Text, generate_reply
from farside.engine.registry import open_engine
from farside.engine.remote import RemoteEngine
from farside.engine.remote_limits import estimate_tokens
from farside.errors import EngineError, EngineRefused, EngineTruncated, SettingsError, TooLong
from tests.engine.services import (
    HELLO,
    KEY,
    PROSE,
    Answer,
    Body,
    Fake,
    Opened,
    chunks,
    sequence,
    service_settings,
)


def test_a_reply_streams_and_is_counted(fake: Fake, remote: Opened) -> None:
    fake.answers["/v1/chat/completions"] = lambda _: (200, chunks("Hello| there"))
    *events, last = remote.engine.stream(HELLO)
    assert [event.text for event in events if isinstance(event, Text)] == ["Hello", " there"]
    assert isinstance(last, Reply)
    assert (last.text, last.finish_reason) == ("Hello there", "stop")
    assert (last.usage.prompt_tokens, last.usage.cached_tokens, last.usage.completion_tokens) == (
        8,
        5,
        2,
    )
    assert fake.bodies[0]["max_tokens"] == 20


def test_a_begun_reply_is_left_to_the_service(fake: Fake, remote: Opened) -> None:
    """Some continue a last message of the assistant's, some refuse it, some answer it."""
    fake.answers["/v1/chat/completions"] = lambda _: (200, chunks("Hello| there"))
    begun = replace(HELLO, messages=(*HELLO.messages, Message("assistant", "Answer:")))
    assert generate_reply(remote.engine, begun).text == "Hello there"
    assert [one["role"] for one in fake.bodies[0]["messages"]] == ["user"]
    assert remote.engine.count_prompt(begun.messages) == remote.engine.count_prompt(HELLO.messages)


def test_a_server_has_no_adapter_of_ours_and_is_not_asked_for_one(
    fake: Fake, remote: Opened
) -> None:
    assert remote.engine.adapter == ""
    with pytest.raises(EngineRefused, match="has no reader adapter"):
        generate_reply(remote.engine, replace(HELLO, adapted=True))
    assert not fake.bodies


def test_too_many_requests_is_waited_out_as_the_server_asks(fake: Fake, remote: Opened) -> None:
    fake.headers["Retry-After"] = "7"
    fake.answers["/v1/chat/completions"] = sequence(
        (429, {"error": {"message": "slow down"}}), (503, {}), (200, chunks())
    )
    assert generate_reply(remote.engine, HELLO).text == "Hello there"
    assert remote.slept == [7.0, 7.0]


def test_waits_grow_and_end(fake: Fake, remote: Opened) -> None:
    chance = random.getstate()
    fake.answers["/v1/chat/completions"] = lambda _: (
        500,
        {"error": {"message": f"broken for {KEY}"}},
    )
    with pytest.raises(EngineError, match=r"500: broken for \*\*\*"):
        generate_reply(remote.engine, HELLO)
    assert len(fake.bodies) == 6
    assert remote.slept[-1] > 2 * remote.slept[0]
    assert random.getstate() == chance, "the random numbers of others are left alone"


def test_a_connection_lost_before_any_text_is_tried_again(fake: Fake, remote: Opened) -> None:
    fake.drop_after = 0

    def answer(_: Body) -> Answer:
        fake.drop_after = 0 if len(fake.bodies) < 3 else None
        return 200, chunks()

    fake.answers["/v1/chat/completions"] = answer
    assert generate_reply(remote.engine, HELLO).text == "Hello there"
    assert len(fake.bodies) == 3


def test_a_connection_lost_after_text_is_an_error(fake: Fake, remote: Opened) -> None:
    fake.drop_after = 1
    pieces: list[str] = []
    with pytest.raises(EngineError, match="ended in the middle of the reply"):
        pieces.extend(
            event.text for event in remote.engine.stream(HELLO) if isinstance(event, Text)
        )
    assert len(fake.bodies) == 1


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    nowhere = Settings(
        home=tmp_path, remote_url="http://127.0.0.1:9/v1", remote_key=KEY, remote_context=4096
    )
    engine = RemoteEngine("m", nowhere, lambda _: None)
    with pytest.raises(EngineError, match=r"http://127\.0\.0\.1:9: no answer"):
        generate_reply(engine, HELLO)
    engine.close()


def test_a_prompt_cut_without_a_word_is_shouted_about(fake: Fake, remote: Opened) -> None:
    """Like Ollama: at most 1,000 tokens of 5 characters each are read, and the usage says so."""

    def answer(body: Body) -> Answer:
        tokens = min(1000, sum(len(m["content"]) for m in body["messages"]) // 5)
        if body.get("stream"):
            return 200, chunks(prompt_tokens=tokens)
        return 200, {"usage": {"prompt_tokens": tokens}}

    fake.answers["/v1/chat/completions"] = answer
    with pytest.raises(EngineTruncated, match="read only 1000 of about"):
        generate_reply(remote.engine, Request((Message("user", PROSE),), 20))


def test_a_tokenizer_thriftier_than_the_estimate_is_no_cut(fake: Fake, remote: Opened) -> None:
    def answer(body: Body) -> Answer:
        tokens = sum(len(m["content"]) for m in body["messages"]) // 6
        if body.get("stream"):
            return 200, chunks(prompt_tokens=tokens)
        return 200, {"usage": {"prompt_tokens": tokens}}

    fake.answers["/v1/chat/completions"] = answer
    for _ in range(2):
        generate_reply(remote.engine, Request((Message("user", PROSE),), 20))
    assert len(fake.bodies) == 3, "the sample is sent once, then the server's density is known"


def test_the_servers_own_tokenizer_is_used_and_believed(fake: Fake, remote: Opened) -> None:
    def tokenize(body: Body) -> Answer:
        return 200, {"count": 50 if "messages" in body else 3, "max_model_len": 100}

    fake.answers["/tokenize"] = tokenize
    assert remote.engine.count_text("x") == 3
    assert remote.engine.count_prompt(HELLO.messages) == 50
    with pytest.raises(EngineTruncated, match="8 of about 50"):
        generate_reply(remote.engine, HELLO)


def test_moonshot_counts_with_its_own_path(fake: Fake, remote: Opened) -> None:
    fake.answers["/v1/tokenizers/estimate-token-count"] = lambda _: (
        200,
        {"data": {"total_tokens": 11}},
    )
    assert remote.engine.count_prompt(HELLO.messages) == 11


def test_no_usage_is_an_error(fake: Fake, remote: Opened) -> None:
    fake.answers["/v1/chat/completions"] = lambda _: (200, chunks()[:-1])
    with pytest.raises(EngineError, match="does not report usage"):
        generate_reply(remote.engine, HELLO)


def test_log_probabilities_of_alternatives(fake: Fake, remote: Opened) -> None:
    top = [
        {"token": "Yes", "logprob": -0.2},
        {"token": "N", "logprob": -2.0},
        {"token": "It", "logprob": -5.0},
    ]
    fake.answers["/v1/chat/completions"] = lambda _: (
        200,
        chunks(logprobs={"content": [{"top_logprobs": top}]}),
    )
    asked = replace(HELLO, alternatives=("Yes", "No", "Maybe"))
    assert generate_reply(remote.engine, asked).first_token == {
        "Yes": -0.2,
        "No": -2.0,
        "Maybe": -5.0,
    }
    assert fake.bodies[0]["top_logprobs"] == 20


def test_a_server_without_log_probabilities_is_asked_without(fake: Fake, remote: Opened) -> None:
    def answer(body: Body) -> Answer:
        if "logprobs" in body or "seed" in body:
            return 400, {
                "error": {"message": f"unknown: {'logprobs' if 'logprobs' in body else 'seed'}"}
            }
        return 200, chunks()

    fake.answers["/v1/chat/completions"] = answer
    for _ in range(2):
        assert (
            generate_reply(remote.engine, replace(HELLO, alternatives=("Yes",))).first_token == {}
        )
    assert len(fake.bodies) == 4


def test_a_schema_that_is_refused_is_an_error(fake: Fake, remote: Opened) -> None:
    fake.answers["/v1/chat/completions"] = lambda _: (
        400,
        {"error": {"message": "response_format not supported"}},
    )
    with pytest.raises(EngineError, match="response_format not supported"):
        generate_reply(remote.engine, replace(HELLO, schema={"type": "object"}))


def test_a_wrong_key_is_told_without_the_key(fake: Fake, remote: Opened) -> None:
    fake.answers["/v1/chat/completions"] = lambda _: (401, {"error": {"message": f"bad key {KEY}"}})
    with pytest.raises(EngineError, match="Check remote_key") as raised:
        generate_reply(remote.engine, HELLO)
    assert KEY not in str(raised.value)
    assert KEY not in repr(remote.engine)


def test_what_does_not_fit_is_not_sent(fake: Fake, remote: Opened) -> None:
    with pytest.raises(TooLong, match="window of 16384"):
        generate_reply(remote.engine, Request((Message("user", PROSE * 10),), 20))
    assert not fake.bodies


def test_the_servers_own_refusal_of_length(fake: Fake, remote: Opened) -> None:
    message = {
        "error": {"message": "maximum context length is 10", "code": "context_length_exceeded"}
    }
    fake.answers["/v1/chat/completions"] = lambda _: (400, message)
    with pytest.raises(TooLong, match="maximum context length is 10"):
        generate_reply(remote.engine, HELLO)


def test_nothing_to_write_only_warms_the_prefix(fake: Fake, remote: Opened) -> None:
    events = list(remote.engine.stream(replace(HELLO, max_tokens=0)))
    assert not [event for event in events if isinstance(event, Text)]
    assert isinstance(events[-1], Reply)
    assert (events[-1].text, events[-1].usage.completion_tokens) == ("", 0)
    assert fake.bodies[0]["max_tokens"] == 1


@pytest.mark.parametrize("field", ["max_model_len", "context_length", "context_window"])
def test_the_window_is_asked_of_the_server(fake: Fake, tmp_path: Path, field: str) -> None:
    fake.answers["/v1/models"] = lambda _: (
        200,
        {"data": [{"id": "other", field: 1}, {"id": "m", field: 777}]},
    )
    engine = open_engine("remote:m", replace(service_settings(fake, tmp_path), remote_context=0))
    assert engine.window == 777
    engine.close()


def test_the_window_of_ollama_is_what_it_serves(fake: Fake, tmp_path: Path) -> None:
    fake.answers["/v1/models"] = lambda _: (200, {"data": [{"id": "m"}]})
    fake.answers["/api/version"] = lambda _: (200, {"version": "1"})
    fake.answers["/api/show"] = lambda _: (
        200,
        {"parameters": "stop x\nnum_ctx    4096", "model_info": {"a": 131072}},
    )
    engine = open_engine("remote:m", replace(service_settings(fake, tmp_path), remote_context=0))
    assert engine.window == 4096
    engine.close()


def test_an_unknown_window_must_be_set(fake: Fake, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="set remote_context"):
        open_engine("remote:m", replace(service_settings(fake, tmp_path), remote_context=0))


def test_settings_that_cannot_work_are_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="remote_url"):
        open_engine("remote:m", Settings(home=tmp_path))
    with pytest.raises(SettingsError, match="remote:NAME"):
        open_engine("remote:", Settings(home=tmp_path, remote_url="http://127.0.0.1:9/v1"))


def test_the_estimate_counts_chinese_by_character() -> None:
    assert estimate_tokens("你好") == 2
    assert estimate_tokens("a" * 100) == 30


def test_progress_starts_at_nothing(remote: Opened) -> None:
    first = next(iter(remote.engine.stream(HELLO)))
    assert isinstance(first, Prefilled)
    assert first.done == 0
