"""`docs/cli.md` describes the commands that there are, with the options that they have, and no
others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from farside.cli import main

DOCS = (Path(__file__).parents[2] / "docs" / "cli.md").read_text(encoding="utf-8")
SECTIONS = {
    match[1]: match[2]
    for match in re.finditer(r"^## farside ((?:[a-z]+ ?)+)(.*?)(?=^## |\Z)", DOCS, re.M | re.S)
}


def commands(command: Any, name: str = "") -> dict[str, Any]:
    """Every command that does something when it is called, by the words that call it."""
    below = {
        words: found
        for word in (command.list_commands(CONTEXT) if hasattr(command, "list_commands") else ())
        for words, found in commands(
            command.get_command(CONTEXT, word), f"{name} {word}".strip()
        ).items()
    }
    return (
        below
        if name == "" or (below and not command.invoke_without_command)
        else {name: command, **below}
    )


CONTEXT = typer.Context(typer.main.get_command(main.app))
COMMANDS = commands(CONTEXT.command)


def test_every_command_is_described() -> None:
    assert sorted(name.strip() for name in SECTIONS) == sorted(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_its_options_and_arguments_are_described(name: str) -> None:
    section = next(text for words, text in SECTIONS.items() if words.strip() == name)
    given = COMMANDS[name].params
    options = {
        option for one in given if one.param_type_name == "option" for option in one.opts[:1]
    }
    assert set(re.findall(r"^\| `(--[a-z-]+)", section, re.M)) == options - {"--help"}
    arguments = [one.name.upper() for one in given if one.param_type_name == "argument"]
    assert re.findall("[A-Z]+", section.partition("\n")[0]) == arguments
    assert re.search(rf"^    farside {name}", section, re.M), "an example"


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_works(name: str) -> None:
    result = CliRunner().invoke(main.app, [*name.split(), "--help"])
    assert result.exit_code == 0
    assert "Usage" in result.output


def test_every_exit_status_is_described() -> None:
    assert re.findall(r"^\| (\d+) \|", DOCS, re.M) == ["0", "1", "2", "3", "130"]
