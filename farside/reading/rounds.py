"""One round of a scan: every window is asked everything that is wanted, by the reader that serves
the model.

A window is brought to the engine once a round, however many queries there are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from farside.engine.base import Engine
from farside.reading.careful.reader import CarefulReader
from farside.reading.direct.reader import DirectReader
from farside.reading.findings import Finding
from farside.reading.prompts import wording
from farside.reading.reader import Reader, Round, step_name
from farside.reading.scan import Query
from farside.reading.step_values import WindowSeen, pack_step, unpack_step
from farside.reading.steps import Kept, OnTokens, Steps, step_through
from farside.types import Calibration, Entry, Looked, Notify, ReaderName, Usage, Window


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a round gave for one query. `read` says what bringing each window (by index) took, in
    seconds and tokens; all queries of the round share it, and `usage` and `entries` are without it.
    """

    query: Query
    findings: tuple[Finding, ...]
    entries: tuple[Entry, ...]
    usage: Usage
    read: Mapping[int, tuple[float, Usage]]


def choose_reader(name: ReaderName) -> Reader:
    """The reader of this name, as it was measured to serve a model."""
    return DirectReader() if name == "direct" else CarefulReader()


def findings_of(
    engine: Engine,
    windows: Sequence[Window],
    queries: Sequence[Query],
    known: Calibration,
    notify: Notify,
    steps: Steps,
) -> tuple[Scanned, ...]:
    """Ask all queries of all windows, by the reader that serves the model. Raises `EngineError`
    when the engine fails for good."""
    seen = _look(engine, windows, queries, known.reader, notify, steps)
    usage = dict.fromkeys((query.text for query in queries), Usage())
    round_ = Round(engine, known, notify, steps, queries, windows, seen, usage)
    findings = choose_reader(known.reader).find(round_)
    read = {
        window.index: (one.read_seconds, one.read)
        for window, one in zip(windows, seen, strict=True)
    }
    scanned = []
    for at, query in enumerate(queries):
        mine = tuple(one for one in findings if one.visit.question == query.text)
        used = sum((one.usage[at] for one in seen), Usage()) + usage[query.text]
        scanned.append(Scanned(query, mine, _entries(query, at, windows, seen, mine), used, read))
    return tuple(scanned)


def look_at_window(
    engine: Engine,
    window: Window,
    questions: Sequence[str],
    on_tokens: OnTokens,
    following: Window | None = None,
    reader: ReaderName = "careful",
) -> Kept:
    """The step of one window, as it is kept. The state of the `following` one is read from disk
    meanwhile."""

    def prepare() -> None:
        if following:
            engine.prepare(wording.window_prefix(following))

    return pack_step(choose_reader(reader).look(engine, window, questions, on_tokens, prepare))


def _look(
    engine: Engine,
    windows: Sequence[Window],
    queries: Sequence[Query],
    reader: ReaderName,
    notify: Notify,
    steps: Steps,
) -> list[WindowSeen]:
    """Bring and ask the windows in order."""
    questions = [query.text for query in queries]
    following: dict[int, Window] = {one.index: next_one for one, next_one in pairwise(windows)}
    seen: list[WindowSeen] = []

    def work(window: Window, on_tokens: OnTokens) -> Kept:
        return look_at_window(
            engine, window, questions, on_tokens, following.get(window.index), reader
        )

    for kept in step_through(windows, step_name("window", queries[0].round), work, notify, steps):
        seen.append(one := unpack_step(WindowSeen, kept))
        notify(Looked(len(seen), len(windows), one.origin, one.gates))
    return seen


def ledger_entries(scanned: Sequence[Scanned]) -> tuple[Entry, ...]:
    """The lines of all queries of a question; what bringing a window took stands in its first line
    of each round."""
    lines: list[Entry] = []
    told: set[tuple[int, int]] = set()
    for one in scanned:
        for entry in one.entries:
            place = entry.round, entry.window
            lines.append(entry if place in told else _with_reading(entry, *one.read[entry.window]))
            told.add(place)
    return tuple(lines)


def _with_reading(entry: Entry, seconds: float, read: Usage) -> Entry:
    return replace(
        entry,
        seconds=entry.seconds + seconds,
        computed=entry.computed + read.prompt_tokens - read.cached_tokens,
        reused=entry.reused + read.cached_tokens,
    )


def _entries(
    query: Query,
    at: int,
    windows: Sequence[Window],
    seen: Sequence[WindowSeen],
    findings: Sequence[Finding],
) -> tuple[Entry, ...]:
    found = {finding.visit.window.index: finding for finding in findings}
    return tuple(
        entry
        for window, one in zip(windows, seen, strict=True)
        for entry in _lines(query, at, window, one, found.get(window.index))
    )


def _lines(
    query: Query, at: int, window: Window, seen: WindowSeen, finding: Finding | None
) -> list[Entry]:
    """A line for each document of a window; what asking the window as a whole cost stands in the
    first."""
    own = seen.usage[at]
    cost: dict[str, Any] = {
        "seconds": seen.seconds[at],
        "computed": own.prompt_tokens - own.cached_tokens,
        "reused": own.cached_tokens,
    }
    lines = []
    for part in window.parts:
        line = Entry(
            round=query.round,
            asked=query.text,
            window=window.index,
            document=part.document.name,
            document_id=part.document.id,
            start=part.span.start,
            end=part.span.end,
            key=seen.key,
            origin=seen.origin,
            problem=seen.problem,
            gate=seen.gates[at],
            **cost,
        )
        if finding:
            spans = tuple(
                (piece.span.start, piece.span.end)
                for piece in finding.evidence
                if piece.document is part.document
            )
            line = replace(
                line,
                draft=finding.draft.text,
                score=finding.score,
                checked=finding.checked,
                evidence=spans,
            )
        lines.append(line)
        cost = {"seconds": 0.0, "computed": 0, "reused": 0}
    return lines
