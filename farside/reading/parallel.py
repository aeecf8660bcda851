"""Statements that say of other things what a cited one says: where a question asks for several, none is left out.

A model that is shown ten statements of one form puts some of them into its answer, and of a hundred windows it drafts
from a few only. The form itself, "One of the keys hangs in the …", is found by code in every sentence that was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from farside.reading import bm25, evidence
from farside.types import Evidence, Window

MOST = 24
"""Statements that are added to an answer."""
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
