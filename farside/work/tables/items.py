"""A row for each item that a document lists: the positions of an invoice, the jobs of a CV."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from farside.engine.base import Engine, Request, generate_reply
from farside.errors import EngineError
from farside.reading.prompts import forms
from farside.types import Document, Window
from farside.work.tables import asking, filling, places, values, votes
from farside.work.tables.nouns import Cell, Column, Row
from farside.work.tables.readings import Habit

NOT_BESIDE = "does not stand where the item stands"
UNENDED = "the list may go on: the model did not come to an end"


def read_items(
    engine: Engine,
    document: Document,
    wanted: Sequence[Column],
    limit: int,
    on_window: asking.OnWindow = asking.ignore_windows,
) -> list[Row]:
    """A row for each item of every window, in order; one without cells where a document lists
    nothing."""
    habit, found = values.habit_of(document.text), []
    made = asking.cut_document(engine, document, limit)
    on_window(0, len(made))
    for done, window in enumerate(made, 1):
        found += _of_window(engine, window, wanted, habit)
        on_window(done, len(made))
    if not found:
        return [
            Row(
                document.name,
                document.id,
                tuple(Cell() for _ in wanted),
                problem="lists no such item",
            )
        ]
    return [Row(document.name, document.id, cells, at) for at, cells in enumerate(found, 1)]


def _of_window(
    engine: Engine, window: Window, wanted: Sequence[Column], habit: Habit
) -> list[tuple[Cell, ...]]:
    fields = [filling.form_line(column) for column in wanted]
    highest = sum(len(part.sentences) for part in window.parts)
    asked = Request(
        forms.rows_prompt(window, fields),
        filling.MOST_TOKENS,
        schema=forms.rows_schema(fields, highest),
    )
    reply = generate_reply(engine, asked)
    ended = reply.finish_reason == "stop"
    given = list(_entries(engine, reply.text, fields, highest, ended))
    unended = not ended or len(given) == forms.MOST_ROWS
    cells = list(_once([_cells(window, wanted, one, habit) for one in given]))
    if unended and cells:
        cells[-1] = tuple(cell.flagged(UNENDED) for cell in cells[-1])
    return [one for one in cells if any(cell.value is not None or cell.flags for cell in one)]


def _cells(
    window: Window, wanted: Sequence[Column], entry: dict[str, Any], habit: Habit
) -> tuple[Cell, ...]:
    place = _place(window, wanted, entry, habit)
    return tuple(
        _cell(window, column, entry[forms.field_key(filling.form_line(column))], place, habit)
        for column in wanted
    )


@dataclass(frozen=True, slots=True)
class _Place:
    """Where an entry stands: a sentence (from 0), and the lines around it."""

    sentence: int
    around: str


def _place(window: Window, wanted: Sequence[Column], entry: dict[str, Any], habit: Habit) -> _Place:
    """Find the line where most of an entry's values stand, two at least, with its neighbours; else
    the sentence that the model points at, which is often one off, with its neighbours."""
    pointed = entry["sentence"] - 1
    given = [(column, entry[forms.field_key(filling.form_line(column))]) for column in wanted]
    read = [
        (one, votes.make_vote(window, one, raw, -1, habit))
        for one, raw in given
        if isinstance(raw, str)
    ]
    known = [
        (one.kind, vote.value)
        for one, vote in read
        if vote.value is not None and filling.states_value(vote.raw)
    ]
    texts = [span.of(document.text) for document, span in places.numbered_sentences(window)]
    lines = [
        (at, line) for at, text in enumerate(texts) for line in text.splitlines() if line.strip()
    ]
    found = [
        (
            sum(values.stands_in(kind, value, line, habit) for kind, value in known),
            -abs(at - pointed),
            number,
        )
        for number, (at, line) in enumerate(lines)
    ]
    most, _, number = max(found, default=(0, 0, 0))
    if most > 1:
        return _Place(
            lines[number][0], "\n".join(line for _, line in lines[max(0, number - 1) : number + 2])
        )
    return _Place(pointed, "".join(texts[max(0, pointed - 1) : pointed + 2]))


def _cell(window: Window, column: Column, raw: Any, place: _Place, habit: Habit) -> Cell:
    if not (raw if isinstance(raw, list) else filling.states_value(raw)):
        return Cell()
    vote = votes.make_vote(window, column, raw, place.sentence, habit)
    # What could not be made a value (a date "present") is looked for as words.
    kind, value = (column.kind, vote.value) if vote.value is not None else ("text", vote.raw)
    apart = not values.stands_in(kind, value, place.around, habit)
    return Cell(vote.value, vote.raw, vote.sources).flagged(
        *vote.flags, NOT_BESIDE if apart else ""
    )


def _once(given: Sequence[tuple[Cell, ...]]) -> Iterator[tuple[Cell, ...]]:
    """The items, each as often as the text has it: where no more are listed, small models give the
    last one again."""
    said: Counter[tuple[str, ...]] = Counter()
    for cells in given:
        words = tuple(cell.raw for cell in cells)
        said[words] += 1
        places_of = min((len(cell.sources) for cell in cells if cell.raw), default=0)
        if said[words] <= places_of or places_of == places.MOST or said[words] == 1:
            yield cells


def _entries(
    engine: Engine, text: str, fields: Sequence[forms.Field], highest: int, ended: bool
) -> Iterator[dict[str, Any]]:
    """The entries of a reply, one after the other; of a reply that was cut off, the whole ones."""
    decoder, at = json.JSONDecoder(), text.find("[") + 1
    while at and (at := text.find("{", at)) >= 0:
        try:
            entry, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError:
            if ended:
                raise _nonsense(engine, text) from None
            return
        if not _whole(entry, fields, highest):
            raise _nonsense(engine, text)
        yield entry


def _whole(entry: Any, fields: Sequence[forms.Field], highest: int) -> bool:
    sentence = entry.get("sentence")
    return (
        isinstance(sentence, int)
        and 1 <= sentence <= highest
        and all(isinstance(entry.get(forms.field_key(one)), str | list) for one in fields)
    )


def _nonsense(engine: Engine, text: str) -> EngineError:
    return EngineError(
        f"{engine.model} was asked for a list of items and gave {text[:80]!r}; "
        "the server must support response_format json_schema"
    )
