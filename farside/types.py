"""The shared nouns, frozen. A value here means the same thing in every room.

Offsets are characters (Python `str` indices) of one document's canonical text; a span is `[start, end)`.
Lengths on a page are PDF points (1/72 inch) from the top left corner of the page as it is shown.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Strategy = Literal["full", "scan", "retrieve"]
NOT_READ = "not read: "
"""Begins what is told of a part of a page that was not read, after the page's label."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """`[start, end)` in characters of one document's canonical text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: [{self.start}, {self.end})")

    def __len__(self) -> int:
        return self.end - self.start

    def of(self, text: str) -> str:
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top left corner of the page as shown."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a page and where it stands. `score` is the OCR confidence (0 to 1), None for a text layer."""

    span: Span
    box: Box
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide, sheet, chapter or the whole of a format without pages.

    The spans of a document's pages follow each other without a gap and cover its canonical text.
    `number` counts from 1; `label` is what people call it ("p. 3", "sheet Costs", "slide 2").
    `problem` says in plain words why the text may be missing or doubtful; it is None for a good page.
    `unread` names, a line each, what a person sees on the page and Farside did not read: a picture, an attachment.
    """

    number: int
    label: str
    span: Span
    width: float = 0.0
    height: float = 0.0
    lines: tuple[Line, ...] = ()
    ocr: bool = False
    problem: str | None = None
    unread: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a file became. `id` is the SHA-256 (hex) of the file's bytes; `text` is NFC with `\\n` line ends."""

    id: str
    name: str
    media_type: str
    text: str
    pages: tuple[Page, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """What is missing or doubtful, page by page. What was not read at all begins with `NOT_READ`."""
        told = []
        for page in self.pages:
            told += [f"{page.label}: {page.problem}"] if page.problem else []
            told += [f"{page.label}: {NOT_READ}{one}" for one in page.unread]
        return tuple(told)

    def page_at(self, offset: int) -> Page:
        """The page that holds the character at `offset` (the last page for the end of the text)."""
        return self.pages[max(0, bisect_right(self.pages, offset, key=lambda page: page.span.start) - 1)]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not taken, and why, in plain words. `passed_over`: nobody meant it to be read, or it was read
    under another name."""

    name: str
    reason: str
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one document, made of whole sentences. `sentences` are its sentences' spans, in order, no gap."""

    document: Document
    sentences: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return Span(self.sentences[0].start, self.sentences[-1].end)


@dataclass(frozen=True, slots=True)
class Window:
    """What the model reads at once: parts of documents, `tokens` long as the engine counts them. `among` is how many
    documents are asked together: the name of the only one tells nothing."""

    index: int
    parts: tuple[Part, ...]
    tokens: int
    among: int = 1

    @property
    def text(self) -> str:
        return " ".join(part.span.of(part.document.text) for part in self.parts)

    @property
    def characters(self) -> int:
        return sum(len(part.span) for part in self.parts)

    @property
    def documents(self) -> tuple[str, ...]:
        return tuple(part.document.id for part in self.parts)


ReaderName = Literal["careful", "direct"]
"""`direct` asks a window all questions in one request. `careful` asks for a gate, a draft, and judgements of it."""


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps a model that reads badly by itself, each measured apart (`farside eval profile`).

    `judges`: what the model says of its own drafts is asked and believed. Without, no finding is taken for "not
    stated", nothing is named that is still needed, and words choose among what the best windows say.
    `neighbours`: the sentences beside the first one that the model points at are looked at too.
    `by_words`: a window's best sentences by the words of question and draft join those that the model points at.
    `confirms`: the second look asks also whether the sentences state the draft.
    `siblings`: statements of the form of a cited one, and items of its list, join an answer of several things.
    `second_vote`: a table's cells are read twice, the second time in reversed order.
    `drop_repeats`: sentences of an answer that say the same again are dropped, and end it.
    `says_none`: the model may say that a window does not state the answer, instead of a draft.
    """

    judges: bool = True
    neighbours: bool = True
    by_words: bool = True
    confirms: bool = True
    siblings: bool = True
    second_vote: bool = True
    drop_repeats: bool = True
    says_none: bool = False


USUAL_AIDS = Aids()
"""Of a model that was not measured, and of profiles from before aids were measured apart."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """How a model's gate and judgements are read, in log-odds (natural logarithm) of Yes against No at the first token.

    `margin`: how far a window's gate may lie under the question's best window and still hold evidence.
    `by_words`: how many of the best windows by BM25 may hold evidence whatever their gate is.
    `drafted`: the least at which a window states its draft for the draft to be checked at all.
    `stated`: the least at which evidence, judged alone, states the answer.
    `spread`: how far a finding's strength may lie under the best one of the same document and still be used.
    `most`: how many windows are drafted from where the model's judgements are not believed: the best by gate and words.
    `drafts` and `checks`: the share of windows that these let through on average, for predictions.
    `reader` serves this model, with `aids`.
    """

    margin: float
    stated: float
    by_words: int = 2
    drafted: float = -math.inf
    spread: float = math.inf
    most: int = 6
    drafts: float = 1.0
    checks: float = 1.0
    aids: Aids = USUAL_AIDS
    reader: ReaderName = "careful"

    @property
    def judges(self) -> bool:
        """Whether what the model says of its own drafts tells right from wrong."""
        return self.aids.judges

    @property
    def believes_findings(self) -> bool:
        """Whether a finding itself tells that it states the answer; else words choose among findings."""
        return self.judges or self.reader == "direct"

    def draft_share(self, windows: int) -> float:
        """The share of so many windows that is drafted from, on average."""
        if self.judges:
            return max(self.drafts, min(1.0, (1 + self.by_words) / max(1, windows)))
        return min(1.0, self.most / max(1, windows))

    def sentences(self, windows: int) -> int:
        """Sentences that an answer is written from, about: three a finding."""
        return 6 if self.judges else 3 * min(self.most, windows)

    def check_share(self, windows: int) -> float:
        """The share of so many windows whose findings are checked, on average."""
        return max(self.checks, 1 / max(1, windows)) if self.judges else 0.0


UNMEASURED = Calibration(margin=math.inf, stated=0.0)
"""Nothing is passed over by a model that was not measured, and what it finds is believed unless it says No."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a plan is predicted to take: seconds to read the windows that are not kept yet, seconds for each question
    after that (None where this engine was never measured here), and bytes on disk when all of them are kept."""

    read: float | None
    question: float | None
    bytes: int


@dataclass(frozen=True, slots=True)
class Plan:
    """How questions will meet the documents, with the cost predicted before it starts. `seconds` is for all of it, 0
    where it cannot be told. `calibration` is how the model's gate is read."""

    strategy: Strategy
    windows: tuple[Window, ...]
    documents: tuple[Document, ...]
    tokens: int
    seconds: float
    cost: Cost
    calibration: Calibration = UNMEASURED


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence that may carry the answer."""

    document: Document
    span: Span

    @property
    def text(self) -> str:
        return self.span.of(self.document.text)


@dataclass(frozen=True, slots=True)
class Citation:
    """Evidence as shown to a person; `quote` equals `text[start:end]` of the document's canonical text."""

    n: int
    document: str
    document_id: str
    page: int
    label: str
    start: int
    end: int
    quote: str


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer. `supported` is false when it cites nothing that exists."""

    text: str
    citations: tuple[int, ...]
    supported: bool


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the model has looked at, out of what there is. A page that could not be read at all is not read.

    `pages_partly`: so many of the pages read have a part that was not, such as a picture.
    """

    documents: int
    pages: int
    pages_read: int
    windows: int
    windows_read: int
    characters: int
    characters_read: int
    pages_partly: int = 0

    @property
    def complete(self) -> bool:
        return (
            self.characters_read == self.characters
            and self.windows_read == self.windows
            and self.pages_read == self.pages
            and not self.pages_partly
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the engine reports them. `cached_tokens` of the prompt were not computed again."""

    prompt_tokens: int = 0
    cached_tokens: int = 0
    completion_tokens: int = 0

    def __add__(self, other: Usage) -> Usage:
        return Usage(
            self.prompt_tokens + other.prompt_tokens,
            self.cached_tokens + other.cached_tokens,
            self.completion_tokens + other.completion_tokens,
        )


@dataclass(frozen=True, slots=True)
class Seconds:
    """Wall time of each step of a question, and what was `predicted` of a computed one; 0 where nobody knew."""

    parse: float = 0.0
    read: float = 0.0
    scan: float = 0.0
    answer: float = 0.0
    total: float = 0.0
    predicted: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What one window was asked in one round of a question, and what came of it: a line of the ledger.

    `key` names the window's kept KV state. `origin`: the window was `computed` now, or its kept state was `restored`,
    or the engine `held` it; empty for an engine that keeps none. `problem` says why a state could not be used or kept.
    `gate`, `score` and `checked` are in log-odds. `draft` and `score` are None where neither gate nor words asked for
    one, `score` also of a model that cannot judge drafts; `draft` is empty where the model said that the window states
    none, and `evidence` is then what leads to one; `checked` where the draft was not checked; `used` tells
    whether the answer was given this evidence (spans of the document). Seconds and tokens are those of the gate; what
    bringing the window took stands in its first line of a round.
    """

    round: int
    asked: str
    window: int
    document: str
    document_id: str
    start: int
    end: int
    key: str
    origin: str
    problem: str
    gate: float
    seconds: float
    computed: int
    reused: int
    draft: str | None = None
    score: float | None = None
    checked: float | None = None
    used: bool = False
    evidence: tuple[tuple[int, int], ...] = ()


UNKEPT = "this answer is not kept"
"""How the problem of an answer begins that the library could not take."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets back.

    `found` is false when no window states it (then there is no model text), or when no sentence of it is supported.
    `closest` are then the places that came nearest, the best first, for a person to judge.

    `skipped` are files that were not taken; `problems` name the pages of the others that are missing or doubtful,
    and say why the answer is not kept where the library could not take it.
    `program` says in words as what the question was understood, and `sql` is the query that computed the answer;
    both are empty where it was put to every window. `rows` are the ids of the documents that it names: what "of
    those" means in a question that follows. `table_rows` is how many rows the table has that it was told from.
    `ledger` says what every window was asked; `id` names the answer where it is kept in the library.
    """

    question: str
    text: str
    found: bool
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    coverage: Coverage
    strategy: Strategy
    model: str
    usage: Usage
    seconds: Seconds
    skipped: tuple[Skipped, ...] = field(default=())
    problems: tuple[str, ...] = field(default=())
    closest: tuple[Citation, ...] = field(default=())
    ledger: tuple[Entry, ...] = field(default=(), repr=False)
    id: str = ""
    program: str = ""
    sql: str = ""
    rows: tuple[str, ...] = ()
    table_rows: int = 0

    @property
    def complete(self) -> bool:
        """Everything that was given was read: no window, page or file is missing."""
        return self.coverage.complete and all(one.passed_over for one in self.skipped)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a stage is. `stage` is one of parse, download, start, measure, understand, read, check, follow; `unit`
    names what is counted. `seconds_left`: of what `detail` names, where that can be told."""

    stage: str
    done: float
    total: float
    unit: str
    detail: str = ""
    seconds_left: float | None = None


@dataclass(frozen=True, slots=True)
class AnswerText:
    """A piece of the answer as it is written; the checked `Answer` that follows is what counts."""

    text: str


@dataclass(frozen=True, slots=True)
class Planned:
    """Told before the model starts: what will be read, which files could not be taken, and what would be better."""

    plan: Plan
    skipped: tuple[Skipped, ...]
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Looked:
    """A window was asked: the `number`th of `total` (from 1). `gates` are its log-odds, one for each question."""

    number: int
    total: int
    origin: str
    gates: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Evidence, as it is found. `score` is in log-odds; what is said of it by the answer comes later."""

    question: str
    document: str
    label: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class ColumnAsked:
    """A column that an answer is computed from, and of how many documents it has yet to be read."""

    name: str
    kind: str
    documents: int


@dataclass(frozen=True, slots=True)
class Understood:
    """As what a question was understood, told before anything is read: in words, and as SQL and the columns that it
    needs where it is computed."""

    question: str
    kind: str
    words: str
    sql: str
    columns: tuple[ColumnAsked, ...] = ()


@dataclass(frozen=True, slots=True)
class Rewritten:
    """A question that follows others, and as what it is asked, to stand alone."""

    question: str
    asked: str


Event = Progress | AnswerText | Understood | Rewritten | Planned | Looked | Found
Notify = Callable[[Event], None]


def ignore(_: Event) -> None:
    """The `Notify` of a caller who does not want to know."""
