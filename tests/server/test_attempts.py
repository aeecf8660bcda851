"""How often a password may be tried."""

from __future__ import annotations

import pytest

from farside.server.access.addresses import is_loopback, plain_network
from farside.server.access.attempts import (
    FOR_A_NAME,
    FOR_AN_ADDRESS,
    FOR_BOTH,
    SLOW_SECONDS,
    WINDOW_SECONDS,
    Attempts,
    network_of,
)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def made(clock: Clock) -> Attempts:
    return Attempts(clock)


def test_a_name_waits_at_an_address_after_a_few_attempts(made: Attempts, clock: Clock) -> None:
    assert not any(made.begin("anna", "10.0.0.1") for _ in range(FOR_BOTH))
    assert made.begin("ANNA", "10.0.0.1") == pytest.approx(WINDOW_SECONDS / FOR_BOTH)
    assert made.begin("anna", "10.0.0.2") == 0.0, "whoever tries elsewhere keeps nobody out"
    assert made.begin("ben", "10.0.0.1") == 0.0
    clock.now += WINDOW_SECONDS / FOR_BOTH
    assert made.begin("anna", "10.0.0.1") == 0.0
    assert made.begin("anna", "10.0.0.1") > 0.0
    clock.now += WINDOW_SECONDS
    assert not any(made.begin("anna", "10.0.0.1") for _ in range(FOR_BOTH))


def test_an_address_waits_whatever_the_names(made: Attempts) -> None:
    assert not any(made.begin(f"name{n}", "10.0.0.1") for n in range(FOR_AN_ADDRESS))
    assert made.begin("another", "10.0.0.1") > 0.0
    assert made.begin("another", "10.0.0.2") == 0.0


def test_who_has_many_addresses_of_one_network_has_one(made: Attempts) -> None:
    tried = [made.begin("anna", f"2001:db8:0:1::{n:x}") for n in range(FOR_BOTH + 1)]
    assert not any(tried[:-1])
    assert tried[-1] > 0.0
    assert made.begin("anna", "2001:db8:0:2::1") == 0.0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("10.1.2.3", "10.1.2.3"),
        ("::ffff:10.1.2.3", "10.1.2.3"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::FFFF:a01:203", "10.1.2.3"),
        ("fe80::1%eth0", "fe80::/64"),
        ("a socket", "a socket"),
    ],
)
def test_the_network_of_an_address(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("text", "network"),
    [
        ("::ffff:10.0.0.0/104", "10.0.0.0/8"),
        ("::ffff:10.0.0.1", "10.0.0.1/32"),
        ("10.0.0.0/8", "10.0.0.0/8"),
        ("::/0", "::/0"),
        ("2001:db8::/64", "2001:db8::/64"),
    ],
)
def test_a_network_of_ipv4_in_ipv6_is_one_of_ipv4(text: str, network: str) -> None:
    assert str(plain_network(text)) == network


def test_only_this_machine_reaches_loopback_however_it_is_written() -> None:
    assert all(map(is_loopback, ("localhost", "127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1")))
    assert not any(
        map(is_loopback, ("", "::", "0.0.0.0", "::ffff:0.0.0.0", "::ffff:10.0.0.1", "example.org"))
    )


def test_others_who_try_a_name_do_not_keep_its_person_out(made: Attempts, clock: Clock) -> None:
    assert not any(made.begin("anna", f"10.0.{n}.1") for n in range(FOR_A_NAME))
    assert made.begin("anna", "10.0.0.2") == 0.0, "from an address that never was here"
    assert made.begin("anna", "10.0.0.2") == pytest.approx(SLOW_SECONDS), "but not often"
    assert made.begin("ben", "10.0.0.2") == 0.0
    clock.now += SLOW_SECONDS
    assert made.begin("anna", "10.0.0.2") == 0.0
    made.forgive("anna", "10.0.0.2")
    assert made.begin("anna", "10.0.0.2") > 0.0


def test_a_name_that_was_tried_often_is_tried_slowly_for_a_while(
    made: Attempts, clock: Clock
) -> None:
    assert not any(made.begin("anna", f"10.0.{n % 250}.{n // 250}") for n in range(10 * FOR_A_NAME))
    clock.now += WINDOW_SECONDS
    tried = [made.begin("anna", f"10.1.0.{n % 2}") for n in range(6)]
    assert tried.count(0.0) == 2, "one from each address"
    clock.now += WINDOW_SECONDS
    assert not any(made.begin("anna", f"10.1.0.{n}") for n in range(6))


def test_the_right_password_is_no_attempt(made: Attempts) -> None:
    for _ in range(10 * FOR_AN_ADDRESS):
        assert made.begin("anna", "10.0.0.1") == 0.0
        made.forgive("anna", "10.0.0.1")


def test_junk_pushes_no_name_out_and_keeps_nobody_out(made: Attempts, clock: Clock) -> None:
    """Of other names from ever new addresses, twice as many as passwords can be checked
    meanwhile."""
    assert not any(made.begin("anna", "10.0.0.1") for _ in range(FOR_BOTH))
    assert not any(made.begin(f"name{n}", f"10.{1 + n % 200}.{n // 200}.1") for n in range(20_000))
    assert made.begin("anna", "10.0.0.1") > 0.0
    assert not any(made.begin(f"person{n}", f"192.168.{n}.1") for n in range(200))
