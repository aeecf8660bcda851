"""Where a question asks for several things, none is left out: what stands beside the cited statements.

A model that is shown ten statements of one form puts some of them into its answer, and of a hundred windows it drafts
from a few only. The form itself, "One of the keys hangs in the …", is found by code in every sentence that was read.
Items of a list have words of their own: those beside a cited one are put to the model, one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from farside.engine.base import Engine
from farside.reading import bm25, evidence, lists, prompts
from farside.reading.scan import log_odds
from farside.types import Calibration, Evidence, Window

MOST = 24
"""Statements of a form that are added to an answer."""
MOST_ITEMS = 60
"""Items of lists that are put to the model, about a second each on two cores."""
# Of the words of both statements, the least number that they share, and the least share of the longer one's.
_LEAST, _ALIKE = 4, 0.6
_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# How people ask for more than one thing.
_SEVERAL = re.compile(
    rf"\b(?:all|both|each|every|list|several|{_NUMBERS}|\d+ (?:\w+ )?\w+s)\b"
    "|所有|全部|列出|列举|分别|哪些|哪几|各[个项种]|每[个一项种]",
    re.IGNORECASE,
)


def wanted(question: str) -> bool:
    """Whether a question asks for several things, as far as its words tell."""
    return bool(_SEVERAL.search(question))


def beside(
    engine: Engine, windows: Sequence[Window], known: Calibration, question: str, cited: Sequence[Evidence], told: str
) -> Iterator[Evidence]:
    """What the answer `told` to a question that asks for several things leaves out: statements of the form of a cited
    one, then items of its list that state an answer, as a model judges that can (`known`)."""
    if not wanted(question):
        return
    alike = find(windows, cited, question, told)
    yield from alike
    if known.judges:
        for item in islice(lists.beside(windows, (*cited, *alike)), MOST_ITEMS):
            lines = [prompts.data(one.text) for one in (item.lead, item.piece) if one]
            if log_odds(engine, prompts.check(lines, question), question) >= known.stated:
                yield item.piece


def find(windows: Sequence[Window], cited: Sequence[Evidence], question: str, told: str) -> tuple[Evidence, ...]:
    """The sentences of `windows`, in their order, that have the form of a cited one with all that it has of the
    question's words, and words beyond that form which the answer, `told`, does not have; at most `MOST`. A sentence may
    be cited and its own words left out."""
    asked, known = set(bm25.words(question)), set(bm25.words(told))
    forms = [(form, form & asked) for form in (set(bm25.words(piece.text)) for piece in cited)]
    found: list[Evidence] = []
    for piece in _sentences(windows) if forms else ():
        own = set(bm25.words(piece.text))
        beyond = _beyond(own, [form for form, needed in forms if form != own and needed <= own])
        if not beyond <= known:
            known |= own
            found.append(piece)
    return tuple(found[:MOST])


def _sentences(windows: Iterable[Window]) -> Iterator[Evidence]:
    return (Evidence(document, span) for window in windows for document, span in evidence.sentences(window))


def _beyond(words: set[str], forms: Iterable[set[str]]) -> set[str]:
    """What a sentence says beyond the form that it shares; nothing where it shares none."""
    for form in forms:
        shared = words & form
        if len(shared) >= _LEAST and len(shared) >= _ALIKE * max(len(words), len(form)):
            return words - form
    return set()
