"""From what the model pointed at to evidence: spans, exact by construction, that a second and short look confirmed.

Small models point one sentence off, so the candidates of a window are the pointed sentences, their neighbours and
the window's best sentences by BM25. Shown these few alone, the model says whether they state the answer, which it
does well. Asked to choose among them it is one off again, so the answering prompt gets all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from farside.engine.base import Engine
from farside.reading import bm25, prompts
from farside.reading.scan import Visit, log_odds
from farside.types import Document, Evidence, Span, Window

# The window's best sentences by BM25 that join the pointed ones.
BY_WORDS = 2


@dataclass(frozen=True, slots=True)
class Finding:
    """What one window gave for one question.

    `score` is the log-odds that the candidates (in document order) state the answer, as the model judged them alone.
    """

    visit: Visit
    score: float
    candidates: tuple[Evidence, ...]


def sentences(window: Window) -> tuple[tuple[Document, Span], ...]:
    """The window's sentences in the order in which they are numbered."""
    return tuple((part.document, span) for part in window.parts for span in part.sentences)


def candidates(visit: Visit) -> tuple[Evidence, ...]:
    """Pointed sentences, the first with its neighbours, and the window's best by BM25, in document order."""
    known = sentences(visit.window)
    chosen = set(visit.pointed) | {at + step for at in visit.pointed[:1] for step in (-1, 1)}
    chosen &= set(range(len(known)))
    ranked = bm25.rank([span.of(document.text) for document, span in known], visit.question)
    chosen.update(at for at, _ in ranked[:BY_WORDS])
    return tuple(Evidence(*known[at]) for at in sorted(chosen))


def asked_for(visits: Sequence[Visit], margin: float) -> tuple[Visit, ...]:
    """The visits that deserve the second look: their gate is within `margin` of the question's best, in window order.

    The gate's absolute value is badly calibrated in small models, its rank within a question is good.
    """
    best = max((visit.gate for visit in visits), default=0.0)
    return tuple(visit for visit in visits if visit.gate >= best - margin)


def find(engine: Engine, visit: Visit) -> Finding:
    """The second look: do these few sentences, without the rest of the window, state the answer?"""
    few = candidates(visit)
    return Finding(visit, log_odds(engine, prompts.check(few, visit.question), visit.question), few)


def select(findings: Iterable[Finding], stated: float) -> tuple[Evidence, ...]:
    """The evidence of all findings whose score is at least `stated`, in document order."""
    chosen = sorted((one for one in findings if one.score >= stated), key=lambda one: one.visit.window.index)
    return tuple(piece for finding in chosen for piece in finding.candidates)
