"""`farside config`: every setting in force, and where its value comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Annotated

import typer

from farside import config
from farside.cli.options import Json
from farside.cli.screen import terminal
from farside.config import PREFIX, Settings

app = typer.Typer()


@app.command("config")
def show_settings(
    given: Annotated[
        bool, typer.Option("--set", help="Only those that are not as they come.")
    ] = False,
    json: Json = False,
) -> None:
    """Show every setting, its value, and whether it is the default, of config.toml or of the
    environment."""
    settings, origins = config.load_with_origins()
    file = settings.home / "config.toml"
    shown = [one.name for one in fields(Settings) if one.name in origins or not given]
    if json:
        told = {name: _told(settings, origins, name) for name in shown}
        print(terminal.one_object({"file": str(file), "exists": file.exists(), "settings": told}))
        return
    print(f"{terminal.one_line(str(file))}{'' if file.exists() else ' (not there)'}")
    rows = [(name, _shown(settings, name), _origin(origins, name)) for name in shown]
    terminal.print_table(["setting", "value", "from"], rows, "Every setting is the default")


def _told(settings: Settings, origins: Mapping[str, str], name: str) -> Mapping[str, object]:
    value = str(settings.home) if name == "home" else getattr(settings, name)
    shown = config.show_value(name, value)
    return {
        "value": value if shown == repr(value) else shown.strip("'"),  # a secret is not told
        "origin": _kind(origins, name),
        "variable": PREFIX + name.upper(),
    }


def _kind(origins: Mapping[str, str], name: str) -> str:
    origin = origins.get(name, "")
    return "default" if not origin else "environment" if origin.startswith(PREFIX) else "file"


def _origin(origins: Mapping[str, str], name: str) -> str:
    """Where a value comes from, in words that a person can go to."""
    kind = _kind(origins, name)
    return {"default": "default", "file": "config.toml"}.get(kind, origins.get(name, ""))


def _shown(settings: Settings, name: str) -> str:
    value = getattr(settings, name)
    return str(value) if name == "home" else config.show_value(name, value)
