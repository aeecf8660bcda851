"""What one document says of one aspect: drafted from its best windows, judged, and cited, or "not stated"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from farside.engine.base import Engine
from farside.reading import bm25, evidence, ground, prompts, scan
from farside.reading.evidence import Finding
from farside.reading.ground import Note
from farside.types import Calibration, Document, Evidence, Window
from farside.work.many import Desk
from farside.work.tables.nouns import Cell
from farside.work.tables.places import cite

# Windows that an aspect is drafted from, and sentences that a cell cites.
_DRAFTED, _CITED = 2, 3
# The least share of a draft's own words that its sentences carry.
_CARRIED = 0.5

UNSURE = "the model does not confirm that the document states this"
UNCARRIED = "few of these words stand in the sentences cited"
TURNED = "its numbers stand in another order than in the sentences cited"
NUMBER = "a number that no cited sentence holds"


@dataclass(frozen=True, slots=True)
class Said:
    """A cell, and the question that it answers."""

    question: str
    cell: Cell


def ask(engine: Engine, windows: Sequence[Window], questions: Sequence[str], known: Calibration) -> tuple[Cell, ...]:
    """A cell for each question. Every window is asked all of them while the engine holds it; then each question's best
    windows are drafted from."""
    visits = [[scan.visit(engine, window, question) for question in questions] for window in windows]
    ranker = bm25.Ranker([window.text for window in windows])
    chosen = []
    for at, question in enumerate(questions):
        ranked = [index for index, _ in ranker.rank(question)]
        own = [row[at] for row in visits]
        asked = evidence.asked_for(own, known, [windows[index].index for index in ranked])
        chosen.append(sorted(asked, key=lambda one: -one.gate)[:_DRAFTED])
    found: dict[int, list[Finding]] = {at: [] for at in range(len(questions))}
    for window in windows:
        for at, picked in enumerate(chosen):
            found[at] += [evidence.find(engine, one, known) for one in picked if one.window.index == window.index]
    return tuple(_cell(engine, question, found[at], known) for at, question in enumerate(questions))


def _cell(engine: Engine, question: str, findings: Sequence[Finding], known: Calibration) -> Cell:
    """The strongest finding, checked by the model on its few sentences and by code on its words and numbers."""
    if not findings:
        return Cell()
    best = max(findings, key=lambda one: one.strength)
    if not best.evidence or _says_nothing(best.draft.text):
        return Cell()
    if best.score is not None and best.score < known.drafted:
        return Cell()  # the window that looked best does not state its own draft
    flags = []
    if known.judges and evidence.check(engine, best) < known.stated:
        flags.append(UNSURE)
    pieces = _carrying(best)
    flags += _doubts(best.draft.text, question, pieces)
    sources = tuple(cite(piece.document, piece.span, n) for n, piece in enumerate(pieces, 1))
    return Cell(best.draft.text, best.draft.text, sources, tuple(flags))


def _says_nothing(text: str) -> bool:
    said = text.strip(" .。").lower()
    return said in ("none", "no", "not stated", "not mentioned", "n/a", "无", "没有", "未说明", "未提及", "nothing")


def _carrying(finding: Finding) -> list[Evidence]:
    """The cited sentences, those first that carry most of the draft, in the end few."""
    said = set(bm25.words(finding.draft.text))
    ordered = sorted(finding.evidence, key=lambda piece: -len(said & set(bm25.words(piece.text))))
    return ordered[:_CITED]


def _doubts(text: str, question: str, pieces: Sequence[Evidence]) -> list[str]:
    said = set(bm25.words(text)) - set(bm25.words(question))
    held = {word for piece in pieces for word in bm25.words(piece.text)}
    notes = [Note(prompts.data(piece.text), (at,)) for at, piece in enumerate(pieces)]
    few = bool(said) and len(said & held) < _CARRIED * len(said)
    number = not ground.cited(text, range(len(notes)), notes, question) and not few
    turned = not ground.in_order(text, " ".join(piece.text for piece in sorted(pieces, key=lambda one: one.span)))
    return [why for why, holds in ((UNCARRIED, few), (NUMBER, number), (TURNED, turned)) if holds]


def of_document(at: Desk, document: Document, questions: Sequence[str]) -> list[Said]:
    """The cells of one document with their questions."""
    said = ask(at.engine, at.windows(document), questions, at.calibration)
    return [Said(question, cell) for question, cell in zip(questions, said, strict=True)]
