"""`farside notes`: what a person noted, listed, added to, exported, deleted."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from farside import config
from farside.cli.options import Json
from farside.cli.screen import terminal
from farside.errors import InputError
from farside.library.notes import Note, NoteFilter, NoteOrder
from farside.work import noting

app = typer.Typer()
notes_app = typer.Typer(help="Your notes, on the page and here.")
app.add_typer(notes_app, name="notes")
Search = Annotated[str, typer.Option("--search", help="Only notes that hold these words.")]


@notes_app.callback(invoke_without_command=True)
def list_notes(
    context: typer.Context,
    search: Search = "",
    by: Annotated[NoteOrder, typer.Option("--by", help="The newest first, or by document.")] = (
        "time"
    ),
    json: Json = False,
) -> None:
    """List your notes."""
    if context.invoked_subcommand is not None:
        return
    found = noting.list_notes(config.load(), NoteFilter(search, order=by))
    if json:
        from farside.work.export.notes import note_as_plain

        print(terminal.one_object({"notes": [note_as_plain(one) for one in found]}))
        return
    rows = [(one.id[:9], one.made[:10], _says(one), _stands(one)) for one in found]
    terminal.print_table(
        ["id", "made", "note", "where"],
        rows,
        "There is no note yet; farside notes add TEXT makes one",
    )


@notes_app.command("add")
def add_note(
    text: Annotated[str, typer.Argument(help="What you want to note.")],
    file: Annotated[
        str | None, typer.Option("--file", help="The document that it is about: a name or an id.")
    ] = None,
    page: Annotated[int | None, typer.Option("--page", help="Its page, counted from 1.")] = None,
    quote: Annotated[
        str, typer.Option("--quote", help="The words of the document that it is about.")
    ] = "",
) -> None:
    """Note something, about a document of the library where you name one."""
    note = noting.add_note(config.load(), text, file, page, quote)
    at = f" at {_stands(note)}" if note.citations else ""
    print(terminal.one_line(f"{note.id[:9]} is noted{at}"))


@notes_app.command("export")
def export_notes(
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The file to write: .md, .docx or .json.")
    ],
    search: Search = "",
    by: Annotated[NoteOrder, typer.Option("--by", help="The newest first, or by document.")] = (
        "document"
    ),
) -> None:
    """Write your notes into a file, with a footnote for each quotation."""
    from farside.work.export.notes import FORMATS, render_notes
    from farside.work.export.write import in_folder, save_file

    form = FORMATS.get(out.suffix.lower())
    if form is None:
        raise InputError(
            f"-o {out}: no format is known by this ending; use one of {', '.join(FORMATS)}"
        )
    in_folder(out)
    found = noting.list_notes(config.load(), NoteFilter(search, order=by))
    save_file(out, render_notes(found, form))
    print(terminal.one_line(f"{len(found):,} notes are in {out}"))


@notes_app.command("delete")
def delete_note(
    note: Annotated[str, typer.Argument(help="The note's id, or its beginning.")],
) -> None:
    """Delete a note."""
    deleted = noting.delete_in_home(config.load(), note)
    print(terminal.one_line(f"deleted {deleted.id[:9]}: {_says(deleted)}"))


def _says(note: Note) -> str:
    """What a note says, as a cell of the list."""
    quoted = [one.quote for one in note.citations[:1]]
    return " · ".join(
        " ".join(one.split()) for one in (note.pinned, note.words) if one.strip()
    ) or " ".join(" ".join(quoted).split())


def _stands(note: Note) -> str:
    """Where a note stands, as a cell of the list."""
    places = [f"{one.document}, {one.label}" for one in note.citations]
    gone = " (gone)" if note.gone else ""
    return "; ".join(dict.fromkeys(places)) + gone
