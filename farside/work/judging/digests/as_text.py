"""A briefing, and questions with their answers, as running text with a numbered list of quotations:
Markdown and Word."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from farside.types import Citation
from farside.work.export.plain import MARK, escape_markdown
from farside.work.judging.digests.digest import COLUMNS
from farside.work.tables.nouns import Cell, Table
from farside.work.tables.values import value_text

_TOLD = (COLUMNS["briefing"], COLUMNS["faq"])


@dataclass(frozen=True, slots=True)
class _Section:
    """A part of a briefing, or a question, with what is told there."""

    head: str
    lines: tuple[str, ...]


def is_told(table: Table) -> bool:
    """Tell whether a table is read as text: rows of a head and what stands below it."""
    return table.columns in _TOLD


def render_markdown(table: Table) -> bytes:
    """The text in UTF-8; all text of documents is escaped."""
    lines = [f"# {escape_markdown(table.title)}", ""]
    for section in _list_sections(table):
        lines += [f"## {escape_markdown(section.head)}", ""]
        lines += [f"- {escape_markdown(line)}" for line in section.lines]
        lines += [""]
    lines += [f"- {escape_markdown(note)}" for note in table.notes]
    lines += ["", "## Sources", ""]
    lines += [f"- {escape_markdown(_show_source(one))}" for one in _list_sources(table)]
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def render_docx(table: Table) -> bytes:
    """The bytes of a .docx file."""
    from docx import Document  # takes time to load

    from farside.work.export.docx import xml_text

    document = Document()
    document.add_heading(xml_text(table.title), 1)
    for section in _list_sections(table):
        document.add_heading(xml_text(section.head), 2)
        for line in section.lines:
            document.add_paragraph(xml_text(line))
    for note in table.notes:
        document.add_paragraph(xml_text(note))
    document.add_heading("Sources", 2)
    for one in _list_sources(table):
        document.add_paragraph(xml_text(_show_source(one)))
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _list_sections(table: Table) -> Iterator[_Section]:
    for head, rows in groupby(table.rows, key=lambda row: value_text(row.cells[0].value)):
        shown = head[:1].upper() + head[1:]
        yield _Section(shown, tuple(_show_line(row.cells[1]) for row in rows))


def _show_line(cell: Cell) -> str:
    """What is told, with the numbers of its quotations and a mark where a person should look."""
    numbers = "".join(f" [{one.n}]" for one in cell.sources)
    why = f"{MARK} ({'; '.join(cell.flags)})" if cell.flags else ""
    return f"{value_text(cell.value)}{numbers}{why}"


def _list_sources(table: Table) -> Sequence[Citation]:
    known = {one.n: one for row in table.rows for one in row.cells[1].sources}
    return [known[n] for n in sorted(known)]


def _show_source(one: Citation) -> str:
    return f"[{one.n}] “{' '.join(one.quote.split())}” ({one.document}, {one.label})"
