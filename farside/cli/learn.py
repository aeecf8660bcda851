"""`farside learn`: a model learns to read better from problems that it makes itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from farside import config
from farside.cli.options import Collection, Model, Password, Paths, WindowTokens
from farside.cli.screen import terminal
from farside.cli.screen.terminal import Screen
from farside.work.session import Options

app = typer.Typer()
learn_app = typer.Typer(
    help="Teach a model to read better, from problems made of your documents.", no_args_is_help=True
)
app.add_typer(learn_app, name="learn")


@learn_app.callback()
def begin() -> None:
    """Teach a model to read better, from problems made of your documents."""


@learn_app.command("make")
def make(
    paths: Paths = None,
    out: Annotated[str, typer.Option("--out", help="The name of the problems.")] = "own",
    built: Annotated[
        int, typer.Option("--built", help="Problems of built texts, which need no model.")
    ] = 400,
    most: Annotated[
        int, typer.Option("--most", help="The most problems from the documents.")
    ] = 400,
    seed: Annotated[int, typer.Option(help="Decides everything that is chosen by chance.")] = 7,
    licence: Annotated[
        str, typer.Option("--licence", help="The licence of the documents, kept with each problem.")
    ] = "own",
    collection: Collection = None,
    model: Model = None,
    window: WindowTokens = None,
    password: Password = None,
) -> None:
    """Make problems from documents: questions with checked answers, and as many without one."""
    from farside.learn.making.make import Wanted, make_problems  # loads what ranks words

    wanted = Wanted(out, most, built, seed, licence)
    options = Options(collection, model, window=window, password=password)
    with Screen(show_text=False) as screen:
        made = make_problems(config.load(), paths or [], wanted, options, screen)
    terminal.print_table(["kept", ""], _count_cells(made.kept), "No problem was kept")
    if made.thrown:
        terminal.print_table(["thrown away because", ""], _count_cells(made.thrown), "")
    print(terminal.one_line(str(made.file)))


def _count_cells(counts: Mapping[str, int]) -> list[tuple[str, str]]:
    ordered = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [(name, f"{number:,}") for name, number in ordered]
