"""The objects of the API: notes. What they mean: docs/api.md."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from farside.library.notes import MOST_CITATIONS, MOST_LETTERS, NoteKind
from farside.server.shapes.library import CitationShape, DocumentId, PagedList, StrictBody

Words = Annotated[str, Field(max_length=MOST_LETTERS)]


class PinnedShape(StrictBody):
    """A place that is noted, in characters of the document's canonical text."""

    document_id: DocumentId
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=0)]


class NewNote(StrictBody):
    """`pinned`: the words of an answer or a cell; `title`: the question or column that they are
    about; `words`: the person's own. The quotations are cut out of the documents."""

    kind: NoteKind
    title: Words = ""
    pinned: Words = ""
    words: Words = ""
    citations: Annotated[list[PinnedShape], Field(max_length=MOST_CITATIONS)] = Field(
        default_factory=list
    )


class ChangedNote(StrictBody):
    words: Words


class NotedCitation(CitationShape):
    """`gone`: its document is not in the library any more."""

    gone: bool


class NoteShape(BaseModel):
    """A note."""

    id: str
    kind: NoteKind
    title: str
    pinned: str
    words: str
    made: str
    changed: str
    citations: list[NotedCitation]


class NoteList(PagedList):
    notes: list[NoteShape]
