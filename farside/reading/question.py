"""The way of a question: every window is read and asked, evidence is gathered, an answer is written from it alone."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.reading import answer, calibration, evidence, plan, prompts, scan
from farside.reading.evidence import Finding
from farside.reading.scan import Visit
from farside.types import Answer, AnswerText, Coverage, Notify, Plan, Progress, Seconds, Window


def ask(engine: Engine, plan_: Plan, question: str, notify: Notify) -> Answer:
    """Ask one question of everything in the plan. Raises `EngineError` when the engine fails for good."""
    metered, started = MeteredEngine(engine), time.perf_counter()
    windows = plan.looked_at(plan_, question)
    visits, read_seconds = _look(metered, windows, question, notify)
    findings = _second_look(metered, visits, notify)
    looked = time.perf_counter()
    selected = evidence.select(findings, calibration.of(engine.model).stated)
    sentences, citations = answer.compose(metered, selected, question, lambda text: notify(AnswerText(text)))
    covered = coverage(plan_, windows)
    ended = time.perf_counter()
    return Answer(
        question=question,
        text=" ".join(sentence.text for sentence in sentences) or prompts.not_stated(question, covered, plan_.strategy),
        found=any(sentence.supported for sentence in sentences),
        sentences=sentences,
        citations=citations,
        coverage=covered,
        strategy=plan_.strategy,
        model=engine.model,
        usage=metered.usage,
        seconds=Seconds(0.0, read_seconds, looked - started - read_seconds, ended - looked, ended - started),
    )


def _look(engine: Engine, windows: Sequence[Window], question: str, notify: Notify) -> tuple[list[Visit], float]:
    """Read and ask the windows in order. The visits, and the seconds that reading alone took."""
    visits: list[Visit] = []
    total, done, seconds = sum(window.tokens for window in windows), 0, 0.0
    for number, window in enumerate(windows, 1):

        def progress(tokens: int, before: int = done, window: Window = window, number: int = number) -> None:
            at = before + min(tokens, window.tokens)
            notify(Progress("read", at, total, "tokens", f"window {number} of {len(windows)}"))

        progress(0)
        seconds += scan.read(engine, window, progress)
        visits.append(scan.visit(engine, window, question))
        done += window.tokens
        progress(window.tokens)
    return visits, seconds


def _second_look(engine: Engine, visits: Sequence[Visit], notify: Notify) -> list[Finding]:
    """The short prompts over candidates, where the gate asks for them."""
    asked_for = evidence.asked_for(visits, calibration.of(engine.model).margin)
    findings: list[Finding] = []
    for number, visit in enumerate(asked_for, 1):
        notify(Progress("check", number - 1, len(asked_for), "places"))
        findings.append(evidence.find(engine, visit))
    notify(Progress("check", len(asked_for), len(asked_for), "places"))
    return findings


def coverage(plan_: Plan, looked_at: Sequence[Window]) -> Coverage:
    """What of the plan's documents the model has looked at. A page counts when all of its characters were."""
    seen: Counter[tuple[str, int]] = Counter()
    for window in looked_at:
        for part in window.parts:
            for page in part.document.pages:
                overlap = min(page.span.end, part.span.end) - max(page.span.start, part.span.start)
                seen[part.document.id, page.number] += max(0, overlap)
    pages = [(document, page) for document in plan_.documents for page in document.pages]
    read = [
        seen[document.id, page.number] == len(page.span)
        and (not page.problem or bool(page.span.of(document.text).strip()))
        for document, page in pages
    ]
    return Coverage(
        documents=len(plan_.documents),
        pages=len(pages),
        pages_read=sum(read),
        windows=len(plan_.windows),
        windows_read=len(looked_at),
        characters=sum(len(document.text) for document in plan_.documents),
        characters_read=sum(window.characters for window in looked_at),
    )
