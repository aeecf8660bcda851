"""Values that decide and stand on pages of pictures: a digit that was recognised wrongly is wrong
in every sum, and stands in the text all the same."""

from __future__ import annotations

from collections.abc import Sequence

from farside.types import Document
from farside.work.programs.check_sql import sql_identifier
from farside.work.programs.program import Result
from farside.work.tables.nouns import Kind

_OF_DIGITS: frozenset[Kind] = frozenset({"number", "money", "date"})


def count_recognised(result: Result, documents: Sequence[Document]) -> int:
    """Count the documents in the result for which a number, amount or date that decides was
    recognised in a picture."""
    by_id = {document.id: document for document in documents}
    columns = [
        at
        for at, column in enumerate(result.columns)
        if column.kind in _OF_DIGITS and sql_identifier(column.name) in result.query.deciding
    ]
    rows = {id(row): row for one in result.rows for row in one.rows}.values()
    found = {
        row.document_id
        for row in rows
        for at in columns
        for source in row.cells[at].sources[:1]
        if not row.cells[at].corrected
        if (document := by_id.get(row.document_id)) and document.page_at(source.start).ocr
    }
    return len(found)
