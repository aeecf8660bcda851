"""A question that asks for several things gets all of them: also those that stand beside the cited
statements.

A model that is shown ten statements puts some of them into its answer, and of a hundred windows it
drafts from a few only. What it was shown and leaves out is told in the document's own words. The
form itself, "One of the keys hangs in the …", is found by code in every sentence that was read.
Items of a list have words of their own: those beside a cited one are put to the model, one by one.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from farside.engine.base import Engine
from farside.reading.findings import Finding, find_best, list_sentences
from farside.reading.prompts import wording
from farside.reading.scan import log_odds
from farside.reading.text import bm25, lists
from farside.types import Calibration, Evidence, Span, Window

MOST = 24
"""Statements of a form that are added to an answer."""
MOST_ITEMS = 60
"""Items of lists that are put to the model, about a second each on two cores."""
# How far under the best finding, in log-odds, the model's judgement of an item may lie: to Chinese
# items it always says Yes.
_UNDER = 1.2
# Characters that a name or a heading does not end with.
_ENDS = tuple(".!?;。！？；")
# The least number of words that two statements share, and the least share of the longer one's
# words.
_LEAST, _ALIKE = 4, 0.6


@dataclass(frozen=True, slots=True)
class LookedWindows:
    """What an answer to a question of several things is written from: the windows that were looked
    at, the findings that were chosen, and how the model's judgements are read."""

    question: str
    windows: Sequence[Window]
    findings: Sequence[Finding]
    known: Calibration


def find_left_out(
    engine: Engine, looked: LookedWindows, cited: Sequence[Evidence], told: str
) -> Iterator[Evidence]:
    """Yield what the answer `told` to a question that asks for several things leaves out. Where
    findings are believed, that is the best sentence of each finding that `cited` has nothing of.
    With the aid `siblings` it is also statements of the form of these or of a cited one, and those
    items of their lists that the model says name one of the things."""
    known = {(one.document.id, one.span) for one in cited}
    judges = looked.known.judges
    left = (
        _best(_uncited(looked.findings, known), looked.question)
        if looked.known.believes_findings
        else []
    )
    if not looked.known.aids.siblings:
        yield from left
        return
    alike = find_alike(
        looked.windows,
        (*cited, *left),
        looked.question,
        " ".join((told, *(one.text for one in left))),
    )
    yield from (*left, *alike)
    if judges:
        yield from _items(engine, looked, (*cited, *left, *alike))


def _items(engine: Engine, looked: LookedWindows, told: Sequence[Evidence]) -> Iterator[Evidence]:
    """The items beside those that are told that name one of the things, as the model says when it
    is asked about each by itself."""
    best = max((one.checked or 0.0 for one in looked.findings), default=0.0)
    least = max(looked.known.stated, best - _UNDER)
    for item in islice(lists.items_beside(looked.windows, told), MOST_ITEMS):
        lines = [one.text for one in (item.lead, item.piece) if one]
        if (
            log_odds(
                engine, wording.check_prompt(lines, looked.question, several=True), looked.question
            )
            >= least
        ):
            yield item.piece


def _uncited(findings: Sequence[Finding], cited: Collection[tuple[str, Span]]) -> Iterator[Finding]:
    """The findings that no cited evidence comes from, in the order of the documents."""
    for one in sorted(findings, key=lambda one: one.visit.window.index):
        if one.evidence and not any(
            (piece.document.id, piece.span) in cited for piece in one.evidence
        ):
            yield one


def _best(findings: Iterable[Finding], question: str) -> list[Evidence]:
    """A sentence of each finding, once: the one with most of the question's words. A name or a
    heading that has none of them says nothing of what was asked."""
    found: dict[tuple[str, Span], Evidence] = {}
    for one in findings:
        ranked = bm25.rank_texts([piece.text for piece in one.evidence], question)
        best = one.evidence[ranked[0][0]] if ranked else find_best(one)
        if ranked or len(best.text.split()) >= _LEAST or best.text.rstrip().endswith(_ENDS):
            found.setdefault((best.document.id, best.span), best)
    return list(found.values())


def find_alike(
    windows: Sequence[Window], cited: Sequence[Evidence], question: str, told: str
) -> tuple[Evidence, ...]:
    """The sentences of `windows`, in their order, that have the form of a cited one with all that
    it has of the question's words, and words beyond that form which the answer, `told`, does not
    have; at most `MOST`. A sentence may be cited and its own words left out."""
    asked, known = set(bm25.split_words(question)), set(bm25.split_words(told))
    forms = [
        (form, form & asked) for form in (set(bm25.split_words(piece.text)) for piece in cited)
    ]
    found: list[Evidence] = []
    for piece in _sentences(windows) if forms else ():
        own = set(bm25.split_words(piece.text))
        beyond = _beyond(own, [form for form, needed in forms if form != own and needed <= own])
        footer = beyond == {str(piece.document.page_at(piece.span.start).number)}
        if not footer and not beyond <= known:
            known |= own
            found.append(piece)
    return tuple(found[:MOST])


def _sentences(windows: Iterable[Window]) -> Iterator[Evidence]:
    return (
        Evidence(document, span) for window in windows for document, span in list_sentences(window)
    )


def _beyond(words: set[str], forms: Iterable[set[str]]) -> set[str]:
    """The words of a sentence beyond the form that it shares; none where it shares no form."""
    for form in forms:
        shared = words & form
        if len(shared) >= _LEAST and len(shared) >= _ALIKE * max(len(words), len(form)):
            return words - form
    return set()
