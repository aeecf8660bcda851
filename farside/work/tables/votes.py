"""What one window says of each column, by several votes: a label that code finds, and the model asked twice.

Small models are weak readers, and cheap to ask again while they hold a window. Where votes agree and code takes the
value from its quote, it is shown; everything else is shown too, with the reason why a person should look.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from farside.engine.base import Engine, Request, generate
from farside.errors import EngineError
from farside.reading import forms
from farside.types import Citation, Window
from farside.work.tables import labels, places, values
from farside.work.tables.nouns import Cell, Column, Value
from farside.work.tables.readings import Habit

NOT_THERE = "its words do not stand in the text"
ELSEWHERE = "the model pointed at another place"
JUDGED = "judged by the model: no word of the text is this value"
ONE_VOTE = "only one of two readings gives it"
RAN_ON = "the model did not come to an end"
# Tokens that one reply may have: windows leave room for them.
MOST_TOKENS = 700


@dataclass(frozen=True, slots=True)
class Vote:
    """One reading of a column: None as `value` where it could not be read; `flags` say what speaks against it."""

    raw: str
    value: Value
    sources: tuple[Citation, ...] = ()
    flags: tuple[str, ...] = ()


def of_window(engine: Engine, window: Window, columns: Sequence[Column], habit: Habit) -> tuple[Cell, ...]:
    """A cell for each column. Raises `EngineError` for an engine that does not keep to a schema."""
    labelled = [_by_label(window, column, habit) for column in columns]
    first = filled(engine, window, columns, habit, again=False)
    unsure = [at for at, column in enumerate(columns) if not _sure(column, labelled[at], first[at])]
    unsure.reverse()  # in another order: what stands before an answer sways a small model
    second = dict(zip(unsure, filled(engine, window, [columns[at] for at in unsure], habit, again=True), strict=True))
    return tuple(
        _counted(column, labelled[at], first[at], second.get(at, first[at])) for at, column in enumerate(columns)
    )


def _sure(column: Column, labelled: Vote | None, vote: Vote | None) -> bool:
    return column.kind != "yes/no" and labelled is not None and vote is not None and _same(labelled, vote)


def _counted(column: Column, labelled: Vote | None, first: Vote | None, second: Vote | None) -> Cell:
    """What the votes make of a cell."""
    given = [vote for vote in (first, second) if vote is not None]
    if labelled is not None:
        against = [vote for vote in given if not _same(labelled, vote)]
        if len(against) == 2 or (against and column.kind == "list"):
            return _cell(labelled, f"the model reads {_shown(against[0])}, its label says {_shown(labelled)}")
        return _cell(labelled)
    if not given:
        return Cell()
    best = min(given, key=lambda vote: (vote.value is None, len(vote.flags)))
    if len(given) == 1:
        return _cell(best, ONE_VOTE)
    if not _same(given[0], given[1]):
        other = given[1] if best is given[0] else given[0]
        return _cell(best, f"another reading is {_shown(other)}")
    return _cell(best)


def _same(one: Vote, other: Vote) -> bool:
    return values.same(one.value, other.value) if one.value is not None else one.raw == other.raw


def _shown(vote: Vote) -> str:
    return repr(values.shown(vote.value) or vote.raw)


def _cell(vote: Vote, *why: str) -> Cell:
    return Cell(vote.value, vote.raw, vote.sources).flagged(*vote.flags, *why)


def _by_label(window: Window, column: Column, habit: Habit) -> Vote | None:
    """The one thing that labels of this column say; several say nothing."""
    said: list[Vote] = []
    for one in labels.found(places.sentences(window), column):
        vote = read(window, column, one.raw, one.sentence, habit)
        if vote.value is not None and not any(_same(vote, other) for other in said):
            said.append(vote)
    return said[0] if len(said) == 1 and not said[0].flags else None


def read(window: Window, column: Column, raw: str | Sequence[str], pointed: int, habit: Habit) -> Vote:
    """What was read, as a value with its places; `pointed` is a sentence of the window (from 0)."""
    written = raw if isinstance(raw, str) else "; ".join(raw)
    if isinstance(raw, str):
        parsed = values.parse(column.kind, raw, column.choices, habit)
    else:
        parsed = values.Parsed(tuple(dict.fromkeys(" ".join(one.split()) for one in raw if one.strip())) or None)
    if parsed.value is None:
        return Vote(written, None, _pointed(window, pointed), parsed.flags)
    sources = places.holding(window, column, parsed.value, pointed, habit)
    flags = list(parsed.flags)
    if not sources:
        flags.append(JUDGED if column.kind in ("yes/no", "choice") else NOT_THERE)
        sources = _pointed(window, pointed)
    elif isinstance(parsed.value, tuple):
        flags += _missing(parsed.value, sources)
    elif not places.is_near(window, sources[0], pointed) and not places.speaks_of(sources[0].quote, column):
        flags.append(ELSEWHERE)
    return Vote(written, parsed.value, sources, tuple(flags))


def beside(window: Window, vote: Vote, pointed: int) -> bool:
    """Do the places of this vote touch the sentence that was pointed at, or one beside it?"""
    return any(places.is_near(window, one, pointed) for one in vote.sources)


def _missing(items: tuple[str, ...], sources: Sequence[Citation]) -> list[str]:
    missing = [item for item in items if not any(values.has_words(one.quote, item) for one in sources)]
    return [f"{NOT_THERE}: {'; '.join(missing)}"] if missing else []


def _pointed(window: Window, pointed: int) -> tuple[Citation, ...]:
    known = places.sentences(window)
    return (places.cite(*known[pointed]),) if 0 <= pointed < len(known) else ()


def filled(engine: Engine, window: Window, columns: Sequence[Column], habit: Habit, again: bool) -> list[Vote | None]:
    """The model's reading of each column; None where it says that nothing is stated. A reply holds a group."""
    found: list[Vote | None] = []
    for group in _groups(columns):
        given = _reply(engine, window, group, again)
        for column in group:
            found.append(_given(window, column, given.get(forms.key(field(column)), {}), habit))
    return found


def _given(window: Window, column: Column, one: Any, habit: Habit) -> Vote | None:
    if one is None:
        return None
    if one == {}:
        return Vote("", None, (), (RAN_ON,))
    return read(window, column, one["value"], one["sentence"] - 1, habit)


def _reply(engine: Engine, window: Window, group: Sequence[Column], again: bool) -> dict[str, Any]:
    """The form as the model filled it. A reply without an end is asked for in halves; one of a column is left out."""
    fields = [field(column) for column in group]
    highest = len(places.sentences(window))
    schema = forms.fill_schema(fields, highest)
    asked = forms.fill(window, fields, again)
    reply = generate(engine, Request(asked, sum(map(forms.tokens, fields)), schema=schema))
    if reply.finish_reason == "length":
        if len(group) == 1:
            return {}
        half = len(group) // 2
        return _reply(engine, window, group[:half], again) | _reply(engine, window, group[half:], again)
    return checked(engine, reply.text, fields, highest)


def checked(engine: Engine, text: str, fields: Sequence[forms.Field], highest: int) -> dict[str, Any]:
    """The reply as what its schema promised. Raises `EngineError`."""
    try:
        given = json.loads(text)
        if all(_whole(given[forms.key(one)], highest) for one in fields):
            return dict(given)
    except (json.JSONDecodeError, TypeError, KeyError):
        pass
    raise EngineError(
        f"{engine.model} was asked to fill a form and gave {text[:80]!r}; the server must support response_format "
        "json_schema"
    )


def _whole(one: Any, highest: int) -> bool:
    if one is None:
        return True
    value, number = one["value"], one["sentence"]
    words = isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))
    return words and isinstance(number, int) and 1 <= number <= highest


def field(column: Column) -> forms.Field:
    """The column as a line of a form."""
    return forms.Field(column.name, column.kind, column.about, column.choices)


def _groups(columns: Sequence[Column]) -> list[list[Column]]:
    groups: list[list[Column]] = []
    room = 0
    for column in columns:
        wanted = forms.tokens(field(column))
        if not groups or wanted > room:
            groups.append([])
            room = MOST_TOKENS
        groups[-1].append(column)
        room -= wanted
    return groups
