"""Code decides which problems are kept, whatever a model said, and says why one is not.

A stated answer stands in its sentences, word for word, and is not given away by the question. Of a
problem whose answer is absent, the words of the answer that is known from elsewhere stand nowhere
in the window.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from farside.learn.problems import PART, Problem, ProblemKind
from farside.reading.prompts import wording
from farside.reading.text import bm25
from farside.reading.text.detect import language_of

Reason = Literal[
    "the answer does not stand in its sentences",
    "the answer stands in other sentences too",
    "the answer stands in a window that should not state it",
    "the question contains the answer",
    "the question points at a text",
    "the question is no question",
    "the question shares no word with what states its answer",
    "the question is in another language",
    "the answer is too long",
    "the answer would be read differently",
    "the reply was no question and answer",
    "asked again, another answer came",
    "another window may state it",
    "it was made before",
    "it is of one of several items, which its question does not name",
    "nobody said what is right",
]

MOST_WORDS = 30
"""Characters of an answer count as words where words have no blanks: see `_length`."""
SHORTEST, _LONGEST = 5, 240
"""Characters of a question; five Chinese ones can make one."""
# Scripts without blanks between words, or with endings that stand at the word.
_IS_DENSE = re.compile("[\u3041-\u9fff\uac00-\ud7a3]")
# The share of the answer's words that may stand in one sentence of a window that does not state it.
_SHARED = 0.6
_EITHER: frozenset[ProblemKind] = frozenset(("yes_no",))
# What is said of "this passage" is no question to a library of documents.
_POINTS = re.compile(
    r"\b(?:this|that|the (?:above|following|given|provided)|above|following) "
    r"(?:text|passage|sentence|paragraph|excerpt|statement|section|context|extract)s?\b"
    r"|\b(?:in|from|to|of|by) the (?:text|passage|sentence|paragraph|excerpt|extract|context)s?\b"
    r"|\b(?:the )?(?:text|passage|sentence|paragraph|excerpt) (?:above|below|say|state|mention)"
    r"|\bmentioned (?:above|here)\b|\baccording to (?:it|this|them)\b|\bsentence \[?\d"
    r"|本文|上文|下文|该文|文中|原文|这段|该段|此段|段落|这句|该句|句子|上述|上面|根据文"
    r"|以上(?:内容|文字|文本|信息|材料)"
    r"|\b(?:im|des|dem|der|diese[mrs]?) (?:obigen |folgenden )?(?:Text|Textes|Satz|Satzes|Absatz)\b"
    r"|\b(?:ce|le|du) (?:texte|passage)\b|\b(?:este|el|del) (?:texto|pasaje)\b",
    re.IGNORECASE,
)
# A question that begins or ends with a word that stands for something else stands not alone.
_STANDS_FOR = re.compile(
    r"^\W*(?:what|who|when|where|why|how|which|did|does|do|is|was|are|were|has|had|can|will)\b"
    r"(?:\s+\w+){0,2}\s+(?:he|she|they|him|them|this|that|these|those"
    r"|it(?!\s+(?:costs?|takes?)\b))\b"
    r"|^\W*(?:他|她|它|这|那|该|其)",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A problem that may be kept. `known` is the answer to its question as far as it is known: of
    an absent one the answer that stands elsewhere, "" where nobody knows one."""

    problem: Problem
    known: str


def refuse_candidate(candidate: Candidate, seen: Collection[str] = ()) -> Reason | None:
    """Say why a problem is not kept, or None if it is; `seen` are ids of problems that are."""
    problem = candidate.problem
    # The name of a column is asked as it stands.
    fault = None if problem.kind == "field" else refuse_question(problem.question)
    if fault is None:
        fault = _refuse_stated(problem) if problem.stated else _refuse_absent(candidate)
    if fault is None and problem.id in seen:
        return "it was made before"
    return fault


def refuse_question(question: str) -> Reason | None:
    """Say why a question cannot be asked by itself."""
    if not SHORTEST <= len(question) <= _LONGEST:
        return "the question is no question"
    if _POINTS.search(question) or _STANDS_FOR.search(question):
        return "the question points at a text"
    return None


def _refuse_stated(problem: Problem) -> Reason | None:
    lines = problem.lines
    if wording.harmless_line(problem.answer) != problem.answer or PART.strip() in "".join(
        problem.parts
    ):
        return "the answer would be read differently"
    if problem.kind in _EITHER:
        return None
    if any(_length(part) > MOST_WORDS for part in problem.parts):
        return "the answer is too long"
    evidence = [lines[number - 1] for number in problem.sentences]
    if not all(any(stands_in(part, line) for line in evidence) for part in problem.parts):
        return "the answer does not stand in its sentences"
    if any(stands_in(part, problem.question) for part in problem.parts):
        return "the question contains the answer"
    others = [line for at, line in enumerate(lines, 1) if at not in problem.sentences]
    if problem.kind != "list" and any(stands_in(problem.answer, line) for line in others):
        return "the answer stands in other sentences too"
    return None


def _refuse_absent(candidate: Candidate) -> Reason | None:
    problem = candidate.problem
    if problem.kind in _EITHER or not candidate.known:
        return None
    parts = candidate.known.split(PART) if problem.kind == "list" else [candidate.known]
    if any(states_words(part, problem.lines) for part in parts):
        return "the answer stands in a window that should not state it"
    return None


def stands_in(said: str, text: str) -> bool:
    """Tell whether these words stand in the text in their order, not as a part of longer words or
    numbers; case, width and white space do not matter."""
    words, held = _folded(said), _folded(text)
    at = held.find(words)
    while words and at >= 0:
        end = at + len(words)
        if _parted(held[max(0, at - 2) : at][::-1], words[0]) and _parted(
            held[end : end + 2], words[-1]
        ):
            return True
        at = held.find(words, at + 1)
    return False


def states_words(answer: str, lines: Sequence[str]) -> bool:
    """Tell whether a line may state the answer: it holds it, most of its words, or for a name its
    last word."""
    words = set(bm25.split_words(answer))
    for line in lines:
        held = set(bm25.split_words(line))
        if stands_in(answer, line) or (words and len(words & held) > _SHARED * len(words)):
            return True
    return False


def numbers_of(text: str) -> frozenset[str]:
    """The numbers of a text, without the signs inside of them."""
    return frozenset(re.sub(r"\D", "", number) for number in _NUMBER.findall(bm25.fold_text(text)))


def says_same(said: str, answer: str) -> bool:
    """Tell whether a reply gives the answer: it has the same numbers, and one of them holds the
    words of the other."""
    if not numbers_of(answer) <= numbers_of(said):
        return False
    words, given = set(bm25.split_words(answer)), set(bm25.split_words(said))
    if not words or not given:
        return _folded(said) == _folded(answer)
    shared = len(words & given)
    return shared >= 0.75 * len(words) or (shared == len(given) and shared >= 0.5 * len(words))


def shares_language(question: str, text: str) -> bool:
    """Tell whether a question is in the language of the text, as far as that can be told."""
    one, other = language_of(question), language_of(text)
    return one.code == other.code or not one.code or not other.code


def shares_words(question: str, lines: Sequence[str]) -> bool:
    """Tell whether the question and one of the lines have a word that carries something."""
    stems = bm25.function_stems(language_of(question).code)
    asked = set(bm25.split_words(question)) - stems
    return any(asked & set(bm25.split_words(line)) for line in lines)


def _parted(beside: str, sign: str) -> bool:
    """Tell whether words end at this sign, with these signs beside it, the nearest one first: no
    letter makes them a part of a longer word, in scripts that part words, and no digit goes on."""
    if not beside or not sign.isalnum():
        return True
    if beside[0].isalnum() and not _is_dense(sign) and not _is_dense(beside[0]):
        return False
    return not (sign.isdigit() and beside[0] in ".,:/-" and beside[1:].isdigit())


@lru_cache(4096)
def _folded(text: str) -> str:
    return " ".join(bm25.fold_text(text).lower().split())


def _is_dense(text: str) -> bool:
    return _IS_DENSE.search(text) is not None


def _length(text: str) -> int:
    """Words of a text, three characters a word where words have no blanks."""
    return len(text.split()) + len(_IS_DENSE.findall(text)) // 3
