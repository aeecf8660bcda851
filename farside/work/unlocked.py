"""A PDF that a person unlocked has its pages drawn later too: without its lock, beside the library.

The password itself is kept nowhere. What was read of the file lies in the library in plain words
already, so that the copy tells nobody more.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from farside.documents.options import ParseOptions
from farside.documents.picture import unlock_pdf
from farside.errors import DocumentError
from farside.library.library import Library
from farside.types import Document


def keep_unlocked(library: Library, document: Document, options: ParseOptions) -> None:
    """Keep the document as it is without the password of `options`, if it has one. Where that is
    not possible, its text is read all the same, and the reader says that a page cannot be drawn."""
    if options.password is None or document.media_type != "application/pdf":
        return

    def unlock(target: Path) -> bool:
        return unlock_pdf(library.original(document.id), target, options)

    with suppress(DocumentError):
        library.keep_unlocked(document.id, unlock)
