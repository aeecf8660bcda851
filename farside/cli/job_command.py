"""Commands that work on many documents: jobs that `farside jobs` lists, and tables written as far
as they are."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from farside import config
from farside.cli.screen.terminal import Screen
from farside.types import Notify
from farside.work.export import write
from farside.work.jobs import commands
from farside.work.tables.nouns import Table

# Partial results are written no more often: a workbook of 1,000 rows takes a second.
_EVERY_SECONDS = 5.0
_WORDS = "farside.words"


class JobCommand(TyperCommand):
    """A command that 'farside jobs' lists, and that goes on when it is called again. Its function
    hears of its progress through `watch_progress`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Parse as every command does, and keep the words as they were given."""
        ctx.meta[_WORDS] = (ctx.info_name, *args)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run as every command does, and note how far it came and that it finished."""
        with commands.watch_command(config.load(), ctx.meta[_WORDS]) as ctx.obj:
            try:
                result = super().invoke(ctx)
            except typer.Exit:  # that nothing is stated is a result too
                ctx.obj.finish()
                raise
            ctx.obj.finish()
            return result


def watch_progress(context: typer.Context, screen: Screen) -> Notify:
    """Tells the person, and notes how far the command is."""
    watch: commands.CommandWatch = context.obj
    return watch.heard(screen)


class PartialTableWriter:
    """Writes the table as far as it is, now and then, so that it can be looked at while the rest is
    read."""

    def __init__(self, out: Path | None) -> None:
        self._out = out
        self._last = float("-inf")

    def __call__(self, table: Table) -> None:
        if self._out and time.monotonic() - self._last >= _EVERY_SECONDS:
            write.write_table(table, self._out)
            self._last = time.monotonic()
