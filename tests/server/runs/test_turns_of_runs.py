"""Whoever has had a turn at the engine gives it up while others wait, goes on later, and tells
nothing twice."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.server.runs import turns
from tests.script import hurried
from tests.server.conftest import FACT, TEXT
from tests.server.served import Client, Plain, serving

QUESTION = "What is the code?"
LONG = TEXT.replace("interest", "note").encode()  # at "Line 200" the model comes to no end


@pytest.fixture
def people(slow: Settings) -> Iterator[tuple[Client, Client]]:
    """Two with accounts."""
    with closing(Users(slow)) as users:
        keys = [users.new_key(users.add(name, "correct horse"))[1] for name in ("anna", "ben")]
    with ExitStack() as opened:
        server = opened.enter_context(serving(slow))
        made = (
            Client(base_url=server.base_url, timeout=60, headers={"Authorization": f"Bearer {k}"})
            for k in keys
        )
        anna, ben = (opened.enter_context(one) for one in made)
        yield anna, ben


@pytest.fixture
def interrupts(slow: Settings, monkeypatch: pytest.MonkeyPatch) -> Callable[[Client, str], Plain]:
    """Whoever asks finds that the run before has had its turn, and nobody after that."""

    decide, came = turns.gives_way, list[str]()

    def at_once(first: turns.WaitingRun, going: Sequence[turns.Going]) -> turns.TurnChange | None:
        came.append(first.run)
        with monkeypatch.context() as now:
            now.setattr(turns, "_TURN_SECONDS", 0.0 if first.run == came[0] else 3600.0)
            return decide(first, going)

    def ask(person: Client, document: str) -> Plain:
        hurried(slow.model)  # for those that are begun from now on
        monkeypatch.setattr(turns, "gives_way", at_once)
        return person.over(person.ask("Who?", [document])["id"])

    return ask


def test_a_long_question_does_not_keep_others_waiting(
    people: tuple[Client, Client], interrupts: Callable[[Client, str], Plain]
) -> None:
    anna, ben = people
    short = ben.add("b.txt", b"Some few words.")
    long = anna.ask(QUESTION, [anna.add("a.txt", LONG)])["id"]
    events = anna.events(f"/api/runs/{long}/events")
    assert "looked" in (event["type"] for _, event in events)
    answered = interrupts(ben, short)
    rest = [event for _, event in events]
    done = anna.over(long)
    assert (answered["state"], done["state"], done["attempt"]) == ("finished", "finished", 2)
    assert answered["ended"] < done["ended"]
    assert [event["type"] for event in rest if event["type"] in ("started", "answer")] == [
        "started",
        "answer",
    ]
    assert anna.ok("GET", f"/api/answers/{done['answers'][0]}")["answer"] == FACT


def test_a_stream_of_another_program_is_told_nothing_twice(
    people: tuple[Client, Client], interrupts: Callable[[Client, str], Plain]
) -> None:
    anna, ben = people
    short = ben.add("b.txt", b"Some few words.")
    file = {"type": "file", "file": {"file_id": anna.add("a.txt", LONG)}}
    message = {"role": "user", "content": [{"type": "text", "text": QUESTION}, file]}
    body = {"model": "scripted:model.json", "stream": True, "messages": [message]}
    with anna.stream("POST", "/v1/chat/completions", json=body) as reply:
        lines = reply.iter_lines()
        assert "progress" in next(line for line in lines if "farside" in line)
        assert interrupts(ben, short)["state"] == "finished"
        chunks = [json.loads(line[6:]) for line in lines if line.startswith("data: {")]
    words = [chunk["choices"][0]["delta"].get("content") for chunk in chunks]
    assert [told for told in words if told] == [f"{FACT} [1]"]
    assert [chunk["choices"][0]["finish_reason"] for chunk in chunks][-1] == "stop"
