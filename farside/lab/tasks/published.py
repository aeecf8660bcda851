"""The measures of published benchmarks, from 0 to 100: RULER's string matches, F1 and exact match,
BABILong's rule."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence

from farside.errors import InputError
from farside.lab.base import Language
from farside.lab.tasks.scoring import HAN, LETTER

_CHOICE = re.compile(r"^\W*([A-H])(?=\W*$|[).:,;、，。：]|\s+[-–—])")
# "The answer is A" names a choice, "the answer is A man …" does not.
_CHOSEN = re.compile(
    r"(?i:\banswer(?: is|:)|\boption|\bchoice|答案(?:是|为|：|:)|选项?)\s*[(（]?"
    r"(A(?!\s+(?!because|or|and)[a-z])|[B-H])(?![A-Za-z])"
)
_BRACKETED = re.compile(r"[(（]([A-H])[)）]")


def string_match_all(text: str, references: Sequence[str]) -> float:
    """RULER's measure of its synthetic tasks: the share of references that stand in `text`, without
    case.

    Plain substrings, as published: "14" is in "114". Source: Hsieh et al., RULER, arXiv:2404.06654.
    """
    return 100.0 * sum(_contains(text, _given(references))) / len(references)


def string_match_part(text: str, references: Sequence[str]) -> float:
    """RULER's measure of its QA tasks: 100 if any reference stands in `text`. Source:
    arXiv:2404.06654."""
    return 100.0 * any(_contains(text, _given(references)))


def _contains(text: str, references: Sequence[str]) -> list[bool]:
    return [one.lower() in text.lower() for one in references]


def exact_match(text: str, references: Sequence[str], language: Language) -> float:
    """100 if `text` equals a reference but for case, punctuation and white space (English: and
    articles).

    Source: Rajpurkar et al., SQuAD, arXiv:1606.05250; Cui et al., CMRC 2018, arXiv:1810.07366.
    """
    known = _TOKENS[language](text)
    return 100.0 * any(known == _TOKENS[language](one) for one in _given(references))


def token_f1(text: str, references: Sequence[str], language: Language) -> float:
    """The best harmonic mean of precision and recall against a reference, in percent.

    English: words in common, as SQuAD does (arXiv:1606.05250). Chinese: the longest run in common
    of Han characters and Latin words, as CMRC 2018 does (arXiv:1810.07366). Two empty texts agree.
    """
    known = _TOKENS[language](text)
    common = _shared_words if language == "en" else _longest_run
    return max(_f1(known, _TOKENS[language](one), common) for one in _given(references))


def _f1(left: list[str], right: list[str], common: Callable[[list[str], list[str]], int]) -> float:
    if not left or not right:
        return 100.0 * (left == right)
    return 200.0 * common(left, right) / (len(left) + len(right))


def _shared_words(left: list[str], right: list[str]) -> int:
    return (Counter(left) & Counter(right)).total()


def _longest_run(left: list[str], right: list[str]) -> int:
    best, row = 0, [0] * (len(right) + 1)
    for one in left:
        row = [0, *(row[at] + 1 if one == other else 0 for at, other in enumerate(right))]
        best = max(best, *row)
    return best


def _english(text: str) -> list[str]:
    kept = "".join(
        one for one in unicodedata.normalize("NFKC", text).lower() if one not in string.punctuation
    )
    return [word for word in kept.split() if word not in {"a", "an", "the"}]


def _chinese(text: str) -> list[str]:
    return re.findall(rf"[{HAN}]|{LETTER}+", unicodedata.normalize("NFKC", text).lower())


_TOKENS: dict[Language, Callable[[str], list[str]]] = {"en": _english, "zh": _chinese}


def _given(references: Sequence[str]) -> Sequence[str]:
    if not references:
        raise InputError("no reference answers to compare with: give at least one")
    return references


def choice_letter(text: str) -> str:
    """The letter of the choice that an answer names; empty where it names none, or several."""
    if found := _CHOICE.match(text):
        return found.group(1)
    for pattern in (_CHOSEN, _BRACKETED):
        if letters := set(pattern.findall(text)):
            return str(letters.pop()) if len(letters) == 1 else ""
    return ""
