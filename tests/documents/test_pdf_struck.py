"""Words of a PDF with a line through them say so; underlines, rules of tables and gridlines strike
nothing."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from reportlab.pdfgen.canvas import Canvas

from farside.documents import pdf
from farside.documents.options import ParseOptions
from tests.documents.files import content


def read(canvas: Canvas, path: Path) -> list[str]:
    canvas.save()
    [page] = pdf.parse(content(path), ParseOptions(path.name, ocr=False))
    return [line.text.strip() for line in page.lines]


def rule(canvas: Canvas, at: float, text: str, before: str = "", y: float = 703.5) -> None:
    """A line over `text`, which stands behind `before`."""
    start = at + canvas.stringWidth(before, "Helvetica", 12)
    canvas.line(start, y, start + canvas.stringWidth(text, "Helvetica", 12), y)


@pytest.mark.parametrize("rotate", [0, 90])
def test_struck_words_say_so(tmp_path: Path, rotate: int) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setPageRotation(rotate)
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 700, "Rent is 900950 euros, heat included")
    rule(canvas, 100, "900", "Rent is ")
    rule(canvas, 100, "heat", "Rent is 900950 euros, ")  # a rule for each word
    rule(canvas, 100, "included", "Rent is 900950 euros, heat ")
    canvas.drawString(100, 680, "Due in May")
    lines = read(canvas, tmp_path / "a.pdf")
    assert lines == [
        "Rent is [struck out: 900] 950 euros, [struck out: heat included]",
        "Due in May",
    ]


def test_words_that_their_line_has_twice_are_told_below(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 700, "5 or 15 days")
    rule(canvas, 100, "5")
    assert read(canvas, tmp_path / "a.pdf") == ["5 or 15 days", "[struck out: 5]"]


@pytest.mark.parametrize("y", [699, 700, 698, 712])
def test_other_rules_strike_nothing(tmp_path: Path, y: float) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 700, "Pay 900 gladly")
    rule(canvas, 100, "Pay 900 gladly", y=y)
    canvas.line(50, 703.5, 500, 703.5)  # a gridline
    assert read(canvas, tmp_path / "a.pdf") == ["Pay 900 gladly"]


def test_a_note_that_strikes_words_out_says_so(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("Helvetica", 12)
    canvas.drawString(100, 700, "Rent is 900 euros")
    canvas.save()
    document = pypdfium2.PdfDocument(tmp_path / "a.pdf")
    sheet = document[0]
    annotation = pdfium.FPDFPage_CreateAnnot(sheet.raw, pdfium.FPDF_ANNOT_STRIKEOUT)
    left = 100 + canvas.stringWidth("Rent is ", "Helvetica", 12)
    right = left + canvas.stringWidth("900", "Helvetica", 12)
    pdfium.FPDFAnnot_AppendAttachmentPoints(
        annotation, pdfium.FS_QUADPOINTSF(left, 710, right, 710, left, 698, right, 698)
    )
    pdfium.FPDFPage_CloseAnnot(annotation)
    document.save(tmp_path / "b.pdf")
    [page] = pdf.parse(content(tmp_path / "b.pdf"), ParseOptions("b.pdf", ocr=False))
    assert [line.text for line in page.lines] == ["Rent is [struck out: 900] euros"]
