"""What windows gave to questions: drafts, and evidence that is exact by construction, whichever
reader found it.

A model points at the numbers of sentences; evidence is cut from the document by their spans. Small
models answer well and point one sentence off, so the words of a draft find its sentences too where
the model needs that aid (BM25).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Protocol

from farside.reading.grounding import headings, support
from farside.reading.grounding.notes import Note
from farside.reading.prompts import wording
from farside.reading.scan import Visit
from farside.reading.text import addressed, bm25
from farside.types import USUAL_AIDS, Aids, Calibration, Document, Evidence, Span, Window

# The window's best sentences by the words of the question and the draft, that join the pointed
# ones.
BY_WORDS = 2
# Where the best finding holds this share of the words of question and draft, findings with less
# than the second share of what it holds are left out.
_BY_WORDS, _NEARLY = 0.5, 0.75
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3})")


@dataclass(frozen=True, slots=True)
class WindowDraft:
    """What one window says to one question, in the model's words. `pointed` are indexes into the
    window's sentences."""

    text: str
    pointed: tuple[int, ...]

    @property
    def is_none(self) -> bool:
        """Tell whether the model said that the window does not state the answer; it then points at
        what leads there."""
        return not self.text


@dataclass(frozen=True, slots=True)
class Finding:
    """What one window gave for one question, in log-odds.

    `score`: how far the window states the draft, as the model judged with the window before it;
    None for a model that cannot judge. `checked`: how far the evidence (in document order) states
    the answer, as the model judged from the evidence alone; None where the finding was too weak to
    be checked.
    """

    visit: Visit
    draft: WindowDraft
    score: float | None
    evidence: tuple[Evidence, ...]
    checked: float | None = None

    @property
    def strength(self) -> float:
        """Ranks the findings of a question. Gate or score alone put a wrong window first where
        their sum did not (`benchmarks/answers.py`)."""
        return self.visit.fused if self.score is None else self.score + self.visit.gate


class HasFindings(Protocol):
    @property
    def findings(self) -> tuple[Finding, ...]: ...


def list_sentences(window: Window) -> tuple[tuple[Document, Span], ...]:
    """The window's sentences, in the order of their numbers."""
    return tuple((part.document, span) for part in window.parts for span in part.sentences)


def find_evidence(
    visit: Visit, drafted: WindowDraft, aids: Aids = USUAL_AIDS
) -> tuple[Evidence, ...]:
    """The sentences behind a draft, in document order. Candidates are the pointed ones and, with
    these aids, their neighbours and the best ones by the words of question and draft; those stay
    that carry what the draft adds to the question. Where only headings stay, what stands below them
    joins them. An order to the model is no evidence; a window of nothing else has none.
    """
    known = list_sentences(visit.window)
    texts = [span.of(document.text) for document, span in known]
    orders = {at for at, text in enumerate(texts) if addressed.orders_reply(text, visit.question)}
    said = f"{visit.question} {drafted.text}"
    by_words = (
        [at for at, _ in bm25.rank_texts(texts, said) if at not in orders] if aids.by_words else []
    )
    ranked, pointed = by_words[:BY_WORDS], [at for at in drafted.pointed if at not in orders]
    steps = (-1, 1) if aids.neighbours else ()
    near = ({at + step for at in pointed[:1] for step in steps} & set(range(len(known)))) - orders
    few = sorted({*pointed, *ranked, *near})
    notes = [Note(texts[at], (at,)) for at in few]
    carrying = support.choose_notes(
        drafted.text, [few.index(at) for at in pointed], notes, visit.question
    )
    chosen = {few[at] for at in carrying} | set(ranked[:1]) or set(pointed)
    if all(headings.is_heading(*known[at]) for at in chosen):
        chosen |= {at + 1 for at in chosen if at + 1 < len(known)} - orders
    return tuple(Evidence(*known[at]) for at in sorted(chosen))


def is_ordered(finding: Finding) -> bool:
    """Tell whether the draft adds a word to the question that stands in an order to the model and
    in no evidence."""
    question = finding.visit.question
    texts = [span.of(document.text) for document, span in list_sentences(finding.visit.window)]
    ordered = _words(text for text in texts if addressed.orders_reply(text, question))
    held = _words(piece.text for piece in finding.evidence)
    return bool((_words([finding.draft.text]) & ordered) - held - _words([question]))


def _words(texts: Iterable[str]) -> set[str]:
    """All words; a number is the same with and without signs between its thousands."""
    return {word for text in texts for word in bm25.split_words(_THOUSANDS.sub("", text))}


def make_finding(
    visit: Visit, drafted: WindowDraft, score: float | None, aids: Aids = USUAL_AIDS
) -> Finding:
    """Make a finding of a visit from its draft and score, without asking a model."""
    return Finding(visit, drafted, score, find_evidence(visit, drafted, aids))


def find_best(finding: Finding) -> Evidence:
    """The sentence of a finding with evidence that shares most with its question and draft."""
    ranked = bm25.rank_texts(
        [one.text for one in finding.evidence], f"{finding.visit.question} {finding.draft.text}"
    )
    return finding.evidence[ranked[0][0] if ranked else 0]


def select_findings(known: Calibration, rounds: Iterable[HasFindings]) -> tuple[Finding, ...]:
    """The findings of all rounds that an answer is written from: those that passed the check, where
    the model can, or that the direct reader found; else those that words tell from the others."""
    findings = [one for each in rounds for one in each.findings if not one.draft.is_none]
    if known.reader == "direct":
        return tuple(findings)
    if not known.judges:
        return _by_words(findings)
    return tuple(one for one in findings if one.checked is not None and one.checked >= known.stated)


def _by_words(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """Choose by words; all findings where none has the words of its question: a text may say the
    same in others.

    With the 0.5B model, shown the right finding beside five wrong ones, 6 of 13 answers about a
    literal fact were wrong.
    """
    worths = [_carried(one) for one in findings]
    best = max(worths, default=0.0)
    least = _NEARLY * best if best >= _BY_WORDS else 0.0
    return tuple(one for one, worth in zip(findings, worths, strict=True) if worth >= least)


def _carried(finding: Finding) -> float:
    """The share of the question's words that stand in the evidence, times the share of the words
    that the draft adds to it; 0 to 1."""
    held = {word for piece in finding.evidence for word in bm25.split_words(piece.text)}
    asked = set(bm25.split_words(finding.visit.question))
    added = set(bm25.split_words(finding.draft.text)) - asked
    return fmean(word in held for word in asked or {""}) * fmean(
        word in held for word in added or {""}
    )


def list_pieces(findings: Iterable[Finding]) -> tuple[Evidence, ...]:
    """The evidence of these findings, each sentence once, in document order."""
    ordered = sorted(findings, key=lambda one: one.visit.window.index)
    known = {
        (piece.document.id, piece.span): piece for finding in ordered for piece in finding.evidence
    }
    return tuple(known.values())


def make_notes(findings: Sequence[Finding]) -> list[Note]:
    """The pieces of these findings as a model is shown them: with their documents where several are
    asked, and with their pages where these have names."""
    named = any(one.visit.window.among > 1 for one in findings)
    return [
        Note(
            wording.harmless_line(one.text),
            (at,),
            wording.evidence_place(one, named),
            headings.is_heading(one.document, one.span),
        )
        for at, one in enumerate(list_pieces(findings))
    ]
