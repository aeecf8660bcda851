"""What the tools give back: plain values, whose forms clients are told."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from farside.library.library import Library
from farside.types import Progress
from farside.work.tables.nouns import Table
from farside.work.tables.table import list_heads, list_texts


class _Told(BaseModel):
    model_config = ConfigDict(frozen=True)


class Cited(_Told):
    """A quotation: its number in the answer, where it stands, and the resource that has the text
    around it. `start` and `end` are characters of the document's text. `link` is a page that shows
    the place, where a server asked it."""

    number: int
    document: str
    place: str
    quotation: str
    document_id: str
    start: int
    end: int
    resource: str
    link: str = ""


class Going(_Told):
    """Work that is not done: ask `get_result` with its `work`. `seconds_left` is a guess, -1 where
    nobody knows."""

    work: str
    stage: str
    done: int
    total: int
    seconds_left: float
    detail: str = ""


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


def tell_answer(
    answer: Mapping[str, Any], link: Callable[[Mapping[str, Any]], str] = lambda _: ""
) -> Asked:
    """What is told of an answer in its public form; `link` gives the page of a citation."""
    skipped = (f"{one['name']}: {one['reason']}" for one in answer["skipped"])
    return Asked(
        answer=answer["answer"],
        found=answer["found"],
        complete=answer["coverage"]["complete"],
        citations=[_cited(one, link(one)) for one in answer["citations"]],
        understood_as=answer["program"],
        unread=[*skipped, *answer["problems"]],
    )


def tell_table(table: Table) -> Tabled:
    rows: Sequence[Sequence[str]] = list_texts(table, " (?)")
    return Tabled(
        columns=list(list_heads(table)),
        rows=[list(one) for one in rows],
        notes=list(table.notes),
    )


def tell_progress(work: str, at: Progress | None) -> Going:
    """How far the work is; it waits where nothing was heard of it."""
    if at is None:
        return Going(work=work, stage="waiting", done=0, total=0, seconds_left=-1)
    left = -1.0 if at.seconds_left is None else round(at.seconds_left, 1)
    return Going(
        work=work,
        stage=at.stage,
        done=int(at.done),
        total=int(at.total),
        seconds_left=left,
        detail=at.detail,
    )


def list_collections(library: Library) -> list[KnownCollection]:
    return [
        KnownCollection(name=one.name, documents=len(one.documents))
        for one in library.collections()
    ]


def list_documents(
    library: Library, collection: str, named: str, after: str, most: int
) -> list[KnownDocument]:
    """At most so many documents, of a collection where one is given, with these words in their
    names, behind the one with the id `after`."""
    found = list(library.documents())
    if collection:
        members = set(library.collection(collection).documents)
        found = [one for one in found if one.id in members]
    ids = [one.id for one in found]
    found = found[ids.index(after) + 1 :] if after in ids else found
    wanted = [one for one in found if named.casefold() in one.name.casefold()]
    return [
        KnownDocument(
            id=one.id,
            name=one.name,
            pages=one.pages,
            characters=one.characters,
            resource=resource_of(one.id),
        )
        for one in wanted[:most]
    ]


def _cited(one: Mapping[str, Any], link: str) -> Cited:
    return Cited(
        number=one["n"],
        document=one["document"],
        place=one["label"],
        quotation=one["quote"],
        document_id=one["document_id"],
        start=one["start"],
        end=one["end"],
        resource=resource_of(one["document_id"]),
        link=link,
    )
