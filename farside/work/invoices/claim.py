"""The claim form: what was spent, by group and currency, with a line for each invoice and room to
sign."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Container, Sequence
from pathlib import Path

from docx import Document
from reportlab.lib import colors
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, TableStyle
from reportlab.platypus import Table as Grid

from farside.errors import InputError
from farside.work.export.docx import xml_text
from farside.work.export.write import in_folder
from farside.work.invoices import fields, grouping, workbook
from farside.work.invoices.grouping import By
from farside.work.tables.nouns import Row, Table
from farside.work.tables.values import value_text

TITLE = "Expense claim"
# This font is in the file itself: a reader without fonts of its own shows it too.
_FONT = "Vera"
# A font that readers bring for Han letters; files with one inside would have many megabytes.
_HAN_FONT = "STSong-Light"
_HAN = re.compile("[\u0370-\u052f\u2e80-\uffef]+")
_MARK = " (?)"
_WHERE = f"they are marked{_MARK} where they are listed"
_FIGURES = frozenset(("net", "tax", "gross"))
_SIGN = (
    "Name: ______________________",
    "Date: ______________",
    "Signature: ______________________",
)


def claim_format(path: Path) -> str:
    """The form's format by its name. Raises `InputError` for another one than .docx and .pdf."""
    if path.suffix.lower() not in (".docx", ".pdf"):
        raise InputError(f"--form {path}: the claim form is a .docx or a .pdf file")
    in_folder(path)
    return path.suffix.lower()


def render_claim(table: Table, by: By, suffix: str) -> bytes:
    """The form as .docx or .pdf."""
    parts = (
        (_HEADS, _lines(table, by)),
        ((by, "currency", "net", "tax", "gross"), _sums(table, by)),
    )
    return _docx(table, parts) if suffix == ".docx" else _pdf(table, parts)


_HEADS = ("date", "seller", "invoice number", "category", "net", "tax", "gross", "file")
Part = tuple[Sequence[str], Sequence[Sequence[str]]]


def _lines(table: Table, by: By) -> list[list[str]]:
    """A line for each row that is counted, by group and date."""
    rows = [
        pair
        for pair in zip(grouping.row_groups(table, by), table.rows, strict=True)
        if pair[1].counted
    ]
    rows.sort(key=lambda pair: (pair[0], value_text(pair[1].cells[fields.DATE].value)))
    return [[*(_said(row, at) for at in _ORDER), row.document] for _, row in rows]


_ORDER = (
    fields.DATE, fields.SELLER, fields.NUMBER, fields.CATEGORY, fields.NET, fields.TAX,
    fields.GROSS,
)  # fmt: skip


def _said(row: Row, at: int) -> str:
    cell = row.cells[at]
    return value_text(cell.value) + (_MARK if cell.flags else "")


def _sums(table: Table, by: By) -> list[list[str]]:
    sums = grouping.total_groups(table, by)
    return [
        [one.group, one.currency, f"{one.net:,.2f}", f"{one.tax:,.2f}", f"{one.gross:,.2f}"]
        for one in (*sums, *grouping.by_currency(sums))
    ]


def _docx(table: Table, parts: Sequence[Part]) -> bytes:
    document = Document()
    document.add_heading(TITLE, 1)
    for heads, rows in parts:
        grid = document.add_table(rows=1, cols=len(heads), style="Table Grid")
        for cell, head in zip(grid.rows[0].cells, heads, strict=True):
            cell.paragraphs[0].add_run(head).bold = True
        for row in rows:
            for cell, said in zip(grid.add_row().cells, row, strict=True):
                cell.text = xml_text(said)
        document.add_paragraph()
    for line in (*workbook.totals_notes(table, _WHERE), *_SIGN):
        document.add_paragraph(xml_text(line))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _pdf(table: Table, parts: Sequence[Part]) -> bytes:
    pdfmetrics.registerFont(TTFont(_FONT, "Vera.ttf"))
    pdfmetrics.registerFont(UnicodeCIDFont(_HAN_FONT))
    small = ParagraphStyle("small", fontName=_FONT, fontSize=7.5, leading=10, wordWrap="CJK")
    figures = ParagraphStyle("figures", small, alignment=TA_RIGHT)
    flow: list[object] = [
        Paragraph(TITLE, ParagraphStyle("title", fontName=_FONT, fontSize=16, leading=24))
    ]
    look = TableStyle(
        [
            ("GRID", (0, 0), (-1, -1), 0.3, colors.grey),
            ("BACKGROUND", (0, 0), (-1, 0), colors.lightgrey),
        ]
    )
    width = landscape(A4)[0] - 60
    for heads, rows in parts:
        looks = [figures if head in _FIGURES else small for head in heads]
        cells = [list(map(Paragraph, map(_marked, row), looks)) for row in (heads, *rows)]
        flow += [
            Grid(cells, colWidths=[width / len(heads)] * len(heads), repeatRows=1, style=look),
            Spacer(1, 14),
        ]
    flow += [
        Paragraph(_marked(line), small) for line in (*workbook.totals_notes(table, _WHERE), *_SIGN)
    ]
    out = io.BytesIO()
    SimpleDocTemplate(
        out, pagesize=landscape(A4), leftMargin=30, rightMargin=30, title=TITLE
    ).build(flow)
    return out.getvalue()


def _marked(text: str) -> str:
    """The text as a paragraph takes it: only our own markup counts, Han letters get their font, and
    a letter that no font has is shown without its accent, or as a question mark."""
    known = pdfmetrics.getFont(_FONT).face.charToGlyph
    letters = [one if _HAN.fullmatch(one) else _drawn(one, known) for one in xml_text(text)]
    escaped = "".join(letters).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _HAN.sub(rf'<font name="{_HAN_FONT}">\g<0></font>', escaped)


def _drawn(letter: str, known: Container[int]) -> str:
    if ord(letter) in known or letter.isspace():
        return letter
    bare = "".join(
        one for one in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(one)
    )
    return bare if bare and all(ord(one) in known for one in bare) else "?"
