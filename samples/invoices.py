"""Invoices as PDF, and one of them as a scan: a picture of a page, without any text inside."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import pypdfium2
from layout import GREY, HEIGHT, WIDTH, one_column, pdf, style
from PIL import Image, ImageFilter
from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import HRFlowable, Paragraph, Spacer, Table
from sources import sums


def invoice_table(invoice: dict[str, Any], width: float) -> Table:
    found, accent = sums(invoice), HexColor(invoice["colour"])
    number = style("Helvetica", 9.6, alignment=TA_RIGHT)
    strong = style("Helvetica-Bold", 10.5, alignment=TA_RIGHT)
    white = HexColor("#ffffff")
    rows = [[Paragraph("Description", style("Helvetica-Bold", 9, textColor=white))]]
    rows[0] += [
        Paragraph(t, style("Helvetica-Bold", 9, alignment=TA_RIGHT, textColor=white))
        for t in ("Quantity", "Unit price", "Amount")
    ]
    for text, count, price, amount in found.lines:
        cells = [Paragraph(t, number) for t in (f"{count:,}", f"{price:,}", f"{amount:,.2f}")]
        rows.append([Paragraph(escape(text), style("Helvetica", 9.6)), *cells])
    tax = f"{invoice['tax_name']} {invoice['tax_percent']} %"
    for label, amount in (("Net amount", found.net), (tax, found.tax)):
        rows.append(["", "", Paragraph(label, number), Paragraph(f"{amount:,.2f}", number)])
    total = f"{invoice['currency']} {found.net + found.tax:,.2f}"
    rows.append(["", "", Paragraph("Total due", strong), Paragraph(total, strong)])
    last = len(found.lines)
    look = [
        ("BACKGROUND", (0, 0), (-1, 0), accent),
        ("LINEBELOW", (0, 1), (-1, last), 0.3, HexColor("#c9c9c9")),
        ("LINEABOVE", (2, -1), (-1, -1), 1.2, accent),
        ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
        ("TOPPADDING", (0, 0), (-1, -1), 4.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 5.5),
    ]
    return Table(rows, colWidths=[width * part for part in (0.46, 0.13, 0.18, 0.23)], style=look)


def invoice_pdf(invoice: dict[str, Any], target: Path) -> None:
    margin, accent = 2.2 * cm, HexColor(invoice["colour"])
    width = WIDTH - 2 * margin
    small, right = style("Helvetica", 9.4), style("Helvetica", 9.4, alignment=TA_RIGHT)
    facts = (("Invoice", "number"), ("Date", "date"), ("Payable by", "due"))
    dates = "<br/>".join(
        f'<font color="#6a6a6a">{label}</font>&nbsp;&nbsp;<b>{invoice[key]}</b>'
        for label, key in facts
    )
    bill = "<br/>".join(["<font color='#6a6a6a'>Bill to</font>", *map(escape, invoice["buyer"])])
    story = [
        Paragraph(
            escape(invoice["seller"]), style("Helvetica-Bold", 19, textColor=accent, leading=25)
        ),
        Paragraph(
            escape(" · ".join(invoice["seller_address"])),
            style("Helvetica", 8.8, textColor=GREY, spaceAfter=7),
        ),
        HRFlowable(width="100%", thickness=1.2, color=accent, spaceAfter=22),
        Table(
            [[Paragraph(bill, small), Paragraph(dates, right)]],
            colWidths=[width * 0.55, width * 0.45],
            style=[("LEFTPADDING", (0, 0), (0, 0), 0), ("VALIGN", (0, 0), (-1, -1), "TOP")],
        ),
        Spacer(1, 26),
        invoice_table(invoice, width),
        Spacer(1, 30),
        Paragraph(escape(invoice["payment"]), style("Helvetica", 9.4, spaceAfter=5)),
        Paragraph(escape(invoice["note"]), style("Helvetica-Oblique", 9.4, textColor=GREY)),
    ]
    pdf(target, f"Invoice {invoice['number']}", one_column(margin), story)


def scan(target: Path) -> None:
    """Replace a PDF by a picture of its page: slightly turned, grey, noisy, without any text
    inside."""
    with pypdfium2.PdfDocument(target) as document:
        page = document[0].render(scale=150 / 72).to_pil().convert("L")
    page = page.rotate(0.5, Image.Resampling.BICUBIC, fillcolor=255).filter(
        ImageFilter.GaussianBlur(0.5)
    )
    noise = Image.frombytes("L", page.size, random.Random(356).randbytes(page.width * page.height))
    picture = io.BytesIO()
    Image.blend(page, noise, 0.045).save(picture, "JPEG", quality=38)
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, WIDTH, HEIGHT)
    canvas.save()
