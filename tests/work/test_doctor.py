"""What the doctor tells, and that plans know it afterwards."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from farside import cli
from farside.engine.kvstore import states


def told(*words: object) -> dict[str, str]:
    result = CliRunner().invoke(cli.app, [str(word) for word in words])
    assert result.exit_code == 0, result.output
    return dict(line.split("\t", 1) for line in result.stdout.splitlines())


def model(folder: Path, reply: str) -> str:
    file = folder / "model.json"
    file.write_text(json.dumps({"default": {"reply": reply, "delay": 0.01}}), encoding="utf-8")
    return f"scripted:{file}"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text("It was a calm year.\n", encoding="utf-8")
    return file


def test_what_the_doctor_measures_is_what_plans_tell(home: Path, story: Path, tmp_path: Path) -> None:
    talker = model(tmp_path, "once there was a ship " * 10)
    assert told("plan", story, "--model", talker)["reading, once"].startswith("not known")
    shown = told("doctor", "--model", talker)
    assert {"prefill", "decode", "kept on disk", "free disk"} <= set(shown)
    assert " tokens/s, " in shown["prefill"]
    assert told("plan", story, "--model", talker)["reading, once"].startswith("about ")
    assert list(states(home / "kv")) == []


def test_an_engine_that_writes_nothing_is_not_given_a_speed(tmp_path: Path) -> None:
    shown = told("doctor", "--model", model(tmp_path, "no"))
    assert shown["speed"].startswith("not known: ")
