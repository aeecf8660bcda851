"""What a child is told: few names, no secret, and to report to nobody."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

import farside
from farside.engine import launch
from farside.engine.machine import EngineJob
from farside.system.children import child_environment, python_command, trusted_environment
from farside.system.reports import REPORTS_OFF

SECRETS = {
    "FARSIDE_REMOTE_KEY": "sk-1",
    "FARSIDE_REMOTE_URL": "http://user:secret@host",
    "FARSIDE_DATABASE_URL": "postgresql://user:secret@host",
}
_STARTERS = {"run", "Popen", "call", "check_call", "check_output", "getoutput"}


def test_a_child_gets_few_names_and_no_home() -> None:
    given = {
        **SECRETS,
        "AWS_SECRET_ACCESS_KEY": "x",
        "HOME": "/home/ada",
        "PATH": "/bin",
        "LC_ALL": "C",
        "OMP_NUM_THREADS": "2",
        "PYTHONPATH": "/src",
    }
    environment = child_environment(environ=given)
    assert environment.keys() - {"PYTHONUSERBASE"} == {
        "PATH",
        "LC_ALL",
        "PYTHONPATH",
        "HOME",
        *REPORTS_OFF,
    }
    assert environment["HOME"] == "/nonexistent"
    assert child_environment("OMP_", environ=given)["OMP_NUM_THREADS"] == "2"


def test_pip_gets_what_a_person_set_for_it_and_none_of_our_secrets() -> None:
    given = {
        **SECRETS,
        "PIP_INDEX_URL": "https://mirror/simple",
        "HTTPS_PROXY": "http://proxy",
        "HOME": "/home/ada",
    }
    assert (
        trusted_environment(given)
        == {name: given[name] for name in given.keys() - SECRETS} | REPORTS_OFF
    )


def test_the_engine_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in SECRETS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("GOMP_SPINCOUNT", "7")
    told: dict[str, str] = {}

    def start(*_: object, env: dict[str, str], **__: object) -> None:
        told.update(env)
        raise FileNotFoundError

    monkeypatch.setattr(subprocess, "Popen", start)
    folder = str(tmp_path)
    job = EngineJob(
        folder,
        "a.gguf",
        "0",
        "a",
        "1",
        1,
        1,
        "f16",
        slots=folder,
        log=f"{folder}/log",
        idle_seconds=1.0,
    )
    with pytest.raises(FileNotFoundError):
        launch._spawn(job)
    assert not told.keys() & SECRETS.keys()
    assert told["GOMP_SPINCOUNT"] == "7"


def test_no_process_is_started_without_saying_what_it_is_told() -> None:
    """Whatever starts a process names its environment: one that is not named is the parent's, with
    its secrets.
    """
    silent = []
    for file in Path(farside.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and _starts_a_process(node.func):
                silent += [f"{file}:{node.lineno}"] * all(
                    given.arg != "env" for given in node.keywords
                )
    assert silent == []


def _starts_a_process(called: ast.expr) -> bool:
    match called:
        case ast.Attribute(value=ast.Name(id="subprocess"), attr=name):
            return name in _STARTERS
        case ast.Attribute(value=ast.Name(id="os"), attr=name):
            return name.startswith(("spawn", "exec", "posix_spawn", "popen")) or name == "system"
        case ast.Attribute(attr=name):
            return name.startswith("create_subprocess")
    return False


@pytest.mark.parametrize(
    "module",
    ["farside", "farside.documents.ocr", "farside.engine.hub", "farside.engine.llama_child"],
)
def test_reports_are_off_before_anything_is_loaded(module: str) -> None:
    """Also where a person had switched them on."""
    code = (
        "import os, farside; print(*(os.environ[name] for name in "
        f"{list(REPORTS_OFF)})); import {module}"
    )
    given = dict.fromkeys(REPORTS_OFF, "on") | {"PATH": os.environ["PATH"]}
    done = subprocess.run(
        [sys.executable, "-c", code], env=given, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == list(REPORTS_OFF.values())


def test_a_child_finds_the_same_farside(tmp_path: Path) -> None:
    """From any folder, whoever filled it."""
    (tmp_path / "farside").mkdir()
    (tmp_path / "farside" / "__init__.py").write_text("raise SystemExit('planted')")
    done = subprocess.run(
        python_command("farside.system.confine"),
        env=child_environment(),
        cwd=tmp_path,
        capture_output=True,
        check=True,
    )
    assert done.stdout.startswith(b"[{")
