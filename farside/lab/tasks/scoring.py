"""Scoring by rule: what an answer holds, whether it is a refusal, and the measures of published
benchmarks.

Measures go from 0 to 100; yes and no are bools. Texts are compared without case, in NFKC, with
plain quotes and dashes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

from farside.errors import InputError

HAN = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff"
LETTER = rf"[^\W_{HAN}]"
NUMERAL = "[零〇一二两三四五六七八九十百千万亿]"
_DASHES, _SINGLE, _DOUBLE = "‐‑‒–—―−", "‘’", "“”「」『』"
# A Chinese comma gets the space that a Latin one has, or "14，650" would be one number.
_PLAIN = str.maketrans(
    dict.fromkeys(_DASHES, "-")
    | dict.fromkeys(_SINGLE, "'")
    | dict.fromkeys(_DOUBLE, '"')
    | dict.fromkeys("，；", ", ")
)


def plain_form(text: str) -> str:
    """The form of a text for comparing: one character may have become several, so offsets are its
    own."""
    return fold_case(text).casefold()


def fold_case(text: str) -> str:
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text.translate(_PLAIN))).strip()


# Keywords


def holds_keyword(text: str, alternatives: str) -> bool:
    """Tell whether `text` has one of the `alternatives` ("3,650|3650"), as whole words.

    A Latin word or number stands alone: "14" is not in "114", "14.5" or "14:30", but it is in
    "14点" and "14.00". A Chinese word may stand anywhere, a Chinese number not inside a longer one.
    Raises `InputError` for an empty alternative.
    """
    return bool(keyword_places(text, alternatives))


def keyword_places(text: str, alternatives: str) -> tuple[int, ...]:
    """The places where each of the `alternatives` starts in `plain_form(text)`, in order."""
    known = plain_form(text)
    return tuple(
        sorted(
            found.start()
            for word in split_alternatives(alternatives)
            for found in _keyword(word).finditer(known)
        )
    )


def split_alternatives(alternatives: str) -> tuple[str, ...]:
    """The words of "a|b"."""
    words = tuple(word.strip() for word in alternatives.split("|"))
    if not all(words):
        raise InputError(
            f"{alternatives!r} has an empty alternative: write words, with one | between two"
        )
    return words


@lru_cache(maxsize=4096)
def _keyword(word: str) -> re.Pattern[str]:
    known = plain_form(word)
    pattern = re.escape(known)
    if re.fullmatch(f"{NUMERAL}+", known):
        return re.compile(rf"(?<!{NUMERAL}){pattern}(?!{NUMERAL})")
    # With a digit and a separator beside it, it is part of a longer number: 13,650 or 14.5 or
    # 14:30.
    if re.match(LETTER, known):
        joined = ".,:" if re.match(r"\d{3}(?!\d)", known) else ".:"
        part = rf"(?<!\d[{joined}])" if known[0].isdigit() else ""
        pattern = rf"(?<!{LETTER}){part}{pattern}"
    if re.match(LETTER, known[-1]):
        # Only zeros after the point: 14.00 is 14.
        longer = r"(?!,\d{3}(?!\d))(?!:\d)(?!\.(?!0+(?!\d))\d)" if known[-1].isdigit() else ""
        pattern = rf"{pattern}(?!{LETTER}){longer}"
    return re.compile(pattern)


def keyword_share(text: str, wanted: Sequence[str]) -> float:
    """The share of the `wanted` keywords (each "a" or "a|b") that `text` holds, in percent."""
    if not wanted:
        raise InputError("no keywords to look for: give at least one")
    return 100.0 * sum(holds_keyword(text, one) for one in wanted) / len(wanted)


# Words that take a value out, in its own clause and with no other number between: "not 4,200",
# "from 4,200".
_SAME_CLAUSE = r"(?:(?!而是)[^.;,()!?。！？\d]){0,40}$"
_DENIED = re.compile(
    rf"(?:\b(?:not|no longer|instead of|rather than)\b|不是|而非|不再){_SAME_CLAUSE}"
)
# "Was corrected to 3,650" and "was the keeper and now is …" name no past value.
_TURNED = (
    r"\b(?:changed|corrected|raised|lowered|reduced|increased|moved|updated|revised"
    r"|amended)\ (?:in\ \w+\ )?to\b"
)
_PRESENT = rf"{_TURNED}|\b(?:replaced|succeeded|followed)\ by\b|\b(?:now|currently|is|are)\b"
_PRESENT_HAN = "而是|现在|目前|如今|改[为成到在]"
_MONTH = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_PAST_BEFORE = re.compile(
    rf"""(?:
        (?: \b(?:previous(?:ly)?|original(?:ly)?|earlier|former(?:ly)?|initial(?:ly)?|old)\b
          | (?:原|之前|此前|以前|先前|曾|旧|接替|取代)
        )(?:(?!{_TURNED}|{_PRESENT_HAN})[^.;,()!?。！？\d]){{0,40}}
      | \b(?: was | were | (?<!have\ )(?<!has\ )had | first | once
            | replac\w+ | supersed\w+ | succeed\w+ | used\ to\ be | from(?!\ (?:{_MONTH}|now|then))
            | before\ (?:him|her|them|it|that|then),?
        )\b(?:(?!{_PRESENT})[^.;,()!?。！？\d]){{0,40}}
      | \bafter\ (?:(?!(?:on|in|at)\b)[^\W\d]+\ ){{0,2}}
    )$""",
    re.VERBOSE,
)
_PAST_AFTER = re.compile(
    r"^[^.;,()!?。！？\d]{0,25}?(?:\b(?:original(?:ly)?|previous(?:ly)?|before|earlier|formerly"
    r"|initially|at first"
    r"|was replaced|was succeeded|stepped down|resigned|retired|no longer)\b|是旧|是原|作废|离任"
    r"|卸任|辞任|辞职)"
)


def ends_at_answer(text: str, wanted: str, forbidden: Sequence[str]) -> bool:
    """Tell whether `wanted` is the answer that `text` ends at, not one of the `forbidden` values
    (each "a" or "a|b").

    A denied value ("not 4,200") is no answer, nor is a forbidden one that is named as the past
    ("was 4,200", "原来三百六十元"). Where a forbidden one stands as the present, the past counts
    for nothing on either side. The last value that is left counts, so "4,200, corrected to 3,650"
    ends at 3,650.
    """
    known = plain_form(text)
    right = _values(known, [wanted])
    wrong = [span for span in _values(known, forbidden) if not _past(known, *span)]
    if wrong:
        right = [span for span in right if not _past(known, *span)]
    return max(right, default=(-1, -1))[0] > max(wrong, default=(-1, -1))[0]


def _values(known: str, wanted: Sequence[str]) -> list[tuple[int, int]]:
    """The places of the values in `known`, without those that are denied."""
    found = [
        one.span()
        for each in wanted
        for word in split_alternatives(each)
        for one in _keyword(word).finditer(known)
    ]
    return [
        (start, end)
        for start, end in found
        if not _DENIED.search(known[max(0, start - 80) : start])
    ]


def _past(known: str, start: int, end: int) -> bool:
    return bool(
        _PAST_BEFORE.search(known[max(0, start - 80) : start])
        or _PAST_AFTER.search(known[end : end + 80])
    )


# Refusals


# Answers to a question that has none


# Measures of published benchmarks
