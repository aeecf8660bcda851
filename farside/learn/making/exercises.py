"""Exercises: passages that people of the project wrote for this, with questions and answers.

A file has passages one after the other. `== NAME` begins one; its sentences follow, a line each,
then its questions, each with its answer and the numbers of the sentences that state it, or `[0]`:

    == marrow-bridge.txt
    Marrow Bridge was opened on 4 June 1911.
    Its toll of two pence was abolished in 1936.
    ? when was marrow bridge opened
    = 4 June 1911 [1]
    ? How long is Marrow Bridge?
    = [0]

Parts of a list are divided by ` | `, each with its own numbers.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib import resources
from importlib.resources.abc import Traversable
from random import Random

from farside.errors import InputError
from farside.learn.making.check import SHORTEST, Candidate, refuse_candidate
from farside.learn.making.spans import kind_of
from farside.learn.problems import PART, Problem, ProblemKind, cut_answer
from farside.reading.text.bm25 import split_words
from farside.reading.text.detect import language_of

LICENCE = "written for Farside"
# Questions of a passage at a time. More passages teach more than more questions of each, but to
# compute a passage costs as much as to learn from five questions.
_ASKED_OF = 8
# How often a passage has a twin that lacks a sentence: it is read for one question.
_CUT = 0.1
# After so many passages of a language, some of them make a long window, with a few questions of
# each.
_PASSAGES, _JOINED, _OF_JOINED = 20, 3, 3
_PASSAGE, _ASKED, _ANSWERED = "== ", "? ", "= "
_DIVIDER = " | "
_ANSWER = re.compile(r"(?P<words>.*?)\s*(?P<marks>(?:\[\d+\]\s*)+)$")
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Exercise:
    """A passage, and what is asked of it."""

    name: str
    lines: tuple[str, ...]
    candidates: tuple[Candidate, ...]


def all_exercises() -> tuple[Exercise, ...]:
    """The exercises that come with Farside."""
    folder = resources.files("farside.learn.making") / "texts"
    files = sorted((one for one in folder.iterdir() if one.name.endswith(".txt")), key=_name)
    return tuple(
        exercise
        for file in files
        for exercise in parse_exercises(file.read_text(encoding="utf-8"), file.name)
    )


def _name(file: Traversable) -> str:
    return file.name


def parse_exercises(text: str, file: str) -> Iterator[Exercise]:
    """Yield the exercises of a text. Raises `InputError` that names the file and the line."""
    begun: list[tuple[int, list[str]]] = []
    for number, line in enumerate(text.splitlines(), 1):
        if line.startswith(_PASSAGE):
            begun.append((number, []))
        if begun:
            begun[-1][1].append(line.strip())
        elif line.strip():
            raise InputError(f"{file}, line {number}: a passage begins with '{_PASSAGE}NAME'")
    for first, lines in begun:
        yield _parse_one(lines, file, first)


def _parse_one(lines: Sequence[str], file: str, first: int) -> Exercise:
    """The passage whose lines these are; `first` is the number of its first line in the file."""
    name = lines[0].removeprefix(_PASSAGE.strip()).strip()
    sentences: list[str] = []
    asked: list[tuple[int, str, str]] = []
    question = ""
    for number, line in enumerate(lines[1:], first + 1):
        if line.startswith(_ASKED):
            question = line.removeprefix(_ASKED).strip()
        elif line.startswith(_ANSWERED) and question:
            asked.append((number, question, line.removeprefix(_ANSWERED).strip()))
            question = ""
        elif line and (asked or question):
            raise InputError(f"{file}, line {number}: '{line:.60}' is no question and no answer")
        elif line:
            sentences.append(" ".join(line.split()))
    if not sentences:
        raise InputError(f"{file}, line {first}: the passage {name!r} has no sentence")
    candidates: list[Candidate] = []
    for number, said, answer in asked:
        try:
            candidates.append(_candidate(name, sentences, said, answer))
        except ValueError as error:
            raise InputError(f"{file}, line {number}: {error}") from error
    return Exercise(name, tuple(sentences), tuple(candidates))


def _candidate(name: str, sentences: Sequence[str], question: str, answer: str) -> Candidate:
    """Raises `ValueError` that says what is wrong with the answer."""
    parts: list[str] = []
    numbers: list[tuple[int, ...]] = []
    for written in answer.split(_DIVIDER):
        found = _ANSWER.fullmatch(written.strip())
        if found is None:
            raise ValueError(f"'{written:.60}' does not end with the numbers of its sentences: [2]")
        parts.append(found["words"])
        numbers.append(tuple(map(int, _NUMBER.findall(found["marks"]))))
    absent = numbers == [(0,)]
    if absent != (parts == [""]) or (not absent and not all(parts)):
        raise ValueError("an answer has words and the numbers of its sentences, or is [0]")
    pointed = () if absent else tuple(number for each in numbers for number in each)
    said = PART.join(parts)
    text = "\n".join(sentences)
    problem = Problem(
        kind=_kind_of(question, parts),
        language=language_of(question).code or language_of(text).code,
        text=text,
        question=question,
        answer=said,
        sentences=pointed,
        made="exercise" if said else "near",
        source=name,
        licence=LICENCE,
        document=hashlib.sha256(text.encode()).hexdigest(),
    )
    return Candidate(problem, said)


def _kind_of(question: str, parts: Sequence[str]) -> ProblemKind:
    if len(parts) > 1:
        return "list"
    if len(question) < SHORTEST:
        return "field"  # "邮箱" is no question, but the name of a column
    return kind_of(parts[0]) if parts[0] else "fact"


def draw_windows(exercises: Sequence[Exercise], seed: int) -> Iterator[Exercise]:
    """Yield windows to learn from, in an order of chance: round by round each passage, with a few
    of its questions that were not asked before, until all are; sometimes a twin that lacks a
    sentence, and sometimes a long window of several passages of one language."""
    rng = Random(f"{seed}|exercises")
    left = [(one, rng.sample(one.candidates, len(one.candidates))) for one in exercises]
    begun: dict[str, list[Exercise]] = {}
    while left:
        rng.shuffle(left)
        for one, candidates in left:
            drawn = replace(one, candidates=tuple(candidates[:_ASKED_OF]))
            yield drawn
            stated = [each for each in drawn.candidates if each.problem.stated]
            if stated and rng.random() < _CUT:
                yield from _without_answer(one, rng.choice(stated))
            same = begun.setdefault(_language(one), [])
            same.append(drawn)
            if len(same) == _PASSAGES:
                yield _join(rng.sample(same, _JOINED), rng)
                same.clear()
        left = [(one, rest) for one, all_ in left if (rest := all_[_ASKED_OF:])]


def _language(exercise: Exercise) -> str:
    return next((one.problem.language for one in exercise.candidates), "")


def _without_answer(exercise: Exercise, stated: Candidate) -> Iterator[Exercise]:
    """Yield the passage without the sentences that state this answer, and the same question."""
    absent = cut_answer(stated.problem)
    twin = None if absent is None else Candidate(absent, stated.known)
    if twin is not None and refuse_candidate(twin) is None:
        name = f"{exercise.name} without {stated.problem.sentences[0]}"
        yield Exercise(name, twin.problem.lines, (twin,))


def _join(exercises: Sequence[Exercise], rng: Random) -> Exercise:
    """The passages set one after the other, with some of what is asked of each and is still true
    beside the others."""
    lines = tuple(line for one in exercises for line in one.lines)
    text = "\n".join(lines)
    name = " + ".join(one.name for one in exercises)
    held = [_words(each.lines) for each in exercises]
    found: list[Candidate] = []
    before = 0
    for one, own in zip(exercises, held, strict=True):
        alone = own.difference(*(words for words in held if words is not own))
        named = [each for each in one.candidates if _names_one(each.problem, alone)]
        for each in rng.sample(named, min(_OF_JOINED, len(named))):
            moved = replace(
                each.problem,
                text=text,
                sentences=tuple(before + at for at in each.problem.sentences),
                source=name,
            )
            beside = Candidate(moved, each.known)
            if refuse_candidate(beside) is None:
                found.append(beside)
        before += len(one.lines)
    return Exercise(name, lines, tuple(found))


def _names_one(problem: Problem, alone: Collection[str]) -> bool:
    """Tell whether a question names the passage whose words these are that the others lack: "Email"
    is answered by any of three CVs, though the one it was written for has none."""
    return problem.kind != "field" and not set(split_words(problem.question)).isdisjoint(alone)


def _words(lines: Sequence[str]) -> frozenset[str]:
    return frozenset(word for line in lines for word in split_words(line))
