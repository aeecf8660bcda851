"""What the doctor tells, and that plans know it afterwards."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from farside.cli import main
from farside.engine.kvstore import list_states
from farside.system import confine
from farside.system.confine import Layer, look_at_layers


def told(*words: object) -> dict[str, str]:
    result = CliRunner().invoke(main.app, [str(word) for word in words])
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


def test_what_the_doctor_measures_is_what_plans_tell(
    home: Path, story: Path, tmp_path: Path
) -> None:
    talker = model(tmp_path, "once there was a ship " * 10)
    assert told("plan", story, "--model", talker)["reading, once"].startswith("not known")
    shown = told("doctor", "--model", talker)
    assert {"prefill", "decode", "kept on disk", "free disk"} <= set(shown)
    assert " tokens/s, " in shown["prefill"]
    assert told("plan", story, "--model", talker)["reading, once"].startswith("about ")
    assert list(list_states(home / "kv")) == []


def test_an_engine_that_writes_nothing_is_not_given_a_speed(tmp_path: Path) -> None:
    shown = told("doctor", "--model", model(tmp_path, "no"))
    assert shown["speed"].startswith("not known: ")


def test_the_doctor_tells_which_layers_confine_a_parser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    talker = model(tmp_path, "no")
    layers = {f"parser: {layer.name}" for layer in look_at_layers()}
    assert layers == {
        what for what in told("doctor", "--model", talker) if what.startswith("parser")
    }
    made = (Layer("no files", note="version 7"), Layer("no network", "Operation not permitted"))
    monkeypatch.setattr("farside.work.machine.doctor.look_at_layers", lambda: made)
    shown = told("doctor", "--model", talker)
    assert shown["parser: no files"] == "yes (version 7)"
    assert shown["parser: no network"] == "no: Operation not permitted; files are read without it"


def test_a_probe_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        confine, "python_command", lambda _: [sys.executable, "-c", "raise SystemExit('torn')"]
    )
    shown = told("doctor", "--model", model(tmp_path, "no"))
    assert (
        shown["parser"]
        == "not known to be confined: the process that puts the layers on failed (torn)"
    )
