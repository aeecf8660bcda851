"""Puts a written file in the place of another, whatever is there by now."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def write_whole(target: Path, text: str) -> None:
    """Write a file all at once or not at all; its folder is made where there is none.

    Raises `OSError`.
    """
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        draft.write_text(text, encoding="utf-8")
        replace_file(draft, target)
    finally:
        draft.unlink(missing_ok=True)


def replace_file(source: Path, target: Path) -> None:
    """Rename within one disk. Raises `OSError`; for a folder in the place of the file it names the
    path and what to do, since the system's own error names the temporary file."""
    try:
        os.replace(source, target)
    except IsADirectoryError as error:
        remedy = "a folder is in the place of this file of Farside's: move it away and try again"
        raise IsADirectoryError(errno.EISDIR, remedy, str(target)) from error
