"""Scoring by rule: what an answer holds, whether it is a refusal, and the measures of published benchmarks.

Measures go from 0 to 100; yes and no are bools. Texts are compared without case, in NFKC, with plain quotes and dashes.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from farside.errors import InputError
from farside.lab.base import Language

_HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
_LETTER = rf"[^\W_{_HAN}]"
_NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
_DASHES, _SINGLE, _DOUBLE = "‐‑‒–—―−", "‘’", "“”「」『』"
# A Chinese comma gets the space that a Latin one has, or "14，650" would be one number.
_PLAIN = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SINGLE, "'")
    | dict.fromkeys(_DOUBLE, '"')
    | dict.fromkeys("，；", ", ")
)


def plain(text: str) -> str:
    """The form in which texts are compared: one character may have become several, so offsets are its own."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text.translate(_PLAIN))).casefold().strip()


# Keywords


def holds(text: str, alternatives: str) -> bool:
    """Whether `text` has one of the `alternatives` ("3,650|3650"), as whole words.

    A Latin word or number stands alone: "14" is not in "114", "14.5" or "14:30", but in "14点" and "14.00". A Chinese
    word may stand anywhere, a Chinese number not inside a longer one. Raises `InputError` for an empty alternative.
    """
    return bool(places(text, alternatives))


def places(text: str, alternatives: str) -> tuple[int, ...]:
    """Where each of the `alternatives` starts in `plain(text)`, in order."""
    known = plain(text)
    return tuple(sorted(found.start() for word in split(alternatives) for found in _keyword(word).finditer(known)))


def split(alternatives: str) -> tuple[str, ...]:
    """The words of "a|b"."""
    words = tuple(word.strip() for word in alternatives.split("|"))
    if not all(words):
        raise InputError(f"{alternatives!r} has an empty alternative: write words, with one | between two")
    return words


@lru_cache(maxsize=4096)
def _keyword(word: str) -> re.Pattern[str]:
    known = plain(word)
    pattern = re.escape(known)
    if re.fullmatch(f"{_NUMERAL}+", known):
        return re.compile(rf"(?<!{_NUMERAL}){pattern}(?!{_NUMERAL})")
    # With a digit and a separator beside it, it is a part of a longer number: 13,650 or 14.5 or 14:30.
    if re.match(_LETTER, known):
        joined = ".,:" if re.match(r"\d{3}(?!\d)", known) else ".:"
        part = rf"(?<!\d[{joined}])" if known[0].isdigit() else ""
        pattern = rf"(?<!{_LETTER}){part}{pattern}"
    if re.match(_LETTER, known[-1]):
        # Only zeros after the point: 14.00 is 14.
        longer = r"(?!,\d{3}(?!\d))(?!:\d)(?!\.(?!0+(?!\d))\d)" if known[-1].isdigit() else ""
        pattern = rf"{pattern}(?!{_LETTER}){longer}"
    return re.compile(pattern)


def share(text: str, wanted: Sequence[str]) -> float:
    """Of the `wanted` keywords (each "a" or "a|b"), how many `text` holds, in percent."""
    if not wanted:
        raise InputError("no keywords to look for: give at least one")
    return 100.0 * sum(holds(text, one) for one in wanted) / len(wanted)


# Words that take a value out, in its own clause and with no other number between: "not 4,200", "from 4,200".
_SAME_CLAUSE = r"(?:(?!而是)[^.;,()!?。！？\d]){0,40}$"
_DENIED = re.compile(rf"(?:\b(?:not|no longer|instead of|rather than)\b|不是|而非|不再){_SAME_CLAUSE}")
_PAST_BEFORE = re.compile(
    r"(?:\b(?:was|were|had been|previous(?:ly)?|original(?:ly)?|earlier|former(?:ly)?|initial(?:ly)?|first|from|old"
    rf"|replac\w+|supersed\w+|once)\b|原|之前|此前|以前|先前|曾|旧){_SAME_CLAUSE}"
)
_PAST_AFTER = re.compile(
    r"^[^.;,()!?。！？\d]{0,25}?(?:\b(?:original(?:ly)?|previous(?:ly)?|before|earlier|formerly|initially|at first"
    r"|was replaced|no longer)\b|是旧|是原|作废)"
)


def final(text: str, wanted: str, forbidden: Sequence[str]) -> bool:
    """Whether `wanted` is the answer that `text` ends at, not one of the `forbidden` values (each "a" or "a|b").

    A value that is denied ("not 4,200") is no answer, nor a forbidden one named as the past ("was 4,200",
    "原来三百六十元"). Of the others the last one counts, so "4,200, corrected to 3,650" ends at 3,650.
    """
    known = plain(text)
    right = [start for start, _ in _values(known, [wanted])]
    wrong = [start for start, end in _values(known, forbidden) if not _past(known, start, end)]
    return max(right, default=-1) > max(wrong, default=-1)


def _values(known: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """Where the values stand in `known`, those that are denied left out."""
    found = [one.span() for each in wanted for word in split(each) for one in _keyword(word).finditer(known)]
    return [(start, end) for start, end in found if not _DENIED.search(known[:start])]


def _past(known: str, start: int, end: int) -> bool:
    return bool(_PAST_BEFORE.search(known[:start]) or _PAST_AFTER.search(known[end:]))


# Refusals

_TOLD = (
    r"(?:stated|mentioned|specified|provided|given|disclosed|included|described|found|named|available|answered|clear)"
)
_SOURCE = r"(?:text|context|document|passage|article|story|excerpt|material|source|page|they|it|that|author)s?"
_FEW = r"(?:(?:any|an?|the|enough|sufficient|clear|specific|direct|definitive|explicit|relevant)\ )*"
_WHAT = r"(?:mention|information|answer|statement|details?|reference|record|context|indication|data|evidence)"
_ENGLISH = rf"""
    not\ (?:\w+ly\ )?{_TOLD}
  | (?:does|do|did|is|are|was)(?:\ not|n't)\ (?:\w+ly\ )?(?:(?:seem|appear)\ to\ )?
    (?:state|mention|say|specify|provide|contain|indicate|reference|discuss|address|describe|answer|disclose)
  | {_SOURCE}\b[^.!?]{{0,40}}\b(?:does|do|did)(?:\ not|n't)\ (?:\w+ly\ )?
    (?:have|give|tell|name|list|cover|refer|reveal|identify|include|offer)
  | (?:does|do|is|are)(?:\ not|n't)\ (?:appear\ )?(?:anywhere\ )?in\ (?:the|this|these|any)\ {_SOURCE}
  | (?:says|states|mentions|gives)\ nothing | nothing\ (?:in|about)
  | (?:no|not\ enough|insufficient|without\ any)\ {_FEW}{_WHAT}
  | no\ [^.!?]{{1,60}}\ (?:is|are|was|were)\ {_TOLD}
  | (?:i|we)\ (?:do\ not|don't|am\ not\ able\ to|am\ unable\ to|cannot|can't|could\ not|couldn't)
    \ (?:\w+ly\ )?(?:know|find|see|locate|determine|answer|tell|identify|have)
  | (?:cannot|can't|can\ not|could\ not)\ be\ (?:determined|answered|found|known|identified)
  | (?:unable|impossible)\ to\ (?:\w+ly\ )?(?:answer|determine|find|provide|identify|say|tell)
  | (?:is|are|remains?)\ (?:unknown|unclear)
"""
_CHINESE = r"""
    (?:没有|没|未|未曾|并未)(?:明确|直接|具体|任何|被|有|地|在[^。，]{1,10}中)*
    (?:提到|提及|提供|说明|说|写|给出|记载|记录|指出|涉及|交代|列出|透露|披露|包含|找到|告诉|告知|相关|信息|关于|答案)
  | 不包含|不包括|未见|未知|找不到|查不到|看不出|不得而知|无从得知|不知道|不清楚|无相关|无此信息|信息不足
  | 无法(?:确定|得知|回答|判断|找到|知道|提供|从|根据)
"""
_REFUSAL = re.compile(rf"\b(?:{_ENGLISH})\b|{_CHINESE}", re.VERBOSE)
_NOTHING = re.compile(r"\W*+(?:answer|答案)?\W*+(?:none|nothing|unknown|n/a|not_stated|无|没有|不详|未知)\W*")
_APOLOGY = re.compile(r"^\W*(?:unfortunately|(?:i'?m |i am )?sorry|i apologi[sz]e|很?遗憾|很?抱歉|对不起)")
# The stop inside a quotation may end the sentence around it.
_QUOTED = re.compile(r'"[^"]*?([.!?。！？]?)"')
# "So the answer is …", said after a refusal, takes the refusal back; quoting a sentence does not.
_CONCLUSION = re.compile(
    r"\b(?:so|therefore|thus|hence|accordingly)\b[^.!?。！？]*\b(?:is|are|was|were|would be)\b"
    r"|\bas (?:my|the) answer\b|^(?:因此|所以|因而|故而?)[^。！？]*是"
)
_DENIAL = re.compile(r"\b(?:no|not|cannot|unable)\b|n't\b|[无没不]")
_SENTENCE = re.compile(r"[^.!?。！？]*(?:[.!?](?=\S)[^.!?。！？]*)*(?:[.!?。！？]+|$)")


def refused(text: str, anywhere: bool = False) -> bool:
    """Whether `text` says that the answer is not there ("not stated", "没有提到"), in English or Chinese.

    Only its first sentence counts, or all of it after an apology: "7351-QX. It does not say who chose it." is an
    answer. What stands in quotes is not the speaker's: a refusal that quotes the right sentence stays a refusal, one
    that concludes from it ("So the code is 7351-QX.") does not. `anywhere` takes every sentence, for a question to
    which a refusal is the right answer.
    """
    sentences = _sentences(text)
    if _NOTHING.fullmatch(plain(text)):
        return True
    if anywhere:
        return any(map(_REFUSAL.search, sentences))
    opening = sentences if _APOLOGY.search(" ".join(sentences)) else sentences[:1]
    return any(map(_REFUSAL.search, opening)) and not any(
        _CONCLUSION.search(one) and not _DENIAL.search(one) and not _REFUSAL.search(one) for one in sentences[1:]
    )


def _sentences(text: str) -> list[str]:
    """Those of `plain(text)`, with quotations taken out."""
    known = plain(text)
    if known.count('"') == 2 and known[0] == known[-1] == '"':
        known = known[1:-1]
    known = _QUOTED.sub(r'""\1', known)
    return [one for one in (found.group().strip() for found in _SENTENCE.finditer(known)) if one]


# Measures of published benchmarks


def string_match_all(text: str, references: Sequence[str]) -> float:
    """RULER's measure of its synthetic tasks: the share of references that stand in `text`, without case.

    Plain substrings, as published: "14" is in "114". Source: Hsieh et al., RULER, arXiv:2404.06654.
    """
    return 100.0 * sum(_contains(text, _given(references))) / len(references)


def string_match_part(text: str, references: Sequence[str]) -> float:
    """RULER's measure of its QA tasks: 100 if any reference stands in `text`. Source: arXiv:2404.06654."""
    return 100.0 * any(_contains(text, _given(references)))


def _contains(text: str, references: Sequence[str]) -> list[bool]:
    return [one.lower() in text.lower() for one in references]


def exact_match(text: str, references: Sequence[str], language: Language) -> float:
    """100 if `text` equals a reference but for case, punctuation and white space (English: and articles).

    Source: Rajpurkar et al., SQuAD, arXiv:1606.05250; Cui et al., CMRC 2018, arXiv:1810.07366.
    """
    known = _TOKENS[language](text)
    return 100.0 * any(known == _TOKENS[language](one) for one in _given(references))


def token_f1(text: str, references: Sequence[str], language: Language) -> float:
    """The best harmonic mean of precision and recall against a reference, in percent.

    English: words in common, as SQuAD does (arXiv:1606.05250). Chinese: the longest run in common of Han characters
    and Latin words, as CMRC 2018 does (arXiv:1810.07366). Two empty texts agree.
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
    kept = "".join(one for one in unicodedata.normalize("NFKC", text).lower() if one not in string.punctuation)
    return [word for word in kept.split() if word not in {"a", "an", "the"}]


def _chinese(text: str) -> list[str]:
    return re.findall(rf"[{_HAN}]|{_LETTER}+", unicodedata.normalize("NFKC", text).lower())


_TOKENS: dict[Language, Callable[[str], list[str]]] = {"en": _english, "zh": _chinese}


def _given(references: Sequence[str]) -> Sequence[str]:
    if not references:
        raise InputError("no reference answers to compare with: give at least one")
    return references


def babilong(text: str, target: str, question: str, labels: Collection[str]) -> bool:
    """BABILong's rule: of the task's `labels`, the first sentence of `text` names the target's, and no other one.

    Labels that stand in the question do not count; a target with a comma is several. Source: Kuratov et al., BABILong,
    arXiv:2406.10149, section 3 and its published scorer.
    """
    known = re.split(r"\.|<context>|<example>", text.lower())[0]
    asked = question.lower()
    named = {label for label in map(str.lower, labels) if label in known and label not in asked}
    return named == set(target.lower().split(","))
