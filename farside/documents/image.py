"""Image files: each frame is a page, turned as its camera says, and read by OCR. One pixel counts
as one point."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps, ImageSequence

from farside.documents import ocr
from farside.documents.content import Content
from farside.documents.draft import LineDraft, PageDraft
from farside.documents.options import ParseOptions
from farside.errors import DamagedFile, FileLimit, UnsupportedFile
from farside.types import Box

BROKEN = (
    *(
        OSError,
        ValueError,
        SyntaxError,
        TypeError,
        LookupError,
        ArithmeticError,
        AttributeError,
        struct.error,
    ),
    Image.DecompressionBombError,
)
"""What Pillow raises on damaged pictures: each of its formats has errors of its own."""
_MOST_PIXELS = 120_000_000  # A3 at 600 dpi has 70 million; decoded, this many take 360 MB
_LONGEST = 3000  # pixels; OCR looks at 2000


def count(content: Content, options: ParseOptions) -> int:
    """The number of frames."""
    with open_image(content, options.name) as image:
        return _count_frames(image, options.name)


def _count_frames(image: Image.Image, name: str) -> int:
    try:
        return int(getattr(image, "n_frames", 1))
    except BROKEN as error:
        raise DamagedFile(name, f"the image is damaged ({error})") from error


def parse(content: Content, options: ParseOptions) -> Iterator[PageDraft]:
    if not options.ocr:
        raise UnsupportedFile(
            options.name, "is an image, and OCR is off: set ocr to true to read it"
        )
    with open_image(content, options.name) as image:
        frames = ImageSequence.Iterator(image)
        for number in range(1, _count_frames(image, options.name) + 1):
            try:
                frame = next(frames)
                yield (
                    PageDraft("", ()) if number <= options.known else _page(number, frame, options)
                )
            except BROKEN as error:
                yield PageDraft(f"p. {number}", (), problem=f"the image is damaged ({error})")


def open_image(content: Content, name: str) -> Image.Image:
    """Open the image, without decoding it yet. Raises `DocumentError` for a file that is no image,
    or is too large.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the size is checked here, before anything is decoded
            image = Image.open(content.open())
    except BROKEN as error:
        raise DamagedFile(name, f"the image is damaged or too large ({error})") from error
    _check_size(image, name)
    return image


def _check_size(image: Image.Image, name: str) -> None:
    width, height = image.size
    if width * height > _MOST_PIXELS:
        raise FileLimit(
            name,
            (
                f"an image of {width}x{height} pixels, over the limit of "
                f"{_MOST_PIXELS:,}: scale it down"
            ),
        )


def _page(number: int, frame: Image.Image, options: ParseOptions) -> PageDraft:
    _check_size(frame, options.name)
    shown = as_shown(frame)
    width, height = shown.size
    shown.thumbnail((_LONGEST, _LONGEST))
    lines = scale_lines(ocr.recognise_lines(np.asarray(shown)), width / shown.width)
    return PageDraft(f"p. {number}", lines, width, height, ocr=True, problem=ocr.page_doubts(lines))


def as_shown(frame: Image.Image) -> Image.Image:
    """Turned as its camera says, on white paper."""
    upright = ImageOps.exif_transpose(frame)
    shown = Image.new("RGB", upright.size, "white")
    coloured = upright.convert("RGBA")
    shown.paste(coloured, mask=coloured.getchannel("A"))
    return shown


def scale_lines(lines: tuple[LineDraft, ...], factor: float) -> tuple[LineDraft, ...]:
    """The lines with their boxes multiplied by `factor`."""
    return tuple(LineDraft(line.text, _scaled(line.box, factor), line.score) for line in lines)


def _scaled(box: Box | None, factor: float) -> Box | None:
    if box is None:
        return None
    return Box(box.left * factor, box.top * factor, box.right * factor, box.bottom * factor)
