"""Writing in pictures that stand beside text: read by OCR, for no longer than a file may take.

A scanned page has no such bound: it is all that there is. Beside text it has, so that a file of a
hundred photos is still read soon; what was left out is told.
"""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from farside.documents.options import ParseOptions
from farside.documents.seen.unread import Unread
from farside.errors import DocumentError

if TYPE_CHECKING:  # numpy and OCR are loaded with the first picture only
    from farside.documents.draft import LineDraft
    from farside.documents.ocr import Pixels

_SHARE = 0.5  # of the time that a page may take: a Word file is one page with all its pictures
_FIRST = 10.0  # seconds that the first picture is thought to take, with the models to be loaded
_LEAST_WIDE, _LEAST_HIGH = 60, 20  # pixels: smaller ones hold no line of writing
_LONGEST = 2400  # pixels; OCR looks at 2000
OFF = "writing in it was not read, because OCR is off"


@dataclass(slots=True)
class _Spent:
    """Seconds that the pictures of this file took, the longest of them, and what was found in
    which."""

    seconds: float = 0.0
    longest: float = _FIRST
    known: dict[bytes, tuple[LineDraft, ...]] = field(default_factory=dict)


_spent = _Spent()


def begin_file() -> None:
    """A new file has all the time again. The process that parses works on one at a time."""
    global _spent
    _spent = _Spent()


def read_picture(data: bytes, name: str, options: ParseOptions) -> list[str] | Unread:
    """The lines that can be read in the picture `data`, none where it holds no writing; or why it
    was not read."""
    import numpy as np

    from farside.documents import image
    from farside.documents.content import Content

    try:
        with image.open_image(Content.of_bytes(data), name) as picture:
            if picture.width < _LEAST_WIDE or picture.height < _LEAST_HIGH:
                return []
            if not options.ocr:
                return Unread("picture", name, OFF)
            shown = image.as_shown(picture)
            shown.thumbnail((_LONGEST, _LONGEST))
            found = read_pixels(np.asarray(shown), name, options)
    except DocumentError as error:
        return Unread("picture", name, f"writing in it was not read: {error.reason}")
    except image.BROKEN as error:
        return Unread(
            "picture", name, f"writing in it was not read: it is damaged, or a drawing ({error})"
        )
    return found if isinstance(found, Unread) else [line.text for line in found]


def read_pixels(pixels: Pixels, name: str, options: ParseOptions) -> tuple[LineDraft, ...] | Unread:
    """The lines in a picture, boxes in its pixels; the same picture is read once."""
    if not options.ocr:
        return Unread("picture", name, OFF)
    if min(pixels.shape[:2]) < _LEAST_HIGH or max(pixels.shape[:2]) < _LEAST_WIDE:
        return ()
    key = hashlib.sha256(pixels.tobytes()).digest()
    if key in _spent.known:
        return _spent.known[key]
    most = _SHARE * options.seconds
    if _spent.seconds + _spent.longest > most:
        why = (
            f"writing in it was not read: the pictures of a file get {most:g} seconds; "
            "raise parse_seconds"
        )
        return Unread("picture", name, why)
    from farside.documents import ocr

    start = time.monotonic()
    found = ocr.recognise_lines(pixels)
    took = time.monotonic() - start
    _spent.longest = took if _spent.longest == _FIRST else max(_spent.longest, took)
    _spent.seconds += took
    _spent.known[key] = found
    return found
