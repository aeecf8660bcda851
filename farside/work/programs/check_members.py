"""Look once more for words of a condition where a document holds them and its cell does not.

A list that was read may lack an item. Where the words stand in the text all the same, the model is
asked whether they belong there, by one token over the window that is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from farside.reading.prompts import forms
from farside.reading.scan import log_odds
from farside.types import Citation, Document, Window
from farside.work.programs.check_sql import WORDS, sql_identifier
from farside.work.programs.program import CheckedQuery
from farside.work.programs.read_columns import ColumnReader
from farside.work.tables import asking, filling, places, values, votes
from farside.work.tables.nouns import Cell, Column, Row, Table

UNDECIDED = "stands in the text, and not in what was read"


def check_members(
    reader: ColumnReader, documents: Sequence[Document], query: CheckedQuery, table: Table
) -> Table:
    """The table with the items that cells lacked and the documents state."""
    by_id = {document.id: document for document in documents}
    rows = [
        _check_row(reader, by_id.get(row.document_id), query, table.columns, row)
        for row in table.rows
    ]
    return replace(table, rows=tuple(rows))


def _check_row(
    reader: ColumnReader,
    document: Document | None,
    query: CheckedQuery,
    columns: Sequence[Column],
    row: Row,
) -> Row:
    if document is None or row.problem:
        return row
    cells = list(row.cells)
    for at, column in enumerate(columns):
        for sought in dict.fromkeys(
            one.text for one in query.literals if one.column == sql_identifier(column.name)
        ):
            if column.kind in WORDS and not cells[at].corrected:
                cells[at] = _check_cell(reader, document, column, cells[at], sought)
    return replace(row, cells=tuple(cells))


def _check_cell(
    reader: ColumnReader, document: Document, column: Column, cell: Cell, sought: str
) -> Cell:
    items = (
        cell.value
        if isinstance(cell.value, tuple)
        else (cell.value,)
        if isinstance(cell.value, str)
        else ()
    )
    if any(values.has_words(item, sought) for item in items) or not values.has_words(
        document.text, sought
    ):
        return cell
    best = votes.ABSENT
    for window, source in _places(reader, document, sought):
        with reader.engine.about(document.id):
            score = log_odds(
                reader.engine,
                forms.item_stated_prompt(window, filling.form_line(column), sought),
                column.name,
            )
        if score > votes.SURE:
            value = (*items, sought) if column.kind == "list" else sought
            return Cell(value, cell.raw, (source, *cell.sources), cell.flags)
        best = max(best, score)
    return cell.flagged(f"{sought} {UNDECIDED}") if best > votes.ABSENT else cell


def _places(
    reader: ColumnReader, document: Document, sought: str
) -> Iterator[tuple[Window, Citation]]:
    """The windows that hold the words, each with the first sentence of them that does."""
    for window in asking.cut_document(reader.engine, document, reader.limit):
        for of, span in places.numbered_sentences(window):
            if values.has_words(span.of(of.text), sought):
                yield window, places.cite_span(of, span)
                break
