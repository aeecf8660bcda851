"""The command line: parse the words, call one function, print. Exit status 0 answered, 1 not
stated, 2 bad input, 3 engine failure, 130 interrupted."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from importlib.metadata import version
from typing import Annotated, Any

import typer

from farside.cli.guarded import Guarded

# Each module of `farside.cli` with its commands, in the order of the help. A command loads its own
# module only: all of them together take two seconds on a slow machine.
COMMANDS = {
    "ask": ("ask", "ledger", "mark"),
    "find": ("find",),
    "read": ("read", "plan", "guide"),
    "tables": ("extract", "table", "expenses"),
    "judge": ("summarise", "timeline", "translate", "rank", "compare"),
    "housekeeping": (
        "add",
        "text",
        "documents",
        "collections",
        "models",
        "engine",
        "cache",
        "doctor",
    ),
    "bring": ("watch", "fetch"),
    "jobs": ("jobs", "worker"),
    "evaluate": ("eval",),
    "learn": ("learn",),
    "notes": ("notes",),
    "users": ("user",),
    "serve": ("serve",),
    "mcp_server": ("mcp",),
}
_MODULES = {command: module for module, commands in COMMANDS.items() for command in commands}


class Commands(Guarded):
    """The commands, each loaded as it is named."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's own form
        """Their names, in the order of the help."""
        return list(_MODULES)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's own form
        """The command of this name, or None."""
        if cmd_name not in _MODULES:
            return None
        module = import_module(f"farside.cli.{_MODULES[cmd_name]}")
        return typer.main.get_group(module.app).commands[cmd_name]


app = typer.Typer(
    name="farside",
    cls=Commands,
    help="Ask your documents: a model reads every page and cites exactly.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        print(f"farside {version('farside')}")
        raise typer.Exit


@app.callback()
def begin(
    _version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help="Print the version and end."
        ),
    ] = False,
) -> None:
    """Ask your documents: a model reads every page and cites exactly."""


def run_commands() -> None:
    """Run the command that the words of the shell name."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(
            stream, io.TextIOWrapper
        ):  # a Latin-1 terminal shows a Chinese answer as escapes
            stream.reconfigure(errors="backslashreplace")
    app()


if __name__ == "__main__":
    run_commands()
