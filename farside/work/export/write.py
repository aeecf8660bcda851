"""A table as a file; the format by the file's ending."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from farside.config import Settings
from farside.errors import InputError
from farside.system.private import give_out
from farside.work.export import html, plain
from farside.work.export.proofs import Proofs, open_proofs
from farside.work.tables.nouns import Table


def _xlsx(table: Table) -> bytes:
    from farside.work.export import (
        xlsx,
    )  # only when one is written: its library and that of .docx take time to load

    return xlsx.render_xlsx(table)


def _docx(table: Table) -> bytes:
    from farside.work.export import docx

    return docx.render_docx(table)


WRITERS: Mapping[str, Callable[[Table], bytes]] = {
    ".xlsx": _xlsx,
    ".csv": plain.csv_bytes,
    ".json": plain.json_bytes,
    ".md": plain.render_markdown,
    ".docx": _docx,
    ".html": html.render_html,
}


def check_ending(path: Path) -> str:
    """The format of a file by its name. Raises `InputError` that names the endings, or the folder
    that is not there: to be told before the work, not after it."""
    if path.suffix.lower() not in WRITERS:
        raise InputError(
            f"-o {path}: no format is known by this ending; use one of {', '.join(WRITERS)}"
        )
    in_folder(path)
    return path.suffix.lower()


def in_folder(path: Path) -> None:
    """Raise `InputError` for a file in a folder that does not exist."""
    if not path.parent.is_dir():
        raise InputError(
            f"{path}: there is no folder {path.parent} to write it into; make it first"
        )


def render_table(table: Table, suffix: str, proofs: Proofs | None = None) -> bytes:
    """The table in the format of an ending such as ".xlsx". With `proofs`, a web page shows the
    pages that are quoted."""
    if proofs and suffix.lower() == ".html":
        return html.render_html(table, proofs)
    return WRITERS[check_ending(Path("table" + suffix))](table)


def write_table(table: Table, path: Path) -> None:
    """Writes the whole file or nothing: a reader never sees half of it."""
    save_file(path, render_table(table, check_ending(path)))


def write_with_pages(table: Table, path: Path, settings: Settings) -> None:
    """Writes as `write_table` does; a web page shows the pages of the settings' library that are
    quoted."""
    with open_proofs(settings, table.title) as proofs:
        save_file(path, render_table(table, check_ending(path), proofs))


def save_file(path: Path, content: bytes) -> None:
    """Writes under a temporary name beside it, then renames. Raises `OSError`."""
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        give_out(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
