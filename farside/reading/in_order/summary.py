"""Memory → a summary whose every sentence is cited, and the stretches of the documents that no
sentence stands on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from farside.engine.base import Engine, Request
from farside.errors import InputError
from farside.reading import answer
from farside.reading.grounding import support
from farside.reading.grounding.notes import Note
from farside.reading.grounding.repeats import drop_repeats
from farside.reading.in_order import recurrent
from farside.reading.in_order.recurrent import Memory, MemoryLine
from farside.reading.prompts import in_order
from farside.reading.text import salience
from farside.reading.text.detect import tell_code
from farside.reading.text.language import Language
from farside.reading.text.sentences import split_sentences
from farside.types import Citation, Document, Evidence, Sentence, Span

LEAST_WORDS, MOST_WORDS = 20, 1000
_SENTENCE_TOKENS = 120
# How many lines become one sentence: with more than two a small model forgets the others.
_PUT_TOGETHER = 2
# A small model tells of its notes where it should tell what they say.
_ABOUT_NOTES = re.compile(
    (
        r"\b(?:notes?|sentences|facts|summary)\b (?:above|below|mention|suggest|say|state"
        r"|highlight)|以上|笔记|摘要"
    ),
    re.IGNORECASE,
)
# Stretches shorter than this are between any two sentences of a summary; the share is of the
# document.
_GAP_CHARACTERS, _GAP_SHARE = 1000, 0.15


@dataclass(frozen=True, slots=True)
class Manner:
    """How a sentence is written: for a reader in plain words (or ""), in which language, in how
    many words."""

    reader: str
    language: Language
    words: int


@dataclass(frozen=True, slots=True)
class WrittenSummary:
    """A summary's sentences and the citations they name. One that is not `supported` has a number
    that its notes do not hold, or hardly a word of theirs."""

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of a document, whole sentences, that no sentence of a summary stands on. `begins`:
    its first words."""

    document: str
    document_id: str
    start: int
    end: int
    label: str
    begins: str


def check_summary_length(words: int) -> None:
    """Raises `InputError` for a length that no summary has."""
    if not LEAST_WORDS <= words <= MOST_WORDS:
        raise InputError(f"--length {words}: a summary has {LEAST_WORDS} to {MOST_WORDS} words")


def compose_summary(
    engine: Engine, memory: Memory, words: int, reader: str, language: Language
) -> WrittenSummary:
    """Writes the summary from the memory alone, in about `words` words (in Chinese and Japanese,
    characters): its lines in as many groups as there will be sentences, so that no part is left
    out. A small model that is given all of them writes about the first."""
    check_summary_length(words)
    count = min(max(1, round(words / language.usual)), len(memory.lines))
    how = Manner(reader, language, words // max(1, count))
    return tell_groups(engine, memory.lines, group_lines(memory.lines, count), how)


def tell_groups(
    engine: Engine,
    lines: Sequence[MemoryLine],
    groups: Iterable[Sequence[int]],
    how: Manner,
    known: Sequence[str] = (),
) -> WrittenSummary:
    """Write a sentence from each group, which names lines by index; none that says again what an
    earlier one, or one that is `known`, says."""
    written: list[Sentence] = []
    for group in groups:
        said = _sentence(engine, [lines[at] for at in group], how)
        own = [replace(one, citations=tuple(group[at] for at in one.citations)) for one in said]
        told = [*known, *(one.text for one in written)]
        written += drop_repeats(own, known=told)
    return _numbered(written, lines)


def group_lines(lines: Sequence[MemoryLine], count: int) -> list[list[int]]:
    """Put the lines in order into `count` groups of about equal length; of each group, give the
    indexes of the two that say most."""
    worth = salience.text_worths([line.text for line in lines])
    found = []
    for at in range(count):
        group = range(len(lines) * at // count, len(lines) * (at + 1) // count)
        found.append(sorted(sorted(group, key=lambda one: -worth[one])[:_PUT_TOGETHER]))
    return found


def _sentence(engine: Engine, lines: Sequence[MemoryLine], how: Manner) -> list[Sentence]:
    """One sentence from a few lines, citing them by their index; the first line's own words where
    the model's carry none of theirs."""
    texts = [line.text for line in lines]
    request = Request(
        in_order.summary_prompt(texts, how.words, how.reader, how.language),
        max_tokens=_SENTENCE_TOKENS,
        schema=in_order.notes_schema(1, len(lines), 1),
    )
    reply = recurrent.hear_reply(engine, request, lambda _: None)
    notes = [Note(_with_quotes(line.text, line.evidence), (at,)) for at, line in enumerate(lines)]
    said = list(answer.complete_sentences(reply.text, notes, ""))
    if not said and reply.finish_reason == "stop" and '"text"' not in reply.text:
        raise recurrent.schema_error(engine, reply)
    given = " ".join(line.text for line in lines)
    stands = [
        one
        for one in said[:1]
        if recurrent.notes_behind(one, notes)
        and support.keeps_order(one.text, given)
        and not _ABOUT_NOTES.search(one.text)
    ]
    if stands or tell_code(lines[0].text) not in ("", how.language.code):
        return stands or said[:1]
    return [Sentence(lines[0].text, (0,), True)]


def _with_quotes(text: str, pieces: Sequence[Evidence]) -> str:
    """The text that a note is compared with: its words and those of the sentences behind it."""
    return " ".join([text, *(piece.text for piece in pieces)])


def _numbered(sentences: Sequence[Sentence], lines: Sequence[MemoryLine]) -> WrittenSummary:
    """Citations of the exact sentences, numbered in the order of first mention."""
    notes = [Note(_with_quotes(line.text, line.evidence), (at,)) for at, line in enumerate(lines)]
    number: dict[tuple[str, Span], int] = {}
    cited: list[Evidence] = []
    told = []
    for one in sentences:
        stands = recurrent.notes_behind(one, notes)
        own = recurrent.carrying_pieces(one, recurrent.pieces_behind(lines[at] for at in stands))
        for piece in own:
            if (piece.document.id, piece.span) not in number:
                cited.append(piece)
                number[piece.document.id, piece.span] = len(cited)
        marks = tuple(sorted(number[piece.document.id, piece.span] for piece in own))
        told.append(replace(one, citations=marks, supported=bool(marks)))
    return WrittenSummary(
        tuple(told), tuple(answer.cite_piece(n, piece) for n, piece in enumerate(cited, 1))
    )


def find_gaps(documents: Iterable[Document], citations: Sequence[Citation]) -> tuple[Gap, ...]:
    """The stretches that no citation touches and that are long enough to matter."""
    return tuple(gap for document in documents for gap in _gaps(document, citations))


def _gaps(document: Document, citations: Sequence[Citation]) -> Iterator[Gap]:
    stood = [Span(one.start, one.end) for one in citations if one.document_id == document.id]
    least = max(_GAP_CHARACTERS, _GAP_SHARE * len(document.text)) if stood else 1
    run: list[Span] = []
    for sentence in [*split_sentences(document), None]:
        if sentence and not any(
            one.start < sentence.end and sentence.start < one.end for one in stood
        ):
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


def cited_share(documents: Sequence[Document], citations: Sequence[Citation]) -> tuple[int, int]:
    """(sentences that the summary stands on, all sentences)."""
    spans = {(one.document_id, one.start) for one in citations}
    return len(spans), sum(len(split_sentences(document)) for document in documents)
