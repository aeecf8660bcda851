"""How often a password may be tried."""

from __future__ import annotations

import pytest

from farside.server.access import attempts
from farside.server.access.attempts import FOR_A_NAME, FOR_AN_ADDRESS, FOR_BOTH, WINDOW_SECONDS, Attempts


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_name_waits_at_an_address_until_its_first_attempt_there_is_old() -> None:
    clock = Clock()
    made = Attempts(clock)
    for n in range(FOR_BOTH):
        clock.now = float(n)
        assert made.begin("anna", "10.0.0.1") == 0.0
    assert made.begin("ANNA", "10.0.0.1") == WINDOW_SECONDS - clock.now
    assert made.begin("anna", "10.0.0.2") == 0.0, "whoever tries elsewhere keeps nobody out"
    assert made.begin("ben", "10.0.0.1") == 0.0
    clock.now = WINDOW_SECONDS
    assert made.begin("anna", "10.0.0.1") == 0.0
    assert made.begin("anna", "10.0.0.1") == 1.0


def test_a_name_that_is_tried_from_everywhere_waits_but_where_it_came_in_before() -> None:
    made = Attempts(Clock())
    assert made.begin("anna", "192.168.1.7") == 0.0
    made.forgive("anna", "192.168.1.7")
    assert not any(made.begin("anna", f"10.0.0.{n}") for n in range(FOR_A_NAME))
    assert made.begin("anna", "10.0.1.1") == WINDOW_SECONDS
    assert made.begin("anna", "192.168.1.7") == 0.0
    assert made.begin("ben", "10.0.1.1") == 0.0


def test_an_address_waits_whatever_the_names() -> None:
    made = Attempts(Clock())
    assert not any(made.begin(f"name{n}", "10.0.0.1") for n in range(FOR_AN_ADDRESS))
    assert made.begin("another", "10.0.0.1") == WINDOW_SECONDS
    assert made.begin("another", "10.0.0.2") == 0.0


def test_the_right_password_is_no_attempt() -> None:
    made = Attempts(Clock())
    for _ in range(10 * FOR_AN_ADDRESS):
        assert made.begin("anna", "10.0.0.1") == 0.0
        made.forgive("anna", "10.0.0.1")


def test_a_name_that_is_tried_again_and_again_is_not_forgotten_for_new_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempts, "_MOST", 30)
    made = Attempts(Clock())
    for n in range(FOR_BOTH):
        assert made.begin("anna", "10.0.0.1") == 0.0
        assert not any(made.begin(f"name{n}-{each}", f"address{n}-{each}") for each in range(5))
    assert made.begin("anna", "10.0.0.1") == WINDOW_SECONDS


def test_ever_new_names_do_not_fill_the_memory() -> None:
    made = Attempts(Clock())
    for n in range(3 * attempts._MOST):
        made.begin(f"name{n}", f"address{n}")
        made.forgive(f"name{n}", f"address{n}") if n % 2 else None
    assert len(made._made) <= attempts._MOST
    assert len(made._welcome) <= attempts._MOST
