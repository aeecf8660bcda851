"""One round of a scan: every window is asked everything that is wanted, and gives evidence where its gate asks for it.

A window is brought to the engine once a round, however many queries there are.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, replace
from functools import partial
from itertools import pairwise
from typing import Any

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.reading import bm25, evidence, prompts, scan
from farside.reading.evidence import Draft, Finding
from farside.reading.scan import Read, Visit
from farside.reading.steps import Kept, OnTokens, Steps, through
from farside.types import Calibration, Entry, Found, Looked, Notify, Progress, Usage, Window


@dataclass(frozen=True, slots=True)
class Query:
    """What is scanned for in round `round`: a person's question, or what a follow-up round needs for it."""

    text: str
    round: int = 1


@dataclass(frozen=True, slots=True)
class Scanned:
    """What a round gave for one query. `read` is what bringing each window (by index) took, seconds and tokens, which
    all queries of the round share; `usage` and `entries` are without it."""

    query: Query
    findings: tuple[Finding, ...]
    entries: tuple[Entry, ...]
    usage: Usage
    read: Mapping[int, tuple[float, Usage]]


@dataclass(frozen=True, slots=True)
class _Closer:
    """What a closer look at some windows of a round needs besides them."""

    engine: Engine
    known: Calibration
    notify: Notify
    steps: Steps
    number: int


def run(
    engine: Engine,
    windows: Sequence[Window],
    queries: Sequence[Query],
    known: Calibration,
    notify: Notify,
    steps: Steps,
) -> tuple[Scanned, ...]:
    """Ask all queries of all windows. Raises `EngineError` when the engine fails for good."""
    seen = _look(engine, windows, queries, notify, steps)
    visits = [
        [Visit(window, query.text, one["gates"][at]) for window, one in zip(windows, seen, strict=True)]
        for at, query in enumerate(queries)
    ]
    ranker = bm25.Ranker([window.text for window in windows])
    asked_for = [visit for mine in visits if mine for visit in evidence.asked_for(mine, known, _ranked(mine, ranker))]
    asked_for.sort(key=lambda visit: visit.window.index)  # one after the other while the engine holds the window
    usage = dict.fromkeys((query.text for query in queries), Usage())
    closer = _Closer(engine, known, notify, steps, queries[0].round)
    findings = _check(closer, _extract(closer, asked_for, usage), usage)
    read = {window.index: (one["read_seconds"], Usage(*one["read"])) for window, one in zip(windows, seen, strict=True)}
    scanned = []
    for at, query in enumerate(queries):
        mine = tuple(one for one in findings if one.visit.question == query.text)
        used = sum((Usage(*one["usage"][at]) for one in seen), Usage()) + usage[query.text]
        entries = _entries(query, at, windows, seen, mine)
        scanned.append(Scanned(query, mine, entries, used, read))
    return tuple(scanned)


def _ranked(visits: Sequence[Visit], ranker: bm25.Ranker) -> list[int]:
    """The windows of one question's visits by its words, the best first."""
    return [visits[at].window.index for at, _ in ranker.rank(visits[0].question)]


def ledger(scanned: Sequence[Scanned]) -> tuple[Entry, ...]:
    """The lines of all queries of a question; what bringing a window took stands in its first line of each round."""
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


def look(
    engine: Engine,
    window: Window,
    questions: Sequence[str],
    on_tokens: OnTokens,
    following: Window | None = None,
) -> Kept:
    """The step of one window: it is brought to the engine and asked. The state of the `following` one is read from
    disk meanwhile. That a restored state was no good may show only when it is asked: then the window was computed."""
    metered = MeteredEngine(engine)
    # A server that keeps what it likes reads the window with the first question: asked for before, it would bill twice.
    brought = scan.read(metered, window, on_tokens) if engine.keeps else Read(0.0, None)
    prefix = brought.prefix
    if following:
        engine.prepare(prompts.prefix(following))
    gates, usage, seconds = [], [], []
    for question in questions:
        asked, started = MeteredEngine(engine), time.perf_counter()
        gates.append(scan.visit(asked, window, question).gate)
        usage.append(list(astuple(asked.usage)))
        seconds.append(time.perf_counter() - started)
        prefix = asked.computed or prefix
    return {
        "gates": gates,
        "seconds": seconds,
        "usage": usage,
        "read": list(astuple(metered.usage)),
        "read_seconds": brought.seconds,
        "key": prefix.key if prefix else "",
        "origin": prefix.origin if prefix else "",
        "problem": prefix.problem if prefix else "",
    }


def _look(
    engine: Engine, windows: Sequence[Window], queries: Sequence[Query], notify: Notify, steps: Steps
) -> list[Kept]:
    """Bring and ask the windows in order."""
    questions = [query.text for query in queries]
    following: dict[int, Window] = {one.index: next_one for one, next_one in pairwise(windows)}
    seen: list[Kept] = []

    def work(window: Window, on_tokens: OnTokens) -> Kept:
        return look(engine, window, questions, on_tokens, following.get(window.index))

    for one in through(windows, _step("window", queries[0].round), work, notify, steps):
        seen.append(one)
        notify(Looked(len(seen), len(windows), one["origin"], tuple(one["gates"])))
    return seen


def _extract(closer: _Closer, asked_for: Sequence[Visit], usage: dict[str, Usage]) -> list[Finding]:
    """Drafts and evidence of these visits; what they took is added to `usage`, by query."""
    findings: list[Finding] = []
    closer.notify(Progress("extract", 0, len(asked_for), "windows"))
    find = partial(_find, closer.engine, closer.known)
    given = closer.steps.each(_step("extract", closer.number), asked_for, find)
    for visit, one in zip(asked_for, given, strict=True):
        findings.append(evidence.finding(visit, Draft(one["draft"], tuple(one["pointed"])), one["score"]))
        usage[visit.question] += Usage(*one["usage"])
        closer.notify(Progress("extract", len(findings), len(asked_for), "windows"))
    return findings


def _check(closer: _Closer, findings: Sequence[Finding], usage: dict[str, Usage]) -> list[Finding]:
    """All findings, the strong ones checked; what that took is added to `usage`, by query."""
    known, notify = closer.known, closer.notify
    if not known.judges:
        for finding in findings:
            _tell(finding, notify)
        return list(findings)
    strong = [
        one
        for question in usage
        for one in evidence.strong((each for each in findings if each.visit.question == question), known)
    ]
    checked: dict[int, Finding] = {}
    given = closer.steps.each(_step("check", closer.number), strong, partial(_second, closer.engine))
    notify(Progress("check", 0, len(strong), "places"))
    for finding, one in zip(strong, given, strict=True):
        checked[id(finding)] = replace(finding, checked=one["checked"])
        usage[finding.visit.question] += Usage(*one["usage"])
        notify(Progress("check", len(checked), len(strong), "places"))
        if one["checked"] >= known.stated:
            _tell(checked[id(finding)], notify)
    return [checked.get(id(finding), finding) for finding in findings]


def _second(engine: Engine, finding: Finding) -> Kept:
    metered = MeteredEngine(engine)
    return {"checked": evidence.check(metered, finding), "usage": list(astuple(metered.usage))}


def _tell(finding: Finding, notify: Notify) -> None:
    for piece in finding.evidence:
        label = piece.document.page_at(piece.span.start).label
        notify(Found(finding.visit.question, piece.document.name, label, piece.text, _sure(finding)))


def _sure(finding: Finding) -> float:
    return finding.visit.gate if finding.checked is None else finding.checked


def _find(engine: Engine, known: Calibration, visit: Visit) -> Kept:
    metered = MeteredEngine(engine)
    drafted = evidence.draft(metered, visit)
    return {
        "draft": drafted.text,
        "pointed": list(drafted.pointed),
        "score": evidence.judge(metered, visit, drafted, known),
        "usage": list(astuple(metered.usage)),
    }


def _step(name: str, number: int) -> str:
    """The first round's windows are what processes share."""
    return name if number == 1 else f"{name} {number}"


def _entries(
    query: Query, at: int, windows: Sequence[Window], seen: Sequence[Kept], findings: Sequence[Finding]
) -> tuple[Entry, ...]:
    found = {finding.visit.window.index: finding for finding in findings}
    return tuple(
        entry
        for window, one in zip(windows, seen, strict=True)
        for entry in _lines(query, at, window, one, found.get(window.index))
    )


def _lines(query: Query, at: int, window: Window, one: Kept, finding: Finding | None) -> list[Entry]:
    """A line for each document of a window; what asking the window as a whole cost stands in the first."""
    own = Usage(*one["usage"][at])
    cost: dict[str, Any] = {
        "seconds": one["seconds"][at],
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
            key=one["key"],
            origin=one["origin"],
            problem=one["problem"],
            gate=one["gates"][at],
            **cost,
        )
        if finding:
            spans = tuple(
                (piece.span.start, piece.span.end) for piece in finding.evidence if piece.document is part.document
            )
            line = replace(line, draft=finding.draft.text, score=finding.score, checked=finding.checked, evidence=spans)
        lines.append(line)
        cost = {"seconds": 0.0, "computed": 0, "reused": 0}
    return lines
