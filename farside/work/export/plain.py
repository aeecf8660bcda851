"""Tables as CSV, JSON and Markdown."""

from __future__ import annotations

import csv
import io
import json
import re

from farside.work.export.spreadsheets import harmless_row
from farside.work.tables.nouns import Table
from farside.work.tables.table import list_heads, list_texts, sum_totals, table_as_plain
from farside.work.tables.values import value_text

MARK = " (?)"
"""After a value that waits for a person."""
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#+\-.!|~$])")


def csv_bytes(table: Table) -> bytes:
    """UTF-8 with a byte-order mark, which spreadsheets want. No text is a formula
    (`spreadsheets.harmless_row`)."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(harmless_row((*list_heads(table), "to be checked", "sources")))
    for row, texts in zip(table.rows, list_texts(table), strict=True):
        pairs = list(zip(table.columns, row.cells, strict=True))
        doubts = "; ".join(
            f"{column.name}: {', '.join(cell.flags)}" for column, cell in pairs if cell.flags
        )
        sources = "; ".join(
            f"{column.name}: {cell.sources[0].label}" for column, cell in pairs if cell.sources
        )
        writer.writerow(harmless_row((*texts, doubts, sources)))
    return out.getvalue().encode("utf-8-sig", "replace")


def json_bytes(table: Table) -> bytes:
    """The table as JSON, in the shape of `table_as_plain`."""
    return (json.dumps(table_as_plain(table), ensure_ascii=False, indent=1) + "\n").encode(
        "utf-8", "replace"
    )


def render_markdown(table: Table) -> bytes:
    """A table, then the notes and a numbered list of quotes; all text of documents is escaped."""
    lines = [f"# {escape_markdown(table.title)}", ""] if table.title else []
    lines += ["| " + " | ".join(map(escape_markdown, list_heads(table))) + " |"]
    lines += ["|" + " --- |" * len(list_heads(table))]
    lines += [
        "| " + " | ".join(map(escape_markdown, row)) + " |" for row in list_texts(table, MARK)
    ]
    lines += [
        "",
        *(
            f"Total of {escape_markdown(column.name)}: {escape_markdown(said)}  "
            for column, said in sum_totals(table)
        ),
    ]
    lines += ["", *(f"- {escape_markdown(note)}" for note in table.notes), "", "## Sources", ""]
    for row in table.rows:
        for column, cell in zip(table.columns, row.cells, strict=True):
            why = (
                f" **To be checked:** {escape_markdown('; '.join(cell.flags))}."
                if cell.flags
                else ""
            )
            where = "".join(
                f" “{escape_markdown(one.quote)}” ({escape_markdown(one.label)})"
                for one in cell.sources[:1]
            )
            if where or why:
                name = f"{escape_markdown(row.document)}, {escape_markdown(column.name)}"
                said = escape_markdown(value_text(cell.value)) or "(nothing)"
                lines.append(f"- {name}: {said}.{where}{why}")
    return ("\n".join(lines) + "\n").encode("utf-8", "replace")


def escape_markdown(text: str) -> str:
    """The text on one line, with no sign that Markdown would take for its own."""
    return _MARKDOWN.sub(r"\\\1", " ".join(text.split()))
