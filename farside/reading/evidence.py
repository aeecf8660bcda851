"""From a window to evidence: spans, exact by construction, that a second and short look confirmed.

The model drafts a short answer from the whole window and points at sentences afterwards. Small models answer well and
point one sentence off, so the words of the draft find its sentences too (BM25); a sentence that carries nothing of
the draft is left out. The model judges the draft twice: with the window before it, which costs little while the engine
holds the window, and the strongest drafts once more by their few sentences alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean
from typing import Protocol

from farside.engine.base import Engine, Request, generate
from farside.errors import EngineError
from farside.reading import addressed, bm25, prompts, several
from farside.reading.grounding import headings, support
from farside.reading.grounding.notes import Note
from farside.reading.scan import Visit, log_odds
from farside.types import Calibration, Document, Evidence, Span, Window

# How many sentences of a window the model may point at for one question.
MOST_POINTED = 5
# The window's best sentences by the words of the question and the draft, that join the pointed ones.
BY_WORDS = 2
_DRAFT_TOKENS = 240
# The constant of the paper named in `_fused`.
_FUSION = 60
# Of the words of question and draft: a finding that has so many of them is found by words, and others are not where
# they have less than so much of what the best one has.
_BY_WORDS, _NEARLY = 0.5, 0.75
# How many margins a gate may lie under the best one of a question that asks for several things.
_SEVERAL = 2
_ANSWER = re.compile(r'\{\s*"answer"\s*:\s*"(?P<text>(?:[^"\\]|\\u[0-9a-fA-F]{4}|\\[^u])+)')
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")
_NUMBER = re.compile(r"\d+(?=\s*,)")


@dataclass(frozen=True, slots=True)
class Draft:
    """What one window says to one question, in the model's words. `pointed` are indexes into the window's sentences."""

    text: str
    pointed: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What one window gave for one question, in log-odds.

    `score`: the window states the draft, as the model judged it with the window before it; None of a model that cannot
    judge. `checked`: the evidence (in document order) states the answer, as it judged that alone; None where the
    finding was too weak to be checked.
    """

    visit: Visit
    draft: Draft
    score: float | None
    evidence: tuple[Evidence, ...]
    checked: float | None = None

    @property
    def strength(self) -> float:
        """Ranks the findings of a question. Gate or score alone put a wrong window first where their sum did not
        (`benchmarks/answers.py`)."""
        return self.visit.fused if self.score is None else self.score + self.visit.gate


class HasFindings(Protocol):
    @property
    def findings(self) -> tuple[Finding, ...]: ...


def sentences(window: Window) -> tuple[tuple[Document, Span], ...]:
    """The window's sentences in the order in which they are numbered."""
    return tuple((part.document, span) for part in window.parts for span in part.sentences)


def asked_for(visits: Sequence[Visit], known: Calibration, ranked: Sequence[int]) -> tuple[Visit, ...]:
    """The visits of a question that deserve a second look: their gate is near the question's best, or their window is
    among the first of `ranked`, the windows' indexes by the question's words.

    The gate's absolute value is badly calibrated in small models, its rank within a question is good; where it errs,
    words mostly do not (`benchmarks/gate.py`).
    """
    if not known.judges:
        return _fused(visits, ranked)[: known.most]
    best = max((visit.gate for visit in visits), default=0.0)
    # Of several windows that each state a part, one that states it plainly has a gate far above the others'.
    margin = _SEVERAL * known.margin if visits and several.asked_for(visits[0].question) else known.margin
    by_words = set(ranked[: known.by_words])
    return tuple(one for one in visits if one.gate >= best - margin or one.window.index in by_words)


def _fused(visits: Sequence[Visit], ranked: Sequence[int]) -> tuple[Visit, ...]:
    """The best first, by gate and words together: reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009)."""
    gates = [one.gate for one in visits]
    by_words = {index: at for at, index in enumerate(ranked, 1)}
    worths = [
        1 / (_FUSION + 1 + sum(gate > one.gate for gate in gates))
        + 1 / (_FUSION + by_words.get(one.window.index, len(visits)))
        for one in visits
    ]
    fused = [replace(one, fused=worth) for one, worth in zip(visits, worths, strict=True)]
    return tuple(sorted(fused, key=lambda one: (-one.fused, one.window.index)))


def draft(engine: Engine, visit: Visit) -> Draft:
    """Answer from this window alone, and point. Of a model that rambled on to its token limit, what is whole counts.
    Raises `EngineError` when the server did not keep to the schema."""
    count = len(sentences(visit.window))
    schema = prompts.draft_schema(count, MOST_POINTED)
    reply = generate(engine, Request(prompts.draft(visit.window, visit.question), _DRAFT_TOKENS, schema=schema))
    begun = _ANSWER.match(reply.text) if reply.finish_reason == "length" else None
    try:
        if begun:
            text = json.loads(f'"{begun["text"]}"')
            pointed = [int(number) for number in _NUMBER.findall(reply.text, begun.end())]
        else:
            given = json.loads(reply.text)
            text, pointed = given["answer"], given["sentences"]
        if isinstance(text, str) and all(isinstance(n, int) and 1 <= n <= count for n in pointed):
            return Draft(" ".join(text.split()), tuple(dict.fromkeys(n - 1 for n in pointed)))
    except (json.JSONDecodeError, TypeError, KeyError):
        pass
    raise EngineError(
        f"{engine.model} was asked for an answer with numbers from 1 to {count} and gave {reply.text[:80]!r}; "
        "the server must support response_format json_schema"
    )


def candidates(visit: Visit, drafted: Draft) -> tuple[Evidence, ...]:
    """The sentences behind a draft, in document order: those of the pointed ones, their neighbours and the best by the
    words of question and draft that carry what the draft adds to the question. Where these are headings alone, what
    stands below them joins them. An order to the model is none; a window of nothing else has no evidence.
    """
    known = sentences(visit.window)
    texts = [span.of(document.text) for document, span in known]
    orders = {at for at, text in enumerate(texts) if addressed.orders(text, visit.question)}
    by_words = [at for at, _ in bm25.rank(texts, f"{visit.question} {drafted.text}") if at not in orders]
    ranked, pointed = by_words[:BY_WORDS], [at for at in drafted.pointed if at not in orders]
    near = ({at + step for at in pointed[:1] for step in (-1, 1)} & set(range(len(known)))) - orders
    few = sorted({*pointed, *ranked, *near})
    notes = [Note(texts[at], (at,)) for at in few]
    carrying = support.choose_notes(drafted.text, [few.index(at) for at in pointed], notes, visit.question)
    chosen = {few[at] for at in carrying} | set(ranked[:1]) or set(pointed)
    if all(headings.is_heading(*known[at]) for at in chosen):
        chosen |= {at + 1 for at in chosen if at + 1 < len(known)} - orders
    return tuple(Evidence(*known[at]) for at in sorted(chosen))


def is_ordered(finding: Finding) -> bool:
    """Is a word that the draft adds to the question one of an order to the model, and of no evidence?"""
    question = finding.visit.question
    texts = [span.of(document.text) for document, span in sentences(finding.visit.window)]
    ordered = _words(text for text in texts if addressed.orders(text, question))
    held = _words(piece.text for piece in finding.evidence)
    return bool((_words([finding.draft.text]) & ordered) - held - _words([question]))


def _words(texts: Iterable[str]) -> set[str]:
    """All words; a number is the same with and without signs between its thousands."""
    return {word for text in texts for word in bm25.words(_THOUSANDS.sub("", text))}


def find(engine: Engine, visit: Visit, known: Calibration) -> Finding:
    """Draft from a window that the engine holds, and judge the draft with the window before it."""
    drafted = draft(engine, visit)
    return finding(visit, drafted, judge(engine, visit, drafted, known))


def judge(engine: Engine, visit: Visit, drafted: Draft, known: Calibration) -> float | None:
    """Does the window state what was drafted from it? None of a model that cannot tell."""
    if not known.judges:
        return None
    return log_odds(engine, prompts.stated(visit.window, visit.question, drafted.text), visit.question)


def finding(visit: Visit, drafted: Draft, score: float | None) -> Finding:
    """What a draft and its score make of a visit. Nothing is computed by a model."""
    return Finding(visit, drafted, score, candidates(visit, drafted))


def best(finding: Finding) -> Evidence:
    """The sentence of a finding with evidence that shares most with its question and draft."""
    ranked = bm25.rank([one.text for one in finding.evidence], f"{finding.visit.question} {finding.draft.text}")
    return finding.evidence[ranked[0][0] if ranked else 0]


def strong(findings: Iterable[Finding], known: Calibration) -> tuple[Finding, ...]:
    """The findings that deserve the check: whose window may state the draft, and whose strength is near the best in one
    of their documents, or that state one of several things. None of a model that cannot check."""
    passed = [one for one in findings if one.score is not None and one.score >= known.drafted]
    best: dict[str, float] = {}
    for one in passed:
        for identity in one.visit.window.documents:
            best[identity] = max(one.strength, best.get(identity, one.strength))
    return tuple(
        one
        for one in passed
        if several.asked_for(one.visit.question)
        or any(one.strength >= best[identity] - known.spread for identity in one.visit.window.documents)
    )


def check(engine: Engine, finding: Finding) -> float:
    """The second look, without the window: do these few sentences state an answer, and do they state the draft? The
    mean of both. Of several things, whether they name one: that they confirm a long draft says little."""
    lines, question = [note.line for note in notes([finding])], finding.visit.question
    asked = [prompts.check(lines, question)]
    if not several.asked_for(question):
        asked.append(prompts.confirm(lines, question, finding.draft.text))
    return fmean(log_odds(engine, one, question) for one in asked)


def selected(known: Calibration, rounds: Iterable[HasFindings]) -> tuple[Finding, ...]:
    """The findings of all rounds that an answer is written from: those that passed the check, where the model can;
    else those that words tell from the others."""
    findings = [one for each in rounds for one in each.findings]
    if not known.judges:
        return _by_words(findings)
    return tuple(one for one in findings if one.checked is not None and one.checked >= known.stated)


def _by_words(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """All findings where none has the words of its question: a text may say the same in others.

    Of 0.5B, shown the right finding beside five wrong ones, 6 of 13 answers about a literal fact were wrong.
    """
    worths = [_carried(one) for one in findings]
    best = max(worths, default=0.0)
    least = _NEARLY * best if best >= _BY_WORDS else 0.0
    return tuple(one for one, worth in zip(findings, worths, strict=True) if worth >= least)


def _carried(finding: Finding) -> float:
    """How much of the question stands in the evidence, times how much of what the draft adds to it; 0 to 1."""
    held = {word for piece in finding.evidence for word in bm25.words(piece.text)}
    asked = set(bm25.words(finding.visit.question))
    added = set(bm25.words(finding.draft.text)) - asked
    return fmean(word in held for word in asked or {""}) * fmean(word in held for word in added or {""})


def pieces(findings: Iterable[Finding]) -> tuple[Evidence, ...]:
    """The evidence of these findings, each sentence once, in document order."""
    ordered = sorted(findings, key=lambda one: one.visit.window.index)
    known = {(piece.document.id, piece.span): piece for finding in ordered for piece in finding.evidence}
    return tuple(known.values())


def notes(findings: Sequence[Finding]) -> list[Note]:
    """The pieces of these findings as a model is shown them: with their documents where several are asked, and with
    their pages where these have names."""
    named = any(one.visit.window.among > 1 for one in findings)
    return [
        Note(prompts.data(one.text), (at,), prompts.place(one, named), headings.is_heading(one.document, one.span))
        for at, one in enumerate(pieces(findings))
    ]
