"""`farside backup` and `farside restore`: a whole home in one file, and back."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from farside import config
from farside.cli.options import Json
from farside.cli.screen import terminal
from farside.config import Settings
from farside.errors import InputError
from farside.system.addresses import show_address
from farside.work.backups.homes import MADE_AGAIN
from farside.work.backups.make_backup import make_backup
from farside.work.backups.manifest import Manifest
from farside.work.backups.restore_backup import check_backup, restore_backup

app = typer.Typer()


@app.command()
def backup(
    out: Annotated[Path, typer.Argument(help="The file to write, or a folder for it.")],
    everything: Annotated[
        bool,
        typer.Option("--everything", help="Also models, kept states and pictures of pages."),
    ] = False,
    json: Json = False,
) -> None:
    """Keep the whole home in one file, also while Farside runs: documents, answers, users, jobs,
    settings. Its hashes are in it."""
    settings = config.load()
    file, made = make_backup(settings.home, out, everything)
    outside = _outside(settings)
    if json:
        print(terminal.one_object({"backup": str(file), **_told(made), "outside": outside}))
        return
    _print_contents(made, f"{terminal.one_line(str(file))} has")
    for kind, size in made.left_out.items():
        print(f"not in it: {MADE_AGAIN[kind]} ({_mb(size)}), which come again by themselves")
    for one in outside:
        print(f"not in it: {terminal.one_line(one)}")


@app.command()
def restore(
    backup: Annotated[Path, typer.Argument(help="A file of 'farside backup'.")],
    home: Annotated[
        Path | None, typer.Option("--home", help="The new home; else that of FARSIDE_HOME.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only check every file of it; write nothing.")
    ] = False,
    json: Json = False,
) -> None:
    """Make a home of a backup, every file checked. A home that is there is never written over."""
    if check and home:
        raise InputError("--check writes no home: leave --home out")
    target = home or config.find_home()
    made = check_backup(backup) if check else restore_backup(backup, target)
    if json:
        print(terminal.one_object({"home": None if check else str(target), **_told(made)}))
        return
    name = terminal.one_line(str(backup if check else target))
    _print_contents(made, f"{name} {'is whole:' if check else 'has'}")


def _print_contents(made: Manifest, start: str) -> None:
    print(f"{start} {len(made.files):,} files, {_mb(made.size)}, as of {made.made}")
    for path in made.missing:
        print(f"the home did not have the file of a document: {terminal.one_line(path)}")


def _told(made: Manifest) -> dict[str, object]:
    return {
        "made": made.made,
        "release": made.release,
        "files": len(made.files),
        "bytes": made.size,
        "left_out": dict(made.left_out),
        "missing": list(made.missing),
    }


def _outside(settings: Settings) -> Sequence[str]:
    """What the settings keep elsewhere, in words."""
    shared = settings.shared_dir and settings.shared != settings.home
    told = []
    if settings.database_url:
        kept = "jobs are" if settings.database_url.startswith("postgres") else "the library is"
        told.append(
            f"database_url: {kept} in {show_address(settings.database_url)}, which has its own "
            "backup"
        )
    if shared:
        told.append(f"shared_dir: {settings.shared}, what was measured of models and engines")
    return told


def _mb(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"
