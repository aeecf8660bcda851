"""Natural questions from real texts: a model writes them, code keeps those that can be seen to be
right, each with a twin whose window does not state it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from random import Random

from farside.engine.base import Engine, Request, generate_reply
from farside.learn.making.check import (
    Candidate,
    Reason,
    refuse_candidate,
    refuse_question,
    says_same,
    shares_language,
    shares_words,
    stands_in,
    states_words,
)
from farside.learn.making.spans import AskedSpan, find_spans, kind_of
from farside.learn.problems import (
    PAGE,
    Made,
    Problem,
    cut_answer,
    text_of,
    window_of,
    window_of_text,
)
from farside.reading import plain, scan, windows
from farside.reading.grounding import headings
from farside.reading.grounding.languages import find_kinds
from farside.reading.prompts import for_making, for_plain
from farside.reading.text import addressed, bm25
from farside.reading.text.detect import language_of
from farside.types import Document, Window

# Windows of several sizes are learned from; the largest one that is asked for bounds them.
_SIZES = (400, 800, 1600)
# Of a reply: JSON of a question and an answer, and a draft in one line.
_WRITTEN_TOKENS, _DRAFT_TOKENS = 160, 60
# Characters of a sentence that a question is written about.
_SHORTEST, _LONGEST = 24, 400
_SHORTEST_DENSE = 14
# How often the model chooses what to ask for, where code has found something.
_FREE = 0.3
# The share of its sentence that an answer may be: who copies it all has asked for nothing.
_MOST_OF_SENTENCE = 0.7
_MARKS = ("?", "？", "؟")
# Windows that may be near misses, the nearest ones first.
_NEAR = 4


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its licence, and the windows that it is read in."""

    document: Document
    licence: str
    digest: str
    windows: tuple[Window, ...]


def cut_source(
    document: Document, licence: str, limit: int, count: windows.Count, seed: int
) -> Source:
    """The document with its windows of at most `limit` tokens, whose size chance chooses."""
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    size = min(limit, Random(f"{seed}|{digest}").choice(_SIZES))
    cut = windows.cut_windows([document], size, count) if document.text.strip() else ()
    return Source(document, licence, digest, cut)


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an attempt: a problem to keep, or the reason why there is none."""

    kept: Problem | None
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class _Place:
    """A sentence of a window; `at` is its index."""

    window: Window
    at: int


class Writer:
    """Makes problems from the sources; windows of any of them may be near misses."""

    def __init__(self, engine: Engine, sources: Sequence[Source], seed: int) -> None:
        self._engine, self._sources, self._seed = engine, sources, seed

    @cached_property
    def _everywhere(self) -> tuple[tuple[Source, Window], ...]:
        return tuple((source, window) for source in self._sources for window in source.windows)

    @cached_property
    def _ranker(self) -> bm25.Ranker:
        return bm25.Ranker([window.text for _, window in self._everywhere])

    def try_problems(self, source: Source) -> Iterator[Tried]:
        """Try one sentence after the other, in an order of chance; the caller ends it when it has
        enough. Raises `EngineError` when the engine fails."""
        rng = Random(f"{self._seed}|{source.digest}")
        for place in _places(source, rng):
            stated = self._write(source, place, rng)
            if isinstance(stated, str):
                yield Tried(None, stated)
                continue
            yield Tried(stated, None)
            yield from self._twin(source, place, stated, rng)

    def _write(self, source: Source, place: _Place, rng: Random) -> Problem | Reason:
        """A problem of this sentence, or why there is none."""
        text = text_of(place.window.parts[0])
        lines = [line.removeprefix(PAGE) for line in text.split("\n")]
        others = [line for at, line in enumerate(lines) if at != place.at]
        spans = [
            span
            for span in find_spans(lines[place.at])
            if not any(stands_in(span.text, line) for line in others)
        ]
        wanted = rng.choice(spans) if spans and rng.random() >= _FREE else None
        asked = self._ask_for_question(source, text, lines[place.at], wanted)
        if asked is None:
            return "the reply was no question and answer"
        question, answer = asked
        at = place.at if wanted else _only_line(lines, answer, place.at)
        problem = Problem(
            kind=wanted.kind if wanted else kind_of(answer),
            language=language_of(lines[at]).code or language_of(text).code,
            text=text,
            question=question,
            answer=answer,
            sentences=(at + 1,),
            made="written",
            source=source.document.name,
            licence=source.licence,
            document=source.digest,
        )
        return self._refuse(problem) or problem

    def _ask_for_question(
        self, source: Source, text: str, sentence: str, wanted: AskedSpan | None
    ) -> tuple[str, str] | None:
        """The question and answer that the model writes; None for something else."""
        answer = wanted.text if wanted else ""
        prompt = for_making.question_prompt(
            window_of_text(text, source.document.name), sentence, answer
        )
        schema = for_making.question_schema(answered=wanted is not None)
        reply = generate_reply(self._engine, Request(prompt, _WRITTEN_TOKENS, schema=schema))
        try:
            written = json.loads(reply.text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(written, dict):
            return None
        given = " ".join(str(written.get("question", "")).split())
        said = answer or " ".join(str(written.get("answer", "")).split()).rstrip(".。")
        return (given, said) if given and said and not said.startswith("[") else None

    def _refuse(self, problem: Problem) -> Reason | None:
        """Why a stated problem is not kept: by its words first, then the model is asked again."""
        evidence = [problem.lines[number - 1] for number in problem.sentences]
        if not problem.question.endswith(_MARKS) and not find_kinds(problem.question):
            return "the question is no question"
        reason = refuse_question(problem.question) or refuse_candidate(
            Candidate(problem, problem.answer)
        )
        if reason is not None:
            return reason
        if len(problem.answer) > _MOST_OF_SENTENCE * len(evidence[0]):
            return "the answer is too long"
        if not shares_language(problem.question, " ".join(evidence)):
            return "the question is in another language"
        if not shares_words(problem.question, evidence):
            return "the question shares no word with what states its answer"
        if not says_same(self._draft(problem), problem.answer):
            return "asked again, another answer came"
        return None

    def _draft(self, problem: Problem) -> str:
        """What the model answers from the whole window."""
        prompt = for_plain.draft_prompt(window_of(problem), problem.question)
        request = Request(prompt, _DRAFT_TOKENS, stop=plain.STOP)
        return plain.read_draft(generate_reply(self._engine, request).text, problem.lines).text

    def _twin(self, source: Source, place: _Place, stated: Problem, rng: Random) -> Iterator[Tried]:
        """The same question where it is not stated: one way or the other, whichever does first."""
        ways = ["cut", "near"]
        rng.shuffle(ways)
        for way in ways:
            twin = self._cut(stated) if way == "cut" else self._near(source, place, stated)
            yield Tried(None, twin) if isinstance(twin, str) else Tried(twin, None)
            if not isinstance(twin, str):
                return

    def _cut(self, stated: Problem) -> Problem | Reason:
        """Its sentence cut out of its window."""
        absent = cut_answer(stated)
        if absent is None:
            return "the answer stands in a window that should not state it"
        return refuse_candidate(Candidate(absent, stated.answer)) or absent

    def _near(self, source: Source, place: _Place, stated: Problem) -> Problem | Reason:
        """A window that speaks of the same by its words, of this document or another, and does not
        hold the answer's; the model must take it for less likely to state it, too."""
        asked = stated.question
        ranked = [self._everywhere[at] for at, _ in self._ranker.rank(asked)]
        others = [one for one in ranked if one[1] is not place.window]
        for other, window in others[:_NEAR]:
            text = text_of(window.parts[0])
            if states_words(stated.answer, text.split("\n")):
                continue
            if self._gate(window, asked) >= self._gate(place.window, asked):
                return "another window may state it"
            made: Made = "near" if other is source else "other"
            near = self._absent(stated, text, made, other.document.name)
            return near if isinstance(near, str) else replace(near, licence=other.licence)
        return "the answer stands in a window that should not state it"

    def _gate(self, window: Window, question: str) -> float:
        return scan.visit_window(self._engine, window, question).gate

    def _absent(self, stated: Problem, text: str, made: Made, name: str) -> Problem | Reason:
        absent = replace(stated, text=text, answer="", sentences=(), made=made, source=name)
        return refuse_candidate(Candidate(absent, stated.answer)) or absent


def _only_line(lines: Sequence[str], answer: str, usual: int) -> int:
    """The index of the only line that holds the answer: a small model asks about the sentence
    beside the one it was told of. Else the `usual` one."""
    held = [at for at, line in enumerate(lines) if stands_in(answer, line)]
    return held[0] if len(held) == 1 else usual


def _places(source: Source, rng: Random) -> list[_Place]:
    """The sentences that a question can be written about: no heading, no order to a model."""
    found = []
    for window in source.windows:
        part = window.parts[0]
        for at, span in enumerate(part.sentences):
            text = " ".join(span.of(part.document.text).split())
            dense = language_of(text).script in ("Han", "Kana", "Hangul")
            least = _SHORTEST_DENSE if dense else _SHORTEST
            if (
                least <= len(text) <= _LONGEST
                and not headings.is_heading(part.document, span)
                and not addressed.SPOKEN.search(text)
            ):
                found.append(_Place(window, at))
    rng.shuffle(found)
    return found
