"""The objects of the API: those of tables. What they mean: docs/api.md."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from farside.server.shapes import DocumentId, Given
from farside.server.shapes_runs import Asked

Words = Annotated[str, Field(max_length=5000)]


class ColumnShape(Given):
    """A column. `choices` are the values of a choice."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Literal["text", "number", "money", "date", "yes/no", "list", "choice"] = "text"
    about: Words = ""
    choices: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)] = Field(default_factory=list)


class ExtractBody(Asked):
    """A table of facts. `columns` in words ("name, years (number)") or as objects; none: the model proposes some."""

    kind: Literal["extract"]
    columns: Words | Annotated[list[ColumnShape], Field(max_length=40)] = ""
    rows: Literal["document", "each"] = "document"
    title: Annotated[str, Field(max_length=300)] = ""


class ExpensesBody(Asked):
    """A table of invoices and receipts."""

    kind: Literal["expenses"]


class CorrectedCell(Given):
    """What a cell should say; empty: not stated; null: what was read."""

    document_id: DocumentId
    item: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    column: Annotated[str, Field(min_length=1, max_length=200)]
    written: Words | None
