"""OCR with the real models of the wheel: images and scans, each way up; bombs and broken images are
refused."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import pytest
from PIL import Image

from farside.documents import image, ocr, pdf
from farside.documents.draft import LineDraft
from farside.documents.options import ParseOptions
from farside.errors import DocumentError
from tests.documents import pdfs
from tests.documents.files import content

LINES = ("Invoice number 4711", "Total amount due 98.50 EUR", "Payable within 30 days")


def options(path: Path, ocr: bool = True) -> ParseOptions:
    return ParseOptions(path.name, ocr=ocr, format="image")


@pytest.mark.parametrize("ending", ["png", "jpg", "webp", "bmp", "gif"])
def test_an_image_is_read(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"a.{ending}"
    pdfs.picture(*LINES).save(path)
    [page] = image.parse(content(path), options(path))
    assert tuple(line.text for line in page.lines) == LINES
    assert (page.width, page.height, page.ocr, page.problem) == (900, 500, True, None)
    assert all(line.score is not None and line.score > ocr.DOUBTFUL for line in page.lines)


def test_each_frame_of_a_tiff_is_a_page(tmp_path: Path) -> None:
    path = tmp_path / "a.tiff"
    pdfs.picture("First frame").save(
        path, save_all=True, append_images=[pdfs.picture("Second frame")]
    )
    assert image.count(content(path), options(path)) == 2
    assert [page.lines[0].text for page in image.parse(content(path), options(path))] == [
        "First frame",
        "Second frame",
    ]


@pytest.mark.parametrize(("orientation", "turn"), [(3, 180), (6, 90), (8, 270)])
def test_the_camera_says_which_way_is_up(tmp_path: Path, orientation: int, turn: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    pdfs.picture(*LINES).rotate(turn, expand=True).save(tmp_path / "a.jpg", exif=exif)
    [page] = image.parse(content(tmp_path / "a.jpg"), options(tmp_path / "a.jpg"))
    assert tuple(line.text for line in page.lines) == LINES
    assert (page.width, page.height) == (900, 500)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scan_is_read_each_way_up(tmp_path: Path, turn: int) -> None:
    path = pdfs.scan(tmp_path / "a.pdf", pdfs.picture(*LINES).rotate(turn, expand=True))
    [page] = pdf.parse(content(path), ParseOptions("a.pdf"))
    assert tuple(line.text for line in page.lines) == LINES
    assert page.ocr
    first = page.lines[0].box
    assert first is not None
    near = {
        0: first.top,
        90: first.left,
        180: page.height - first.bottom,
        270: page.width - first.right,
    }[turn]
    assert 20 < near < 60


def test_a_bomb_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(bomb(50_000, 50_000))
    with pytest.raises(DocumentError, match=r"bomb\.png: an image of 50000x50000 pixels|too large"):
        list(image.parse(content(path), options(path)))


def bomb(width: int, height: int) -> bytes:
    """The head of a PNG that says it has so many black and white pixels, and no more."""
    buffer = io.BytesIO()
    Image.new("1", (1, 1)).save(buffer, "PNG")
    content = buffer.getvalue()
    head = b"IHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + content[24:29]
    return content[:12] + head + zlib.crc32(head).to_bytes(4, "big") + content[33:]


def test_a_broken_image_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG\r\n\x1a\n and nothing else")
    with pytest.raises(DocumentError, match=r"a\.png: the image is damaged"):
        list(image.parse(content(path), options(path)))


def test_a_tiff_without_its_size_is_damaged(tmp_path: Path) -> None:
    """Pillow raises what no picture library is expected to: found by `make fuzz`."""
    Image.new("L", (60, 40), "white").save(tmp_path / "a.tiff")
    data = bytearray((tmp_path / "a.tiff").read_bytes())
    at = data.index(b"\x00\x01", 8)
    data[at : at + 2] = (999).to_bytes(2, "little")  # the tag of the width
    (tmp_path / "a.tiff").write_bytes(bytes(data))
    with pytest.raises(DocumentError, match="damaged"):
        image.count(content(tmp_path / "a.tiff"), ParseOptions("a.tiff"))


def test_an_image_cut_short_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    pdfs.picture(*LINES).save(path)
    path.write_bytes(path.read_bytes()[:1500])
    [page] = image.parse(content(path), options(path))
    assert page.problem is not None
    assert "damaged" in page.problem


def test_an_image_with_ocr_off_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    pdfs.picture("Hello").save(path)
    with pytest.raises(DocumentError, match="OCR is off"):
        list(image.parse(content(path), options(path, ocr=False)))


def test_doubtful_lines_are_counted() -> None:
    lines = [LineDraft("good", None, 0.98), LineDraft("bad", None, 0.6), LineDraft("text layer")]
    assert ocr.page_doubts(lines) == "1 of 3 lines read by OCR are doubtful"
    assert ocr.page_doubts(lines[:1]) is None
