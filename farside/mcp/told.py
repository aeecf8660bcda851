"""What the tools give back: plain values, whose forms clients are told."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from farside.types import Answer, Citation
from farside.work.tables.nouns import Table
from farside.work.tables.table import list_heads, list_texts


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Cited(_Told):
    """A quotation: its number in the answer, where it stands, and the resource that has the text
    around it. `start` and `end` are characters of the document's text."""

    number: int
    document: str
    place: str
    quotation: str
    document_id: str
    start: int
    end: int
    resource: str


class Going(_Told):
    """Work that is not done: ask `get_result` with its `work`. `seconds_left` is a guess, -1 where
    nobody knows."""

    work: str
    stage: str
    done: int
    total: int
    seconds_left: float


class Asked(_Told):
    """An answer. `found` is false where no page states it. `complete`: all pages were read, and
    `unread` says what was not. While it is `going`, there is no answer yet."""

    answer: str = ""
    found: bool = False
    complete: bool = False
    citations: list[Cited] = Field(default_factory=list)
    understood_as: str = ""
    unread: list[str] = Field(default_factory=list)
    going: Going | None = None


class Tabled(_Told):
    """A table: a row for each document. A cell that ends with "(?)" is doubtful. While it is
    `going`, there are no rows yet."""

    columns: list[str] = Field(default_factory=list)
    rows: list[list[str]] = Field(default_factory=list)
    notes: list[str] = Field(default_factory=list)
    going: Going | None = None


class KnownCollection(_Told):
    name: str
    documents: int


class KnownDocument(_Told):
    """A document of the library; `characters` of its text."""

    id: str
    name: str
    pages: int
    characters: int
    resource: str


class Passage(_Told):
    """A part of a document's text; there is `more` behind it where `end` is not the end."""

    document: str
    start: int
    end: int
    characters: int
    text: str


def resource_of(document: str) -> str:
    """The address of a document's text."""
    return f"farside://documents/{document}"


def tell_answer(answer: Answer) -> Asked:
    return Asked(
        answer=answer.text,
        found=answer.found,
        complete=answer.complete,
        citations=[_cited(one) for one in answer.citations],
        understood_as=answer.program,
        unread=[*(f"{one.name}: {one.reason}" for one in answer.skipped), *answer.problems],
    )


def tell_table(table: Table) -> Tabled:
    rows: Sequence[Sequence[str]] = list_texts(table, " (?)")
    return Tabled(
        columns=list(list_heads(table)),
        rows=[list(one) for one in rows],
        notes=list(table.notes),
    )


def _cited(one: Citation) -> Cited:
    return Cited(
        number=one.n,
        document=one.document,
        place=one.label,
        quotation=one.quote,
        document_id=one.document_id,
        start=one.start,
        end=one.end,
        resource=resource_of(one.document_id),
    )
