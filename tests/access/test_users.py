"""Users, keys and sessions: who comes in, who does not, and what is kept."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from farside.access import hashing, users
from farside.access.users import User, Users
from farside.config import Settings
from farside.errors import InputError, NotFound

PASSWORD = "correct horse"
pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def anna(known: Users) -> User:
    return known.add("Anna", PASSWORD)


def test_a_person_comes_in_with_the_password_under_any_capitals(known: Users, anna: User) -> None:
    session, cookie = known.login("ANNA", PASSWORD) or pytest.fail("not let in")
    assert session.user == anna
    assert known.by_cookie(cookie) == session


@pytest.mark.parametrize(
    ("name", "password"), [("Anna", "wrong horse"), ("Ben", PASSWORD), ("Anna", "x" * 2_000_000)]
)
def test_nobody_else_does(known: Users, anna: User, name: str, password: str) -> None:
    assert known.login(name, password) is None


def test_a_session_ends(known: Users, anna: User, monkeypatch: pytest.MonkeyPatch) -> None:
    _, cookie = known.login("Anna", PASSWORD) or pytest.fail("not let in")
    _, other = known.login("Anna", PASSWORD) or pytest.fail("not let in")
    known.logout(cookie)
    assert known.by_cookie(cookie) is None
    assert known.by_cookie(other) is not None
    later = time.time() + users.SESSION_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert known.by_cookie(other) is None


def test_another_password_ends_the_sessions_and_keeps_the_keys(known: Users, anna: User) -> None:
    _, cookie = known.login("Anna", PASSWORD) or pytest.fail("not let in")
    _, key = known.new_key(anna)
    known.set_password("anna", "battery staple")
    assert known.by_cookie(cookie) is None
    assert known.login("Anna", PASSWORD) is None
    assert known.login("Anna", "battery staple")
    assert known.by_key(key) == anna


def test_a_key_is_its_person_until_it_is_removed(known: Users, anna: User) -> None:
    made, shown = known.new_key(anna)
    ben = known.add("ben", PASSWORD)
    assert known.by_key(shown) == anna
    assert known.by_key(shown[:-1]) is None
    assert [bool(one.used) for one in known.keys(anna)] == [True]
    with pytest.raises(NotFound, match=made.id):
        known.remove_key(ben, made.id)
    known.remove_key(anna, made.id)
    assert known.by_key(shown) is None


def test_neither_password_nor_key_nor_cookie_is_on_disk(
    known: Users, anna: User, home: Path
) -> None:
    _, key = known.new_key(anna)
    _, cookie = known.login("Anna", PASSWORD) or pytest.fail("not let in")
    kept = b"".join(file.read_bytes() for file in home.glob("users.db*"))
    assert anna.id.encode() in kept
    for secret in (PASSWORD, key, key.removeprefix(hashing.KEY_PREFIX), cookie):
        assert secret.encode() not in kept
    assert b"$argon2id$" in kept
    assert (home / "users.db").stat().st_mode & 0o077 == 0


def test_who_was_removed_is_out_at_once(known: Users, anna: User, settings: Settings) -> None:
    _, key = known.new_key(anna)
    _, cookie = known.login("Anna", PASSWORD) or pytest.fail("not let in")
    folder = users.home_of(settings, anna)
    folder.mkdir(parents=True)
    known.remove("anna")
    assert (known.by_key(key), known.by_cookie(cookie), known.login("Anna", PASSWORD)) == (
        None,
        None,
        None,
    )
    assert folder.exists()
    users.remove_documents(settings, anna)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["", "a b", "../x", "x" * 65, "a\nb", "a/b"])
def test_a_name_that_cannot_be_one(known: Users, name: str) -> None:
    with pytest.raises(InputError, match="cannot be a user's name"):
        known.add(name, PASSWORD)


def test_a_name_is_taken_once(known: Users, anna: User) -> None:
    with pytest.raises(InputError, match="already"):
        known.add("aNNA", PASSWORD)


def test_a_short_password_is_refused(known: Users) -> None:
    with pytest.raises(InputError, match="8 to 1024"):
        known.add("anna", "short")
    assert not known.any()
