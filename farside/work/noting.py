"""A note is made: its places are cut out of the documents, so that each quotation is exact."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass

from farside.config import Settings
from farside.errors import InputError
from farside.library import notes
from farside.library.library import Library
from farside.library.notes import MOST_LETTERS, Note, NoteDraft, NoteFilter
from farside.types import Citation, Document, Span
from farside.work.tables.places import cite_span


@dataclass(frozen=True, slots=True)
class PinnedSpan:
    """A place that is noted, by its document's id."""

    document: str
    start: int
    end: int


def cite_spans(
    find: Callable[[str], Document], spans: Iterable[PinnedSpan]
) -> tuple[Citation, ...]:
    """The citations of these spans, numbered from 1, with quotations cut from the documents that
    `find` gives. Raises `InputError` for a span that its document does not have, or that is too
    long to be noted."""
    return tuple(_cite(find(one.document), one, n) for n, one in enumerate(spans, 1))


def _cite(document: Document, pinned: PinnedSpan, n: int) -> Citation:
    start, end, letters = pinned.start, pinned.end, len(document.text)
    if not 0 <= start <= end <= letters:
        raise InputError(
            f"[{start}, {end}) is no stretch of the {letters} characters of {document.name}"
        )
    if end - start > MOST_LETTERS:
        raise InputError(
            f"[{start}, {end}) has {end - start:,} characters; at most {MOST_LETTERS:,} are kept: "
            "note a shorter passage"
        )
    return cite_span(document, Span(start, end), n)


def list_notes(settings: Settings, wanted: NoteFilter) -> list[Note]:
    """The notes of the home's library that are wanted."""
    with closing(Library(settings)) as library:
        return notes.load_notes(library, notes.find_notes(library, wanted))


def add_note(
    settings: Settings, words: str, file: str | None, page: int | None, quote: str
) -> Note:
    """Keep a note of the person's own `words`, about a document of the library by name or id where
    one is named: about the exact words `quote`, which it must hold (on the `page` where that is
    given), else about the page. Raises `InputError`, and `NotFound` for an unknown document."""
    if file is None and (page is not None or quote):
        raise InputError("--page and --quote go with --file, the document that they are of")
    with closing(Library(settings)) as library:
        citations: tuple[Citation, ...] = ()
        if file is not None:
            document = library.get(file)
            span = _find_quote(document, page, quote)
            citations = (cite_span(document, span),)
        return notes.keep_note(library, NoteDraft("own", words=words, citations=citations))


def _find_quote(document: Document, page: int | None, quote: str) -> Span:
    """Where the words stand, whatever blanks are between them; the start of the page without
    any."""
    numbers = [one.number for one in document.pages]
    if page is not None and page not in numbers:
        raise InputError(f"--page {page}: {document.name} has pages {numbers[0]} to {numbers[-1]}")
    within = Span(0, len(document.text))
    if page is not None:
        within = document.pages[numbers.index(page)].span
    if not quote.split():
        return Span(within.start, within.start)
    found = re.search(r"\s+".join(map(re.escape, quote.split())), within.of(document.text))
    if found is None:
        where = f"page {page} of {document.name}" if page is not None else document.name
        raise InputError(f"{quote!r} does not stand in {where}: copy the words as they stand there")
    return Span(within.start + found.start(), within.start + found.end())


def delete_in_home(settings: Settings, key: str) -> Note:
    """Delete the note of this id, or its beginning. Raises `NotFound`, and `InputError` where
    several begin so."""
    with closing(Library(settings)) as library:
        known = [one for one in notes.find_notes(library, NoteFilter()) if one.startswith(key)]
        if len(known) > 1:
            raise InputError(f"{len(known)} notes have an id that begins with {key!r}: give more")
        note = notes.load_note(library, known[0] if known else key)
        notes.delete_note(library, note.id)
    return note
