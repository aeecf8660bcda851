"""What a file becomes: text, pages and places; and the windows that the model reads it in.

Offsets are characters (Python `str` indices) of one document's canonical text; a span is `[start,
end)`. Lengths on a page are PDF points (1/72 inch) from the top left corner of the page as it is
shown.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass

NOT_READ = "not read: "
"""The beginning of what is told about a part of a page that was not read, after the page's
label."""


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
    """One line of a page and where it stands. `score` is the OCR confidence (0 to 1), None for a
    text layer."""

    span: Span
    box: Box
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that begins at `start` and is a heading. `level` is 1 for the highest, at most 6."""

    start: int
    level: int


@dataclass(frozen=True, slots=True)
class Page:
    """A page, slide, sheet, chapter or the whole of a format without pages.

    The spans of a document's pages follow each other without a gap and cover its canonical text.
    `number` counts from 1; `label` is what people call it ("p. 3", "sheet Costs", "slide 2").
    `problem` says in plain words why the text may be missing or doubtful; it is None for a good
    page. `unread` names, a line each, what a person sees on the page and Farside did not read: a
    picture, an attachment. `headings` are those that the file itself says are some.
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
    headings: tuple[Heading, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """What a file became. `id` is the SHA-256 (hex) of the file's bytes; `text` is NFC with `\\n`
    line ends."""

    id: str
    name: str
    media_type: str
    text: str
    pages: tuple[Page, ...]

    @property
    def problems(self) -> tuple[str, ...]:
        """List what is missing or doubtful, page by page. What was not read at all begins with
        `NOT_READ`."""
        told = []
        for page in self.pages:
            told += [f"{page.label}: {page.problem}"] if page.problem else []
            told += [f"{page.label}: {NOT_READ}{one}" for one in page.unread]
        return tuple(told)

    def page_at(self, offset: int) -> Page:
        """The page that holds the character at `offset` (the last page for the end of the text)."""
        return self.pages[
            max(0, bisect_right(self.pages, offset, key=lambda page: page.span.start) - 1)
        ]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that was not taken, and why, in plain words. `passed_over`: nobody meant it to be
    read, or it was read under another name."""

    name: str
    reason: str
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of one document, made of whole sentences. `sentences` are its sentences' spans, in
    order, no gap."""

    document: Document
    sentences: tuple[Span, ...]

    @property
    def span(self) -> Span:
        return Span(self.sentences[0].start, self.sentences[-1].end)


@dataclass(frozen=True, slots=True)
class Window:
    """What the model reads at once: parts of documents, `tokens` long as the engine counts them.
    `among` is how many documents are asked together: if it is 1, the document's name tells nothing.
    """

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
