"""Tables and documents for tests."""

from __future__ import annotations

from decimal import Decimal

from farside.types import Citation, Document, Page, Span
from farside.work.tables.nouns import Cell, Column, Day, Money, Row, Table

HOSTILE = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>|**`'


def document(
    text: str, name: str = "a.txt", identity: str = "0" * 64, media_type: str = "text/markdown"
) -> Document:
    """One page of plain text."""
    return Document(identity, name, media_type, text, (Page(1, "p. 1", Span(0, len(text))),))


def source(quote: str, name: str = "a.txt") -> Citation:
    return Citation(1, name, "0" * 64, 1, "p. 1", 0, len(quote), quote)


def table() -> Table:
    """Every kind of value, a hostile document, flags, a correction and a file that failed."""
    columns = (
        Column("name"),
        Column("years", "number"),
        Column("salary", "money"),
        Column("born", "date"),
        Column("drives", "yes/no"),
        Column("languages", "list"),
    )
    good = (
        Cell("Ann", "Ann", (source("My name is Ann."),)),
        Cell(Decimal("4.5"), "4.5", (source("4.5 years"),), ("only one of two readings gives it",)),
        Cell(Money(Decimal("61000.50"), "EUR"), "EUR 61,000.50", (source("EUR 61,000.50"),)),
        Cell(Day(1990, 3, 5), "5 March 1990", (source("born 5 March 1990"),)),
        Cell(True, "yes", (), (), corrected=True),
        Cell(("English", "中文"), "English; 中文", (source("English, 中文"),)),
    )
    hostile = (
        Cell(HOSTILE, HOSTILE, (source(HOSTILE, HOSTILE),)),
        Cell(),
        Cell(Money(Decimal("-12.5"), "USD")),
        Cell(Day(1990, 3)),
        Cell(False),
        Cell((HOSTILE,)),
    )
    empty = tuple(Cell() for _ in columns)
    rows = (
        Row("a.txt", "0" * 64, good),
        Row(HOSTILE, "1" * 64, hostile),
        Row("broken.pdf", "", empty, problem="the file is empty"),
    )
    return Table("People " + HOSTILE, columns, rows, ("a.txt, p. 2: is doubtful",), "scripted")
