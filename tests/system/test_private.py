"""What lies in a home is its owner's alone, whatever the folder's mode; what is asked for elsewhere
is not."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import farside
from farside.config import Settings
from farside.lab.report import folder
from farside.library.library import Library
from farside.system import private
from farside.work.export import write
from farside.work.jobs import durable
from farside.work.judging.ranking import rubric
from farside.work.judging.ranking.rubric import Rubric
from tests.lab.report.test_folder import row, save
from tests.lab.report.test_folder import run as lab_run
from tests.script import run, script
from tests.server.served import running
from tests.work.jobs.lives import ASKED, story


@pytest.fixture(autouse=True)
def _ordinary_umask() -> Iterator[None]:
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def open_home(home: Path) -> Path:
    home.mkdir()
    home.chmod(0o755)
    return home


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def open_to_others(home: Path) -> list[str]:
    """What others may look into, of all that they can reach."""
    found = (
        Path(folder) / name
        for folder, folders, files in os.walk(home)
        for name in (*folders, *files)
    )
    return [f"{path.relative_to(home)} {mode(path):o}" for path in found if mode(path) & 0o077]


def test_no_command_leaves_a_file_that_others_may_read(open_home: Path, tmp_path: Path) -> None:
    file, model = story(tmp_path, 60), script(tmp_path)
    words = ("--model", model, "--window", "150")
    for command in (
        ("add", file, "--collection", "c"),
        ("ask", ASKED, file, *words),
        ("jobs",),
    ):
        status, _, err = run(*command)
        assert status in (0, 1), err
        assert open_to_others(open_home) == [], command
    assert mode(open_home) == 0o755


def test_what_a_person_asks_for_has_the_mode_of_their_other_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(private, "_umask", None)
    private.keep_private()
    private.keep_private()
    (tmp_path / "mine").touch()
    write.save_file(tmp_path / "people.csv", b"")
    rubric.write_rubric(Rubric("", ()), tmp_path / "rubric.yaml")
    folder.write_report([save(tmp_path, lab_run(row()))], tmp_path / "report")
    assert (mode(tmp_path / "mine"), mode(tmp_path / "report")) == (0o600, 0o755)
    for path in (
        tmp_path / "people.csv",
        tmp_path / "rubric.yaml",
        *(tmp_path / "report").iterdir(),
    ):
        assert mode(path) == 0o644, path


def test_a_server_leaves_no_file_that_others_may_read(open_home: Path, tmp_path: Path) -> None:
    settings = Settings(home=open_home, model=script(tmp_path), window_tokens=1000)
    with running(settings) as (client, _):
        document = client.add("a.txt", b"Some words. " * 1000, "c")
        assert client.over(client.ask("Who?", [document])["id"])["state"] == "finished"
        assert open_to_others(open_home) == []


def test_a_program_that_calls_farside_keeps_its_umask_and_leaves_nothing_open(
    open_home: Path, tmp_path: Path
) -> None:
    farside.ask(ASKED, [story(tmp_path, 60)], farside.Options(model=script(tmp_path), window=150))
    durable.close_process()
    reached = [one for one in open_to_others(open_home) if one.count("/") == 0]
    assert reached == []
    assert os.umask(0o022) == 0o022


def test_an_older_home_is_mended_where_others_came_in(open_home: Path) -> None:
    (open_home / "kv").mkdir()
    (open_home / "library.db").touch()
    (open_home / "mine").mkdir()
    (open_home / "logs").symlink_to(open_home / "mine")
    (open_home / "config.toml").touch()
    private.mend_permissions(open_home)
    assert (mode(open_home / "kv"), mode(open_home / "library.db")) == (0o700, 0o600)
    assert mode(open_home / "mine") == 0o755, "nothing but Farside's own"
    assert private.left_open(open_home) == [open_home / "logs", open_home / "config.toml"]
    with closing(Library(Settings(home=open_home))):
        assert open_to_others(open_home) == ["logs 755", "mine 755", "config.toml 644"]
