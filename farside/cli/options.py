"""The options, arguments and exit status that several commands share, each told in one way."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

NOT_STATED = 1
"""The exit status of a command whose documents do not state what was asked."""

Paths = Annotated[list[Path] | None, typer.Argument(help="Files, folders or zip archives.")]
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
