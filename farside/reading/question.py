"""The way of a question: every window is read and asked, evidence is gathered, an answer is written
from it alone.

What a first round found may name what is still needed; that is scanned for in the same way.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.reading import answer, followup, rounds
from farside.reading.answer import WantedAnswer
from farside.reading.careful import parallel
from farside.reading.careful.parallel import LookedWindows
from farside.reading.cost import plan
from farside.reading.findings import Finding
from farside.reading.manner import MOST_PLACES, USUAL_MANNER, Manner
from farside.reading.rereading import mark_denied, mark_doubt
from farside.reading.rounds import Scanned
from farside.reading.scan import Query
from farside.reading.step_values import WrittenAnswer, run_steps
from farside.reading.steps import PLAIN, Steps
from farside.reading.text import told
from farside.types import (
    NO_WISH,
    Answer,
    AnswerText,
    Coverage,
    Entry,
    Notify,
    Plan,
    Seconds,
    Usage,
    Window,
    Wish,
)


def ask_questions(
    engine: Engine,
    plan_: Plan,
    questions: Sequence[str],
    notify: Notify,
    steps: Steps = PLAIN,
    manner: Manner = USUAL_MANNER,
) -> tuple[Answer, ...]:
    """Ask questions of everything in the plan, in the `manner` that a person wants; the answers in
    the order of the questions.

    Raises `EngineError` when the engine fails for good. An answer's `usage` and `seconds` are its
    own, with the reading that it shares with the others; they count what every life of a job did.
    """
    started = time.perf_counter()
    windows = plan.looked_at(plan_, questions)
    wanted = list(dict.fromkeys(questions))

    def run(queries: Sequence[Query]) -> tuple[Scanned, ...]:
        return rounds.findings_of(engine, windows, queries, plan_.calibration, notify, steps)

    known = {one.query.text: [one] for one in run([plan.make_query(text) for text in wanted])}
    naming = dict.fromkeys(wanted, Usage())
    for number in range(2, manner.rounds + 1):
        needed = followup.find_needed(engine, windows, known, plan_.calibration, notify, steps)
        for question, one in needed.items():
            naming[question] += one.usage
        queries = [
            plan.make_query(text, number)
            for text in dict.fromkeys(text for one in needed.values() for text in one.texts)
        ]
        if not queries:
            break
        found = {one.query.text: one for one in run(queries)}
        for question, one in needed.items():
            known[question] += [found[text] for text in one.texts]
    looked = time.perf_counter() - started
    asked = _Asked(engine, plan_, windows, notify, steps, manner.wish)
    answers = {text: _answer(asked, known[text]) for text in wanted}
    return tuple(_whole(answers[text], looked, naming[text]) for text in questions)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What all answers of a plan are written with."""

    engine: Engine
    plan: Plan
    windows: Sequence[Window]
    notify: Notify
    steps: Steps
    wish: Wish


def _answer(asked: _Asked, scanned: Sequence[Scanned]) -> Answer:
    started = time.perf_counter()
    engine, plan_, windows = asked.engine, asked.plan, asked.windows
    notify, steps = asked.notify, asked.steps
    question = scanned[0].query.text
    chosen, choosing = followup.choose_findings(engine, plan_.calibration, scanned, steps)
    looked = LookedWindows(question, windows, chosen, plan_.calibration)
    compose = partial(_compose, asked, looked, scanned[0].query.several)
    (written,) = run_steps(steps, "answer", [chosen], compose, WrittenAnswer)
    written = mark_denied(question, written, notify)
    aids = plan_.calibration.aids
    if aids.rereads_all or (aids.rereads and not scanned[0].query.several):
        places = MOST_PLACES if aids.rereads_all else 1
        written = mark_doubt(engine, question, chosen, written, notify, steps, places)
    sentences = written.sentences
    covered = measure_coverage(plan_, windows)
    found = any(sentence.supported for sentence in sentences)
    nothing = told.tell_not_established if chosen else told.tell_not_stated
    rounds_ = {
        one.query.round: one for one in scanned
    }.values()  # the queries of a round share its reading
    read = [each for one in rounds_ for each in one.read.values()]
    return Answer(
        question=question,
        text=" ".join(sentence.text for sentence in sentences)
        or nothing(question, covered, plan_.strategy),
        found=found,
        sentences=sentences,
        citations=written.citations,
        coverage=covered,
        strategy=plan_.strategy,
        model=engine.model,
        usage=sum(
            (*(one.usage for one in scanned), *(tokens for _, tokens in read), choosing),
            written.usage,
        ),
        seconds=Seconds(
            read=sum(seconds for seconds, _ in read), answer=time.perf_counter() - started
        ),
        closest=()
        if found
        else answer.closest_places(finding for one in scanned for finding in one.findings),
        ledger=_ledger(scanned, chosen),
        wish=asked.wish if chosen and not engine.adapter else NO_WISH,
    )


def _whole(answer: Answer, looked: float, naming: Usage) -> Answer:
    """The answer with the seconds that looking took, which it shares with other answers, and with
    the tokens of naming what it still needed."""
    own = answer.seconds
    scan = max(0.0, looked - own.read)
    seconds = replace(own, scan=scan, total=looked + own.answer)
    return replace(answer, usage=answer.usage + naming, seconds=seconds)


def _ledger(scanned: Sequence[Scanned], chosen: Sequence[Finding]) -> tuple[Entry, ...]:
    used = {(finding.visit.question, finding.visit.window.index) for finding in chosen}
    return tuple(
        replace(entry, used=bool(entry.evidence) and (entry.asked, entry.window) in used)
        for entry in rounds.ledger_entries(scanned)
    )


def _compose(
    asked: _Asked, looked: LookedWindows, several: bool, chosen: Sequence[Finding]
) -> WrittenAnswer:
    metered, notify = MeteredEngine(asked.engine), asked.notify
    beside = partial(parallel.find_left_out, metered, looked) if several else answer.nothing_beside
    aids = looked.known.aids
    wanted = WantedAnswer(looked.question, aids=aids, wish=asked.wish)
    sentences, citations = answer.compose_answer(
        metered, chosen, wanted, lambda text: notify(AnswerText(text)), beside
    )
    return WrittenAnswer(sentences, citations, metered.usage)


def measure_coverage(plan_: Plan, looked_at: Sequence[Window]) -> Coverage:
    """Measure how much of the plan's documents the model has looked at. A page counts when all of
    its characters were seen."""
    seen: Counter[tuple[str, int]] = Counter()
    for window in looked_at:
        for part in window.parts:
            for page in part.document.pages:
                overlap = min(page.span.end, part.span.end) - max(page.span.start, part.span.start)
                seen[part.document.id, page.number] += max(0, overlap)
    pages = [(document, page) for document in plan_.documents for page in document.pages]
    read = [
        seen[document.id, page.number] == len(page.span)
        and (not (page.problem or page.unread) or bool(page.span.of(document.text).strip()))
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
        pages_partly=sum(
            1 for (_, page), whole in zip(pages, read, strict=True) if whole and page.unread
        ),
    )
