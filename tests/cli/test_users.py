"""`farside user`, as a person types it."""

from __future__ import annotations

import getpass
import sys
from contextlib import closing
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from farside.access.users import Users
from farside.cli import main
from farside.config import load

PASSWORD = "correct horse\n"


def user(*words: str, given: str = "") -> Result:
    return CliRunner().invoke(main.app, ["user", *words], input=given)


def test_the_life_of_a_user(home: Path) -> None:
    assert user("add", "anna", "--admin", given=PASSWORD).exit_code == 0
    made = user("key", "anna")
    shown = made.stdout.strip()
    assert shown.startswith("fsk-")
    known = Users(load())
    anna = known.by_key(shown)
    assert anna is not None
    assert anna.admin
    listed = user("list").stdout
    [key] = known.keys(anna)
    assert "anna" in listed
    assert key.id in listed
    assert shown not in listed
    assert user("password", "anna", given="battery staple\n").exit_code == 0
    assert known.login("anna", "battery staple")
    assert user("key", "anna", "--remove", key.id).exit_code == 0
    assert known.by_key(shown) is None
    assert user("reopen").exit_code == 2
    assert "farside user reopen" in user("remove", "anna").stdout
    assert known.closed()
    assert user("reopen").exit_code == 0
    assert not known.closed()
    known.close()


@pytest.mark.parametrize(
    ("words", "given", "said"),
    [
        (("add", "anna"), "", "standard input"),
        (("add", "anna"), "short\n", "8 to 1024"),
        (("add", "an na"), PASSWORD, "cannot be a user's name"),
        (("key", "nobody"), "", "no user 'nobody'"),
        (("remove", "nobody"), "", "no user 'nobody'"),
        (("password", "nobody"), PASSWORD, "no user 'nobody'"),
    ],
)
def test_what_cannot_be_done_is_said(
    home: Path, words: tuple[str, ...], given: str, said: str
) -> None:
    result = user(*words, given=given)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_password_is_no_argument(home: Path) -> None:
    assert user("add", "anna", "correct horse").exit_code == 2


@pytest.mark.parametrize(
    ("typed", "status"), [(["correct horse", "correct horse"], 0), (["correct horse", "wrong"], 2)]
)
def test_at_a_terminal_a_password_is_typed_twice_and_not_shown(
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    typed: tuple[str, ...],
    status: int,
) -> None:
    answers = iter(typed)
    monkeypatch.setattr(getpass, "getpass", lambda _prompt: next(answers))
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    with pytest.raises(SystemExit) as ended:
        main.app(["user", "add", "anna"])
    assert ended.value.code == status
    assert "horse" not in "".join(capsys.readouterr())
    with closing(Users(load())) as known:
        assert known.any() == (status == 0)
