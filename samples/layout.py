"""What all PDF samples share: fonts, paragraphs, tables, page footers, and the writing of the
file."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate, Paragraph, Table
from sources import Block

WIDTH, HEIGHT = A4
INK, GREY = HexColor("#1c1c1c"), HexColor("#6a6a6a")
CHINESE = "Droid Sans Fallback"
LATIN = "Helvetica"
LATIN_RUN = re.compile(r"[\x20-\x7e·]+")
MAY_NOT_BEGIN_A_LINE = "，。、；：？！）》”"

Footer = Callable[[Canvas, Any], None]


def chinese_font(path: Path) -> None:
    pdfmetrics.registerFont(TTFont(CHINESE, str(path)))


def is_chinese(text: str) -> bool:
    return bool(re.search(r"[\u3000-\u9fff]", text))


def markup(text: str) -> str:
    """Text for a Paragraph; the Chinese font has no Latin letters, so those get one that has."""
    if not is_chinese(text):
        return escape(text)
    return LATIN_RUN.sub(lambda run: f'<font name="{LATIN}">{escape(run[0])}</font>', text)


def style(font: str, size: float, **more: Any) -> ParagraphStyle:
    leading = size * (1.75 if font == CHINESE else 1.38)
    return ParagraphStyle(
        "sample", fontName=font, fontSize=size, **{"leading": leading, "textColor": INK} | more
    )


def para(text: str, font: str, size: float, width: float = WIDTH, **more: Any) -> Paragraph:
    """A paragraph; Chinese is broken into lines here, as no line may begin with a comma or a
    closing mark."""
    if font != CHINESE:
        return Paragraph(markup(text), style(font, size, **more))
    lines = "<br/>".join(markup(line) for line in chinese_lines(text, size, width))
    # The marks that hang over the right edge must not make Paragraph break the line again.
    hang = 0 if "alignment" in more else -2 * size
    return Paragraph(lines, style(font, size, rightIndent=hang, **more))


def chinese_lines(text: str, size: float, width: float) -> list[str]:
    lines, used = [""], 0.0
    for letter in text:
        step = pdfmetrics.stringWidth(
            letter, LATIN if LATIN_RUN.fullmatch(letter) else CHINESE, size
        )
        if used + step > width and letter not in MAY_NOT_BEGIN_A_LINE:
            lines.append("")
            used = 0.0
        lines[-1] += letter
        used += step
    return lines


def pdf(target: Any, title: str, templates: list[PageTemplate], story: list[Any]) -> int:
    """Write the file (a path, or an open binary file); the number of its pages."""
    output = str(target) if isinstance(target, Path) else target
    document = BaseDocTemplate(
        output, pagesize=A4, title=title, author="Farside samples", invariant=1
    )
    document.addPageTemplates(templates)
    document.build(story)
    return int(document.page)


def one_column(margin: float, footer: Footer | None = None) -> list[PageTemplate]:
    frame = Frame(margin, margin, WIDTH - 2 * margin, HEIGHT - 2 * margin, 0, 0, 0, 0)
    return [PageTemplate(frames=[frame], onPage=footer or (lambda _canvas, _document: None))]


def page_footer(text: str, margin: float) -> Footer:
    def draw(canvas: Canvas, document: Any) -> None:
        canvas.setFillColor(GREY)
        canvas.setFont(CHINESE if is_chinese(text) else LATIN, 8)
        canvas.drawString(margin, 1.2 * cm, text)
        canvas.setFont(LATIN, 8)
        canvas.drawRightString(WIDTH - margin, 1.2 * cm, str(document.page))

    return draw


def grid(rows: list[Block], widths: list[float], font: str, size: float) -> Table:
    """A table with a rule above and below, as journals set it; the first row is the head."""
    cells = [[para(cell, font, size) for cell in row.cells] for row in rows]
    look = [
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 0), (-1, 0), 0.4, INK),
        ("LINEBELOW", (0, -1), (-1, -1), 0.8, INK),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("TOPPADDING", (0, 0), (-1, -1), 1.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
        ("LEFTPADDING", (0, 0), (-1, -1), 2),
        ("RIGHTPADDING", (0, 0), (-1, -1), 2),
    ]
    return Table(cells, colWidths=widths, style=look, spaceBefore=4, spaceAfter=6)
