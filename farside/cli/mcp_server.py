"""`farside mcp`: one's documents as tools for assistants and editors that speak MCP."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farside import config
from farside.cli.options import Model
from farside.errors import InputError

app = typer.Typer()


@app.command("mcp")
def serve_mcp(
    folder: Annotated[
        list[Path] | None,
        typer.Option(
            "--folder", help="A folder whose files may be asked, beside those of the library."
        ),
    ] = None,
    model: Model = None,
) -> None:
    """Serve one's documents as MCP tools on standard input and output."""
    from farside.mcp.tools import make_server  # takes a second to load

    for one in folder or ():
        if not one.is_dir():
            raise InputError(f"--folder {one}: there is no such folder")
    make_server(config.load(), folder or (), model or "").run("stdio")
