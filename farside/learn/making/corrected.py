"""Problems of what people put right: cells of tables, and what they said of answers.

A person says what is true, and code finds the sentences that say it; what it finds nowhere, or in
several places alike, becomes no problem.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeVar

from farside.learn.making.check import Candidate, Reason, refuse_candidate, stands_in
from farside.learn.making.spans import find_spans, kind_of
from farside.learn.making.written import Source
from farside.learn.problems import PAGE, PART, Problem, ProblemKind, cut_answer, text_of
from farside.library.corrections import KeptCorrection
from farside.library.verdicts import Verdict
from farside.reading.grounding.languages import find_kinds
from farside.reading.text import bm25
from farside.reading.text.detect import language_of
from farside.types import Answer, Citation, Window
from farside.work.tables import values
from farside.work.tables.nouns import KINDS, Kind
from farside.work.tables.readings import Habit

LICENCE = "own"
MOST_ABSENT = 3
"""Windows that a person's "not stated" is asked of."""
_MARKS = re.compile(r"\[\d+\]|\(unsupported\)")

# What words of a question ask for, as `find_spans` finds it.
_ASKED: Mapping[str, ProblemKind] = MappingProxyType(
    {"when": "date", "many": "number", "who": "name"}
)

Corrected = Candidate | Reason
"""What one correction gives: a problem that code has yet to check, or why there is none."""
T = TypeVar("T")
_Find = Callable[[str], str]
"""Gives the words of a line that say what a person said, as they stand there; "" for none."""


@dataclass(frozen=True, slots=True)
class _Held:
    """The lines of a window by their indexes, one for each part of an answer, and its words."""

    source: Source
    window: Window
    lines: tuple[int, ...]
    words: tuple[str, ...]
    shared: int


def cell_candidates(source: Source, correction: KeptCorrection) -> Iterator[Corrected]:
    """Yield what a cell of this document gives: the name of its column is asked as it stands."""
    place = correction.place
    if place.item:
        yield "it is of one of several items, which its question does not name"
    elif correction.written.strip():
        habit = values.habit_of(source.document.text)
        finders = [
            _finder(place.kind, part, habit) for part in _parts(place.kind, correction.written)
        ]
        held = _only_held([source], place.column, finders)
        yield from _stated_twice(held, "field", place.column)
    else:
        yield from _absent(_nearest([source], place.column), "field", place.column)


def answer_candidates(
    sources: Sequence[Source], answer: Answer, verdict: Verdict
) -> Iterator[Corrected]:
    """Yield what a verdict gives: on its answer, whose documents these are as far as they are
    still kept."""
    cited = answer.citations if answer.found else answer.closest
    shown = _windows_of(sources, cited)
    question = " ".join(answer.question.split())
    if verdict.words:
        held = _only_held(sources, question, [_word_finder(verdict.words)])
        kind = kind_of(held.words[0]) if isinstance(held, _Held) else "fact"
        yield from _stated_twice(held, kind, question)
    elif verdict.said == "wrong":
        yield "nobody said what is right"
    elif verdict.said == "right" and answer.found:
        if not shown:
            yield "the answer does not stand in its sentences"
        for source, window in shown:
            held = _cited_held(source, window, answer)
            parts = held.words if isinstance(held, _Held) else ()
            kind = "list" if len(parts) > 1 else kind_of("".join(parts))
            yield from _stated_twice(held, kind, question)
    else:
        yield from _absent(shown or _nearest(sources, question), "fact", question)


# where it stands


def _parts(kind: str, written: str) -> tuple[str, ...]:
    """What a person wrote for a cell: several parts for a list."""
    return (values.split_list(written) or (written,)) if kind == "list" else (written,)


def _finder(kind: str, written: str, habit: Habit) -> _Find:
    """A number, an amount or a date is found however it is written; everything else by its
    words."""
    known: Kind = next((one for one in KINDS if one == kind), "text")
    wanted = values.parse_value(known, written).value if values.found_in(known, written) else None

    def find_value(line: str) -> str:
        for one in values.found_in(known, line, habit):
            if any(values.same_value(value, wanted) for value in one.values):
                return line[one.start : one.end]
        return ""

    return find_value if wanted is not None else _word_finder(written)


def _word_finder(said: str) -> _Find:
    words = r"\s*".join(map(re.escape, said.split()))

    def find_words(line: str) -> str:
        if not stands_in(said, line):
            return ""
        exact = re.search(words, line, re.IGNORECASE)
        return exact[0] if exact else said

    return find_words


def _only_held(
    sources: Sequence[Source], question: str, finders: Sequence[_Find]
) -> _Held | Reason:
    """The only window that holds it, or the one that shares most with the question."""
    asked = set(bm25.split_words(question))
    found: list[_Held] = []
    several = False
    for source in sources:
        for window in source.windows:
            lines = _lines(window)
            held = [[at for at, line in enumerate(lines) if find(line)] for find in finders]
            if not all(held):
                continue
            scores = [len(asked & set(bm25.split_words(line))) for line in lines]
            chosen = [_only_best(each, [scores[at] for at in each]) for each in held]
            at = tuple(one for one in chosen if one is not None)
            several = several or len(at) < len(chosen)
            if len(at) == len(chosen):
                words = tuple(find(lines[one]) for find, one in zip(finders, at, strict=True))
                found.append(_Held(source, window, at, words, sum(scores[one] for one in at)))
    best = _only_best(found, [one.shared for one in found])
    if best is not None:
        return best
    if found or several:
        return "the answer stands in other sentences too"
    return "the answer does not stand in its sentences"


def _only_best(options: Sequence[T], scores: Sequence[int]) -> T | None:
    """The one with the highest score; None where there is none, or several alike."""
    best = max(scores, default=0)
    return options[scores.index(best)] if list(scores).count(best) == 1 else None


def _cited_held(source: Source, window: Window, answer: Answer) -> _Held | Reason:
    """The lines of a window that an answer cites for its short words, or else for the words of its
    sentences, where these stand there."""
    lines, cited = _lines(window), _cited_lines(source, window, answer.citations)
    for said in _said_shortly(source, answer):
        finders = [_word_finder(part) for part in said]
        held = [[at for at in cited if find(lines[at])] for find in finders]
        if all(held):
            words = tuple(find(lines[at[0]]) for find, at in zip(finders, held, strict=True))
            every = held[0] if len(held) == 1 else [at[0] for at in held]
            return _Held(source, window, tuple(every), words, 0)
    return "the answer does not stand in its sentences"


def _said_shortly(source: Source, answer: Answer) -> Iterator[Sequence[str]]:
    """Yield the ways in which an answer was said of a document, each in its parts: its drafts, its
    sentences, and the only date, number or name of them where the question asks for such."""
    for entry in answer.ledger:
        of_it = entry.document_id == source.document.id and entry.asked == answer.question
        if of_it and entry.used and entry.draft:
            yield [part for part in entry.draft.split(PART.strip()) if part.strip()]
    told = [" ".join(_MARKS.sub("", one.text).split()) for one in answer.sentences if one.supported]
    yield from ([one.rstrip(".。")] for one in told if one.rstrip(".。"))
    kinds = {_ASKED[one] for one in find_kinds(answer.question) & _ASKED.keys()}
    spans = {span.text for one in told for span in find_spans(one) if span.kind in kinds}
    if len(spans) == 1:
        yield [*spans]


def _windows_of(
    sources: Sequence[Source], cited: Iterable[Citation]
) -> list[tuple[Source, Window]]:
    """The windows that hold one of the citations."""
    places = tuple(cited)
    return [
        (source, window)
        for source in sources
        for window in source.windows
        if _cited_lines(source, window, places)
    ]


def _cited_lines(source: Source, window: Window, cited: Iterable[Citation]) -> list[int]:
    """The indexes of the lines of a window that citations are of."""
    spans = [(one.start, one.end) for one in cited if one.document_id == source.document.id]
    return [
        at
        for at, span in enumerate(window.parts[0].sentences)
        if any(start < span.end and span.start < end for start, end in spans)
    ]


def _nearest(sources: Sequence[Source], question: str) -> list[tuple[Source, Window]]:
    """The windows that share most with a question, the best first; the first ones where none
    does."""
    everywhere = [(source, window) for source in sources for window in source.windows]
    ranked = bm25.rank_texts([window.text for _, window in everywhere], question)
    return [everywhere[at] for at, _ in ranked] or everywhere


# the problems


def _stated_twice(held: _Held | Reason, kind: ProblemKind, question: str) -> Iterator[Corrected]:
    """Yield the problem whose window states it and, where that is true, its twin without the
    sentences that do."""
    if not isinstance(held, _Held):
        yield held
        return
    stated = _stated(held, "list" if len(held.words) > 1 else kind, question)
    yield stated
    if isinstance(stated, Candidate) and refuse_candidate(stated) is None:
        absent = cut_answer(stated.problem)
        if absent is not None:
            yield Candidate(absent, stated.problem.answer)


def _stated(held: _Held, kind: ProblemKind, question: str) -> Corrected:
    answer = PART.join(" ".join(one.split()) for one in held.words)
    if answer.startswith("["):
        return "the answer would be read differently"
    numbers = tuple(at + 1 for at in held.lines)
    return _problem(held.source, held.window, kind, question, answer, numbers)


def _absent(
    near: Sequence[tuple[Source, Window]], kind: ProblemKind, question: str
) -> Iterator[Corrected]:
    for source, window in near[:MOST_ABSENT]:
        yield _problem(source, window, kind, question, "", ())
    if not near:
        yield "nobody said what is right"


def _problem(
    source: Source,
    window: Window,
    kind: ProblemKind,
    question: str,
    answer: str,
    numbers: tuple[int, ...],
) -> Corrected:
    if not question.strip():
        return "the question is no question"
    text = text_of(window.parts[0])
    problem = Problem(
        kind=kind,
        language=language_of(text).code or language_of(question).code,
        text=text,
        question=question,
        answer=answer,
        sentences=numbers,
        made="corrected",
        source=source.document.name,
        licence=source.licence,
        document=source.digest,
    )
    return Candidate(problem, answer)


def _lines(window: Window) -> list[str]:
    return [line.removeprefix(PAGE) for line in text_of(window.parts[0]).split("\n")]
