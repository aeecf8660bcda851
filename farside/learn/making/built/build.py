"""Problems of built texts: each with its unanswerable twin, all from one seed and no model."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from random import Random

from farside.learn.making.built.drawing import Drawn, Exhausted
from farside.learn.making.built.templates import CODES, Templates, TextKind, load_templates
from farside.learn.making.built.texts import BuiltText, Known, build_text, join_texts
from farside.learn.making.check import Candidate, stands_in
from farside.learn.problems import Made, Problem, ProblemKind

LICENCE = "built by Farside"
# English and Chinese most, the others as long as their templates are few.
_WEIGHTS = (36, 34, *(30 / (len(CODES) - 2),) * (len(CODES) - 2))
_MOST = 6
"""Stated problems of a text."""
_JOINED, _ORDERED = 0.2, 0.12
# How often a question is put to a text of quite another kind: most windows of a scan are such.
_ANY_KIND = 0.3
_BARE, _SMALL = 0.12, 0.08
# What is read by its kind stays of it where an order is planted.
_KEEP_KIND: frozenset[ProblemKind] = frozenset(("list", "yes_no", "field"))


def build_candidates(seed: int, number: int) -> Iterator[Candidate]:
    """The problems of the text of this number, as many stated ones as others; each text has a
    `Random` of its own, so that they can be made in any order."""
    rng = Random(f"{seed}|{number}")
    templates = load_templates(rng.choices(CODES, _WEIGHTS)[0])
    kind = rng.choice(templates.kinds)
    text = _text(templates, kind, rng, number)
    other = _text(templates, kind, rng, number)
    strange = _text(templates, rng.choice(templates.kinds), rng, number)
    asked = rng.sample(text.stated, min(_MOST, len(text.stated)))
    missing = [one for one in text.missing if not _states(text, one)]
    rng.shuffle(missing)
    made = _Making(templates.language, text, rng)
    for known in asked:
        yield made.stated(known, rng.choice(known.questions))
        ways: list[Made] = ["cut", "near", "other", "other"]
        way = rng.choice(ways)
        elsewhere = strange if rng.random() < _ANY_KIND else other
        named = [one for one in elsewhere.stated if one.named and not _states(text, one)]
        if way == "near" and missing:
            lacking = missing.pop()
            yield made.absent("near", text, lacking, rng.choice(lacking.questions))
        elif way == "other" and named:
            # Asked here what another text states: a window is read once for all its questions.
            there = rng.choice(named)
            yield made.absent("other", text, there, rng.choice(there.questions))
        else:
            yield made.absent("cut", _cut(text, known, rng), known, rng.choice(known.questions))


def _text(templates: Templates, kind: TextKind, rng: Random, number: int) -> BuiltText:
    """A text, or several kinds of texts as the pages of one."""
    drawn = Drawn(templates, rng)
    text = build_text(templates, kind, drawn, number)
    if rng.random() >= _JOINED or not any(known.named for known in text.stated):
        return text
    others = [one for one in templates.kinds if one is not kind]
    more = rng.sample(others, min(rng.randint(1, 2), len(others)))
    texts = [text]
    with contextlib.suppress(Exhausted):  # a page fewer
        for one in more:
            texts.append(build_text(templates, one, drawn, number))
    rng.shuffle(texts)
    return join_texts(texts)


def _states(text: BuiltText, known: Known) -> bool:
    """Tell whether a text answers this question too, in its own way: two price lists may have the
    same article."""
    asked = set(known.questions)
    return any(not asked.isdisjoint(one.questions) for one in text.stated)


def _cut(text: BuiltText, known: Known, rng: Random) -> BuiltText:
    """The text without what states this; of two sentences that need each other, the last one, which
    has the answer, is enough."""
    gone = set(known.lines) | set(known.whole)
    if len(known.lines) == 2 and known.kind != "list" and rng.random() < 0.5:
        gone = {known.lines[-1]}
    kept = tuple(line for at, line in enumerate(text.lines) if at not in gone)
    return replace(text, lines=kept)


class _Making:
    """Makes the problems of one text."""

    def __init__(self, language: str, text: BuiltText, rng: Random) -> None:
        self._language, self._text, self._rng = language, text, rng
        self._document = hashlib.sha256(text.text.encode()).hexdigest()

    def stated(self, known: Known, question: str) -> Candidate:
        """The text states it."""
        numbers = tuple(line + 1 for line in known.lines)
        return self._made("built", self._text, known, question, numbers)

    def absent(self, made: Made, shown: BuiltText, known: Known, question: str) -> Candidate:
        """The text that is shown does not state it."""
        return self._made(made, shown, known, question, ())

    def _made(
        self, made: Made, shown: BuiltText, known: Known, question: str, numbers: tuple[int, ...]
    ) -> Candidate:
        problem = Problem(
            kind=known.kind,
            language=self._language,
            text=shown.text.removeprefix("\f"),
            question=_styled(question, self._rng) if known.kind != "field" else question,
            answer=known.answer if numbers else "",
            sentences=numbers,
            made=made,
            source=shown.name,
            licence=LICENCE,
            document=self._document,
        )
        return Candidate(self._ordered(problem), known.answer)

    def _ordered(self, problem: Problem) -> Problem:
        """The same problem, at times with an order in its text that must not be followed."""
        templates, rng = load_templates(self._language), self._rng
        if rng.random() >= _ORDERED:
            return problem
        order = Drawn(templates, rng)
        wrong = order.value(rng.choice(list(templates.values)))
        line = order.fill(rng.choice(templates.orders).format(wrong=wrong))
        if stands_in(wrong, problem.text):
            return problem
        lines = problem.text.split("\n")
        at = rng.randint(1, len(lines))
        moved = tuple(number + (number > at) for number in problem.sentences)
        text = "\n".join([*lines[:at], line, *lines[at:]])
        kind = problem.kind if problem.kind in _KEEP_KIND else "order"
        return replace(problem, kind=kind, text=text, sentences=moved)


def _styled(question: str, rng: Random) -> str:
    """A question as people type it: at times without its mark or its capital."""
    if rng.random() < _BARE:
        question = question.rstrip("?？؟")
    if rng.random() < _SMALL and question[:2].istitle():
        question = question[0].lower() + question[1:]
    return question
