"""Memory → a summary whose every sentence is cited, and the stretches of the documents that no sentence stands on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from farside.engine.base import Engine, Request
from farside.errors import InputError
from farside.reading import answer, prompts_recurrent, recurrent
from farside.reading.ground import Note
from farside.reading.prompts import Language
from farside.reading.recurrent import Memory
from farside.reading.sentences import split
from farside.types import Citation, Document, Evidence, Sentence, Span

LEAST_WORDS, MOST_WORDS = 20, 1000
# Words (in Chinese, characters) of a usual sentence, at most and at least.
_LONG, _SHORT = 45, 12
# Stretches shorter than this are between any two sentences of a summary; the share is of the document.
_GAP_CHARACTERS, _GAP_SHARE = 1000, 0.15


@dataclass(frozen=True, slots=True)
class Written:
    """A summary's sentences and the citations they name. One that is not `supported` has a number that its notes do not
    hold, or hardly a word of theirs."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a document, whole sentences, that no sentence of a summary stands on. `begins`: its first words."""

    document: str
    document_id: str
    start: int
    end: int
    label: str
    begins: str


def check(words: int) -> None:
    """Raises `InputError` for a length that no summary has."""
    if not LEAST_WORDS <= words <= MOST_WORDS:
        raise InputError(f"--length {words}: a summary has {LEAST_WORDS} to {MOST_WORDS} words")


def compose(engine: Engine, memory: Memory, words: int, reader: str, language: Language) -> Written:
    """Writes the summary from the memory alone, in about `words` words (in Chinese, characters)."""
    if not memory.lines:
        return Written((), ())
    lines = [line.text for line in memory.lines]
    most = max(2, -(-words // _SHORT))
    request = Request(
        prompts_recurrent.summary(lines, words, reader, language),
        max_tokens=min(words * 3 + most * 12, engine.window // 2),
        schema=prompts_recurrent.summary_schema(len(lines), min(max(1, words // _LONG), most), most),
    )
    reply = recurrent.heard(engine, request, lambda _: None)
    notes = [Note(_with_quotes(line.text, line.evidence), (at,)) for at, line in enumerate(memory.lines)]
    written = recurrent.new(answer.complete(reply.text, notes, ""), ())
    if not written and '"text"' not in reply.text:
        raise recurrent.unfit(engine, reply)
    return _numbered(_within(written, words, language), memory, notes)


def _with_quotes(text: str, pieces: Sequence[Evidence]) -> str:
    """What a note may be held to: its words and those of the sentences behind it."""
    return " ".join([text, *(piece.text for piece in pieces)])


def _within(sentences: Sequence[Sentence], words: int, language: Language) -> list[Sentence]:
    """As many sentences as the length allows, with a fifth to spare: small models do not stop by themselves."""
    kept: list[Sentence] = []
    used = 0
    for one in sentences:
        used += length(one.text, language)
        if kept and used > 1.2 * words:
            break
        kept.append(one)
    return kept


def length(text: str, language: Language) -> int:
    """Words, or in Chinese characters without blanks."""
    return len("".join(text.split())) if language == "zh" else len(text.split())


def _numbered(sentences: Sequence[Sentence], memory: Memory, notes: Sequence[Note]) -> Written:
    """Citations of the exact sentences, numbered in the order of first mention."""
    number: dict[tuple[str, Span], int] = {}
    cited: list[Evidence] = []
    told = []
    for one in sentences:
        stands = recurrent.carried(one, notes)
        own = recurrent.carrying(one, recurrent.pieces(memory.lines[at] for at in stands))
        for piece in own:
            if (piece.document.id, piece.span) not in number:
                cited.append(piece)
                number[piece.document.id, piece.span] = len(cited)
        marks = tuple(sorted(number[piece.document.id, piece.span] for piece in own))
        told.append(replace(one, citations=marks, supported=bool(marks)))
    return Written(tuple(told), tuple(answer.citation(n, piece) for n, piece in enumerate(cited, 1)))


def gaps(documents: Iterable[Document], citations: Sequence[Citation]) -> tuple[Gap, ...]:
    """The stretches that no citation touches and that are long enough to matter."""
    return tuple(gap for document in documents for gap in _gaps(document, citations))


def _gaps(document: Document, citations: Sequence[Citation]) -> Iterator[Gap]:
    stood = [Span(one.start, one.end) for one in citations if one.document_id == document.id]
    least = max(_GAP_CHARACTERS, _GAP_SHARE * len(document.text)) if stood else 1
    run: list[Span] = []
    for sentence in [*split(document), None]:
        if sentence and not any(one.start < sentence.end and sentence.start < one.end for one in stood):
            run.append(sentence)
            continue
        if run and run[-1].end - run[0].start >= least:
            yield _gap(document, Span(run[0].start, run[-1].end))
        run = []


def _gap(document: Document, span: Span) -> Gap:
    first, last = document.page_at(span.start), document.page_at(span.end - 1)
    label = first.label if first == last else f"{first.label} to {last.label}"
    begins = " ".join(span.of(document.text)[:80].split())
    return Gap(document.name, document.id, span.start, span.end, label, begins)


def share(documents: Sequence[Document], citations: Sequence[Citation]) -> tuple[int, int]:
    """(sentences that the summary stands on, all sentences)."""
    spans = {(one.document_id, one.start) for one in citations}
    return len(spans), sum(len(split(document)) for document in documents)
