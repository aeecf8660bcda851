"""The nouns of digests: documents in another form, in which everything that is told is cited; and a
digest as a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, get_args

from farside.types import Citation, Usage
from farside.work.tables.nouns import Cell, Column, Row, Table

Form = Literal["briefing", "faq", "cards"]
FORMS: tuple[Form, ...] = get_args(Form)
Part = Literal["what it is", "what matters", "figures", "dates", "open points"]
PARTS: tuple[Part, ...] = get_args(Part)
"""Those of a briefing, in their order."""
TITLES: Mapping[Form, str] = MappingProxyType(
    {"briefing": "Briefing", "faq": "Questions and answers", "cards": "Study cards"}
)
COLUMNS: Mapping[Form, tuple[Column, ...]] = MappingProxyType(
    {
        "briefing": (Column("part", "choice", choices=PARTS), Column("sentence")),
        "faq": (Column("question"), Column("answer")),
        "cards": (Column("front"), Column("back")),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """What is told, with the quotations that carry it. `head` is the part of a briefing that it
    belongs to, the question that it answers, or the front of a card. `flags` say why a person
    should look."""

    head: str
    text: str
    citations: tuple[Citation, ...]
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """`notes` say what was left out, because no sentence of the documents carries it or for want of
    room; `problems`, what could not be read."""

    form: Form
    lines: tuple[Line, ...]
    notes: tuple[str, ...]
    model: str
    usage: Usage
    problems: tuple[str, ...] = ()


def number_lines(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The lines with their citations numbered in the order of first mention: one place has one
    number."""
    numbers: dict[tuple[str, int, int], int] = {}
    told = []
    for line in lines:
        cited = [
            replace(
                one,
                n=numbers.setdefault((one.document_id, one.start, one.end), len(numbers) + 1),
            )
            for one in line.citations
        ]
        told.append(replace(line, citations=tuple(cited)))
    return tuple(told)


def list_citations(lines: Iterable[Line]) -> tuple[Citation, ...]:
    """All citations of numbered lines, each once, by number."""
    known = {one.n: one for line in lines for one in line.citations}
    return tuple(known[n] for n in sorted(known))


def tabulate_digest(given: Digest) -> Table:
    """A row for each line. The sources of both cells are its quotations."""
    rows = tuple(_row(line, item) for item, line in enumerate(given.lines, 1))
    return Table(
        TITLES[given.form],
        COLUMNS[given.form],
        rows,
        (*given.notes, *given.problems),
        given.model,
        given.usage,
    )


def _row(line: Line, item: int) -> Row:
    """`item` is the line's number, so that a person can put each right by itself."""
    head = Cell(line.head, line.head, line.citations)
    text = Cell(line.text, line.text, line.citations, line.flags)
    first = line.citations[0]
    return Row(first.document, first.document_id, (head, text), item)
