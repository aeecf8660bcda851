"""Documents → dated events in order. Code finds and reads the dates; the model only says in a few
words what happened.

The last year that was named is carried from window to window: "2 May" after "in 2019" is in 2019,
and flagged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from farside import config
from farside.config import Settings
from farside.engine.base import Request
from farside.reading import answer
from farside.reading.findings import list_sentences
from farside.reading.grounding import echo, support
from farside.reading.grounding.notes import Note
from farside.reading.in_order import recurrent
from farside.reading.prompts import in_order
from farside.reading.steps import Kept, OnTokens
from farside.reading.text import bm25
from farside.reading.text.detect import instructions_for
from farside.types import Citation, Evidence, Notify, Usage, Window, ignore
from farside.work.intake import Paths
from farside.work.session import USUAL, Desk, Options, open_desk
from farside.work.tables import dates
from farside.work.tables.nouns import Cell, Column, Day, Row, Table

_EVENT_TOKENS = 70
# The model's words replace a sentence only where it has this share of them, and there are at least
# this many.
_CARRIED, _FEWEST = 0.8, 3
# A sentence this short may need the one before it to be understood.
_SHORT = 60
_YEAR = re.compile(r"(?<![\d.,/-])(?:1[5-9]|20)\d\d(?![\d]|[.,/-]\d)")
_NO_YEAR = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th)?\s(?:of\s)?[A-Z][a-z]{2,8}\b(?!,?\s*\d)"
    r"|\b[A-Z][a-z]{2,8}\s\d{1,2}(?:st|nd|rd|th)?\b(?!,?\s*\d)"
)
_NO_YEAR_ZH = re.compile(r"(?<!\d)(?<!\d年)(?<!\d年\s)\d{1,2}\s?月\s?\d{1,2}\s?[日号]")
_NONE = frozenset(("none", "none.", "n/a", "无", "无。", "没有"))

YEAR_CARRIED = "the year is that of an earlier sentence"


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened on a day, as exactly as the text says it, and the sentence that says so."""

    day: Day
    text: str
    citation: Citation
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """`events` are in order of date; those of one date are in the order of the documents.
    `passed_over` counts sentences with a year where the model says that there is no event."""

    events: tuple[Happening, ...]
    passed_over: int
    model: str
    usage: Usage
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """A sentence of a window, one day that it names, and how surely."""

    sentence: int
    day: Day
    flags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Carried:
    """The state between windows: the last year that was named (0: none), and what was found."""

    year: int = 0
    events: tuple[Happening, ...] = ()
    passed_over: int = 0


def order_events(
    paths: Paths,
    options: Options = USUAL,
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Timeline:
    """Every date that stands in the documents, with what happened on it. Raises as
    `work.ask.ask_question` does."""
    with open_desk(paths, options, settings or config.load(), notify) as at:
        return order_desk(at, notify)


def order_desk(at: Desk, notify: Notify) -> Timeline:
    """Order the events of a desk's documents as `order_events` does."""
    events: list[Happening] = []
    passed = 0
    for document in at.documents:
        with at.engine.about(document.id):
            found = _of(at, at.windows(document), notify)
        events += found.events
        passed += found.passed_over
    numbered = [
        replace(one, citation=replace(one.citation, n=n))
        for n, one in enumerate(sorted(events, key=lambda one: one.day), 1)
    ]
    return Timeline(tuple(numbered), passed, at.engine.model, at.engine.usage, at.problems)


def tabulate_events(given: Timeline) -> Table:
    """One row an event, for a file."""
    rows = tuple(
        Row(
            one.citation.document,
            one.citation.document_id,
            (
                Cell(one.day, one.citation.quote, (one.citation,), one.flags),
                Cell(one.text, one.text, (one.citation,)),
            ),
            item=number,
        )
        for number, one in enumerate(given.events, 1)
    )
    columns = (Column("date", "date"), Column("event"))
    return Table(
        "Timeline", columns, rows, (*list_notes(given), *given.problems), given.model, given.usage
    )


def list_notes(given: Timeline) -> tuple[str, ...]:
    if not given.passed_over:
        return ()
    return (f"{given.passed_over} sentences name a year and, as the model says, no event",)


def tell_day(at: Desk, window: Window, one: Dated) -> Happening:
    """What happened on a day that a sentence of the window names."""
    return _event(window, one, _said(at, window, one))


def _of(at: Desk, windows: Sequence[Window], notify: Notify) -> _Carried:
    def work(state: _Carried, window: Window, on_tokens: OnTokens) -> Kept:
        found, year = find_days(window, state.year)
        said = []
        for number, one in enumerate(found, 1):
            said.append(_said(at, window, one))
            on_tokens(window.tokens * number // len(found))
        return {"year": year, "said": said}

    def take(state: _Carried, window: Window, kept: Kept) -> _Carried:
        found, year = find_days(window, state.year)
        pairs = list(zip(found, kept["said"], strict=True))
        events = tuple(_event(window, one, text) for one, text in pairs if not _no_event(one, text))
        passed = sum(_no_event(one, text) for one, text in pairs)
        return _Carried(year, state.events + events, state.passed_over + passed)

    return recurrent.carry_state(windows, _Carried(), work, take, notify)


def find_days(window: Window, year: int) -> tuple[list[Dated], int]:
    """Every day that a sentence of the window names, once for each sentence; and the last year that
    was named."""
    found: list[Dated] = []
    for at, (document, span) in enumerate(list_sentences(window)):
        text = span.of(document.text)
        own: dict[Day, Dated] = {}
        for day, flags in _days(text, year):
            own.setdefault(day, Dated(at, day, flags))
            year = day.year
        found += own.values()
    return found, year


def _days(text: str, year: int) -> Iterator[tuple[Day, tuple[str, ...]]]:
    """Yield the days in the order of the text: whole dates, or bare years where it has none, then
    days without their year."""
    read = dates.find_dates(text)
    for one in read:
        also = " or ".join(str(day) for day in one.also)
        if isinstance(one.value, Day):
            yield one.value, (f"may also be {also}",) if also else ()
    taken = [(one.start, one.end) for one in read]
    if not read:
        yield from ((Day(int(match.group())), ()) for match in _YEAR.finditer(text))
    own = next((one.value.year for one in read if isinstance(one.value, Day)), year)
    matches = [*_NO_YEAR.finditer(text), *_NO_YEAR_ZH.finditer(text)] if own else []
    for match in matches:
        if any(start < match.end() and match.start() < end for start, end in taken):
            continue
        whole = f"{own}年{match.group()}" if "月" in match.group() else f"{match.group()} {own}"
        whole = re.sub(r"^([A-Z][a-z]+ \d{1,2}\w*) (\d{4})$", r"\1, \2", whole)
        for one in dates.find_dates(whole)[:1]:
            if isinstance(one.value, Day) and one.value.day:
                yield one.value, (YEAR_CARRIED,)


def _said(at: Desk, window: Window, one: Dated) -> str:
    """The model's words for a dated sentence; empty where it gave none that are whole."""
    known = list_sentences(window)
    document, span = known[one.sentence]
    text = span.of(document.text)
    before = (
        known[one.sentence - 1][1].of(document.text) if one.sentence and len(text) < _SHORT else ""
    )
    request = Request(
        in_order.event_prompt(text, before, str(one.day), instructions_for(text)),
        max_tokens=_EVENT_TOKENS,
        schema=in_order.event_schema(),
    )
    reply = recurrent.hear_reply(at.engine, request, lambda _: None)
    try:
        said = json.loads(reply.text)["event"]
    except (json.JSONDecodeError, TypeError, KeyError):
        if reply.finish_reason != "length":
            raise recurrent.schema_error(at.engine, reply) from None
        return ""  # it rambled on: the sentence speaks for itself
    return " ".join(str(said).split())


def _no_event(one: Dated, text: str) -> bool:
    """Tell whether nothing happened: a bare year without an event is a mere mention; a whole date
    is shown whatever the model says."""
    return not one.day.month and text.lower() in _NONE


def _event(window: Window, one: Dated, text: str) -> Happening:
    """The model's words where the sentence carries nearly all of them, else the sentence."""
    piece = Evidence(*list_sentences(window)[one.sentence])
    quoted = answer.cite_piece(1, piece)
    own = text if _fits(text, piece.text, one.day) else " ".join(quoted.quote.split())
    return Happening(one.day, own, quoted, one.flags)


def _fits(text: str, sentence: str, day: Day) -> bool:
    said = bm25.split_words(text)
    if (
        echo.find_echo(text, [sentence])
        or len(said) < _FEWEST
        or text.lower() in _NONE
        or text[:1] in "])}>,.;"
    ):
        return False
    held = {
        *bm25.split_words(sentence),
        *bm25.split_words(f"on {day} {day.year} {day.month} {day.day}"),
    }
    numbers = support.choose_notes(
        text, [0], [Note(f"{sentence} {day} {day.year} {day.month} {day.day}", (0,))], ""
    )
    return bool(numbers) and sum(word in held for word in said) >= _CARRIED * len(said)
