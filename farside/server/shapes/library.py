"""The objects of the API, as its OpenAPI document describes them: those of the library. What they
mean: docs/api.md."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from farside.library import names
from farside.library.collection_rows import MOST_WISHED
from farside.library.deletions import DeletedKind
from farside.work.guides.guide import Action, DocumentKind

DocumentId = Annotated[
    str, Field(pattern="^[0-9a-f]{64}$", description="The SHA-256 of the file, in hex")
]
CollectionName = Annotated[
    str,
    Field(min_length=1, max_length=names.MOST, pattern=names.PATTERN),
    AfterValidator(str.strip),
]
Documents = Annotated[list[DocumentId], Field(max_length=10_000)]


class StrictBody(BaseModel):
    """A body: unknown fields are refused."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Nothing(StrictBody):
    """An empty object."""


class PagedList(BaseModel):
    """`next` is what `after` wants for the following part; null at the end."""

    total: int
    next: str | None = None


class ReadingShape(BaseModel):
    """How far the chosen model has read a document."""

    state: Literal["none", "waiting", "reading", "read"]
    done: int
    windows: int


class DocumentShape(BaseModel):
    """A document in the library. Its `kind` is its guide's, null until there is one."""

    id: str
    name: str
    media_type: str
    size: int
    pages: int
    characters: int
    added: str
    collections: list[str]
    reading: ReadingShape | None
    kind: DocumentKind | None


class OriginShape(BaseModel):
    """An address of the web, and when it gave the document."""

    url: str
    fetched: str


class DocumentFacts(DocumentShape):
    """A document with what is wrong with its pages, and where on the web it came from, the latest
    first.
    """

    problems: list[str]
    origins: list[OriginShape]


class DocumentList(PagedList):
    documents: list[DocumentShape]


class TextShape(BaseModel):
    """A stretch of a document's canonical text; `characters` is the length of all of it."""

    text: str
    start: int
    end: int
    characters: int


class CitationShape(BaseModel):
    """Where something stands; `quote` is the text from `start` to `end`."""

    n: int
    document: str
    document_id: str
    page: int
    label: str
    start: int
    end: int
    quote: str


class AnsweredShape(BaseModel):
    """A question that the document answers, and where."""

    question: str
    answer: str
    citation: CitationShape


class GuideShape(BaseModel):
    """What a document is, the sentences that tell most about it, questions that it answers, and
    what can be made of it.
    """

    document: str
    document_id: str
    kind: DocumentKind
    title: str
    sentences: list[CitationShape]
    questions: list[AnsweredShape]
    action: Action


class GroupShape(BaseModel):
    """Documents of one kind, by id, and what can be made of them."""

    kind: DocumentKind
    action: Action
    documents: list[str]


class OfferedQuestion(BaseModel):
    """A question that a document answers."""

    question: str
    document_id: str


class GroupList(BaseModel):
    """The kinds of `documents` documents; `guided` of them have a guide. `questions`: a few, of as
    many documents as there are."""

    documents: int
    guided: int
    groups: list[GroupShape]
    questions: list[OfferedQuestion]


class HeadingShape(BaseModel):
    """A line that begins at `start` and is a heading; `level` is 1 for the highest, at most 6."""

    start: int
    level: int


class PageShape(BaseModel):
    """A page; lengths in points, 0 where the format has none. `unread`: what is seen on it and was
    not read. `headings`: those that the file says are some."""

    number: int
    label: str
    start: int
    end: int
    width: float
    height: float
    ocr: bool
    problem: str | None
    unread: list[str]
    picture: bool
    headings: list[HeadingShape]


class PlaceShape(BaseModel):
    """Where words stand in a document, and on which page."""

    start: int
    end: int
    page: int


class PlaceList(BaseModel):
    """Places in order; `total` counts those too that are not listed."""

    places: list[PlaceShape]
    total: int


class LineShape(BaseModel):
    """A line of a page; `box` is left, top, right, bottom."""

    start: int
    end: int
    box: list[float]
    score: float | None


class PageText(PageShape):
    """A page with its text and lines."""

    text: str
    lines: list[LineShape]


class PageList(BaseModel):
    pages: list[PageShape]


class PartPages(PageList):
    """The pages of a file that are read so far; `total` is how many it has, as far as that is
    known."""

    total: int


class PageBoxes(BaseModel):
    """The places of a span on one page."""

    number: int
    label: str
    width: float
    height: float
    picture: bool
    boxes: list[list[float]]


class BoxList(BaseModel):
    pages: list[PageBoxes]


class ItemShape(BaseModel):
    """A file on its way into the library."""

    id: str
    name: str
    size: int
    collection: str | None
    state: Literal["waiting", "parsing", "ready", "failed", "skipped"]
    done: int
    pages: int
    seconds_left: float | None
    document: str | None
    members: int
    code: str | None
    why: str | None
    created: str
    ended: str | None
    encoding: str | None
    archive: str | None


class ItemList(PagedList):
    items: list[ItemShape]


class Retry(StrictBody):
    password: Annotated[str, Field(max_length=1000)] | None = None


class CollectionShape(BaseModel):
    """A named set of documents; `wish` and `language` say how answers about it are written."""

    name: str
    documents: int
    wish: str
    language: str


class CollectionFacts(CollectionShape):
    """A collection with the ids of its documents."""

    ids: list[str]


class CollectionList(PagedList):
    collections: list[CollectionShape]


class NewCollection(StrictBody):
    name: CollectionName
    documents: Documents = []


class ChangedCollection(StrictBody):
    """What is left out stays. An empty `language` is that of each question."""

    name: CollectionName | None = None
    wish: Annotated[str, Field(max_length=MOST_WISHED)] | None = None
    language: Annotated[str, Field(max_length=20)] | None = None


class Membership(StrictBody):
    add: Documents = []
    remove: Documents = []


class DeletedThing(StrictBody):
    """`key`: the name of a collection, the id of anything else."""

    kind: DeletedKind
    key: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*$")]


class DeletionBody(StrictBody):
    things: Annotated[list[DeletedThing], Field(min_length=1, max_length=10_000)]


class DeletionShape(BaseModel):
    """Things that were deleted at once, and until when that can be taken back."""

    id: str
    due: str
    things: list[DeletedThing]


class DeletionList(PagedList):
    deletions: list[DeletionShape]
