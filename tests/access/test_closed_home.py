"""A home that has had a user lets nobody in without one, whatever became of its files, until
somebody reopens it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from farside.access.users import Users, home_of
from farside.config import Settings
from farside.errors import FarsideError, InputError

pytestmark = pytest.mark.usefixtures("quick")
PASSWORD = "correct horse"


def test_a_new_home_is_open_and_stays_so_until_it_has_a_user(known: Users) -> None:
    assert not known.closed()
    assert not known.had_users()
    known.add("anna", PASSWORD)
    assert known.had_users()
    assert not known.closed()  # its user may come in


def test_it_stays_closed_when_its_last_user_is_gone(known: Users) -> None:
    known.add("anna", PASSWORD)
    known.add("ben", PASSWORD)
    known.remove("anna")
    assert not known.closed()
    known.remove("ben")
    assert known.closed()


def test_only_a_command_reopens_it_and_the_next_user_closes_it_again(known: Users) -> None:
    known.add("anna", PASSWORD)
    with pytest.raises(InputError, match="farside user remove NAME"):
        known.reopen()
    known.remove("anna")
    known.reopen()
    assert not known.closed()
    known.add("ben", PASSWORD)
    known.remove("ben")
    assert known.closed()


def test_a_lost_database_of_users_opens_nothing(settings: Settings, home: Path) -> None:
    with closing(Users(settings)) as known:
        known.add("anna", PASSWORD)
    for file in home.glob("users.*"):
        file.unlink()
    with closing(Users(settings)) as known:
        assert known.all() == ()
        assert known.closed()


@pytest.mark.parametrize("written", [b"", b"op", b"open", b"\xff\xfe", b"closed\n", b"open\n\n"])
def test_a_mark_that_does_not_say_open_opens_nothing(
    known: Users, home: Path, written: bytes
) -> None:
    home.mkdir()
    (home / "access").write_bytes(written)
    assert known.closed()


def test_a_mark_that_is_a_folder_opens_nothing(known: Users, home: Path) -> None:
    (home / "access").mkdir(parents=True)
    assert known.closed()


def test_a_home_of_a_release_without_marks_is_closed_where_a_user_had_a_folder(
    known: Users, home: Path
) -> None:
    (home / "users").mkdir(parents=True)
    assert not known.closed()
    (home / "users" / "0123456789abcdef").mkdir()
    assert known.closed()
    known.reopen()
    assert not known.closed()


def test_a_home_is_closed_before_its_first_user_is_kept(
    known: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever ends the process between the two, the home is not open."""

    def fail(_self: Users) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Users, "writing", fail)
        with pytest.raises(KeyboardInterrupt):
            known.add("anna", PASSWORD)
    assert not known.any()
    assert known.closed()


def test_a_user_that_cannot_be_one_closes_nothing(known: Users) -> None:
    for name, password in (("an na", PASSWORD), ("anna", "short")):
        with pytest.raises(InputError):
            known.add(name, password)
    assert not known.closed()


def test_nothing_of_it_is_for_other_people_of_the_machine(known: Users, home: Path) -> None:
    known.add("anna", PASSWORD)
    assert home.stat().st_mode & 0o077 == 0
    for file in home.iterdir():
        assert file.stat().st_mode & 0o077 == 0, file.name


def test_the_folder_of_a_user_is_not_their_name(known: Users, settings: Settings) -> None:
    anna, ben = known.add("..", PASSWORD), known.add("@", PASSWORD)
    folders = {home_of(settings, anna), home_of(settings, ben)}
    assert {folder.parent for folder in folders} == {settings.home / "users"}
    assert {folder.name for folder in folders} == {anna.id, ben.id}


@pytest.mark.parametrize("damage", [b"no database " * 400, b"SQLite format 3\0" + bytes(8000)])
def test_damaged_users_are_said_to_be_so_with_what_to_do(
    settings: Settings, home: Path, damage: bytes
) -> None:
    home.mkdir()
    (home / "users.db").write_bytes(damage)
    with (
        closing(Users(settings)) as known,
        pytest.raises(FarsideError, match=r"users\.db is damaged: .* add the users again"),
    ):
        known.any()
