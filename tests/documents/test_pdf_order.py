"""PDF text as a person reads it: turned pages, upright Chinese, raised signs, labels drawn before
their values."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from farside.documents import pdf
from farside.documents.options import ParseOptions
from tests.documents.files import content

LINES = [f"Line {row}: the keeper noted fog and rain" for row in range(1, 9)]
CLAUSES = [
    "第一条甲方向乙方出租房屋一间",
    "第二条租金每月一千八百元整",
    "第三条押金为三个月的租金",
    "第四条租期自三月一日起算",
]


def texts(path: Path) -> list[str]:
    [page] = pdf.parse(content(path), ParseOptions(path.name, ocr=False))
    return [line.text.strip() for line in page.lines]


@pytest.mark.parametrize("angle", [90, -90, 180])
@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_turned_lines_are_read_in_their_order(tmp_path: Path, angle: int, rotate: int) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setPageRotation(rotate)
    canvas.translate(300, 420)
    canvas.rotate(angle)
    for row, text in enumerate(LINES):
        canvas.drawString(-200, 100 - 18 * row, text)
    canvas.save()
    assert texts(tmp_path / "a.pdf") == LINES


def test_turned_words_stay_where_they_were_drawn(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for row, text in enumerate(LINES[:4]):
        canvas.drawString(100, 700 - 18 * row, text)
    canvas.saveState()
    canvas.translate(40, 500)
    canvas.rotate(90)
    canvas.drawString(0, 0, "Copy for the office")
    canvas.restoreState()
    canvas.drawString(100, 600, "The end")
    canvas.save()
    assert texts(tmp_path / "a.pdf") == [*LINES[:4], "Copy for the office", "The end"]


def test_upright_chinese_is_read_from_the_right(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3", isVertical=True))
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("HeiseiMin-W3", 14)
    for column, text in enumerate(CLAUSES):
        canvas.drawString(500 - 30 * column, 750, text)
    canvas.save()
    assert texts(tmp_path / "a.pdf") == CLAUSES


def test_upright_chinese_drawn_sign_by_sign_and_from_the_left(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(tmp_path / "a.pdf"))
    canvas.setFont("STSong-Light", 14)
    for column, text in reversed(list(enumerate(CLAUSES))):
        for row, sign in enumerate(text):
            canvas.drawString(500 - 30 * column, 750 - 16 * row, sign)
    canvas.save()
    assert texts(tmp_path / "a.pdf") == CLAUSES


def raised(canvas: Canvas, y: float, *parts: str) -> None:
    """Parts in turn on the line, raised (^) or lowered (_)."""
    text = canvas.beginText(60, y)
    for part in parts:
        rise = {"^": 4, "_": -2}.get(part[0], 0)
        text.setFont("Helvetica", 7 if rise else 11)
        text.setRise(rise)
        text.textOut(part[1:] if rise else part)
    canvas.drawText(text)


def test_raised_and_lowered_signs_keep_numbers_right(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    raised(canvas, 750, "The sample holds 4.2 × 10", "^6", " cells.")
    raised(canvas, 730, "The fine is 250", "^1", " euros, and H", "_2", "O is free.")
    raised(canvas, 710, "An area of 12 m", "^2", " and 10", "^-3", " g.")
    raised(canvas, 690, "^1", " As of May; on the 5", "^th", " it rises.")
    canvas.save()
    assert texts(tmp_path / "a.pdf") == [
        "The sample holds 4.2 × 10⁶ cells.",
        "The fine is 250¹ euros, and H2O is free.",
        "An area of 12 m² and 10⁻³ g.",
        "¹ As of May; on the 5th it rises.",
    ]


def test_marks_that_stand_high_in_their_own_size_are_no_raised_signs(tmp_path: Path) -> None:
    canvas = Canvas(str(tmp_path / "a.pdf"))
    text = canvas.beginText(60, 700)
    for part in ["He said ", "“", "no", "”", " at 20", "°", "C", "*"]:
        text.textOut(part)
    canvas.drawText(text)
    canvas.save()
    assert texts(tmp_path / "a.pdf") == ["He said “no” at 20°C*"]


def test_a_form_drawn_before_its_values_is_read_by_lines(tmp_path: Path) -> None:
    labels = ["Invoice number", "Invoice date", "Net amount", "Amount due"]
    values = ["RK-20418", "17 June 2026", "1,200.00 EUR", "1,428.00 EUR"]
    canvas = Canvas(str(tmp_path / "a.pdf"))
    for x, column in ((60, labels), (260, values)):
        for row, text in enumerate(column):
            canvas.drawString(x, 740 - 20 * row, text)
    canvas.save()
    assert texts(tmp_path / "a.pdf") == [
        f"{label} {value}" for label, value in zip(labels, values, strict=True)
    ]
