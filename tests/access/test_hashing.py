"""What a guess at a password costs, and that its time does not tell who exists."""

from __future__ import annotations

import time

import pytest

from farside.access import hashing
from farside.access.users import Users

PASSWORD = "correct horse"


def test_a_guess_is_dear() -> None:
    assert hashing.hash_password(PASSWORD).startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_name_that_nobody_has_takes_as_long_as_a_wrong_password(known: Users) -> None:
    known.add("Anna", PASSWORD)
    hashing.of_nobody()
    seconds = []
    for name in ("Anna", "Nobody"):
        started = (
            time.process_time()
        )  # of this process alone: what else the machine does says nothing
        known.login(name, "wrong horse")
        seconds.append(time.process_time() - started)
    assert min(seconds) > 0.2 * max(seconds)


def test_a_password_is_kept_in_another_way_each_time_and_holds_in_each() -> None:
    first, second = hashing.hash_password(PASSWORD), hashing.hash_password(PASSWORD)
    assert first != second
    assert hashing.password_matches(first, PASSWORD)
    assert hashing.password_matches(second, PASSWORD)
    assert not hashing.password_matches(first, PASSWORD.upper())


@pytest.mark.parametrize("kept", ["", "plain", PASSWORD])
def test_what_is_no_hash_lets_nobody_in(kept: str) -> None:
    assert not hashing.password_matches(kept, PASSWORD)


@pytest.mark.parametrize(("old", "new"), [("m=65536", "m=1"), ("p=4", "p=0"), ("$", "")])
def test_a_damaged_hash_lets_nobody_in(old: str, new: str) -> None:
    damaged = hashing.hash_password(PASSWORD).replace(old, new)
    assert not hashing.password_matches(damaged, PASSWORD)
    assert not hashing.password_matches(hashing.hash_password(PASSWORD)[:-6], PASSWORD)
