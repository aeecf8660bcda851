"""The careful reader: a gate for every window, then drafts, judgements of them, and a check of
their few sentences.

It reads with models that cannot say reliably what a window states and where; its aids are fields of
the profile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial

from farside.engine.base import Engine
from farside.engine.metered import MeteredEngine
from farside.reading import scan
from farside.reading.careful import evidence
from farside.reading.findings import Finding, WindowDraft, make_finding
from farside.reading.reader import OnBrought, Round, look_by_questions, tell_found
from farside.reading.scan import Visit
from farside.reading.step_values import Checked, Drafted, WindowSeen, run_steps
from farside.reading.steps import OnTokens
from farside.reading.text import bm25
from farside.types import Calibration, Progress, Window


class CarefulReader:
    """Keeps nothing: its calibration, which comes with each round, says how to read a model."""

    def look(
        self,
        engine: Engine,
        window: Window,
        questions: Sequence[str],
        on_tokens: OnTokens,
        on_brought: OnBrought,
    ) -> WindowSeen:
        """Bring the window to the engine, and take each question's gate."""

        def ask(asked: Engine, question: str) -> tuple[float, None]:
            return scan.visit_window(asked, window, question).gate, None

        return look_by_questions(engine, window, questions, on_tokens, on_brought, ask)

    def find(self, round_: Round) -> list[Finding]:
        """Find drafts and evidence in the windows whose gates or words ask for it, and check the
        strong ones."""
        chosen = [visit for visits in _visits(round_) for visit in visits]
        chosen.sort(
            key=lambda visit: visit.window.index
        )  # one after the other while the engine holds the window
        return _check(round_, _extract(round_, chosen))


def _visits(round_: Round) -> Iterator[Sequence[Visit]]:
    """The visits of each query that deserve a second look."""
    ranker = bm25.Ranker([window.text for window in round_.windows])
    for at, query in enumerate(round_.queries if round_.windows else ()):
        visits = [
            Visit(window, query.text, seen.gates[at], several=query.several)
            for window, seen in zip(round_.windows, round_.seen, strict=True)
        ]
        ranked = [visits[at].window.index for at, _ in ranker.rank(query.text)]
        yield evidence.asked_for(visits, round_.known, ranked)


def _extract(round_: Round, visits: Sequence[Visit]) -> list[Finding]:
    """Drafts and evidence of these visits."""
    findings: list[Finding] = []
    round_.notify(Progress("extract", 0, len(visits), "windows"))
    draft = partial(_draft, round_.engine, round_.known)
    given = run_steps(round_.steps, round_.step("extract"), visits, draft, Drafted)
    for visit, one in zip(visits, given, strict=True):
        findings.append(
            make_finding(visit, WindowDraft(one.draft, one.pointed), one.score, round_.known.aids)
        )
        round_.usage[visit.question] += one.usage
        round_.notify(Progress("extract", len(findings), len(visits), "windows"))
    return findings


def _draft(engine: Engine, known: Calibration, visit: Visit) -> Drafted:
    metered = MeteredEngine(engine)
    drafted = evidence.draft_as(metered, visit, known)
    score = evidence.judge_draft(metered, visit, drafted, known)
    return Drafted(drafted.text, drafted.pointed, score, metered.usage)


def _check(round_: Round, findings: Sequence[Finding]) -> list[Finding]:
    """All findings, the strong ones checked."""
    known, notify = round_.known, round_.notify
    if not known.judges:
        for one in findings:
            tell_found(one, notify)
        return list(findings)
    strong = [
        one
        for question in round_.usage
        for one in evidence.strong_findings(
            (each for each in findings if each.visit.question == question), known
        )
    ]
    checked: dict[int, Finding] = {}
    second = partial(_second, round_.engine, known)
    given = run_steps(round_.steps, round_.step("check"), strong, second, Checked)
    notify(Progress("check", 0, len(strong), "places"))
    for one, seen in zip(strong, given, strict=True):
        checked[id(one)] = replace(one, checked=seen.checked)
        round_.usage[one.visit.question] += seen.usage
        notify(Progress("check", len(checked), len(strong), "places"))
        if seen.checked >= known.stated:
            tell_found(checked[id(one)], notify)
    return [checked.get(id(one), one) for one in findings]


def _second(engine: Engine, known: Calibration, finding: Finding) -> Checked:
    metered = MeteredEngine(engine)
    return Checked(evidence.check_finding(metered, finding, known.aids.confirms), metered.usage)
