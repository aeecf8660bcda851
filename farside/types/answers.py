"""An answer with its citations, its coverage and its ledger."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any

from farside.types.documents import Document, Skipped, Span
from farside.types.plans import Strategy


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
    """Evidence as shown to a person; `quote` equals `text[start:end]` of the document's canonical
    text. Where a `note` of the person's (an id) was asked, the quote may be what they noted there
    in words of their own; the place is then the one that the note is about. Where it is about
    none, `document_id` is empty and the label is the day on which it was made."""

    n: int
    document: str
    document_id: str
    page: int
    label: str
    start: int
    end: int
    quote: str
    note: str = ""

    def as_plain(self) -> dict[str, Any]:
        """The citation for JSON; `note` is named only where it is one."""
        return {name: value for name, value in asdict(self).items() if name != "note" or value}


def citation_line(n: int, document: str, label: str, quote: str) -> str:
    """What is cited as a line below an answer: number, document, place, and the quotation."""
    return f'[{n}] {document}, {label}: "{" ".join(quote.split())}"'


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer. `supported` is false when nothing that it cites carries it."""

    text: str
    citations: tuple[int, ...]
    supported: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """How a person wants answers to be written: in their own `text`, and in a `language` (a code of
    `reading.text.languages`). It is never evidence. Both are empty where nothing is wished for."""

    text: str = ""
    language: str = ""

    def __bool__(self) -> bool:
        return bool(self.text or self.language)


NO_WISH = Wish()


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the model has looked at, out of all there is. A page that could not be read at all
    counts as not read.

    `pages_partly` counts the pages read that have a part which was not, such as a picture.
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
    """Wall time of each step of a question, and what was `predicted` of a computed one; 0 where
    nobody knew."""

    parse: float = 0.0
    read: float = 0.0
    scan: float = 0.0
    answer: float = 0.0
    total: float = 0.0
    predicted: float = 0.0


@dataclass(frozen=True, slots=True)
class Entry:
    """What one window was asked in one round of a question, and what came of it: a line of the
    ledger.

    `key` names the window's kept KV state. `origin`: the window was `computed` now, or its kept
    state was `restored`, or the engine `held` it; empty for an engine that keeps none. `problem`
    says why a state could not be used or kept. `gate`, `score` and `checked` are in log-odds.
    `draft` and `score` are None where neither gate nor words asked for a draft; `score` is also
    None for a model that cannot judge drafts. `draft` is empty where the model said that the window
    does not state the answer; `evidence` is then what leads to it. `checked` is None where the
    draft was not checked. `used` tells whether the answer was given this evidence (spans of the
    document). Seconds and tokens are the gate's; what bringing the window took stands in its first
    line of a round.
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
"""The beginning of the problem that says why the library could not take an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person gets back.

    `found` is false when no window states the answer (then there is no model text), or when no
    sentence of it is supported. `closest` then holds the places that came nearest, the best first,
    for a person to judge.

    `skipped` lists files that were not taken. `problems` names the pages of the other files that
    are missing or doubtful, and says why the answer is not kept where the library could not take
    it. `program` says in words what the question was understood as, and `sql` is the query that
    computed the answer; both are empty where the question was put to every window. `rows` are the
    ids of the documents that the answer names: "of those" in a question that follows means these.
    `table_rows` is the number of rows of the table that the answer was told from. `wish` is what
    the model was told of how to write it: nothing where no model wrote it. `ledger` says what every
    window was asked; `id` names the answer where the library keeps it.
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
    wish: Wish = NO_WISH

    @property
    def complete(self) -> bool:
        """Everything that was given was read: no window, page or file is missing."""
        return self.coverage.complete and all(one.passed_over for one in self.skipped)
