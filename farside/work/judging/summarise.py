"""Documents → a summary of a given length, for a given reader, every sentence cited, and what it
leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farside import config
from farside.config import Settings
from farside.errors import InputError
from farside.reading.in_order import recurrent, summary
from farside.reading.in_order.recurrent import Memory
from farside.reading.in_order.summary import Gap
from farside.reading.text.detect import language_of
from farside.reading.text.language import Language
from farside.reading.text.languages import LANGUAGES
from farside.types import Citation, Document, Notify, Sentence, Usage, ignore
from farside.work.intake import Paths
from farside.work.judging.predict_making import predicting
from farside.work.session import USUAL, Desk, Options, open_desk
from farside.work.tables.nouns import Cell, Column, Row, Table

LENGTH = 150


@dataclass(frozen=True, slots=True)
class Brief:
    """What a summary should be like: `length` in words (in Chinese and Japanese, characters);
    `reader`: who it is for, in plain words; `language`: a code of `LANGUAGES`, or "" for the
    documents' own."""

    length: int = LENGTH
    reader: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class Summary:
    """`gaps` are the parts of the documents that no sentence stands on; `stands` of `of` sentences
    are cited.

    `problems` say what could not be read, and how many of the model's notes code could find in no
    sentence.
    """

    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    gaps: tuple[Gap, ...]
    stands: int
    of: int
    model: str
    usage: Usage
    problems: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return " ".join(sentence.text for sentence in self.sentences)


def summarise_documents(
    paths: Paths,
    brief: Brief = Brief(),
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Summary:
    """A summary of documents, as `brief` says.

    Raises `InputError` for what cannot be read or a length out of range, `EngineError` when no
    model can write it.
    """
    summary.check_summary_length(brief.length)
    parse_language(brief.language)
    known = settings or config.load()
    with open_desk(paths, options, known, notify, predicting("summarise")) as at:
        return summarise_desk(at, brief, notify)


def summarise_desk(at: Desk, brief: Brief, notify: Notify) -> Summary:
    """Summarise a desk's documents as `summarise_documents` does."""
    language = choose_language(brief, at.documents)
    memory = remember_desk(at, brief.reader, notify)
    with at.engine.about(
        at.documents[-1].id
    ):  # what stands on several documents is kept with the last of them
        written = summary.compose_summary(at.engine, memory, brief.length, brief.reader, language)
    stands, of = summary.cited_share(at.documents, written.citations)
    return Summary(
        written.sentences,
        written.citations,
        summary.find_gaps(at.documents, written.citations),
        stands,
        of,
        at.engine.model,
        at.engine.usage,
        (*at.problems, *tell_dropped(memory)),
    )


def parse_language(code: str) -> Language | None:
    """None for the empty string. Raises `InputError`."""
    if code and code not in LANGUAGES:
        raise InputError(f"--language {code}: choose one of {', '.join(LANGUAGES)}")
    return LANGUAGES[code] if code else None


def tabulate_summary(given: Summary) -> Table:
    """One row a sentence, by its number. The sources of a cell are its quotations."""
    cited = {citation.n: citation for citation in given.citations}
    rows = []
    for number, sentence in enumerate(given.sentences, 1):
        sources = tuple(cited[n] for n in sentence.citations)
        cell = Cell(sentence.text, sentence.text, sources)
        name, identity = (sources[0].document, sources[0].document_id) if sources else ("", "")
        rows.append(
            Row(
                name,
                identity,
                (cell if sentence.supported else cell.flagged("no quotation carries this"),),
                number,
            )
        )
    notes = (tell_share(given), *map(tell_gap, given.gaps), *given.problems)
    return Table("Summary", (Column("sentence"),), tuple(rows), notes, given.model, given.usage)


def tell_share(given: Summary) -> str:
    """Say in one sentence how much of the documents the summary stands on."""
    return f"The summary stands on {given.stands} of {given.of} sentences."


def tell_gap(one: Gap) -> str:
    """Say in plain words what a gap leaves out: where it is, and its first words."""
    return f"Not in the summary: {one.document}, {one.label}, from “{one.begins}” on"


def remember_desk(at: Desk, reader: str, notify: Notify) -> Memory:
    """The notes on all documents, in order and bounded. Each document's own do not depend on the
    others, so that one more is read alone."""
    kept = Memory()
    for document in at.documents:
        with at.engine.about(document.id):
            own = recurrent.remember_windows(at.engine, at.windows(document), reader, notify)
            kept = Memory(kept.lines + own.lines, kept.dropped + own.dropped)
            kept = recurrent.bound_memory(at.engine, kept)
    return kept


def choose_language(brief: Brief, documents: Sequence[Document]) -> Language:
    """The language that was asked for, or that of the documents. Raises `InputError`."""
    return parse_language(brief.language) or language_of(
        " ".join(document.text[:5000] for document in documents)
    )


def tell_dropped(memory: Memory) -> tuple[str, ...]:
    """Say in one sentence how many notes code found in no sentence; nothing where it found all."""
    if not memory.dropped:
        return ()
    return (f"{memory.dropped} notes of the model stood on no sentence and were left out",)
