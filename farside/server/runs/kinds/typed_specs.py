"""What each kind of work is given: the spec of a run, as its row has it, with a type for every
field.

A row may be of an older release: fields that it lacks have a default, and fields that no one reads
any more are passed over.
"""

from __future__ import annotations

from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from farside.engine.base import USUAL_SAMPLING, Sampling
from farside.errors import InputError
from farside.lab.base import Language
from farside.lab.rows import RowStrategy
from farside.reading.cost.plan import Choice
from farside.types import How
from farside.work.session import Options
from farside.work.tables.nouns import Kind, Rows


class Spec(BaseModel):
    """`run` is the id of the run; work that is no run has none."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    run: str = ""


AnySpec = TypeVar("AnySpec", bound=Spec)


class DocumentsSpec(Spec):
    """Work on documents, the members of a collection and the person's notes. None means: as the
    person's settings say."""

    documents: tuple[str, ...]
    collection: str | None = None
    model: str | None = None
    window: int | None = None
    notes: bool = False

    def options(self) -> Options:
        """How to open a session for the documents."""
        collection, model, window = self.collection or None, self.model or None, self.window or None
        return Options(collection, model, window=window, documents=self.documents, notes=self.notes)


class AskSpec(DocumentsSpec):
    """What a run of questions is given. `turns` are questions and answers as a client sent them;
    those of a `conversation` are in the library. `as_written`: the question is not rewritten to
    stand alone."""

    questions: tuple[str, ...]
    strategy: Choice | None = None
    rounds: int | None = None
    how: How | None = None
    conversation: str | None = None
    turns: tuple[tuple[str, str], ...] | None = None
    as_written: bool = False
    sql: str = ""

    def options(self) -> Options:
        given = super().options()
        return Options(
            given.collection,
            given.model,
            self.strategy or "auto",
            given.window,
            rounds=self.rounds,
            documents=self.documents,
            how=self.how or "thorough",
            notes=self.notes,
        )


class PlanSpec(DocumentsSpec):
    """`make`: what it takes to make something of the documents, instead of to ask."""

    model: str
    make: bool = False


class ColumnSpec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    kind: Kind = "text"
    about: str = ""
    choices: tuple[str, ...] = ()


class ExtractSpec(DocumentsSpec):
    """Without columns the model proposes them."""

    columns: tuple[ColumnSpec, ...] = ()
    rows: Rows = "document"
    title: str = ""


class RankSpec(DocumentsSpec):
    """Either a `job` in words or a `rubric` is given."""

    job: str = ""
    rubric: dict[str, Any] | None = None
    blind: bool = False


class CompareSpec(DocumentsSpec):
    """Without aspects the model proposes them. `versions`: of one document, the oldest first."""

    aspects: str = ""
    versions: bool = False


class SummariseSpec(DocumentsSpec):
    """A spec of before there were forms is one of a summary."""

    form: Literal["summary", "briefing", "faq", "cards"] = "summary"
    number: int | None = None
    length: int
    reader: str = ""
    language: str = ""


class TranslateSpec(DocumentsSpec):
    to: Literal["zh", "en"]


class MessageSpec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")

    role: Literal["system", "user", "assistant"]
    content: str


class CountSpec(Spec):
    messages: tuple[MessageSpec, ...]
    model: str | None = None


class CompleteSpec(CountSpec):
    max_tokens: int | None = None
    temperature: float | None = None
    seed: int | None = None
    stop: tuple[str, ...] | None = None
    schema_wanted: dict[str, Any] | None = None
    sampling: Sampling = USUAL_SAMPLING


class AskedDecision(BaseModel):
    """`options` of a choice, each with what is said about it."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    name: str
    kind: Kind
    asked: str
    options: tuple[tuple[str, str], ...] = ()


class DecideSpec(DocumentsSpec):
    """Typed questions, of documents or of a `text`."""

    documents: tuple[str, ...] = ()
    questions: tuple[AskedDecision, ...]
    text: str = ""


class EvalSpec(Spec):
    task: str
    lengths: tuple[int, ...]
    depths: tuple[float, ...]
    strategies: tuple[RowStrategy, ...]
    repeats: int
    language: Language
    model: str
    window: int | None = None


class PullSpec(Spec):
    model: str


class TakeSpec(Spec):
    """The ids of uploaded `items`, the passwords that people gave by item, and the seconds after
    which no other item is begun."""

    items: tuple[str, ...]
    passwords: dict[str, str | None] = {}
    seconds: float


def read_spec(kind: type[AnySpec], plain: dict[str, Any]) -> AnySpec:
    """Raises `InputError` for a spec that lacks what its kind needs."""
    try:
        return kind.model_validate(plain)
    except ValidationError as error:
        fields = ", ".join(".".join(map(str, one["loc"])) for one in error.errors())
        raise InputError(
            f"this run cannot be carried out: its row has no fit {fields}; ask again"
        ) from error
