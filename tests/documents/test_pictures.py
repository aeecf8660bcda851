"""Pictures inside of files: read once each, within a bound of time, else told."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from farside.documents import ocr, pictures
from farside.documents.draft import LineDraft
from farside.documents.options import ParseOptions
from farside.documents.seen.unread import Unread

OPTIONS = ParseOptions("a.docx")


@pytest.fixture(autouse=True)
def read(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, ...]]:
    """The shapes that OCR is given; it finds the same line in each."""
    shapes: list[tuple[int, ...]] = []

    def found(pixels: ocr.Pixels) -> tuple[LineDraft, ...]:
        shapes.append(pixels.shape)
        return (LineDraft("Labour 64.00 an hour", None, 0.98),)

    monkeypatch.setattr(ocr, "recognise_lines", found)
    pictures.begin_file()
    return shapes


def png(width: int, height: int) -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(data, "PNG")
    return data.getvalue()


def test_a_picture_that_comes_again_is_read_once(read: list[tuple[int, ...]]) -> None:
    assert pictures.read_picture(png(300, 200), "logo", OPTIONS) == ["Labour 64.00 an hour"]
    assert pictures.read_picture(png(300, 200), "logo", OPTIONS) == ["Labour 64.00 an hour"]
    assert read == [(200, 300, 3)]


def test_a_picture_too_small_for_writing_is_none(read: list[tuple[int, ...]]) -> None:
    assert pictures.read_picture(png(16, 16), "bullet", OPTIONS) == []
    assert read == []


@pytest.mark.parametrize(
    ("data", "options", "told"),
    [
        (png(300, 200), ParseOptions("a.docx", ocr=False), "OCR is off"),
        (
            png(300, 200),
            ParseOptions("a.docx", seconds=2.0),
            "the pictures of a file get 1 seconds",
        ),
        (b"\x01\x00\x00\x00 an EMF", OPTIONS, "damaged"),
    ],
)
def test_a_picture_that_is_not_read_is_told(
    data: bytes, options: ParseOptions, told: str, read: list[tuple[int, ...]]
) -> None:
    found = pictures.read_picture(data, "price list", options)
    assert isinstance(found, Unread)
    assert str(found).startswith('picture "price list": writing in it was not read')
    assert told in str(found)
    assert read == []
