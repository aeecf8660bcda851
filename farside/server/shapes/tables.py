"""The objects of the API: those of tables. What they mean: docs/api.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from farside.reading.text.languages import LANGUAGES
from farside.server.shapes.library import DocumentId, StrictBody
from farside.server.shapes.runs import AskedBody
from farside.work.judging.digests.questions import MOST
from farside.work.tables.nouns import Kind, Rows

Words = Annotated[str, Field(max_length=5000)]
SpokenCode = Annotated[
    str,
    Field(
        pattern=f"^({'|'.join(LANGUAGES)})?$",
        json_schema_extra={"enum": ["", *LANGUAGES]},
    ),
]
"""A code of `LANGUAGES`, or "" for the language of the documents."""


class ColumnShape(StrictBody):
    """A column. `choices` are the values of a choice."""

    name: Annotated[str, Field(min_length=1, max_length=80)]
    kind: Kind = "text"
    about: Words = ""
    choices: Annotated[list[Annotated[str, Field(max_length=200)]], Field(max_length=50)] = Field(
        default_factory=list
    )


class ExtractBody(AskedBody):
    """A table of facts. `columns` in words ("name, years (number)") or as objects; none: the model
    proposes some."""

    kind: Literal["extract"]
    columns: Words | Annotated[list[ColumnShape], Field(max_length=40)] = ""
    rows: Rows = "document"
    title: Annotated[str, Field(max_length=300)] = ""


class ExpensesBody(AskedBody):
    """A table of invoices and receipts."""

    kind: Literal["expenses"]


class RankBody(AskedBody):
    """Documents in order, by a job description in words, or by a rubric as `farside rank
    --write-rubric` writes it."""

    kind: Literal["rank"]
    job: Annotated[str, Field(max_length=50_000)] = ""
    rubric: dict[str, Any] | None = None
    blind: bool = False


class CompareBody(AskedBody):
    """Documents aspect by aspect: names with commas between them; none: the model proposes some.
    `versions`: of one document, in the order of `documents`, the oldest first."""

    kind: Literal["compare"]
    aspects: Words = ""
    versions: bool = False


class SummariseBody(AskedBody):
    """A summary of about `length` words (in Chinese, characters), for a `reader` in plain words; or
    another `form`: a briefing, at most `number` questions with their answers (`faq`), or so many
    study cards."""

    kind: Literal["summarise"]
    form: Literal["summary", "briefing", "faq", "cards"] = "summary"
    number: Annotated[int, Field(ge=1, le=MOST)] | None = None
    length: Annotated[int, Field(ge=20, le=5000)] = 150
    reader: Annotated[str, Field(max_length=300)] = ""
    language: SpokenCode = ""


class TimelineBody(AskedBody):
    """Dated events in order."""

    kind: Literal["timeline"]


class TranslateBody(AskedBody):
    """One document in another language, a row for each paragraph."""

    kind: Literal["translate"]
    to: Literal["zh", "en"]


JudgeBody = RankBody | CompareBody | SummariseBody | TimelineBody | TranslateBody


class CorrectedCell(StrictBody):
    """What a cell should say; empty: not stated; null: what was read."""

    document_id: DocumentId
    item: Annotated[int, Field(ge=0, le=1_000_000)] = 0
    column: Annotated[str, Field(min_length=1, max_length=200)]
    written: Words | None
