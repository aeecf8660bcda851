"""What one document says about one aspect: drafted from its best windows, judged, and cited, or
"not stated"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from farside.engine.base import Engine
from farside.reading import scan
from farside.reading.careful import evidence
from farside.reading.cost import plan
from farside.reading.findings import Finding
from farside.reading.grounding import echo, headings, support
from farside.reading.grounding.notes import Note
from farside.reading.prompts import wording
from farside.reading.text import bm25
from farside.types import Calibration, Document, Evidence, Window
from farside.work.session import Desk
from farside.work.tables.nouns import Cell
from farside.work.tables.places import cite_span

# Windows that an aspect is drafted from, and sentences that a cell cites.
_DRAFTED, _CITED = 2, 3
# Characters of a draft that may have ended at its most, spaces left out.
_CUT = wording.LONGEST_DRAFT - 10
# The least share of a draft's own words that its sentences carry.
_CARRIED = 0.5

# A reply of one clause which says that the text, not its subject, tells nothing about this.
_NOTHING = re.compile(
    r"(?:the|this) (?:text|paper|document|article|author)s?(?: itself)? (?:does|do"
    r"|did) not (?:\w+ )?"
    r"(?:mention|name|state|specify|say|give|provide|discuss|contain)\b[^,;:.]*"
    r"|(?:文本|文中|本文|文章|文件|作者)(?:自己|中)?(?:并)?(?:没有|未)(?:明确)?(?:提到|提及|说明"
    r"|指出|给出)[^，；：。]*"
)
# A reply which says that the text tells about it, and perhaps not what.
_OF_THE_TEXT = re.compile(
    r"(?:the|this) (?:text|paper|document|article|author)s?(?: itself)? (?:mention|name|describe"
    r"|discuss|list)s?\b"
    r"|(?:文本|文中|本文|文章|文件|作者)(?:自己|中)?(?:提到|提及|描述|讨论|列出|指出)了"
)

UNSURE = "the model does not confirm that the document states this"
UNCARRIED = "few of these words stand in the sentences cited"
TURNED = "its numbers stand in another order than in the sentences cited"
NUMBER = "a number that no cited sentence holds"
HEADING = "its only quotation is a heading"
ABOUT = "it speaks of the text, and perhaps does not say what is asked"


@dataclass(frozen=True, slots=True)
class SaidCell:
    """A cell, and the question that it answers."""

    question: str
    cell: Cell


def ask_aspects(
    engine: Engine, windows: Sequence[Window], questions: Sequence[str], known: Calibration
) -> tuple[Cell, ...]:
    """A cell for each question. Every window is asked all of them while the engine holds it; then
    each question's best windows are drafted from."""
    queries = [plan.make_query(question) for question in questions]
    visits = [
        [scan.visit_window(engine, window, one.text, one.several) for one in queries]
        for window in windows
    ]
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
            found[at] += [
                evidence.find_in_window(engine, one, known)
                for one in picked
                if one.window.index == window.index
            ]
    return tuple(_cell(engine, question, found[at], known) for at, question in enumerate(questions))


def _cell(engine: Engine, question: str, findings: Sequence[Finding], known: Calibration) -> Cell:
    """The strongest finding, checked by the model on its few sentences and by code on its words and
    numbers."""
    if not findings:
        return Cell()
    best = max(findings, key=lambda one: one.strength)
    if not best.evidence or best.draft.is_none or _says_nothing(best.draft.text):
        return Cell()
    if best.score is not None and best.score < known.drafted:
        return Cell()  # the window that looked best does not state its own draft
    flags = []
    if known.judges and evidence.check_finding(engine, best, known.aids.confirms) < known.stated:
        flags.append(UNSURE)
    pieces = _carrying(best)
    if echo.find_echo(best.draft.text, [piece.text for piece in pieces]):
        return Cell().flagged(echo.WHY)
    flags += _doubts(best.draft.text, question, pieces)
    sources = tuple(cite_span(piece.document, piece.span, n) for n, piece in enumerate(pieces, 1))
    whole = _whole(best.draft.text, pieces)
    return Cell(whole, whole, sources, tuple(flags))


def _whole(text: str, pieces: Sequence[Evidence]) -> str:
    """A draft that ended at its most characters, as far as a cited sentence goes on with it; else
    marked as cut."""
    if len(text) < _CUT or text[-1] in ".!?。！？":
        return text
    said = [" ".join(piece.text.split()) for piece in pieces]
    return next((one[one.index(text) :] for one in said if text in one), f"{text} …")


def _says_nothing(text: str) -> bool:
    said = text.strip(" .。").lower()
    words = (
        "none",
        "no",
        "not stated",
        "not mentioned",
        "n/a",
        "无",
        "没有",
        "未说明",
        "未提及",
        "nothing",
    )
    return said in words or bool(_NOTHING.fullmatch(said))


def _carrying(finding: Finding) -> list[Evidence]:
    """The cited sentences, those first that carry most of the draft, in the end few."""
    said = set(bm25.split_words(finding.draft.text))
    ordered = sorted(
        finding.evidence, key=lambda piece: -len(said & set(bm25.split_words(piece.text)))
    )
    return ordered[:_CITED]


def _doubts(text: str, question: str, pieces: Sequence[Evidence]) -> list[str]:
    said = set(bm25.split_words(text)) - set(bm25.split_words(question))
    held = {word for piece in pieces for word in bm25.split_words(piece.text)}
    notes = [Note(wording.harmless_line(piece.text), (at,)) for at, piece in enumerate(pieces)]
    few = (bool(said) and len(said & held) < _CARRIED * len(said)) or not support.is_carried(
        text, notes, question
    )
    number = not support.choose_notes(text, range(len(notes)), notes, question) and not few
    title = all(headings.is_heading(piece.document, piece.span) for piece in pieces)
    turned = not support.keeps_order(
        text, " ".join(piece.text for piece in sorted(pieces, key=lambda one: one.span))
    )
    about = bool(_OF_THE_TEXT.match(text.lower()))
    doubts = (
        (UNCARRIED, few),
        (NUMBER, number),
        (TURNED, turned),
        (ABOUT, about),
        (HEADING, title),
    )
    return [why for why, holds in doubts if holds]


def of_document(at: Desk, document: Document, questions: Sequence[str]) -> list[SaidCell]:
    """The cells of one document with their questions."""
    said = ask_aspects(at.engine, at.windows(document), questions, at.calibration)
    return [SaidCell(question, cell) for question, cell in zip(questions, said, strict=True)]
