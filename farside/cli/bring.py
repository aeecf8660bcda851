"""What comes into the library by itself, or from the web: `farside watch` and `farside fetch`."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Annotated

import typer

from farside import config
from farside.cli.screen import terminal
from farside.cli.screen.terminal import Screen
from farside.errors import InputError, NotFound
from farside.library import watches
from farside.library.library import Library
from farside.work.fetching.fetch import FetchLimits
from farside.work.fetching.keep_fetched import keep_page
from farside.work.fetching.targets import parse_target
from farside.work.watching.watch_folder import EVERY_SECONDS, Wanted, watch_folder

app = typer.Typer()
_COLUMNS = ["folder", "collection", "files", "gone", "failed", "last look", "how it is"]


@app.command()
def fetch(
    url: Annotated[str, typer.Argument(help="The address of a page or file of the web.")],
    collection: Annotated[
        str | None, typer.Option("--collection", help="The collection to put it in.")
    ] = None,
) -> None:
    """Get a page or file from the public web, and keep it as a document with its address and the
    time."""
    settings = config.load()
    target = parse_target(url, FetchLimits.of(settings).ports)
    with Screen(show_text=False) as screen:
        screen.say(f"Asking {target.site} for {target.url}")
        taken = keep_page(settings, url, collection, screen)
        screen.notices(taken.documents, taken.skipped)
    for document in taken.documents:
        print(f"{document.id[:12]}  {terminal.one_line(document.name)}")


@app.command()
def watch(
    folder: Annotated[
        Path | None, typer.Argument(help="The folder to watch; without one, say what is watched.")
    ] = None,
    collection: Annotated[
        str | None,
        typer.Option("--collection", help="The collection that follows it; else its own name."),
    ] = None,
    remove: Annotated[
        bool, typer.Option("--remove", help="Remove the documents of files that are gone.")
    ] = False,
    every: Annotated[
        float, typer.Option("--every", help="Seconds between two looks.", min=0.5, max=86_400)
    ] = EVERY_SECONDS,
    once: Annotated[
        bool, typer.Option("--once", help="End when nothing is being written any more.")
    ] = False,
    forget: Annotated[
        bool, typer.Option("--forget", help="Watch it no more; its documents stay.")
    ] = False,
    json: Annotated[
        bool, typer.Option("--json", help="Without a folder: print one JSON object.")
    ] = False,
) -> None:
    """Watch a folder: its files become documents of a collection that follows it, until Ctrl-C."""
    settings = config.load()
    if folder and json:
        raise InputError("--json goes with no folder: it tells what is watched")
    if folder is None:
        if forget or once or remove or collection:
            raise InputError("name the folder: 'farside watch DIR'")
        numbers = ("files", "gone", "failed")
        terminal.print_list(_COLUMNS, _rows(settings), "No folder is watched", json, numbers)
    elif forget:
        with closing(Library(settings)) as library:
            found = watches.find_watch(library, str(folder.resolve()))
            if found is None:
                raise NotFound(f"{folder} is not watched; 'farside watch' says which folders are")
            watches.delete_watch(library, found.id)
        print(f"{folder} is watched no more; its documents stay in {found.collection}")
    else:
        with Screen(show_text=False) as screen:
            wanted = Wanted(folder, collection, remove)
            watch_folder(settings, wanted, _print_line, screen, every, once)


def _print_line(line: str) -> None:
    print(terminal.one_line(line), flush=True)


def _rows(settings: config.Settings) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    with closing(Library(settings)) as library:
        for one in watches.select_watches(library):
            states = [file.state for file in watches.select_watched_files(library, one.id).values()]
            rows.append(
                (
                    one.folder,
                    one.collection,
                    f"{states.count('kept'):,}",
                    f"{states.count('gone'):,}",
                    f"{states.count('failed'):,}",
                    (one.looked or "never")[:19].replace("T", " "),
                    one.problem or ("by the server" if one.active else "good"),
                )
            )
    return rows
