"""The objects of the API, as its OpenAPI document describes them. What they mean: docs/api.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from farside.server.errors import Problem

DocumentId = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="The SHA-256 of the file, in hex")]
CollectionName = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[^/\x00-\x1f]*[^/\x00-\x1f\s][^/\x00-\x1f]*$")
]
Question = Annotated[str, Field(min_length=1, max_length=100_000)]
Documents = Annotated[list[DocumentId], Field(max_length=10_000)]
Model = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
WindowTokens = Annotated[int, Field(ge=64, le=10_000_000)]
Rounds = Annotated[int, Field(ge=1, le=5)]
Strategy = Literal["auto", "full", "scan", "retrieve"]


class Given(BaseModel):
    """A body: nothing that is not known is passed over."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class Nothing(Given):
    """An empty object."""


class Listed(BaseModel):
    """`next` is what `after` wants for the following part; null at the end."""

    total: int
    next: str | None = None


class ReadingShape(BaseModel):
    """How far the chosen model has read a document."""

    state: Literal["none", "waiting", "reading", "read"]
    done: int
    windows: int


class DocumentShape(BaseModel):
    """A document in the library."""

    id: str
    name: str
    media_type: str
    size: int
    pages: int
    characters: int
    added: str
    collections: list[str]
    reading: ReadingShape | None


class DocumentFacts(DocumentShape):
    """A document with what is wrong with its pages."""

    problems: list[str]


class DocumentList(Listed):
    documents: list[DocumentShape]


class TextShape(BaseModel):
    """A stretch of a document's canonical text; `characters` is the length of all of it."""

    text: str
    start: int
    end: int
    characters: int


class PageShape(BaseModel):
    """A page; lengths in points, 0 where the format has none."""

    number: int
    label: str
    start: int
    end: int
    width: float
    height: float
    ocr: bool
    problem: str | None
    picture: bool


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


class PageBoxes(BaseModel):
    """Where a span stands on one page."""

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
    document: str | None
    members: int
    code: str | None
    why: str | None
    created: str
    ended: str | None


class ItemList(BaseModel):
    items: list[ItemShape]


class Retry(Given):
    password: Annotated[str, Field(max_length=1000)] | None = None


class CollectionShape(BaseModel):
    """A named set of documents."""

    name: str
    documents: int


class CollectionFacts(CollectionShape):
    """A collection with the ids of its documents."""

    ids: list[str]


class CollectionList(Listed):
    collections: list[CollectionShape]


class NewCollection(Given):
    name: CollectionName
    documents: Documents = []


class Renamed(Given):
    name: CollectionName


class Membership(Given):
    add: Documents = []
    remove: Documents = []


class Asked(Given):
    """What is asked of, and how; null means: as my settings say."""

    documents: Documents = []
    collection: CollectionName | None = None
    model: Model | None = None
    window: WindowTokens | None = None


class PlanBody(Asked):
    strategy: Strategy | None = None


class AskBody(Asked):
    """One question or several, each put to every window."""

    kind: Literal["ask"]
    question: Question | None = None
    questions: Annotated[list[Question], Field(max_length=20)] = []
    strategy: Strategy | None = None
    rounds: Rounds | None = None
    conversation: Annotated[str, Field(max_length=40)] | None = None


class ReadBody(Asked):
    """Documents to read ahead of any question."""

    kind: Literal["read"]


class RunShape(BaseModel):
    """A piece of work."""

    id: str
    kind: str
    state: Literal["queued", "running", "stopping", "stopped", "failed", "finished"]
    title: str
    spec: dict[str, Any]
    created: str
    started: str | None
    ended: str | None
    attempt: int
    position: int | None
    progress: dict[str, Any] | None
    answers: list[str]
    result: dict[str, Any] | None
    error: Problem | None
    conversation: str | None
    automatic: bool
    hidden: bool


class RunList(Listed):
    runs: list[RunShape]


class MeShape(BaseModel):
    """Who asks. `csrf` is to be sent back as `X-CSRF-Token` where it is not null."""

    id: str
    name: str
    admin: bool
    local: bool
    csrf: str | None
    version: str


class PullBody(Given):
    """A model to fetch."""

    kind: Literal["pull"]
    model: Model


class EvalBody(Given):
    """A short needle-in-a-haystack test of a model."""

    kind: Literal["eval"]
    task: Literal["niah"] = "niah"
    lengths: Annotated[list[Annotated[int, Field(ge=500, le=100_000)]], Field(min_length=1, max_length=8)] = [
        2000,
        4000,
    ]
    depths: Annotated[list[Annotated[float, Field(ge=0, le=100)]], Field(min_length=1, max_length=11)] = [0, 50, 100]
    strategies: Annotated[
        list[Literal["plain", "full", "scan", "retrieve", "first"]], Field(min_length=1, max_length=5)
    ] = ["scan"]
    repeats: Annotated[int, Field(ge=1, le=5)] = 1
    language: Literal["en", "zh"] = "en"
    model: Model | None = None
    window: WindowTokens | None = None


class PlanFigures(BaseModel):
    """The cost of one way of reading; seconds are null where this engine was never measured here."""

    windows: int
    tokens: int
    read_seconds: float | None
    question_seconds: float | None
    bytes: int


class PlanShape(BaseModel):
    """What asking would take; only the counts of documents, pages and characters, and `why`, where it is not known."""

    known: bool
    why: str | None = None
    documents: int
    pages: int
    characters: int
    model: str | None = None
    window: int | None = None
    reads_at_once: int | None = None
    scan: PlanFigures | None = None
    full: PlanFigures | None = None
    skipped: list[dict[str, Any]] = []
    problems: list[str] = []


class Choices(BaseModel):
    """What holds for a person."""

    model: str
    strategy: Strategy
    window: int | None
    rounds: int
    read_ahead: bool
    language: Literal["auto", "en", "zh"]
    theme: Literal["auto", "light", "dark"]


class Limits(BaseModel):
    upload_bytes: int
    runs_waiting: int
    rounds: int


class SettingsShape(Choices):
    defaults: Choices
    limits: Limits


class ChangedSettings(Given):
    """What is chosen; null takes a choice back."""

    model: Model | None = None
    strategy: Strategy | None = None
    window: WindowTokens | None = None
    rounds: Rounds | None = None
    read_ahead: bool | None = None
    language: Literal["auto", "en", "zh"] | None = None
    theme: Literal["auto", "light", "dark"] | None = None


class ModelShape(BaseModel):
    """A model that can be asked."""

    name: str
    title: str
    licence: str
    bytes: int
    state: Literal["ready", "partial", "absent"]


class ModelList(Listed):
    models: list[ModelShape]


class EngineShape(BaseModel):
    """The engine, and how many runs wait for it."""

    running: bool
    model: str | None
    busy: bool
    waiting: int


class KeptShape(BaseModel):
    bytes: int
    states: int
    budget: int


class StorageShape(BaseModel):
    """Bytes on disk."""

    documents: int
    texts: int
    pictures: int
    uploads: int
    kv: KeptShape
    models: int
    free: int


class Freed(BaseModel):
    freed: int


class GivenShape(BaseModel):
    """An answer without its content."""

    id: str
    question: str
    created: str


class AnswerList(Listed):
    answers: list[GivenShape]


class ConversationShape(BaseModel):
    """A conversation without its messages, of which it says how many there are."""

    id: str
    title: str
    created: str
    updated: str
    documents: list[str]
    collection: str | None
    messages: int


class ConversationList(Listed):
    conversations: list[ConversationShape]


Title = Annotated[str, Field(max_length=300)]


class NewConversation(Given):
    title: Title = ""
    documents: Documents = []
    collection: CollectionName | None = None


class ChangedConversation(Given):
    title: Title = ""
    documents: Documents = []
    collection: CollectionName | None = None


class SampleQuestion(BaseModel):
    question: str
    documents: list[str]


class SampleList(BaseModel):
    """The sample documents, and questions that they answer."""

    available: bool
    documents: list[str]
    questions: list[SampleQuestion]
    collection: str


class EvaluationShape(BaseModel):
    """An evaluation; scores from 0 to 1."""

    id: str
    task: str
    model: str
    strategies: list[str]
    created: str
    cells: int
    score: float | None


class EvaluationList(Listed):
    evaluations: list[EvaluationShape]


class EvaluationRow(BaseModel):
    """A cell of a heat map: the mean of `n` repeats."""

    strategy: str
    language: str
    kind: str
    control: str
    length: int
    depth: float
    n: int
    score: float | None


class EvaluationFacts(EvaluationShape):
    rows: list[EvaluationRow]
