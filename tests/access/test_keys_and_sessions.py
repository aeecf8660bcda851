"""Whose key and whose session it is; another password; two processes; names in every script."""

from __future__ import annotations

import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from farside.access import hashing, users
from farside.access.users import LoginSession, User, Users
from farside.config import Settings
from farside.errors import InputError, NotFound

pytestmark = pytest.mark.usefixtures("quick")
PASSWORD, OTHER = "correct horse", "battery staple"
HALF = "passw\udcff\udcffrd"  # what bytes that are no UTF-8 become


@pytest.fixture
def anna(known: Users) -> User:
    return known.add("Anna", PASSWORD)


def enter(known: Users, name: str = "Anna", password: str = PASSWORD) -> tuple[LoginSession, str]:
    return known.login(name, password) or pytest.fail("not let in")


def count_rows(known: Users, table: str) -> int:
    with known.reading() as connection:
        return int(connection.execute(text(f"SELECT COUNT(*) FROM {table}")).scalar_one())


# another password


def test_who_changes_the_password_stays_and_everybody_else_with_that_name_is_out(
    known: Users, anna: User
) -> None:
    known.add("ben", PASSWORD)
    (_, mine), (_, other), (_, bens) = enter(known), enter(known), enter(known, "ben")
    assert known.change_password(anna, PASSWORD, OTHER, keep=mine)
    assert known.by_cookie(mine) is not None
    assert known.by_cookie(other) is None
    assert known.by_cookie(bens) is not None
    assert known.login("Anna", PASSWORD) is None
    assert known.login("Anna", OTHER)
    assert known.login("ben", PASSWORD)


def test_without_the_old_password_nothing_changes(known: Users, anna: User) -> None:
    _, cookie = enter(known)
    assert not known.change_password(anna, "wrong horse", OTHER)
    assert known.by_cookie(cookie) is not None
    assert known.login("Anna", PASSWORD)


@pytest.mark.parametrize("bad", ["", "short", "x" * (hashing.LONGEST + 1), HALF])
def test_a_new_password_that_cannot_be_one_changes_nothing(
    known: Users, anna: User, bad: str
) -> None:
    _, cookie = enter(known)
    with pytest.raises(InputError, match="a password"):
        known.change_password(anna, PASSWORD, bad)
    assert known.by_cookie(cookie) is not None
    assert known.login("Anna", PASSWORD)


def test_who_was_removed_cannot_change_a_password(known: Users, anna: User) -> None:
    known.remove("anna")
    assert not known.change_password(anna, PASSWORD, OTHER)
    assert known.all() == ()


def test_what_is_no_text_is_nobodys_password_and_nobodys_name(known: Users, anna: User) -> None:
    assert known.login("Anna", HALF) is None
    with pytest.raises(InputError, match=r"'an\\udcffna' is not valid UTF-8"):
        known.named("an\udcffna")


# sessions


def test_an_old_session_is_forgotten_when_somebody_comes_in(
    known: Users, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    enter(known)
    assert count_rows(known, "session") == 1
    later = time.time() + users.SESSION_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    enter(known)
    assert count_rows(known, "session") == 1


def test_no_two_sessions_have_a_word_in_common(known: Users, anna: User) -> None:
    (first, one), (second, other) = enter(known), enter(known)
    assert len({one, other, first.csrf, second.csrf}) == 4


@pytest.mark.parametrize("shown", ["", "\ud800", "x" * 100_000, "' OR 1=1 --"])
def test_nobody_has_a_cookie_or_key_that_was_not_given(
    known: Users, anna: User, shown: str
) -> None:
    enter(known)
    known.new_key(anna)
    assert known.by_cookie(shown) is None
    assert known.by_key(shown) is None
    known.logout(shown)
    assert count_rows(known, "session") == 1


def test_neither_key_nor_cookie_is_in_what_is_printed_of_it() -> None:
    secret = hashing.make_secret(hashing.KEY_PREFIX)
    assert secret.shown not in f"{secret} {secret!r}"
    assert secret.digest not in f"{secret} {secret!r}"


# keys


def test_keys_are_told_the_oldest_first_and_only_to_who_has_them(known: Users, anna: User) -> None:
    ben = known.add("ben", PASSWORD)
    made = [known.new_key(anna)[0] for _ in range(3)]
    assert list(known.keys(anna)) == made
    assert known.keys(ben) == ()


def test_that_a_key_was_used_is_written_once_an_hour(
    known: Users, anna: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, shown = known.new_key(anna)
    times = []
    start = datetime.now(UTC)
    for minutes in (0, 59, 61):
        moment = (start + timedelta(minutes=minutes)).isoformat(timespec="microseconds")
        monkeypatch.setattr(users, "_now", lambda moment=moment: moment)
        monkeypatch.setattr(
            users, "_age", lambda used, minutes=minutes: _past(start, used, minutes)
        )
        known.by_key(shown)
        times.append(known.keys(anna)[0].used)
    assert times[0] == times[1] != times[2]


def _past(start: datetime, used: str, minutes: int) -> float:
    return (start + timedelta(minutes=minutes) - datetime.fromisoformat(used)).total_seconds()


def test_keys_and_sessions_of_somebody_removed_are_not_kept(known: Users, anna: User) -> None:
    known.new_key(anna)
    enter(known)
    known.remove("ANNA")
    assert [count_rows(known, table) for table in ("person", "api_key", "session")] == [0, 0, 0]


def test_a_name_that_comes_again_is_somebody_else(
    known: Users, anna: User, settings: Settings
) -> None:
    _, shown = known.new_key(anna)
    users.home_of(settings, anna).mkdir(parents=True)
    known.remove("anna")
    again = known.add("Anna", PASSWORD)
    assert again.id != anna.id
    assert known.by_key(shown) is None
    assert not users.home_of(settings, again).exists()


# names


@given(st.text(st.characters(categories=["L", "Nd"], codec="utf-8"), min_size=1, max_size=12))
@example("ß")
@example("İpek")
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_name_in_any_script_is_found_in_any_case_and_taken_once(known: Users, name: str) -> None:
    added = known.add(name, PASSWORD)
    try:
        assert known.named(name.casefold()) == added
        assert known.all() == (added,)
        with pytest.raises(InputError, match=r"already|cannot be a user's name"):
            known.add(name.casefold(), PASSWORD)  # "İ" folds to a sign that no name may have
    finally:
        known.remove(name)
    with pytest.raises(NotFound, match="farside user list"):
        known.named(name)


def test_everybody_is_listed_by_name_whatever_the_capitals(known: Users) -> None:
    for name in ("ben", "Zoe", "anna", "Carl"):
        known.add(name, PASSWORD, admin=name == "Zoe")
    assert [one.name for one in known.all()] == ["anna", "ben", "Carl", "Zoe"]
    assert [one.name for one in known.all() if one.admin] == ["Zoe"]


# two processes


def test_what_one_process_does_holds_in_another_at_once(known: Users, settings: Settings) -> None:
    with closing(Users(settings)) as other:
        anna = known.add("anna", PASSWORD)
        assert other.named("anna") == anna
        _, cookie = enter(other, "anna")
        _, key = other.new_key(anna)
        assert known.by_cookie(cookie) is not None
        assert known.by_key(key) == anna
        known.remove("anna")
        assert other.by_cookie(cookie) is None
        assert other.by_key(key) is None
        assert other.closed()
