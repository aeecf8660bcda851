"""What is told of runs and changes, and told again to whoever lost the line."""

from __future__ import annotations

import asyncio
import random
from typing import Any

from farside.server.people.hub import Hub
from farside.server.runs.log import Log
from farside.server.runs.teller import Teller
from farside.types import Cost, Plan, Planned, Progress

Plain = dict[str, Any]


def ids(batches: list[list[tuple[str, Plain]]]) -> list[str]:
    return [identity for batch in batches for identity, _ in batch]


async def all_of(log: Log, after: str = "") -> list[list[tuple[str, Plain]]]:
    return [batch async for batch in log.follow(after)]


def filled() -> Log:
    log = Log("r1")
    log.begin(1)
    log.add({"type": "started", "attempt": 1})
    for done in range(3):
        log.add({"type": "progress", "done": done})
    log.add({"type": "text", "text": "It is so."})
    return log


def test_of_progress_only_the_newest_is_held_and_who_comes_back_misses_nothing_else() -> None:
    log = filled()
    log.add({"type": "finished"})
    assert ids(asyncio.run(all_of(log))) == ["1.1", "1.4", "1.5", "1.6"]
    assert ids(asyncio.run(all_of(log, "1.4"))) == ["1.5", "1.6"]
    for junk in ("nonsense", "1." + "9" * 5000, "-1.2", "1.²"):
        assert ids(asyncio.run(all_of(log, junk))) == ["1.1", "1.4", "1.5", "1.6"]


def test_a_new_attempt_is_told_whole_to_who_saw_the_old_one() -> None:
    log = filled()
    log.begin(2)
    log.add({"type": "started", "attempt": 2})
    log.add({"type": "stopped"})
    assert ids(asyncio.run(all_of(log, "1.5"))) == ["2.1", "2.2"]


def test_what_is_kept_ends_with_what_will_be_told_last() -> None:
    log = filled()
    kept = log.kept([{"type": "finished"}])
    assert [(one["id"], one["type"]) for one in kept] == [("1.1", "started"), ("1.6", "finished")]
    assert kept[-1]["run"] == "r1"


def test_a_follower_hears_what_comes_while_it_waits() -> None:
    async def followed() -> list[str]:
        log = filled()
        task = asyncio.create_task(all_of(log, "1.5"))
        await asyncio.sleep(0)
        log.add({"type": "finished"})
        return ids(await task)

    assert asyncio.run(followed()) == ["1.6"]


def test_whoever_fell_far_behind_is_told_to_load_anew() -> None:
    async def heard() -> list[str]:
        hub = Hub()
        stream = hub.follow("ann")
        first = await anext(stream)
        for number in range(1100):
            hub.tell("ann", {"type": "run", "number": number})
            hub.tell("bob", {"type": "run", "number": number})
        await asyncio.sleep(0.01)
        behind = await anext(stream)
        hub.tell("ann", {"type": "run", "number": 1100})
        return [first, behind, await anext(stream)]

    hello, reset, last = asyncio.run(heard())
    assert "event: hello" in hello
    assert "event: reset" in reset
    assert "event: run" not in reset
    assert '"number": 1100' in last


def test_a_stream_leaves_the_random_numbers_of_others_alone() -> None:
    async def heard() -> str:
        return await anext(Hub().follow("ann"))

    before = random.getstate()
    assert "event: hello" in asyncio.run(heard())
    assert random.getstate() == before


def test_progress_says_how_fast_and_how_long() -> None:
    told: list[Plain] = []
    now = [0.0]
    tell = Teller(told.append, (), lambda: now[0])
    for second in range(11):
        now[0] = float(second)
        tell(Progress("read", 10.0 * second, 200.0, "tokens"))
        tell(Progress("read", 10.0 * second + 1, 200.0, "tokens"))  # at once after: not told
    assert [one["done"] for one in told] == [10.0 * second for second in range(11)]
    assert (told[1]["rate"], told[1]["seconds_left"]) == (None, None), "too early to tell"
    assert (told[-1]["rate"], told[-1]["seconds_left"]) == (10.0, 10.0)


def test_a_feed_of_large_changes_does_not_fill_the_memory() -> None:
    async def heard() -> tuple[int, str]:
        hub = Hub()
        stream = hub.follow("ann")
        await anext(stream)
        for _ in range(30):
            hub.tell("ann", {"type": "run", "words": "x" * 1_000_000})
        await asyncio.sleep(0.01)
        held = sum(len(text) for _, text in hub._feeds["ann"].events)
        return held, await anext(stream)

    held, told = asyncio.run(heard())
    assert held < 10_000_000
    assert "event: reset" in told


def test_a_change_larger_than_the_whole_feed_is_not_missed_in_silence() -> None:
    async def heard() -> str:
        hub = Hub()
        stream = hub.follow("ann")
        await anext(stream)
        hub.tell("ann", {"type": "run", "words": "x" * 11_000_000})
        await asyncio.sleep(0.01)
        return await anext(stream)

    assert "event: reset" in asyncio.run(heard())


def test_the_time_that_is_left_is_that_until_the_answer() -> None:
    """Not until the end of a stage; and nothing is said once that has taken longer."""
    told: list[Plain] = []
    now = [0.0]
    tell = Teller(told.append, ("Who?",), lambda: now[0])
    cost = Cost(0.0, 40.0, 0, closing=30.0)
    tell(Planned(Plan("scan", (), (), 100, 40.0, cost), ()))
    for second in range(11):
        now[0] = float(second)
        tell(Progress("read", 10.0 * second, 200.0, "tokens"))
    assert told[-1]["seconds_left"] == 10.0 + 30.0
    for later, left in ((20.0, 30.0), (49.0, 1.0), (51.0, None)):
        now[0] = later
        tell(Progress("extract", later, 100, "windows"))
        assert told[-1]["seconds_left"] == left
