"""Pictures of pages, each drawn once and kept beside the library."""

from __future__ import annotations

from pathlib import Path

from farside.config import Settings
from farside.documents.options import ParseOptions
from farside.documents.picture import draw_page
from farside.library import files
from farside.library.library import Library
from farside.types import Document


def picture_file(library: Library, document: Document, number: int, width: int) -> Path:
    """Where the picture of a page is kept, as wide as it is drawn."""
    folder = library.home / "pictures" / document.id[:2]
    return folder / f"{document.id}.{number}.{width}.png"


def draw_kept_page(
    library: Library, settings: Settings, shown: tuple[Document, int, Path], width: int
) -> bytes:
    """The page of that number of a document, whose bytes are there, as a PNG. Raises
    `DocumentError` where it cannot be drawn."""
    document, number, original = shown
    kept = picture_file(library, document, number, width)
    try:
        return kept.read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        options = ParseOptions.of(settings, document.name)
        picture = draw_page(original, document.media_type, number, width, options)
        files.write_whole(kept, picture, library.home / "tmp")
        return picture
