"""A table as a Word document, with its quotes as a numbered list."""

from __future__ import annotations

import io
import re

from docx import Document
from docx.enum.section import WD_ORIENT

from farside.work.tables.nouns import Table
from farside.work.tables.table import list_heads, list_texts, sum_totals

MARK = " (?)"
# Characters that XML cannot hold.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def xml_text(text: str) -> str:
    """The text as XML can hold it."""
    return _CONTROL.sub("\ufffd", text)


def render_docx(table: Table) -> bytes:
    """The bytes of a .docx file, on landscape pages."""
    document = Document()
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width
    document.add_heading(xml_text(table.title or "Table"), 1)
    heads, rows = list_heads(table), list_texts(table, MARK)
    grid = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, head in zip(grid.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(xml_text(head)).bold = True
    for row in rows:
        for cell, said in zip(grid.add_row().cells, row, strict=True):
            cell.text = xml_text(said)
    for note in [
        *(f"Total of {column.name}: {said}" for column, said in sum_totals(table)),
        *table.notes,
    ]:
        document.add_paragraph(xml_text(note))
    _sources(document, table)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _sources(document: Document, table: Table) -> None:  # type: ignore[valid-type]
    """Write each value's best quote, and why a value must be checked."""
    document.add_heading("Sources", 2)  # type: ignore[attr-defined]
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            quote = "".join(f" “{one.quote}” ({one.label})" for one in cell.sources[:1])
            why = f" To be checked: {'; '.join(cell.flags)}." if cell.flags else ""
            if quote or why:
                text = xml_text(f"{row.document}, {column.name}:{quote}{why}")
                document.add_paragraph(text, style="List Number")  # type: ignore[attr-defined]
