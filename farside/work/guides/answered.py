"""Questions that a window answers: the model proposes them, and only those stay that the window was
found to answer, in a sentence that carries the answer."""

from __future__ import annotations

import json
from dataclasses import dataclass

from farside.engine.base import Engine, Message, Request, generate_reply
from farside.reading import scan
from farside.reading.careful import evidence
from farside.reading.cost import plan
from farside.reading.findings import Finding, is_ordered
from farside.reading.grounding import content, echo, headings, support
from farside.reading.grounding.notes import Note
from farside.reading.prompts import for_guides
from farside.reading.text import bm25
from farside.types import Calibration, Evidence, Window
from farside.work.guides.guide import AnsweredQuestion
from farside.work.tables import places

_TOKENS = 48
"""Of the reply, for each question that is proposed."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A question that a window answers: what was found, and the sentence that carries it alone."""

    question: str
    finding: Finding
    carrying: Evidence

    def tell_draft(self) -> AnsweredQuestion:
        """The answer in the model's own few words."""
        cited = places.cite_span(self.carrying.document, self.carrying.span)
        return AnsweredQuestion(self.question, self.finding.draft.text, cited)


def propose_questions(
    engine: Engine, window: Window, asked: tuple[Message, ...], most: int, least: int = 1
) -> tuple[str, ...]:
    """Questions in the model's words, each once; none that repeats what it was asked. `asked` is
    the prompt, whose reply follows `for_guides.questions_schema`."""
    request = Request(asked, most * _TOKENS, schema=for_guides.questions_schema(most, least))
    given = read_field(generate_reply(engine, request).text, "questions")
    said = given if isinstance(given, list) else []
    proposed = dict.fromkeys(" ".join(str(one).split()) for one in said)
    return tuple(one for one in proposed if one and not echo.find_echo(one, [window.text]))


def read_field(reply: str, key: str) -> object:
    """The value under `key`; None where the reply is not JSON."""
    try:
        return dict(json.loads(reply)).get(key)
    except (ValueError, TypeError):
        return None


def try_question(engine: Engine, window: Window, question: str, known: Calibration) -> Tried | None:
    """The question with the model's draft, where that adds to the question, one sentence carries it
    and it is judged to be stated."""
    asked = plan.make_query(question)
    finding = evidence.find_in_window(
        engine, scan.visit_window(engine, window, asked.text, asked.several), known
    )
    carrying = None if content.adds_nothing(finding.draft.text, [question]) else _carrying(finding)
    if carrying is None or is_ordered(finding) or not _is_stated(engine, finding, carrying, known):
        return None
    return Tried(question, finding, carrying)


def _carrying(finding: Finding) -> Evidence | None:
    """The sentence that carries all of the draft by itself: its words, its numbers; no heading."""
    for piece in finding.evidence:
        note = Note(piece.text, (0,), heading=headings.is_heading(piece.document, piece.span))
        if support.cite_notes(finding.draft.text, [0], [note], finding.visit.question):
            return piece
    return None


def _is_stated(engine: Engine, finding: Finding, carrying: Evidence, known: Calibration) -> bool:
    """Decide as for an answer: the model looks twice. Where it cannot judge, all words of the
    question must stand in the evidence."""
    if finding.score is None:
        return _has_all_words(finding.visit.question, carrying)
    return (
        finding.score >= known.drafted
        and evidence.check_finding(engine, finding, known.aids.confirms) >= known.stated
    )


def _has_all_words(question: str, carrying: Evidence) -> bool:
    """Tell whether the sentence has all words of the question: asked for the VAT number, a 0.5B
    model gives the amount of the VAT.
    """
    words = content.find_words(question)
    return bool(words) and words <= content.share_words(words, bm25.split_words(carrying.text))
