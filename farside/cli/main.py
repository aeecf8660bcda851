"""The command line: parse the words, call one function, print. Exit status 0 answered, 1 not
stated, 2 bad input, 3 engine failure, 130 interrupted."""

from __future__ import annotations

import io
import sys
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from farside.cli.commands import COMMANDS
from farside.cli.guarded import Guarded


class Commands(Guarded):
    """The commands, each loaded as it is named."""

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - click's own form
        """Their names, in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # noqa: ARG002 - click's own form
        """The command of this name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"farside.cli.{COMMANDS[cmd_name][0]}")
        return typer.main.get_group(module.app).commands[cmd_name]

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of all commands, and load none of them."""
        self._names_only().format_help(ctx, formatter)

    def shell_complete(self, ctx: Any, incomplete: str) -> Any:
        """The commands that begin so, none of which is loaded."""
        shown = self._names_only()
        return shown.shell_complete(typer.Context(shown, info_name=ctx.info_name), incomplete)

    def _names_only(self) -> TyperGroup:
        """These commands as their names and what they do, and nothing that could be called."""
        shown = [TyperCommand(name, help=told) for name, (_, told) in COMMANDS.items()]
        return TyperGroup(name=self.name, commands=shown, params=self.params, help=self.help)


app = typer.Typer(
    name="farside",
    cls=Commands,
    help="Ask your documents: a model reads every page and cites exactly.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
)


def _tell_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # takes a tenth of what the help takes

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
