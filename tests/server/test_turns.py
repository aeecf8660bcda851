"""Whose turn it is."""

from __future__ import annotations

import pytest

from farside.server.admission import Admission
from farside.server.errors import Busy
from farside.server.turns import ASKED, IDLE, Place, order, urgency


def names(waiting: list[Place], served: dict[str, int] | None = None) -> list[str]:
    return [place.run for place in order(waiting, served or {})]


def test_people_take_turns() -> None:
    eager = [Place(f"a{n}", "ann", ASKED, n) for n in range(3)]
    assert names([*eager, Place("b", "bob", ASKED, 9)]) == ["a0", "b", "a1", "a2"]


def test_who_was_served_longest_ago_is_next() -> None:
    waiting = [Place("a", "ann", ASKED, 1), Place("b", "bob", ASKED, 2), Place("c", "cem", ASKED, 3)]
    assert names(waiting, {"ann": 3, "bob": 1, "cem": 2}) == ["b", "c", "a"]


def test_what_people_wait_for_goes_first() -> None:
    ahead = Place("ahead", "ann", urgency("read", automatic=True), 1)
    read = Place("read", "ann", urgency("read", automatic=False), 2)
    asked = Place("asked", "bob", urgency("ask", automatic=False), 3)
    assert names([ahead, read, asked], {"bob": 5}) == ["asked", "read", "ahead"]
    assert urgency("eval", automatic=False) == IDLE


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
