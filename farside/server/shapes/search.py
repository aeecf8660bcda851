"""The objects of the API, as its OpenAPI document describes them: those of a search. What they
mean: docs/api.md."""

from __future__ import annotations

from pydantic import BaseModel


class SnippetShape(BaseModel):
    """Words of a text as they stand there; `marks` are [start, end) of what was looked for, in
    characters of `snippet`."""

    snippet: str
    marks: list[tuple[int, int]]


class PlaceShape(SnippetShape):
    """Where words stand in a document: `start` to `end` of its canonical text, on a page."""

    page: int
    label: str
    start: int
    end: int


class FoundDocumentShape(BaseModel):
    """A document that has all the words; `passages` have any of them, `places` are the first."""

    id: str
    name: str
    passages: int
    places: list[PlaceShape]


class FoundSayingShape(SnippetShape):
    """Words in a conversation, in an answer that stands in none, or in a note."""

    conversation: str | None
    answer: str | None
    note: str | None
    title: str
    created: str


class FoundShape(BaseModel):
    """`total` documents and `said` sayings have the words. `waiting` texts are not in the index
    yet: ask again; `lost` cannot be read."""

    documents: list[FoundDocumentShape]
    total: int
    sayings: list[FoundSayingShape]
    said: int
    waiting: int
    lost: int
