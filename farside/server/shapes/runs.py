"""The objects of the API: those of runs, and of what comes of them. What they mean: docs/api.md."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from farside.library.verdicts import Said
from farside.server.http.errors import Problem
from farside.server.shapes.library import CollectionName, Documents, PagedList, StrictBody
from farside.types import How

Question = Annotated[str, Field(min_length=1, max_length=100_000)]
Model = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]
WindowTokens = Annotated[int, Field(ge=64, le=10_000_000)]
Rounds = Annotated[int, Field(ge=1, le=5)]
Strategy = Literal["auto", "full", "scan", "retrieve"]


Collections = Annotated[list[CollectionName], Field(max_length=1000)]


class ChoiceBody(StrictBody):
    """What is chosen: documents, a collection, several collections, or everything there is; where
    several are given, all of them together."""

    documents: Documents = Field(default_factory=list)
    collection: CollectionName | None = None
    collections: Collections = Field(default_factory=list)
    everything: bool = False

    @property
    def names_something(self) -> bool:
        """Whether anything is chosen."""
        named = self.documents or self.collection is not None or self.collections
        return bool(named) or self.everything


class AskedBody(ChoiceBody):
    """What to ask, and how; null means: as my settings say."""

    model: Model | None = None
    window: WindowTokens | None = None


class PlanBody(AskedBody):
    """`notes`: the person's own are asked too. `make`: tell the seconds of everything that can be
    made of the documents, instead."""

    make: bool = False
    strategy: Strategy | None = None
    notes: bool = False


class AskBody(AskedBody):
    """One question or several, each put to every window. `as_written`: one that follows others is
    not put to stand alone first. `sql`: the query that answers it, in the place of the model's.
    `notes`: the person's own are asked too."""

    kind: Literal["ask"]
    question: Question | None = None
    questions: Annotated[list[Question], Field(max_length=20)] = Field(default_factory=list)
    strategy: Strategy | None = None
    rounds: Rounds | None = None
    how: How | None = None
    conversation: Annotated[str, Field(max_length=40)] | None = None
    as_written: bool = False
    sql: Annotated[str, Field(max_length=2000)] = ""
    notes: bool = False


class ReadBody(AskedBody):
    """Documents to read ahead of any question."""

    kind: Literal["read"]


class PullBody(StrictBody):
    """A model to fetch."""

    kind: Literal["pull"]
    model: Model


class EvalBody(StrictBody):
    """A short test of a model. `depths` count where a task has them; `classic` is the picture of
    `farside eval classic`."""

    kind: Literal["eval"]
    task: Literal["niah", "multineedle", "ruler", "counting_stars", "mrcr", "classic"] = "niah"
    lengths: Annotated[
        list[Annotated[int, Field(ge=500, le=100_000)]], Field(min_length=1, max_length=8)
    ] = Field(default=[2000, 4000])
    depths: Annotated[
        list[Annotated[float, Field(ge=0, le=100)]], Field(min_length=1, max_length=11)
    ] = Field(default=[0, 50, 100])
    strategies: Annotated[
        list[Literal["plain", "full", "scan", "retrieve", "first"]],
        Field(min_length=1, max_length=5),
    ] = Field(default=["scan"])
    repeats: Annotated[int, Field(ge=1, le=5)] = 1
    language: Literal["en", "zh"] = "en"
    model: Model | None = None
    window: WindowTokens | None = None


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


class RunList(PagedList):
    runs: list[RunShape]


class PlanFigures(BaseModel):
    """The cost of one way of reading; seconds are null where this engine was never measured
    here."""

    windows: int
    tokens: int
    read_seconds: float | None
    question_seconds: float | None
    how: dict[How, tuple[float, float] | None]
    bytes: int


class PlanShape(BaseModel):
    """What asking would take; only the counts of documents, pages and characters, and `why`, where
    it is not known."""

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
    auto: Literal["full", "scan"] | None = None
    making: dict[str, float | None] | None = None
    skipped: list[dict[str, Any]] = []
    problems: list[str] = []


class GivenShape(BaseModel):
    """An answer without its content."""

    id: str
    question: str
    created: str


class AnswerList(PagedList):
    answers: list[GivenShape]


class MarkBody(StrictBody):
    """What a person says of an answer. `words`: those of a sentence of its documents that answer
    the question."""

    said: Said
    words: Annotated[str, Field(max_length=2000)] = ""


class MarkShape(BaseModel):
    """What was said of an answer; null for nothing."""

    said: Said | None
    words: str = ""
    made: str | None = None


class CorrectionShape(BaseModel):
    """A cell that was put right, or what was said of an answer. `documents` are names; `words` are
    the person's, or those of a right answer, and empty where nothing is stated."""

    id: str
    of: Literal["cell", "answer"]
    documents: list[str]
    document_ids: list[str]
    item: int
    question: str
    said: Said
    words: str
    made: str


class CorrectionList(PagedList):
    corrections: list[CorrectionShape]


Title = Annotated[str, Field(max_length=300)]


class ConversationShape(BaseModel):
    """A conversation without its messages; `messages` is their number."""

    id: str
    title: str
    created: str
    updated: str
    documents: list[str]
    collection: str | None
    collections: list[str]
    everything: bool
    notes: bool
    messages: int


class ConversationList(PagedList):
    conversations: list[ConversationShape]


class NewConversation(ChoiceBody):
    title: Title = ""
    notes: bool = False


class ChangedConversation(ChoiceBody):
    title: Title = ""
    notes: bool = False


class EvaluationShape(BaseModel):
    """An evaluation; scores from 0 to 1."""

    id: str
    task: str
    model: str
    strategies: list[str]
    created: str
    cells: int
    score: float | None


class EvaluationList(PagedList):
    evaluations: list[EvaluationShape]


class EvaluationRow(BaseModel):
    """A cell of a heat map: the mean of `n` repeats. `depth` is null where nothing lies at one."""

    strategy: str
    language: str
    kind: str
    control: str
    length: int
    depth: float | None
    n: int
    score: float | None


class EvaluationFacts(EvaluationShape):
    rows: list[EvaluationRow]


class EvaluationTask(BaseModel):
    """A test that can be run; `lengths` in tokens are the usual ones."""

    name: str
    says: str
    depths: bool
    lengths: list[int]
    languages: list[str]


class EvaluationTasks(BaseModel):
    tasks: list[EvaluationTask]
