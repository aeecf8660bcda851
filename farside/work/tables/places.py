"""Where a value stands: the sentences of a window that code can take it from, as citations cut by
their spans."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby

from farside.types import Citation, Document, Span, Window
from farside.work.tables import values
from farside.work.tables.nouns import Column, Value
from farside.work.tables.readings import Habit

# How many sentences one value may spread over: a line's end can break a name.
_WIDEST = 3
MOST = 3
"""Places that are given of one value."""
# How far from the sentence that a model pointed at a value still counts as pointed at, in
# sentences: small models are often one off.
_NEAR = 1


def cite_span(document: Document, span: Span, n: int = 1) -> Citation:
    """The span as it is shown: without blanks around it."""
    text = span.of(document.text)
    start = span.start + len(text) - len(text.lstrip())
    end = max(start, span.end - (len(text) - len(text.rstrip())))
    page = document.page_at(start)
    return Citation(
        n, document.name, document.id, page.number, page.label, start, end, document.text[start:end]
    )


def numbered_sentences(window: Window) -> list[tuple[Document, Span]]:
    """The window's sentences as they are numbered, from 0."""
    return [(part.document, span) for part in window.parts for span in part.sentences]


def sentences_holding(
    window: Window, column: Column, value: Value, pointed: int, habit: Habit
) -> tuple[Citation, ...]:
    """The sentences that carry `value`, the best first: those that were pointed at, then those
    beside them, then those that speak of the column. None where code finds the value nowhere."""
    known = numbered_sentences(window)
    if isinstance(value, tuple):
        return _of_items(window, column, value, pointed, habit)
    for width in range(1, _WIDEST + 1):
        runs = [
            run
            for at in range(len(known) - width + 1)
            if (run := _run(known[at : at + width]))
            and values.stands_in(column.kind, value, run[1].of(run[0].text), habit)
        ]
        if runs:
            middle = known[min(max(pointed, 0), len(known) - 1)][1].start
            runs.sort(
                key=lambda run: (
                    not speaks_of(run[1].of(run[0].text), column),
                    abs(run[1].start - middle),
                )
            )
            near = [run for run in runs if _near(known, run[1], pointed)]
            ordered = [*near, *(run for run in runs if run not in near)]
            return tuple(
                cite_span(document, span, n) for n, (document, span) in enumerate(ordered[:MOST], 1)
            )
    return ()


def _of_items(
    window: Window, column: Column, items: Sequence[str], pointed: int, habit: Habit
) -> tuple[Citation, ...]:
    """The places of a list's items, each place once."""
    found: dict[tuple[str, int, int], Citation] = {}
    whole = [
        (document, span)
        for document, span in numbered_sentences(window)
        if all(values.has_words(span.of(document.text), item) for item in items)
    ]
    if whole:  # one sentence lists them all
        middle = numbered_sentences(window)[
            min(max(pointed, 0), len(numbered_sentences(window)) - 1)
        ][1].start
        document, span = min(whole, key=lambda one: abs(one[1].start - middle))
        return (cite_span(document, span),)
    for item in items:
        for place in sentences_holding(window, Column(column.name), item, pointed, habit)[:1]:
            found.setdefault((place.document_id, place.start, place.end), place)
    return tuple(found.values())


def around_block(window: Window, items: Collection[tuple[str, ...]]) -> str | None:
    """The lines before and after the one block of lines that lists just these items (by their
    words), in one line or below each other. None where there is no such block, or several are."""
    lines = [
        line
        for document, span in numbered_sentences(window)
        for line in span.of(document.text).splitlines()
    ]
    listed = [{values.word_tokens(one) for one in values.split_list(line)} - {()} for line in lines]
    found = []
    for inside, run in groupby(
        enumerate(listed), key=lambda one: bool(one[1]) and one[1] <= set(items)
    ):
        known = list(run)
        if inside and set().union(*(words for _, words in known)) == set(items):
            found.append((known[0][0], known[-1][0]))
    if len(found) != 1:
        return None
    first, last = found[0]
    return "\n".join([*lines[max(0, first - 1) : first], *lines[last + 1 : last + 2]])


def _run(pieces: Sequence[tuple[Document, Span]]) -> tuple[Document, Span] | None:
    if len({id(document) for document, _ in pieces}) > 1:
        return None
    return pieces[0][0], Span(pieces[0][1].start, pieces[-1][1].end)


def _near(known: Sequence[tuple[Document, Span]], span: Span, pointed: int) -> bool:
    first, last = max(0, pointed - _NEAR), min(len(known) - 1, pointed + _NEAR)
    return pointed >= 0 and known[first][1].start < span.end and span.start < known[last][1].end


def speaks_of(text: str, column: Column) -> bool:
    """Tell whether a word of the column's name stands in the text."""
    return bool(set(values.word_tokens(column.name)) & set(values.word_tokens(text)))


def is_near(window: Window, source: Citation, pointed: int) -> bool:
    """Tell whether this place was pointed at, or touches a sentence beside that."""
    return _near(numbered_sentences(window), Span(source.start, source.end), pointed)
