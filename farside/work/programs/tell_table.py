"""What other tasks made, told at the front door: tables row by row, rankings, translations,
digests, and talk."""

from __future__ import annotations

from collections.abc import Sequence

from farside.reading.text.detect import language_of
from farside.types import Sentence
from farside.work.judging.digests.digest import Digest, list_citations, tabulate_digest
from farside.work.phrases.say import say
from farside.work.programs.tell_result import CitedPlaces, ToldResult, tell_unread
from farside.work.tables import values
from farside.work.tables.nouns import Table


def tell_table(question: str, table: Table, wanted: Sequence[str] = ()) -> ToldResult:
    """A table that another task made, row by row, with the `wanted` columns or all; cells with
    flags are marked."""
    language = language_of(question)
    places = CitedPlaces()
    names = [column.name for column in table.columns]
    said = []
    for row in table.rows:
        each = zip(table.columns, row.cells, strict=True)
        named = [(one.name, cell) for one, cell in each if one.name in (wanted or names)]
        cells = [(name, cell) for name, cell in named if cell.value not in (None, "")]
        shown = "; ".join(f"{name}: {values.value_text(cell.value)}" for name, cell in cells)
        doubts = [f"{name}: {why}" for name, cell in cells for why in cell.flags]
        checked = f" ({say(language, 'check', why='; '.join(doubts))})" if doubts else ""
        numbers = places.number(source for _, cell in cells for source in cell.sources[:1])
        if cells:
            said.append(Sentence(f"{row.document}: {shown}{checked}", numbers, True))
    notes = [Sentence(note, (), True) for note in (*table.notes, *tell_unread(table, language))]
    rows = tuple(
        dict.fromkeys(row.document_id for row in table.rows if row.document_id and not row.problem)
    )
    return ToldResult(
        (*said, *notes), tuple(places.citations.values()), (), bool(said), rows=rows, table=table
    )


def tell_translation(question: str, table: Table) -> ToldResult:
    """A translation, a line for each paragraph with the place of its source; what is doubtful is
    marked."""
    language = language_of(question)
    places = CitedPlaces()
    said = []
    for row in table.rows:
        source, cell = row.cells
        checked = f" ({say(language, 'check', why='; '.join(cell.flags))})" if cell.flags else ""
        text = values.value_text(cell.value) or values.value_text(source.value)
        said.append(Sentence(f"{text}{checked}", places.number(source.sources[:1]), True))
    rows = tuple(dict.fromkeys(row.document_id for row in table.rows))
    return ToldResult(
        tuple(said), tuple(places.citations.values()), (), bool(said), rows=rows, table=table
    )


def tell_digest(question: str, made: Digest) -> ToldResult:
    """A digest, a line for each sentence of a briefing, question with its answer, or card; what was
    left out is said at the end."""
    language = language_of(question)
    said, last = [], ""
    for line in made.lines:
        head = line.head
        if made.form == "briefing":
            head = "" if head == last else say(language, f"part {head}")
        last = line.head
        checked = f" ({say(language, 'check', why='; '.join(line.flags))})" if line.flags else ""
        shown = f"{head}{_after(head)}{line.text}{checked}" if head else f"{line.text}{checked}"
        said.append(Sentence(shown, tuple(one.n for one in line.citations), True))
    notes = [Sentence(note, (), True) for note in (*made.notes, *made.problems)]
    rows = tuple(dict.fromkeys(one.document_id for one in list_citations(made.lines)))
    return ToldResult(
        (*said, *notes),
        list_citations(made.lines),
        (),
        bool(said),
        rows=rows,
        table=tabulate_digest(made),
    )


def _after(head: str) -> str:
    """What stands between a head and its text: a question has its sign already."""
    return " " if head[-1] in "?？؟" else ": "


def tell_plainly(question: str, what: str) -> ToldResult:
    """A sentence of our own that stands on no document."""
    language = language_of(question)
    said = say(language, what, help=say(language, "help"))
    return ToldResult((Sentence(said, (), True),), (), (), True)
