"""Whose turn it is."""

from __future__ import annotations

import pytest

from farside.server.http.errors import Busy
from farside.server.runs.admission import Admission
from farside.server.runs.turns import (
    ASKED,
    IDLE,
    WORK,
    Going,
    Shares,
    WaitingRun,
    gives_way,
    keeps_progress,
    next_waiting,
    order_waiting,
    urgency_of_kind,
)


def names(waiting: list[WaitingRun], shares: Shares | None = None) -> list[str]:
    return [place.run for place in order_waiting(waiting, shares or Shares())]


def served(*people: str) -> Shares:
    shares = Shares()
    for person in people:
        shares.begin(person)
    return shares


def going(urgency: int, seconds: float = 0.0, set_back: int = 0, keeps: bool = True) -> Going:
    """A run of Ann's."""
    return Going(WaitingRun("a", "ann", urgency, 1), seconds, set_back, keeps)


def test_people_take_turns() -> None:
    eager = [WaitingRun(f"a{n}", "ann", ASKED, n) for n in range(3)]
    assert names([*eager, WaitingRun("b", "bob", ASKED, 9)]) == ["a0", "b", "a1", "a2"]


def test_who_was_served_longest_ago_is_next() -> None:
    waiting = [
        WaitingRun("a", "ann", ASKED, 1),
        WaitingRun("b", "bob", ASKED, 2),
        WaitingRun("c", "cem", ASKED, 3),
    ]
    assert names(waiting, served("bob", "cem", "ann")) == ["b", "c", "a"]


def test_what_people_wait_for_goes_first() -> None:
    ahead = WaitingRun("ahead", "ann", urgency_of_kind("read", automatic=True), 1)
    read = WaitingRun("read", "ann", urgency_of_kind("read", automatic=False), 2)
    asked = WaitingRun("asked", "bob", urgency_of_kind("ask", automatic=False), 3)
    assert names([ahead, read, asked], served("bob")) == ["asked", "read", "ahead"]
    assert urgency_of_kind("eval", automatic=False) == IDLE


def test_who_had_much_of_the_engine_waits_until_others_had_as_much() -> None:
    shares, begun = Shares(), []
    waiting = [
        WaitingRun(person, person, ASKED, n) for n, person in enumerate(("ann", "bob", "cem"))
    ]
    for _ in range(11):
        person = next_waiting(waiting, shares).person
        shares.begin(person)
        shares.end(person, 4.0 if person == "ann" else 1.0)
        begun.append(person)
    assert begun == ["ann", *["bob", "cem"] * 4, "ann", "bob"]


def test_nobody_saves_up_turns_by_staying_away() -> None:
    shares = served(*["ann"] * 9)
    for _ in range(9):
        shares.begin("ann")
        shares.end("ann", 5.0)
    waiting = [
        WaitingRun("a", "ann", ASKED, 1),
        *(WaitingRun(f"b{n}", "bob", ASKED, n + 2) for n in range(3)),
    ]
    begun = []
    while waiting:
        place = next_waiting(waiting, shares)
        shares.begin(place.person)
        shares.end(place.person, 4.0)
        begun.append(place.run)
        waiting.remove(place)
    assert begun == ["b0", "b1", "a", "b2"]


@pytest.mark.parametrize(
    ("run", "person", "urgency", "seconds"),
    [
        (going(IDLE), "ann", ASKED, 0),  # what nobody waits for, at once
        (going(WORK, 3), "bob", ASKED, 17),  # everything else when its turn is over
        (going(ASKED, 3), "bob", ASKED, 17),
        (going(ASKED, 50), "bob", ASKED, 0),
        (going(ASKED, 50, set_back=2), "bob", ASKED, 30),  # a turn of 80 seconds by now
        (going(WORK, 3), "ann", ASKED, 17),  # a person's own ranking for the same person's question
        (going(ASKED, 50), "ann", ASKED, None),  # a person's own question
        (going(ASKED, 50), "bob", WORK, None),  # it would be the first again
        (going(ASKED, 50, keeps=False), "bob", ASKED, None),  # a chat of which some is told
    ],
)
def test_who_has_had_a_turn_gives_way(
    run: Going, person: str, urgency: int, seconds: float | None
) -> None:
    found = gives_way(WaitingRun("b", person, urgency, 2), [run])
    assert (found.seconds if found else None) == seconds


def test_of_several_that_one_gives_way_whose_turn_is_over_first() -> None:
    later = Going(WaitingRun("c", "cem", ASKED, 3), 5, 0, True)
    found = gives_way(WaitingRun("b", "bob", ASKED, 2), [going(ASKED, 1), later])
    assert found
    assert (found.run, found.seconds) == ("c", 15)


def test_a_chat_is_told_in_one_go() -> None:
    assert [keeps_progress(kind) for kind in ("ask", "rank", "complete", "count")] == [
        True,
        True,
        False,
        False,
    ]


def test_of_one_person_so_many_are_let_in_even_all_at_once() -> None:
    admission = Admission(3)
    with (
        admission.room("ann", 1),
        admission.room("ann", 1),
        admission.room("bob", 0),
        pytest.raises(Busy, match="wait already"),
        admission.room("ann", 1),
    ):
        pass
    with admission.room("ann", 2):
        pass
