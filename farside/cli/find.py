"""`farside find`: any word of the library, where it stands."""

from __future__ import annotations

from typing import Annotated

import typer

from farside import config
from farside.cli.options import NOT_STATED, Collection, InputName, Json, Password, PathsOrInput
from farside.cli.screen import found as screens
from farside.cli.screen.terminal import Screen
from farside.work.finding import find_in_files

app = typer.Typer()


@app.command()
def find(
    words: Annotated[str, typer.Argument(help='Words; "in quotes" they stand so in a row.')],
    paths: PathsOrInput = None,
    _name: InputName = None,
    collection: Collection = None,
    most: Annotated[
        int, typer.Option("--most", min=1, help="The most documents that are shown.")
    ] = 20,
    password: Password = None,
    json: Json = False,
) -> None:
    """Find words in documents, and in what was asked, answered and noted. No model is needed."""
    with Screen(show_text=False) as screen:
        done = find_in_files(config.load(), words, paths or [], collection, password, most, screen)
        screen.notices(done.documents, done.skipped)
    if json:
        print(screens.found_json(done.found))
    else:
        screens.print_found(done.found, words)
    if not done.found.total and not done.found.said:
        raise typer.Exit(NOT_STATED)
