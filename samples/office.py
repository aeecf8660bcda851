"""The samples that are Office files: résumés in Word, an invoice in Excel; the same bytes every
time."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.shared import Cm, Pt, RGBColor
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from sources import blocks, sums

FIXED_DATE = datetime(2025, 1, 1)


def resume_docx(source: Path, target: Path, accent: str) -> None:
    found = blocks(source)
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(
        2.2
    )
    colour = RGBColor.from_string(accent.removeprefix("#"))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Calibri", Pt(10.5)
    normal.paragraph_format.space_after = Pt(3)
    for block in found:
        if block.kind == "item":
            document.add_paragraph(
                block.text, style="List Bullet"
            ).paragraph_format.space_after = Pt(1)
            continue
        paragraph = document.add_paragraph()
        left, _, right = (
            block.text.partition(" | ") if block.kind == "entry" else (block.text, "", "")
        )
        run = paragraph.add_run(left)
        if block.kind in ("title", "heading"):
            run.bold, run.font.color.rgb = True, colour
            run.font.size = Pt(24 if block.kind == "title" else 12)
            paragraph.paragraph_format.space_before = Pt(0 if block.kind == "title" else 9)
        if block.kind == "entry":
            run.bold = True
            paragraph.paragraph_format.tab_stops.add_tab_stop(Cm(16.6), WD_TAB_ALIGNMENT.RIGHT)
            paragraph.add_run("\t" + right).font.color.rgb = RGBColor(0x6A, 0x6A, 0x6A)
    document.core_properties.author, document.core_properties.title = (
        "Farside samples",
        found[0].text,
    )
    document.core_properties.created = document.core_properties.modified = FIXED_DATE
    document.save(str(target))
    repack(target)


def repack(path: Path) -> None:
    """Rewrite an Office file's zip with fixed dates, so that it is the same every time."""
    with zipfile.ZipFile(path) as archive:
        members = [(info.filename, archive.read(info)) for info in archive.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            if name == "docProps/core.xml":
                data = re.sub(
                    rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
                    FIXED_DATE.strftime("%Y-%m-%dT00:00:00Z").encode(),
                    data,
                )
            info = zipfile.ZipInfo(name, FIXED_DATE.timetuple()[:6])
            info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(info, data)


def invoice_xlsx(invoice: dict[str, Any], target: Path) -> None:
    found, book = sums(invoice), Workbook()
    sheet: Any = book.active
    sheet.title = "Invoice"
    rows: list[list[Any]] = [[invoice["seller"]], [", ".join(invoice["seller_address"])], []]
    rows += [
        ["Bill to", ", ".join(invoice["buyer"])],
        ["Invoice", invoice["number"]],
        ["Date", invoice["date"]],
    ]
    rows += [
        ["Payable by", invoice["due"]],
        [],
        ["Description", "Quantity", "Unit price", "Amount"],
    ]
    rows += [
        [text, count, float(price), float(amount)] for text, count, price, amount in found.lines
    ]
    rows += [["Net amount", None, None, float(found.net)]]
    rows += [[f"{invoice['tax_name']} {invoice['tax_percent']} %", None, None, float(found.tax)]]
    rows += [[f"Total due ({invoice['currency']})", None, None, float(found.net + found.tax)], []]
    rows += [[invoice["payment"]], [invoice["note"]]]
    for row in rows:
        sheet.append(row)
    sheet["A1"].font = Font(bold=True, size=16, color=invoice["colour"].removeprefix("#"))
    for cell in sheet[9]:
        cell.font, cell.fill = (
            Font(bold=True, color="FFFFFF"),
            PatternFill("solid", fgColor=invoice["colour"].removeprefix("#")),
        )
        cell.alignment = Alignment(horizontal="left" if cell.column == 1 else "right")
    for row_cells in sheet.iter_rows(min_row=10, min_col=3, max_col=4):
        for cell in row_cells:
            cell.number_format = "#,##0.00"
    for column, width in zip("ABCD", (38, 16, 14, 14), strict=True):
        sheet.column_dimensions[column].width = width
    for cell in sheet[9 + len(found.lines) + 3]:
        cell.font = Font(bold=True)
    book.save(target)
    repack(target)
