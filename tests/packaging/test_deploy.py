"""What `deploy/` has fits what Farside is: settings, commands and numbers that there are, units and
proxies that their own programs take."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from contextlib import closing
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
import yaml

from farside.access.users import Users
from farside.cli.commands import COMMANDS
from farside.config import PREFIX, Settings
from tests.server.served import serving

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.iterdir() if path.is_file())
SETTINGS = {PREFIX + field.name.upper() for field in fields(Settings)}
# Names that the examples give to their own readers.
OTHERS = {"FARSIDE_SITE", "FARSIDE_UPSTREAM", "FARSIDE_SIGN_IN"}
UNITS = ("farside.service", "farside-worker.service")


@pytest.mark.parametrize("file", [*FILES, ROOT / "docs" / "team.md"], ids=lambda file: file.name)
def test_settings_and_commands_are_there(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert set(re.findall(r"\bFARSIDE_[A-Z_]+", text)) <= SETTINGS | OTHERS
    called = re.findall(r"(?:bin/|^ +|\| |\"|server )farside\"?,? \"?([a-z]+)", text, re.MULTILINE)
    assert set(called) <= COMMANDS.keys()
    written = re.findall(r"^#? *(server_\w+|database_url) = ", text, re.MULTILINE)
    assert {PREFIX + name.upper() for name in written} <= SETTINGS


def test_the_examples_call_farside() -> None:
    """Else the test above would hold of anything."""
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert re.findall(r"(?:\"|server )farside\"?,? \"?([a-z]+)", text) == ["user", "worker"]


def test_the_compose_file_hangs_together() -> None:
    told = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    services: dict[str, Any] = told["services"]
    assert set(services) == {"server", "worker", "database", "proxy"}
    proxy = services["proxy"]["networks"]["front"]["ipv4_address"]
    for name in ("server", "worker"):
        settings = services[name]["environment"]
        assert settings["FARSIDE_SERVER_TRUSTED_PROXIES"] == proxy
        assert "@database/" in settings["FARSIDE_DATABASE_URL"]
        assert "ports" not in services[name]
    assert services["proxy"]["environment"]["FARSIDE_UPSTREAM"] == "server:8500"
    named = {one.partition(":")[0] for each in services.values() for one in each["volumes"]}
    assert {one for one in named if not one.startswith(".")} == set(told["volumes"])


def test_what_the_image_is_made_of_is_sent_to_the_builder() -> None:
    """A file that the ignore file leaves out cannot be copied."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    copied = {
        word
        for line in re.findall(r"^COPY (?!--)(.*) \S+$", text, re.MULTILINE)
        for word in line.split()
    }
    sent = set(re.findall(r"^!(.*)$", (ROOT / ".containerignore").read_text(), re.MULTILINE))
    assert copied == sent
    assert all((ROOT / name).exists() for name in sent)
    assert (ROOT / ".dockerignore").read_bytes() == (ROOT / ".containerignore").read_bytes()


def test_the_dashboard_shows_numbers_that_there_are(settings: Settings) -> None:
    told = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
    shown = [target["expr"] for panel in told["panels"] for target in panel["targets"]]
    names = {name for one in shown for name in re.findall(r"\b((?:farside|process)_\w+)", one)}
    with closing(Users(settings)) as users:
        _, key = users.new_key(users.add("anna", "correct horse", admin=True))
    with serving(settings) as server:
        given = server.get("/metrics", headers={"Authorization": f"Bearer {key}"}).text
        given = server.get("/metrics", headers={"Authorization": f"Bearer {key}"}).text
    declared = set(re.findall(r"^# TYPE (\S+)", given, re.MULTILINE))
    known = declared | {f"{name}_bucket" for name in declared}
    assert names - known == set()
    assert {name for name in declared if re.match("farside_.*(?<!_created)$", name)} <= {
        name.removesuffix("_bucket") for name in names
    }


@pytest.mark.parametrize("unit", UNITS)
@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not installed")
def test_the_units_are_sound(unit: str, tmp_path: Path) -> None:
    program = tmp_path / "farside"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    file = tmp_path / unit
    told = (DEPLOY / unit).read_text(encoding="utf-8")
    file.write_text(told.replace("/opt/farside/bin/farside", str(program)))
    checked = subprocess.run(
        ["systemd-analyze", "verify", file], capture_output=True, text=True, check=False
    )
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")
    command = ["systemd-analyze", "security", "--offline=true", "--threshold=25", str(file)]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def settings(home: Path) -> Settings:
    return Settings(home=home, server_read_ahead=False)
