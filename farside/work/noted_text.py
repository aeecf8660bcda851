"""A person's notes as one document that a model reads like any other, and the way back from what is
cited of it to where it was noted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace

from farside.config import Settings
from farside.errors import InputError
from farside.library import notes
from farside.library.library import Library
from farside.library.notes import Note, NoteFilter
from farside.types import Answer, Citation, Document, Page, Span

NAME = "notes"
MEDIA_TYPE = "text/x-farside-notes"
"""A type whose lines are not wrapped: a line that ends is a sentence that ends."""


@dataclass(frozen=True, slots=True)
class NotedPiece:
    """A line of the document of notes: `quoted` of a citation of the note, letter by letter, or,
    where that is None, words of the note itself."""

    span: Span
    note: Note
    quoted: Citation | None = None


@dataclass(frozen=True, slots=True)
class NotedText:
    """The document of notes, a page for each, and its pieces in order."""

    document: Document
    pieces: tuple[NotedPiece, ...]

    def trace_answer(self, answer: Answer) -> Answer:
        """The answer with citations of what was noted, in place of those of this document."""
        return replace(
            answer,
            citations=tuple(map(self.trace_citation, answer.citations)),
            closest=tuple(map(self.trace_citation, answer.closest)),
            rows=tuple(one for one in answer.rows if one != self.document.id),
        )

    def trace_citation(self, citation: Citation) -> Citation:
        """The citation of what was noted: of the exact words in their document where they are
        quoted there, else of the note's own words, with the place that the note is about."""
        if citation.document_id != self.document.id:
            return citation
        piece = max(self.pieces, key=lambda one: _common(one.span, citation))
        start = max(citation.start, piece.span.start) - piece.span.start
        end = min(citation.end, piece.span.end) - piece.span.start
        if (quoted := piece.quoted) is not None:
            return _cut(quoted, start, end, citation.n, piece.note.id)
        said = piece.span.of(self.document.text)[start:end]
        nowhere = Citation(1, NAME, "", 0, piece.note.made[:10], 0, 0, "")
        place = next(iter(piece.note.citations), nowhere)
        return replace(place, n=citation.n, quote=said, note=piece.note.id)


def gather_notes(settings: Settings) -> NotedText:
    """The notes of the library as a document. Raises `InputError` where there is none."""
    with closing(Library(settings)) as library:
        found = notes.load_notes(library, notes.find_notes(library, NoteFilter(order="document")))
    if not found:
        raise InputError("there is no note to ask yet: note something first")
    return write_notes(found)


def write_notes(found: Sequence[Note]) -> NotedText:
    """The notes as a document, each on a page of its own."""
    pages: list[Page] = []
    pieces: list[NotedPiece] = []
    text = ""
    for number, note in enumerate(found, 1):
        start = len(text)
        for line, quoted in _lines(note):
            pieces.append(NotedPiece(Span(len(text), len(text) + len(line)), note, quoted))
            text += line + "\n"
        text += "\n"
        pages.append(Page(number, _label(note), Span(start, len(text))))
    identity = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return NotedText(Document(identity, NAME, MEDIA_TYPE, text, tuple(pages)), tuple(pieces))


def _lines(note: Note) -> Iterator[tuple[str, Citation | None]]:
    """The lines of a note: what it is about, what was pinned, each quotation after its place, and
    the person's words."""
    for said in (note.title, note.pinned):
        if said.strip():
            yield _on_one_line(said).strip(), None
    for one in note.citations:
        yield f"{one.document}, {one.label}:", None
        if one.quote.strip():
            yield _on_one_line(one.quote), one
    for said in note.words.splitlines():
        if said.strip():
            yield _on_one_line(said).strip(), None


def _on_one_line(text: str) -> str:
    """The text with a space for each line's end, so that places in it stay as they are."""
    return "".join(" " if one.isspace() else one for one in text)


def _label(note: Note) -> str:
    return f"{note.citations[0].document}, {note.citations[0].label}" if note.citations else NAME


def _common(span: Span, citation: Citation) -> int:
    """How many characters both have; less than 0 for how far they are apart."""
    return min(span.end, citation.end) - max(span.start, citation.start)


def _cut(quoted: Citation, start: int, end: int, n: int, note: str) -> Citation:
    """The characters from `start` to `end` of a quotation, without blanks around them."""
    quote = quoted.quote[start:end]
    begin = quoted.start + start + len(quote) - len(quote.lstrip())
    quote = quote.strip()
    return replace(quoted, n=n, start=begin, end=begin + len(quote), quote=quote, note=note)
