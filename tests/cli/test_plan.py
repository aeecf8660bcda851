"""`farside plan`, and the question before work that takes long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from farside.cli import main
from farside.config import load
from farside.engine.registry import open_engine
from farside.reading.cost.predict import RequestCost
from farside.work.engines.observed import ObservedEngine
from tests.script import script

SAMPLES = Path(__file__).parents[2] / "samples"
LEGAL = SAMPLES / "legal"


def farside(*words: object) -> Result:
    return CliRunner().invoke(main.app, [str(word) for word in words])


@pytest.fixture
def model(tmp_path: Path) -> str:
    return script(tmp_path)


def learn(model: str, seconds: float) -> None:
    """Let it be known that this engine takes so many seconds for a token, of prompt or reply."""
    engine = ObservedEngine(open_engine(model, load()), load(), model)
    engine.profile = engine.profile.observed(
        RequestCost(1000, 0, 1000 * seconds, 100, 100 * seconds)
    )
    engine.close()


def rows(result: Result) -> dict[str, list[str]]:
    assert result.exit_code == 0, result.output
    return {line.split("\t")[0]: line.split("\t")[1:] for line in result.stdout.splitlines()}


def test_before_anything_was_measured_no_seconds_are_made_up(model: str) -> None:
    told = rows(farside("plan", LEGAL, "--model", model, "--window", 500))
    assert list(told) == [
        "windows",
        "tokens to read",
        "reading, once",
        "each question after that",
        "kept on disk",
    ]
    assert told["reading, once"] == ["not known before 'farside doctor' or the first run"] * 2


def test_a_plan_tells_both_ways(model: str) -> None:
    learn(model, 0.1)
    told = rows(farside("plan", LEGAL, "--model", model, "--window", 500))
    windows, whole = told["windows"]
    assert windows.endswith(", at most 500 tokens each")
    assert whole == "1, everything at once"
    assert told["reading, once"][0].startswith("about ")


def test_what_does_not_fit_is_said(tmp_path: Path) -> None:
    small = tmp_path / "small.json"
    small.write_text(json.dumps({"window": 1500, "default": {"reply": "x"}}), encoding="utf-8")
    told = rows(
        farside("plan", SAMPLES / "papers", "--model", f"scripted:{small}", "--window", 500)
    )
    assert told["windows"][1] == "does not fit: scripted:small.json reads 1,500 tokens at once"
    asked = farside(
        "plan", SAMPLES / "papers", "--model", f"scripted:{small}", "--window", 500, "--json"
    )
    shown = json.loads(asked.stdout)
    assert shown["full"] is None
    assert shown["reads_at_once"] == 1500


def test_the_json_of_a_plan(model: str) -> None:
    blank = json.loads(farside("plan", LEGAL, "--model", model, "--window", 500, "--json").stdout)
    assert (blank["scan"]["read_seconds"], blank["full"]["question_seconds"]) == (None, None)
    learn(model, 0.1)
    result = farside("plan", LEGAL, "--model", model, "--window", 500, "--json")
    shown = json.loads(result.stdout)
    assert list(shown) == [
        *("model", "window", "reads_at_once", "documents", "pages", "characters"),
        *("scan", "full", "auto", "skipped", "problems"),
    ]
    assert (shown["window"], shown["documents"], shown["skipped"], shown["problems"]) == (
        500,
        2,
        [],
        [],
    )
    assert list(shown["scan"]) == [
        *("windows", "tokens", "read_seconds", "question_seconds", "how", "bytes"),
    ]
    assert blank["scan"]["how"] == {"quick": None, "thorough": None, "twice": None}
    assert list(shown["scan"]["how"]) == ["quick", "thorough", "twice"]
    assert shown["scan"]["how"]["quick"][0] == shown["scan"]["question_seconds"]
    assert shown["scan"]["read_seconds"] == pytest.approx(shown["scan"]["tokens"] * 0.1, abs=0.1)
    assert shown["full"]["windows"] == 1 < shown["scan"]["windows"]
    assert shown["full"]["question_seconds"] < shown["scan"]["question_seconds"]


def test_a_plan_reads_nothing(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "farside.engine.scripted.ScriptedEngine.stream",
        lambda *_: pytest.fail("the model computed"),
    )
    assert farside("plan", LEGAL, "--model", model).exit_code == 0


def test_what_cannot_be_planned_is_status_2(model: str) -> None:
    assert farside("plan", "nowhere.pdf", "--model", model).exit_code == 2
    assert farside("plan", LEGAL, "--model", model, "--window", 3).exit_code == 2


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text("It was a calm year.\nNobody came.\n", encoding="utf-8")
    return file


def test_without_a_terminal_nobody_is_asked(story: Path, model: str) -> None:
    learn(model, 30.0)
    result = farside("ask", "Who came?", story, "--model", model)
    assert result.exit_code == 1
    assert " h\n" in result.stderr
    assert "Go on?" not in result.stderr


@pytest.mark.parametrize(
    ("seconds", "words", "reply", "status", "asked"),
    [
        (30.0, [], "n\n", 130, True),
        (30.0, [], "\n", 130, True),
        (30.0, [], "\x04", 130, True),
        (30.0, [], "y\n", 1, True),
        (30.0, ["--yes"], "", 1, False),
        (0.01, [], "", 1, False),
    ],
)
def test_at_a_terminal_long_work_is_agreed_first(
    seconds: float, words: list[str], reply: str, status: int, asked: bool, story: Path, model: str
) -> None:
    learn(model, seconds)
    ours, theirs = os.openpty()
    command = [
        sys.executable,
        "-m",
        "farside",
        "ask",
        "Who came?",
        str(story),
        "--model",
        model,
        *words,
    ]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as started:
        os.close(theirs)
        shown = "".join(_read(ours, reply))
    assert started.returncode == status, shown
    assert ("Go on? [y/N]" in shown) == asked
    assert ("Not stated" in shown) == (status == 1)
    assert "Traceback" not in shown


def _read(terminal: int, reply: str) -> Iterator[str]:
    """All that is written; the reply is typed when it is asked for."""
    shown = ""
    while True:
        try:
            piece = os.read(terminal, 4096).decode()
        except OSError:  # EIO: how Linux says that the other side hung up
            return
        shown += piece
        yield piece
        if reply and "[y/N]" in shown:
            os.write(terminal, reply.encode())
            reply = ""
