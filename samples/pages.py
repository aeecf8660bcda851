"""Résumés, papers in two columns, and numbered clauses (a contract, a regulation), as PDF."""

from __future__ import annotations

import io
import re
from pathlib import Path
from typing import Any

from layout import (
    CHINESE,
    GREY,
    HEIGHT,
    WIDTH,
    grid,
    is_chinese,
    one_column,
    page_footer,
    para,
    pdf,
)
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.units import cm
from reportlab.platypus import (
    Frame,
    FrameBreak,
    HRFlowable,
    KeepTogether,
    NextPageTemplate,
    PageTemplate,
    Table,
)
from sources import Block, blocks, grouped


def resume(source: Path, target: Path, accent: str) -> None:
    found = blocks(source)
    plain, bold = (
        (CHINESE, CHINESE) if is_chinese(found[0].text) else ("Helvetica", "Helvetica-Bold")
    )
    colour, margin = HexColor(accent), 2.2 * cm
    width = WIDTH - 2 * margin
    name, role, contact = (block.text for block in found[:3])
    story: list[Any] = [
        para(name, bold, 27, textColor=colour, leading=34),
        para(role, plain, 13, textColor=GREY, spaceAfter=4),
        para(contact, plain, 9.4, textColor=GREY, spaceAfter=9),
        HRFlowable(width="100%", thickness=1.4, color=colour, spaceAfter=6),
    ]
    for block in found[3:]:
        if block.kind == "heading":
            story.append(
                para(block.text, bold, 12.5, textColor=colour, spaceBefore=15, spaceAfter=5)
            )
        elif block.kind == "entry":
            story.append(entry(block, plain, bold, width))
        elif block.kind == "item":
            story.append(bullet(block.text, plain, width))
        else:
            story.append(para(block.text, plain, 10.5, width))
    pdf(target, f"{name}: {role}", one_column(margin), story)


def entry(block: Block, plain: str, bold: str, width: float) -> Table:
    """What somebody did on the left, when on the right."""
    left, _, right = block.text.partition(" | ")
    cells = [para(left, bold, 10.5), para(right, plain, 9.4, textColor=GREY, alignment=TA_RIGHT)]
    paddings = (("LEFT", 0), ("RIGHT", 0), ("TOP", 7), ("BOTTOM", 2))
    bare = [(f"{side}PADDING", (0, 0), (-1, -1), pad) for side, pad in paddings]
    return Table([cells], colWidths=[width * 0.7, width * 0.3], style=bare)


def bullet(text: str, font: str, width: float) -> Any:
    item = para(text, font, 10.5, width - 12, leftIndent=12, bulletIndent=1, spaceAfter=3.5)
    item.bulletText = "•"
    return item


def paper(source: Path, target: Path, journal: str) -> None:
    """Title and abstract over the whole width, then two columns; those of the last page are of one
    length."""
    found = blocks(source)
    margin, gap, head, low = 1.9 * cm, 0.65 * cm, 8.0 * cm, 2.1 * cm
    column, tall = (WIDTH - 2 * margin - gap) / 2, HEIGHT - 4.0 * cm
    footer = page_footer(journal, margin)

    def columns(bottom: float, height: float) -> list[Frame]:
        return [
            Frame(margin + n * (column + gap), bottom, column, height, 0, 0, 0, 0) for n in (0, 1)
        ]

    def build(output: Any, last: float) -> int:
        top = Frame(margin, low + tall - head, WIDTH - 2 * margin, head, 0, 0, 0, 0)
        first = PageTemplate("first", [top, *columns(low, tall - head)], onPage=footer)
        later = PageTemplate("later", columns(low + tall - last, last), onPage=footer)
        story = [
            *paper_head(found),
            NextPageTemplate("later"),
            FrameBreak(),
            *paper_body(found, column),
        ]
        return pdf(output, found[0].text, [first, later], story)

    pages = build(io.BytesIO(), tall)
    shortest = next(
        last
        for last in range(100, int(tall) + 20, 10)
        if build(io.BytesIO(), min(last, tall)) == pages
    )
    build(target, min(shortest, tall))


def paper_head(found: list[Block]) -> list[Any]:
    title, authors, place, _, abstract = (block.text for block in found[:5])
    sides = {"leftIndent": cm, "rightIndent": cm}
    return [
        para(title, "Times-Bold", 20, leading=24, alignment=TA_CENTER, spaceAfter=8),
        para(authors, "Times-Roman", 11.5, alignment=TA_CENTER),
        para(place, "Times-Italic", 10, alignment=TA_CENTER, textColor=GREY, spaceAfter=9),
        para("Abstract", "Times-Bold", 10.2, spaceAfter=2, **sides),
        para(abstract, "Times-Roman", 10.2, alignment=TA_JUSTIFY, **sides),
    ]


def paper_body(found: list[Block], column: float) -> list[Any]:
    story: list[Any] = []
    for group in grouped(found[5:]):
        if isinstance(group, list):
            count = len(group[0].cells)
            widths = [column * 0.34] + [column * 0.66 / (count - 1)] * (count - 1)
            story.append(grid(group, widths, "Times-Roman", 9))
        elif group.kind == "caption":
            caption = para(group.text, "Times-Italic", 9, leading=10.8, spaceAfter=9)
            story.append(KeepTogether([story.pop(), caption]))
        elif group.kind in ("heading", "entry"):
            size = 12 if group.kind == "heading" else 10.4
            story.append(
                para(group.text, "Times-Bold", size, spaceBefore=6, spaceAfter=3, keepWithNext=1)
            )
        else:
            story.append(
                para(
                    group.text,
                    "Times-Roman",
                    10.4,
                    leading=13.4,
                    alignment=TA_JUSTIFY,
                    spaceAfter=5,
                )
            )
    return story


def clauses(source: Path, target: Path, footer: str) -> None:
    """One column of numbered clauses and tables; what stands before the first heading is
    centred."""
    found = blocks(source)
    plain, bold = (CHINESE, CHINESE) if is_chinese(found[0].text) else ("Times-Roman", "Times-Bold")
    margin, size = 2.5 * cm, 10.8 if plain == CHINESE else 11.6
    width = WIDTH - 2 * margin
    story: list[Any] = []
    centred = True
    for group in grouped(found):
        if isinstance(group, list):
            count = len(group[0].cells)
            story.append(grid(group, [width / count] * count, plain, 10.5))
        elif group.kind == "title":
            story.append(para(group.text, bold, 20, leading=28, alignment=TA_CENTER, spaceAfter=8))
        elif group.kind == "heading":
            centred = False
            story.append(para(group.text, bold, 13, spaceBefore=12, spaceAfter=5, keepWithNext=1))
        elif centred:
            story.append(para(group.text, plain, size, width, alignment=TA_CENTER, spaceAfter=2))
        else:
            story.append(clause(group.text, plain, size, width))
    pdf(target, found[0].text, one_column(margin, page_footer(footer, margin)), story)


def clause(text: str, font: str, size: float, width: float) -> Any:
    number = re.match(r"\d+\.\d+ ", text)
    if number is None:
        return para(text, font, size, width, spaceAfter=4)
    hanging = {"leftIndent": 1.1 * cm, "bulletFontName": font, "bulletFontSize": size}
    item = para(
        text[number.end() :],
        font,
        size,
        leading=size * 1.45,
        alignment=TA_JUSTIFY,
        spaceAfter=5,
        **hanging,
    )
    item.bulletText = number[0].strip()
    return item
