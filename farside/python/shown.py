"""Answers and tables that show themselves: as text with footnotes, as HTML in a notebook, as a
file, as a data frame."""

from __future__ import annotations

from dataclasses import dataclass, fields
from decimal import Decimal
from html import escape
from pathlib import Path
from typing import Any

from farside.errors import InputError
from farside.types import Answer, Citation, citation_line
from farside.work.export.write import render_table, write_table
from farside.work.tables.nouns import Day, Money, Table
from farside.work.tables.table import list_heads, list_texts


@dataclass(frozen=True, slots=True)
class ShownAnswer(Answer):
    """An `Answer` that prints with what it cites."""

    @classmethod
    def of(cls, answer: Answer) -> ShownAnswer:
        return cls(**{one.name: getattr(answer, one.name) for one in fields(Answer)})

    def __str__(self) -> str:
        notes = [citation_line(one.n, one.document, one.label, one.quote) for one in self.citations]
        return "\n".join([self.text, *([""] if notes else []), *notes])

    def _repr_html_(self) -> str:
        """For notebooks. Nothing of a document becomes HTML of ours."""
        lines = "".join(f"<p>{escape(line)}</p>" for line in self.text.splitlines() if line)
        notes = "".join(
            f'<li value="{one.n}">{escape(_place(one))}: “{escape(one.quote)}”</li>'
            for one in self.citations
        )
        return lines + (f"<ol>{notes}</ol>" if notes else "")


@dataclass(frozen=True, slots=True)
class ShownTable(Table):
    """A `Table` that prints, saves itself, and becomes a data frame."""

    @classmethod
    def of(cls, table: Table) -> ShownTable:
        return cls(**{one.name: getattr(table, one.name) for one in fields(Table)})

    def __str__(self) -> str:
        return render_table(self, ".md").decode()

    def _repr_html_(self) -> str:
        """For notebooks. Nothing of a document becomes HTML of ours."""
        heads = "".join(f"<th>{escape(one)}</th>" for one in list_heads(self))
        rows = "".join(
            "<tr>{}</tr>".format("".join(f"<td>{escape(cell)}</td>" for cell in row))
            for row in list_texts(self, "?")
        )
        return f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"

    def save(self, path: str | Path) -> Path:
        """Write it in the format that the name's ending says: .xlsx, .csv, .json, .md, .docx or
        .html. Raises `InputError` for another ending, or a folder that is not there."""
        write_table(self, Path(path))
        return Path(path)

    def to_pandas(self) -> Any:
        """A data frame with a row for each document or item: numbers and yes/no as they are, other
        values as the text that is shown, None where nothing is stated. Raises `InputError` without
        pandas."""
        try:
            import pandas
        except ImportError as error:
            raise InputError("to_pandas needs pandas: pip install pandas") from error
        heads = ["document", *(column.name for column in self.columns)]
        rows = [
            [row.document, *(plain_value(cell.value) for cell in row.cells)] for row in self.rows
        ]
        return pandas.DataFrame(rows, columns=heads)


def plain_value(value: object) -> object:
    """A cell's value as other libraries know it."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, Money | Day):
        return str(value)
    return ", ".join(value) if isinstance(value, tuple) else value


def _place(citation: Citation) -> str:
    return f"{citation.document}, {citation.label}"
