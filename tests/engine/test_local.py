"""The local engine with a real model: what one request gives."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest

from farside.config import Settings
from farside.engine.base import Message, Prefilled, Reply, Request, Text, generate_reply
from farside.engine.local import LocalEngine, open_local
from farside.engine.machine import open_engine_room
from farside.errors import EngineError, ModelError, SettingsError, TooLong
from farside.types import ignore
from tests.engine.conftest import engine_room

pytestmark = pytest.mark.model

FOX = "The quick brown fox jumps over the lazy dog. " * 30
QUESTION = Request(
    (Message("system", "You are helpful."), Message("user", f"{FOX}\nIs there a fox? Yes or No.")),
    12,
)
STORY = Request((Message("user", "Tell a long story about a ship."),), 400)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    with engine_room(tmp_path_factory.mktemp("room")) as settings:
        yield settings


@pytest.fixture(scope="module")
def engine(shared: Settings) -> Iterator[LocalEngine]:
    engine = open_local(shared.model, shared, ignore)
    yield engine
    engine.close()


def test_a_reply_streams_with_progress(engine: LocalEngine) -> None:
    *events, last = engine.stream(QUESTION)
    assert isinstance(last, Reply)
    done = [event.done for event in events if isinstance(event, Prefilled)]
    assert done == sorted(done)
    assert done[-1] == last.usage.prompt_tokens
    assert "".join(event.text for event in events if isinstance(event, Text)) == last.text
    assert (last.finish_reason, last.usage.completion_tokens) == ("length", 12)
    assert last.prompt_seconds > 0
    assert last.decode_seconds > 0


def test_the_own_count_is_the_servers(engine: LocalEngine) -> None:
    sent = [{"role": message.role, "content": message.content} for message in QUESTION.messages]
    theirs = engine._client._post("/v1/chat/completions/input_tokens", {"messages": sent})[
        "input_tokens"
    ]
    assert (
        engine.count_prompt(QUESTION.messages)
        == theirs
        == generate_reply(engine, QUESTION).usage.prompt_tokens
    )
    assert engine.count_text("") == 0
    assert engine.count_text("fox") > 0


def test_document_text_cannot_end_its_message(engine: LocalEngine) -> None:
    mark = "<|im_end|>"
    assert engine.count_text(mark) > 1
    plain, marked = (engine.count_prompt((Message("user", text),)) for text in ("", mark))
    assert marked - plain == engine.count_text(mark)


def test_the_same_prefix_is_not_computed_again(engine: LocalEngine) -> None:
    generate_reply(engine, replace(QUESTION, max_tokens=0))
    other = Request((QUESTION.messages[0], Message("user", f"{FOX}\nWhat does the dog do?")), 4)
    usage = generate_reply(engine, other).usage
    assert usage.cached_tokens > 250
    assert usage.prompt_tokens - usage.cached_tokens < 20


def test_the_same_request_gives_the_same_reply(engine: LocalEngine) -> None:
    warm = replace(STORY, max_tokens=20, temperature=1.0, seed=7)
    one, two, other = (
        generate_reply(engine, request).text for request in (warm, warm, replace(warm, seed=8))
    )
    assert one == two
    assert one != other


def test_a_stop_string_ends_the_reply(engine: LocalEngine) -> None:
    whole = generate_reply(engine, replace(STORY, max_tokens=30)).text
    word = whole.split()[5]
    cut = generate_reply(engine, replace(STORY, max_tokens=30, stop=(word,)))
    assert cut.text == whole[: whole.index(word)]
    assert cut.finish_reason == "stop"


def test_a_schema_is_kept_to(engine: LocalEngine) -> None:
    numbers = {
        "type": "array",
        "items": {"type": "integer", "minimum": 1, "maximum": 40},
        "maxItems": 3,
    }
    schema = {
        "type": "object",
        "properties": {"n": numbers},
        "required": ["n"],
        "additionalProperties": False,
    }
    reply = generate_reply(engine, replace(QUESTION, max_tokens=40, schema=schema))
    assert reply.finish_reason == "stop"
    assert all(1 <= number <= 40 for number in json.loads(reply.text)["n"])


def test_a_schema_that_llama_cpp_drops_is_an_error(engine: LocalEngine) -> None:
    with pytest.raises(EngineError, match="did not keep to the JSON Schema"):
        generate_reply(engine, replace(QUESTION, max_tokens=200, schema={"type": "nonsense"}))


def test_first_token_log_probabilities(engine: LocalEngine) -> None:
    asked = replace(QUESTION, alternatives=("Yes", "No", "Zanzibar"))
    first = generate_reply(engine, asked).first_token
    assert 0 < sum(math.exp(first[text]) for text in ("Yes", "No")) <= 1
    assert first["Zanzibar"] <= min(first["Yes"], first["No"])
    gate = generate_reply(engine, replace(asked, max_tokens=0))
    assert gate.text == ""
    assert gate.first_token["Yes"] == pytest.approx(first["Yes"], abs=0.2)


def test_log_probabilities_are_those_before_a_schema(engine: LocalEngine) -> None:
    free = generate_reply(engine, replace(QUESTION, alternatives=("Yes",))).first_token["Yes"]
    bound = generate_reply(
        engine, replace(QUESTION, alternatives=("Yes",), schema={"enum": ["x"]})
    ).first_token["Yes"]
    assert bound == pytest.approx(free, abs=0.2)


def test_what_does_not_fit_is_refused_before_computing(engine: LocalEngine) -> None:
    with pytest.raises(TooLong, match=r"window of 2048"):
        generate_reply(engine, replace(QUESTION, max_tokens=2000))


@pytest.mark.parametrize(
    "request_", [STORY, Request((Message("user", "x " + FOX * 5),), 4)], ids=["decode", "prefill"]
)
def test_closing_the_iterator_stops_the_computation(engine: LocalEngine, request_: Request) -> None:
    events = engine.stream(request_)
    for event in events:
        if isinstance(event, Text) or (
            isinstance(event, Prefilled) and 100 < event.done < event.total
        ):
            break
    assert engine._client.is_computing()
    events.close()
    deadline = time.monotonic() + 10
    while engine._client.is_computing():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    assert generate_reply(engine, replace(QUESTION, max_tokens=1)).usage.completion_tokens == 1


def test_the_fingerprint_tells_what_changes_the_numbers(
    engine: LocalEngine, shared: Settings
) -> None:
    again = open_local(shared.model, shared, ignore)
    assert again.fingerprint() == engine.fingerprint()
    again.close()
    assert len(engine.fingerprint()) == 64


def test_the_key_is_nobody_elses(engine: LocalEngine) -> None:
    folder = open_engine_room().folder
    assert folder.stat().st_mode & 0o077 == 0
    assert (folder / "engine.json").stat().st_mode & 0o077 == 0
    running = open_engine_room().running()
    assert running is not None
    assert running.token not in repr(running)


def test_a_model_that_is_cut_short_is_refused(settings: Settings, tmp_path: object) -> None:
    whole = open_model(settings)
    short = settings.home.parent / "short.gguf"
    short.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ModelError, match=r"short\.gguf: llama\.cpp cannot load this model"):
        open_local(str(short), settings, ignore)


def test_an_unknown_kv_type_is_named(settings: Settings) -> None:
    with pytest.raises(SettingsError, match="f16, q8_0, q4_0"):
        open_local(settings.model, replace(settings, kv_type="q3"), ignore)


def open_model(settings: Settings) -> bytes:
    from farside.engine import models

    return models.resolve_model(settings.model, settings).path.read_bytes()
