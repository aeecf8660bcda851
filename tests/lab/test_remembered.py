"""What was asked before is not asked again, and anything else is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from farside.engine.base import Message, Request, Text, generate_reply
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.lab.remembered import RememberingEngine

ASKED = Request((Message("user", "Where is the key?", kept=5),), 8, alternatives=("Yes", "No"))


@pytest.fixture
def seen() -> list[Request]:
    return []


@pytest.fixture
def engine(seen: list[Request]) -> RememberingEngine:
    def reply(request: Request) -> Scripted:
        seen.append(request)
        return Scripted(f"Reply {len(seen)}.", {"Yes": -0.5, "No": -1.0})

    return RememberingEngine(ScriptedEngine(reply))


def test_the_same_request_has_the_same_reply(
    engine: RememberingEngine, seen: list[Request]
) -> None:
    first = generate_reply(engine, ASKED)
    *texts, again = engine.stream(ASKED)
    assert len(seen) == 1
    assert texts == [Text(first.text)]
    assert again == replace(
        first,
        usage=replace(first.usage, cached_tokens=first.usage.prompt_tokens, completion_tokens=0),
    )


@pytest.mark.parametrize(
    "change",
    [
        {"messages": (Message("user", "Where is the key?", kept=6),)},
        {"max_tokens": 9},
        {"seed": 1},
        {"schema": {"type": "object"}},
        {"stop": ("x",)},
        {"alternatives": ("Yes",)},
    ],
)
def test_another_request_is_asked(
    engine: RememberingEngine, seen: list[Request], change: dict[str, object]
) -> None:
    generate_reply(engine, ASKED)
    generate_reply(engine, replace(ASKED, **change))  # type: ignore[arg-type]
    assert len(seen) == 2


def test_a_reply_of_chance_is_asked_for_each_time(
    engine: RememberingEngine, seen: list[Request]
) -> None:
    one, other = (generate_reply(engine, replace(ASKED, temperature=1.0)) for _ in range(2))
    assert one.text != other.text
    assert len(seen) == 2


def test_what_was_not_finished_is_not_remembered(
    engine: RememberingEngine, seen: list[Request]
) -> None:
    next(engine.stream(ASKED))
    generate_reply(engine, ASKED)
    assert len(seen) == 2
