"""PDFs and pictures for the tests, made on the spot."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

WORDS = "the quick brown fox jumps over a lazy dog near"


def simple(path: Path, *pages: str, password: str | None = None) -> Path:
    """One line of text on each page, 72 points from the left and 100 from the bottom of an A4
    page."""
    encrypt = StandardEncryption(password, canPrint=0) if password else None
    canvas = Canvas(str(path), encrypt=encrypt)
    for text in pages:
        canvas.drawString(72, 100, text)
        canvas.showPage()
    canvas.save()
    return path


def columns(path: Path, interleaved: bool) -> Path:
    """A title over two columns of 20 lines, drawn column by column or row by row."""
    canvas = Canvas(str(path))
    canvas.drawString(180, 760, "A title that stands over both of the columns here")
    places = [(side, row) for side in (0, 1) for row in range(20)]
    for side, row in sorted(places, key=lambda place: place[1]) if interleaved else places:
        canvas.drawString(60 + 260 * side, 720 - 14 * row, f"{'LR'[side]}{row:02} {WORDS}"[:42])
    canvas.save()
    return path


def table(path: Path) -> Path:
    canvas = Canvas(str(path))
    for row in range(20):
        canvas.drawString(60, 720 - 14 * row, f"Item {row:02}")
        canvas.drawString(400, 720 - 14 * row, f"{row}.00")
    canvas.save()
    return path


def picture(*lines: str, size: tuple[int, int] = (900, 500)) -> Image.Image:
    image = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(image)
    for row, line in enumerate(lines):
        draw.text((60, 60 + 70 * row), line, "black", font=ImageFont.load_default(36))
    return image


def scan(path: Path, image: Image.Image) -> Path:
    """A PDF with nothing but the picture, filling a page of 450 points width."""
    height = 450 * image.height / image.width
    canvas = Canvas(str(path), pagesize=(450, height))
    canvas.drawInlineImage(image, 0, 0, 450, height)
    canvas.save()
    return path
