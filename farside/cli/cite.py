"""`farside cite`: what an answer cites, as a bibliography."""

from __future__ import annotations

from typing import Annotated

import typer

from farside import config
from farside.work.export.references import ReferenceFormat, list_references, write_references
from farside.work.ledger import find_answer

app = typer.Typer()


@app.command()
def cite(
    answer: Annotated[
        str, typer.Argument(help="An answer's id, its beginning, or 'last'.")
    ] = "last",
    form: Annotated[
        ReferenceFormat, typer.Option("--format", help="How the bibliography is written.")
    ] = "bibtex",
) -> None:
    """Print what an answer cites as BibTeX, RIS or CSL-JSON, for programs that keep literature."""
    settings = config.load()
    found = find_answer(settings, answer)
    print(write_references(list_references(found, settings), form), end="")
