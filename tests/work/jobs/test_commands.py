"""Commands over many documents are jobs: listed however they ended, gone on with by their id alone,
stopped."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from farside.config import load
from farside.errors import InputError
from farside.types import Notify, Progress, Stage, ignore
from farside.work.jobs import commands
from tests.script import process, run, script

FILES = 4
HOUR = 3600.0


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    for at in range(FILES):
        (folder / f"{at}.md").write_text(f"# Person\n\nName: Ann{at}\n")
    return folder


def model(folder: Path, last: float) -> str:
    """Reads the name that each file labels; the last file takes `last` seconds."""
    return script(
        folder,
        [
            {
                "all": [f"Name: Ann{at}\n"],
                "reply": {"name": {"value": f"Ann{at}", "sentence": 2}},
                "delay": last if at == FILES - 1 else 0.0,
            }
            for at in range(FILES)
        ],
    )


def jobs() -> list[commands.CommandRecord]:
    return commands.command_records(load())


def wait_for(done: int) -> commands.CommandRecord:
    """The one job, once it has done so many documents."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        found = jobs()
        if found and found[0].command.done >= done:
            return found[0]
        time.sleep(0.05)
    raise AssertionError(f"no job did {done} documents: {jobs()}")


def test_a_killed_command_is_listed_and_goes_on_by_its_id_alone(
    people: Path, tmp_path: Path
) -> None:
    words = (
        "extract",
        "people",
        "--columns",
        "name",
        "-o",
        "t.json",
        "--model",
        model(tmp_path, HOUR),
    )
    with process(*words, cwd=tmp_path) as started:
        try:
            record = wait_for(FILES - 1)
            assert record.state == "running"
            assert "this command runs already" in run(*words, cwd=tmp_path)[2]
        finally:
            os.killpg(started.pid, signal.SIGKILL)
            started.communicate()
    name = record.command.id
    assert [(one.command.id, one.state) for one in jobs()] == [(name, "stopped")]
    listed = run("jobs", cwd=people)[1].decode()
    assert name in listed
    assert "extract" in listed
    assert "stopped" in listed
    model(tmp_path, 0.0)
    status, _, said = run("jobs", "resume", name[:6], cwd=people)
    assert status == 0, said
    rows = json.loads((tmp_path / "t.json").read_text())["rows"]
    assert [row["cells"][0]["value"] for row in rows] == [f"Ann{at}" for at in range(FILES)]
    assert [(one.command.done, one.state) for one in jobs()] == [(FILES, "finished")]
    assert "is finished" in run("jobs", "resume", name)[2]
    assert run("jobs", "cancel", name)[:2] == (0, f"cancelled {name}\n".encode())
    assert jobs() == []


def hearing(
    words: Sequence[str], over: Notify = ignore, stage: Stage = "read", fails: str = ""
) -> None:
    """A command over three documents, which goes wrong after the first or comes to its end."""
    with commands.watch_command(load(), words) as watch:
        hear = watch.heard(over)
        hear(Progress(stage, 1, 3, "documents"))
        if fails:
            raise InputError(fails)
        hear(Progress(stage, 3, 3, "documents"))
        watch.finish()


def test_a_failed_command_says_why_and_one_that_never_began_is_not_listed() -> None:
    with pytest.raises(InputError, match=r"no room. What was read is kept: 'farside jobs resume w"):
        hearing(["extract", "a"], fails="no room")
    with pytest.raises(InputError, match=r"^no such file$"):
        hearing(["extract", "b"], stage="parse", fails="no such file")
    (record,) = jobs()
    assert (record.command.words, record.state) == (("extract", "a"), "failed: no room")
    assert commands.words_to_resume(record) == ("extract", "a")


def test_a_command_is_stopped_from_elsewhere_and_begun_again() -> None:
    def stopping(_: object) -> None:
        found = commands.find_command(load(), jobs()[0].command.id)
        assert found is not None
        commands.halt_command(load(), found)
        with pytest.raises(InputError, match="runs; 'farside jobs stop"):
            commands.words_to_resume(found)

    with pytest.raises(KeyboardInterrupt, match="stopped; 'farside jobs resume w"):
        hearing(["rank", "a"], over=stopping)
    assert jobs()[0].state == "stopped"
    hearing(["rank", "a"])
    assert [(one.command.done, one.state) for one in jobs()] == [(3.0, "finished")]


def test_a_cancelled_command_ends_and_is_forgotten() -> None:
    with pytest.raises(KeyboardInterrupt, match="was cancelled"):
        hearing(["rank", "a"], over=lambda _: commands.drop_command(load(), jobs()[0]))
    assert jobs() == []


@pytest.mark.parametrize("given", [["--password", "s3cret"], ["--password=s3cret"]])
def test_a_password_is_not_kept(given: list[str], home: Path) -> None:
    hearing(["extract", *given, "a.pdf"])
    assert jobs()[0].command.words == ("extract", "--password", "a.pdf")
    assert not [
        file for file in home.rglob("*") if file.is_file() and b"s3cret" in file.read_bytes()
    ]
    with pytest.raises(InputError, match="is finished"):
        commands.words_to_resume(jobs()[0])
    with pytest.raises(KeyboardInterrupt):
        hearing(
            ["extract", *given, "a.pdf"], over=lambda _: commands.halt_command(load(), jobs()[0])
        )
    with pytest.raises(InputError, match="given a password, which is not kept"):
        commands.words_to_resume(jobs()[0])


_LATE = (
    "psycopg",
    "dbos",
    "bm25s",
    "numpy",
    "cn2an",
    "docx",
    "xlsxwriter",
    "reportlab",
    "matplotlib",
    "fastapi",
)


def test_a_command_does_not_load_what_only_others_need() -> None:
    assert _loaded_by(["ask", "--help"], _LATE) == []
    assert _loaded_by(["serve", "--help"], (*_LATE, "sqlalchemy", "httpx")) == []
    assert _loaded_by(["--version"], (*_LATE, "sqlalchemy", "httpx", "farside.library")) == []
    assert _loaded_by(["--help"], (*_LATE, "sqlalchemy", "httpx", "farside.library")) == []


def _loaded_by(words: list[str], names: tuple[str, ...]) -> list[str]:
    code = (
        "import sys; from farside.cli import main\n"
        f"try: main.app({words})\nexcept SystemExit: pass\n"
        f"print(*[one for one in {names} if one in sys.modules], file=sys.stderr)"
    )
    asked = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return asked.stderr.split()
