"""A chat without documents: the words as they come, and no word that does not fit."""

from __future__ import annotations

import json
import socket
from pathlib import Path
from typing import Any

import pytest

from farside.config import Settings, load
from farside.engine.base import Message
from farside.errors import EngineRefused, InputError, TooLong
from farside.types import AnswerText, Event
from farside.work.complete import Completion, complete_messages, count_messages


@pytest.fixture
def settings(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    script = {"window": 40, "default": {"reply": "Good day to you."}}
    (tmp_path / "model.json").write_text(json.dumps(script), encoding="utf-8")
    monkeypatch.setenv("FARSIDE_MODEL", f"scripted:{tmp_path / 'model.json'}")
    return load()


def said(words: str) -> tuple[Message, ...]:
    return (Message("user", words),)


def test_the_pieces_make_the_reply(settings: Settings) -> None:
    heard: list[Event] = []
    reply = complete_messages(settings, Completion(said("Hello")), heard.append)
    assert (
        reply.text
        == "Good day to you."
        == "".join(one.text for one in heard if isinstance(one, AnswerText))
    )
    assert reply.finish_reason == "stop"
    assert reply.usage.prompt_tokens == count_messages(settings, said("Hello"))[0]


def test_the_bound_and_the_stop_of_the_caller_count(settings: Settings) -> None:
    assert (
        complete_messages(settings, Completion(said("Hello"), max_tokens=2)).finish_reason
        == "length"
    )
    assert complete_messages(settings, Completion(said("Hello"), stop=("to",))).text == "Good day "


@pytest.mark.parametrize(
    "wanted", [Completion(said("word " * 50)), Completion(said("Hello"), max_tokens=39)]
)
def test_what_does_not_fit_is_refused_and_not_cut(settings: Settings, wanted: Completion) -> None:
    with pytest.raises(TooLong, match="window of 40"):
        complete_messages(settings, wanted)


def test_without_a_bound_the_reply_may_fill_the_window(settings: Settings) -> None:
    room = 40 - count_messages(settings, ())[0]
    words = "word " * (room - 4 - 2)
    assert complete_messages(settings, Completion(said(words))).finish_reason == "length"


def test_a_reply_that_does_not_match_the_schema_is_no_reply(settings: Settings) -> None:
    with pytest.raises(EngineRefused, match="simpler"):
        complete_messages(settings, Completion(said("Hello"), schema={"type": "object"}))


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "nonsense"},
        {"type": "string", "pattern": "("},
        {"$ref": "http://127.0.0.1:1/schema"},
        {"$ref": "file:///etc/passwd"},
        {"$ref": "#/nowhere"},
    ],
)
def test_a_schema_that_is_none_is_refused(settings: Settings, schema: dict[str, Any]) -> None:
    with pytest.raises(InputError, match="JSON Schema cannot be used"):
        complete_messages(settings, Completion(said("Hello"), schema=schema))


def test_a_schema_that_lies_elsewhere_is_refused_without_asking_there(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        where = f"http://127.0.0.1:{listening.getsockname()[1]}/schema"
        for schema in (
            {"$ref": where},
            {"$schema": where, "type": "object"},
            {"$id": where, "type": "object", "properties": {"a": {"$ref": "other.json"}}},
            {"type": "object", "properties": {"a": {"$dynamicRef": where}}},
            {"type": "object", "properties": {"a": {"$recursiveRef": where}}},
            {"$defs": {"a": {"$ref": f"{where}#/a"}}, "$ref": "#/$defs/a"},
        ):
            with pytest.raises((InputError, EngineRefused)):
                complete_messages(settings, Completion(said("Hello"), schema=schema))
        listening.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listening.accept()
