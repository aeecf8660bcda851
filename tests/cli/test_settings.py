"""`farside config` shows each setting with its place of origin, and no secret."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from farside.cli import main
from farside.config import Settings

KEY = "sk-very-secret"


@pytest.fixture
def known(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    (home / "config.toml").write_text(
        f'ocr = false\nremote_key = "{KEY}"\nmodel = "of-the-file"\n', encoding="utf-8"
    )
    monkeypatch.setenv("FARSIDE_MODEL", "of-the-shell")
    monkeypatch.setenv("FARSIDE_DATABASE_URL", "postgresql://us:pass@db.example/farside")


def shown(*words: str) -> str:
    done = CliRunner().invoke(main.app, ["config", *words])
    assert done.exit_code == 0, done.output
    return done.stdout


@pytest.mark.usefixtures("known")
def test_each_value_says_where_it_comes_from(home: Path) -> None:
    first, *lines = shown().splitlines()
    rows = {name: (value, origin) for name, value, origin in (line.split("\t") for line in lines)}
    assert first == str(home / "config.toml")
    assert list(rows) == [one.name for one in fields(Settings)]
    assert rows["home"] == (str(home), "FARSIDE_HOME")
    assert rows["model"] == ("'of-the-shell'", "FARSIDE_MODEL")
    assert rows["ocr"] == ("False", "config.toml")
    assert rows["kv_bytes"] == ("0", "default")
    assert rows["remote_key"] == ("***", "config.toml")


@pytest.mark.usefixtures("known")
def test_what_is_set_alone_and_as_json() -> None:
    told: dict[str, Any] = json.loads(shown("--set", "--json"))
    values = {name: (one["value"], one["origin"]) for name, one in told["settings"].items()}
    assert told["exists"] is True
    assert values.pop("home")[1] == "environment"
    assert values.pop("models_dir", ("", "environment"))[1] == "environment"
    assert values == {
        "model": ("of-the-shell", "environment"),
        "ocr": (False, "file"),
        "remote_key": ("***", "file"),
        "database_url": ("postgresql://db.example/farside", "environment"),
    }
    assert told["settings"]["ocr"]["variable"] == "FARSIDE_OCR"


@pytest.mark.usefixtures("known")
def test_no_secret_is_shown() -> None:
    for words in ((), ("--json",)):
        assert KEY not in shown(*words)
        assert "pass" not in shown(*words)


def test_without_a_file_it_is_said(home: Path) -> None:
    assert shown().splitlines()[0] == f"{home / 'config.toml'} (not there)"
