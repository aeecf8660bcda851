"""The way of a question: every window is read and asked, evidence is gathered, an answer is written from it alone.

What a step gives is plain (`steps.Kept`): a job that is killed goes on after the last step that was finished.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict
from functools import partial

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.reading import answer, calibration, evidence, plan, prompts, scan
from farside.reading.evidence import Draft, Finding
from farside.reading.scan import Visit
from farside.reading.steps import PLAIN, Kept, Steps
from farside.types import (
    Answer,
    AnswerText,
    Citation,
    Coverage,
    Evidence,
    Notify,
    Plan,
    Progress,
    Seconds,
    Sentence,
    Usage,
    Window,
)


def ask(engine: Engine, plan_: Plan, question: str, notify: Notify, steps: Steps = PLAIN) -> Answer:
    """Ask one question of everything in the plan. Raises `EngineError` when the engine fails for good.

    `usage` counts what every life of the question computed, `seconds` what this one took, all reading included.
    """
    started = time.perf_counter()
    windows = plan.looked_at(plan_, question)
    seen = _look(engine, windows, question, notify, steps)
    visits = [Visit(window, question, one["gate"]) for window, one in zip(windows, seen, strict=True)]
    read_seconds = sum(one["seconds"] for one in seen)
    findings, extracted = _extract(engine, visits, notify, steps)
    looked = time.perf_counter()
    known = calibration.of(engine.model)
    selected = evidence.select(findings, known.stated, known.spread)
    compose = partial(_compose, engine, question, notify)
    (written,) = steps.each("answer", [selected], compose)
    sentences = tuple(Sentence(**one | {"citations": tuple(one["citations"])}) for one in written["sentences"])
    covered = coverage(plan_, windows)
    ended = time.perf_counter()
    return Answer(
        question=question,
        text=" ".join(sentence.text for sentence in sentences) or prompts.not_stated(question, covered, plan_.strategy),
        found=any(sentence.supported for sentence in sentences),
        sentences=sentences,
        citations=tuple(Citation(**one) for one in written["citations"]),
        coverage=covered,
        strategy=plan_.strategy,
        model=engine.model,
        usage=sum((Usage(*one["usage"]) for one in [*seen, *extracted, written]), Usage()),
        seconds=Seconds(0.0, read_seconds, max(0.0, looked - started - read_seconds), ended - looked, ended - started),
    )


def look(engine: Engine, window: Window, question: str, on_tokens: Callable[[int], None]) -> Kept:
    """The step of one window: it is read and asked. Seconds are those of reading alone."""
    metered = MeteredEngine(engine)
    seconds = scan.read(metered, window, on_tokens)
    visit = scan.visit(metered, window, question)
    return {"gate": visit.gate, "seconds": seconds, "usage": _counts(metered.usage)}


def _look(engine: Engine, windows: Sequence[Window], question: str, notify: Notify, steps: Steps) -> list[Kept]:
    """Read and ask the windows in order."""
    total, done = sum(window.tokens for window in windows), 0
    seen: list[Kept] = []

    def progress(tokens: int) -> None:
        number = min(len(seen) + 1, len(windows))
        notify(Progress("read", done + tokens, total, "tokens", f"window {number} of {len(windows)}"))

    def work(window: Window) -> Kept:
        return look(engine, window, question, lambda tokens: progress(min(tokens, window.tokens)))

    progress(0)
    for window, one in zip(windows, steps.each("window", windows, work), strict=True):
        seen.append(one)
        done += window.tokens
        progress(0)
    return seen


def _extract(engine: Engine, visits: Sequence[Visit], notify: Notify, steps: Steps) -> tuple[list[Finding], list[Kept]]:
    """Drafts and evidence, where the gate asks for them."""
    asked_for = evidence.asked_for(visits, calibration.of(engine.model).margin)
    findings: list[Finding] = []
    extracted: list[Kept] = []
    notify(Progress("check", 0, len(asked_for), "places"))
    for visit, one in zip(asked_for, steps.each("extract", asked_for, partial(_find, engine)), strict=True):
        draft = Draft(one["draft"], tuple(one["pointed"]))
        findings.append(Finding(visit, draft, one["score"], evidence.candidates(visit, draft)))
        extracted.append(one)
        notify(Progress("check", len(extracted), len(asked_for), "places"))
    return findings, extracted


def _find(engine: Engine, visit: Visit) -> Kept:
    metered = MeteredEngine(engine)
    found = evidence.find(metered, visit)
    return {
        "draft": found.draft.text,
        "pointed": list(found.draft.pointed),
        "score": found.score,
        "usage": _counts(metered.usage),
    }


def _compose(engine: Engine, question: str, notify: Notify, selected: Sequence[Evidence]) -> Kept:
    metered = MeteredEngine(engine)
    sentences, citations = answer.compose(metered, selected, question, lambda text: notify(AnswerText(text)))
    return {
        "sentences": [asdict(one) for one in sentences],
        "citations": [asdict(one) for one in citations],
        "usage": _counts(metered.usage),
    }


def _counts(usage: Usage) -> list[int]:
    return [usage.prompt_tokens, usage.cached_tokens, usage.completion_tokens]


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
