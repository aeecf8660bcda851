"""The options, arguments and exit status that several commands share, each told in one way."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path
from typing import Annotated

import typer

from farside.errors import InputError

NOT_STATED = 1
"""The exit status of a command whose documents do not state what was asked."""

_INPUT = Path("-")
_UNNAMED = "standard input"


def _read_input(context: typer.Context, paths: list[Path] | None) -> list[Path] | None:
    """The paths, with a file that has what stands on standard input in the place of `-`."""
    given = paths or []
    name = context.params.get("_name")
    if context.resilient_parsing or (_INPUT not in given and name is None):
        return paths
    if _INPUT not in given:
        raise InputError(f"--name {name}: it names standard input, so write - for one of the paths")
    if "_name" not in {one.name for one in context.command.params}:
        raise InputError(
            "-: this command can go on later, when standard input is gone; save it as a file first"
        )
    if given.count(_INPUT) > 1:
        raise InputError("-: there is only one standard input")
    kept = _keep_input(context, _UNNAMED if name is None else name)
    return [kept if path == _INPUT else path for path in given]


def _read_one_input(context: typer.Context, path: Path) -> Path:
    read = _read_input(context, [path])
    return read[0] if read else path


def _keep_input(context: typer.Context, name: str) -> Path:
    """Write standard input into a file of this name, until the command ends."""
    if Path(name).name != name or name in ("", ".."):
        raise InputError(f"--name {name!r}: give a file's name without folders, such as letter.pdf")
    folder = tempfile.TemporaryDirectory(prefix="farside-")
    context.call_on_close(folder.cleanup)
    file = Path(folder.name) / name
    with file.open("wb") as written:
        shutil.copyfileobj(sys.stdin.buffer, written)
    return file


_WHAT = "Files, folders or zip archives"
Paths = Annotated[list[Path] | None, typer.Argument(help=f"{_WHAT}.", callback=_read_input)]
PathsOrInput = Annotated[
    list[Path] | None,
    typer.Argument(help=f"{_WHAT}; - for standard input.", callback=_read_input),
]
SomePathsOrInput = Annotated[
    list[Path], typer.Argument(help=f"{_WHAT}; - for standard input.", callback=_read_input)
]
FileOrInput = Annotated[
    Path, typer.Argument(help="A file; - for standard input.", callback=_read_one_input)
]
InputName = Annotated[
    str | None,
    typer.Option("--name", is_eager=True, help="The name of what - reads from standard input."),
]
"""For a parameter `_name`, which stands before the paths: these are read with it."""
Collection = Annotated[str | None, typer.Option("--collection", help="A collection of documents.")]
Model = Annotated[
    str | None,
    typer.Option(
        "--model", help="A name from 'farside models', a .gguf file, hf:…, or remote:NAME."
    ),
]
Password = Annotated[
    str | None, typer.Option("--password", help="The password of encrypted files.")
]
Encoding = Annotated[
    str | None,
    typer.Option("--encoding", help="What text files are in that do not say so, such as cp1251."),
]
WindowTokens = Annotated[
    int | None, typer.Option("--window", help="The most tokens that the model reads at once.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask before work that takes long.")]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object and nothing else.")]
Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        "-o",
        help="The file to write; its ending says how: .xlsx, .csv, .json, .md, .docx or .html.",
    ),
]
Loop = Annotated[bool, typer.Option("--loop", help="A haystack that is too short begins again.")]
