"""The process that learns, a small one in its place: what it tells is heard, how it ends is told,
and nothing is left running."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from farside.errors import TrainingError
from farside.learn.training import train
from farside.types import Event, Progress, ignore

BEGIN = """
import json, os, signal, sys, time
from pathlib import Path
folder = Path(sys.argv[1])
def tell(done, **more):
    values = {"done": done, "total": 4, "seconds_left": 4.0 - done, "loss": 0.5, **more}
    print(json.dumps(values), flush=True)
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "mine"
    made.mkdir()
    return made


def play(monkeypatch: pytest.MonkeyPatch, folder: Path, lines: str) -> None:
    """From now on a process with these lines stands in for the one that learns."""
    file = folder.parent / "stand_in.py"
    file.write_text(BEGIN + lines, encoding="utf-8")

    def python_command(module: str) -> list[str]:
        assert module == "farside.learn.training.fit"
        return [sys.executable, "-P", str(file)]

    monkeypatch.setattr(train, "python_command", python_command)


def told(done: int) -> Progress:
    return Progress("train", done, 4, "examples", "loss 0.50", 4.0 - done)


def test_what_it_tells_is_heard_among_what_libraries_write(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(
        monkeypatch,
        folder,
        """
print("Loading weights: 100%", flush=True)
tell(1)
sys.stdout.buffer.write(b"\\xff\\xfe not UTF-8\\n")
tell(4)
print("a warning", file=sys.stderr)
(folder / "adapter.npz").touch()
""",
    )
    heard: list[Event] = []
    train.run_fit(folder, heard.append)
    assert heard == [told(1), told(4)]
    assert (folder / "adapter.npz").exists()
    assert (folder / "training.log").read_text() == "a warning\n"


def test_it_has_no_secret_no_home_and_no_standard_input(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARSIDE_REMOTE_KEY", "secret")
    monkeypatch.setenv("HF_TOKEN", "secret")
    play(
        monkeypatch,
        folder,
        """
seen = dict(os.environ) | {"heard": sys.stdin.read()}
(folder / "seen.json").write_text(json.dumps(seen))
""",
    )
    train.run_fit(folder, ignore)
    seen = json.loads((folder / "seen.json").read_text())
    assert "secret" not in seen.values()
    assert seen["HOME"] != os.environ.get("HOME")
    assert (seen["heard"], seen["HF_HUB_OFFLINE"]) == ("", "1")


def test_a_failure_tells_what_was_said_last_and_where_the_rest_is(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(
        monkeypatch,
        folder,
        """
print("the beginning", "x" * 3000, file=sys.stderr)
print("RuntimeError: not enough memory", file=sys.stderr)
sys.exit(3)
""",
    )
    with pytest.raises(TrainingError, match="training ended with 3; call it again") as failed:
        train.run_fit(folder, ignore)
    log = folder / "training.log"
    assert str(failed.value).endswith("x\nRuntimeError: not enough memory")
    assert f"The whole log is {log}" in str(failed.value)
    assert "the beginning" not in str(failed.value)
    assert log.read_text().startswith("the beginning")


def test_one_that_is_killed_is_no_trained_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(monkeypatch, folder, "tell(1)\nos.kill(os.getpid(), signal.SIGKILL)\n")
    heard: list[Event] = []
    with pytest.raises(TrainingError, match="ended with -9"):
        train.run_fit(folder, heard.append)
    assert heard == [told(1)]


def test_a_log_is_of_the_last_process_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for word in ("first", "second"):
        play(monkeypatch, folder, f"sys.exit('the {word} error')\n")
        with pytest.raises(TrainingError, match=f"said last:\nthe {word} error"):
            train.run_fit(folder, ignore)
    assert (folder / "training.log").read_text() == "the second error\n"


def test_who_stops_listening_ends_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    play(
        monkeypatch,
        folder,
        """
(folder / "pid").write_text(str(os.getpid()))
tell(1)
time.sleep(20)
(folder / "ended").touch()
""",
    )

    def stop(_: Event) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        train.run_fit(folder, stop)
    assert not (folder / "ended").exists()
    with pytest.raises(ProcessLookupError):
        os.kill(int((folder / "pid").read_text()), 0)


def test_one_that_has_said_all_may_take_its_time_to_end(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    play(
        monkeypatch,
        folder,
        """
tell(4)
os.close(1)
time.sleep(0.5)
(folder / "adapter.npz").touch()
os._exit(0)
""",
    )
    train.run_fit(folder, ignore)
    assert (folder / "adapter.npz").exists()
