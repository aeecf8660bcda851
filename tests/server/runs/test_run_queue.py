"""The queue of runs: who gets the engine, who gives it up, and what a person finds of it."""

from __future__ import annotations

import pytest

from farside.config import load
from farside.library.runs import Run
from farside.server.person import Person, of_user
from farside.server.runs.run_queue import RunQueue


def person(name: str) -> Person:
    return of_user(load(), name, name)


def run(identity: str, kind: str = "extract", automatic: bool = False) -> Run:
    return Run(identity, kind, "queued", "Title", {}, "2026-11-30T00:00:00Z", automatic=automatic)


@pytest.fixture
def queue() -> RunQueue:
    return RunQueue(at_once=1)


def fail() -> None:
    pytest.fail("nobody has a turn that ends")


def test_a_run_is_found_by_whose_it_is_alone(queue: RunQueue) -> None:
    ticket = queue.add(person("ann"), run("a"))
    assert queue.find(person("ann"), "a") is ticket
    assert queue.find(person("bob"), "a") is None


def test_as_many_run_as_may_and_the_others_have_places(queue: RunQueue) -> None:
    first = queue.add(person("ann"), run("a", "complete"))
    queue.add(person("ann"), run("b"))
    assert queue.begin_next(fail) is first
    assert queue.begin_next(fail) is None
    assert (queue.is_running("a"), queue.is_running("b")) == (True, False)
    assert queue.count_runs() == (1, 1)
    assert queue.find_position(run("b")) == 1
    assert queue.count_runs_of(person("ann")) == 2


def test_reading_ahead_gives_way_at_once_and_waits_at_the_end(queue: RunQueue) -> None:
    ahead = queue.add(person("ann"), run("ahead", "read", automatic=True))
    assert queue.begin_next(fail) is ahead
    asked = queue.add(person("bob"), run("asked", "ask"))
    assert queue.begin_next(fail) is None
    assert ahead.intent == "later"
    queue.put_back(ahead)
    assert queue.begin_next(fail) is asked
    assert (ahead.intent, queue.find_position(run("ahead"))) == ("", 1)


def test_a_run_that_is_over_leaves_room(queue: RunQueue) -> None:
    first = queue.add(person("ann"), run("a"))
    queue.begin_next(fail)
    assert queue.holds_running(first)
    queue.forget(first)
    queue.give_up(first)
    assert queue.count_runs() == (0, 0)
    assert not queue.holds_running(first)
