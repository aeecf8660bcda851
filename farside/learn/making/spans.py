"""What a question can ask for in a sentence, as code finds it: numbers, dates, names, quotations.

A small model writes a better question where it is told the answer, and the answer is then right by
construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from farside.learn.problems import PART, ProblemKind

_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?"
)
_UNITS = (
    r"(?:\s?(?:%|°C|€|per ?cent|percent|EUR|USD|GBP|euros?|dollars?|pounds?|kg|km|cm|mm|m|g|kW"
    r"|seconds?|minutes?|hours?|days?|weeks?|months?|years?|degrees|metres?|meters?)(?![^\W\d_])"
    r"|\s?(?:万|亿)?(?:元|美元|天|日|周|个月|年|小时|分钟|人|次|米|公里|千克|公斤|度|℃|页|条|项))"
)
_PATTERNS: tuple[tuple[ProblemKind, str], ...] = (
    ("quotation", r"[“「]([^“”「」]{8,120})[”」]|(?<!\w)\"([^\"]{8,120})\"(?!\w)"),
    (
        "date",
        rf"\b\d{{1,2}}(?:st|nd|rd|th)? {_MONTH},? (?:1[5-9]|20)\d\d\b"
        rf"|\b{_MONTH} \d{{1,2}},? (?:1[5-9]|20)\d\d\b|\b(?:1[5-9]|20)\d\d-\d\d-\d\d\b"
        r"|(?:1[5-9]|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|\b\d{1,2}\.\d{1,2}\.(?:1[5-9]|20)\d\d\b"
        rf"|\b\d{{1,2}} {_MONTH}(?!\w)|(?<=\bin )(?:1[5-9]|20)\d\d\b",
    ),
    ("number", rf"(?:[€$£¥]|EUR |USD |人民币)?(?<![A-Za-z\d_.,])\d+(?:[.,]\d+)*{_UNITS}?"),
    (
        "number",
        r"[一二三四五六七八九十百千万两零]+(?:元|美元|天|日|周|个月|年|小时|分钟|人|次|米|公里|千克|页|成|条|倍)"
        r"|百分之[一二三四五六七八九十百点]+",
    ),
    ("name", r"《([^《》]{2,40})》"),
    # After a first word that begins the sentence and may have its capital from that.
    ("name", r"(?<=[a-z,;:(] )(?:[A-Z][\w'’&-]+ ){1,3}[A-Z][\w'’&-]+"),
)
_COMPILED = tuple((kind, re.compile(pattern)) for kind, pattern in _PATTERNS)
# What names a place in a text is not asked for: "clause 9.1", "Figure 3".
_PLACE = re.compile(
    r"(?:\b(?:clauses?|sections?|articles?|paragraphs?|chapters?|figures?|fig\.|tables?|pages?"
    r"|annex|appendix|schedule|part|no\.)|§)\s*(?:\d[\d.]*(?:,| and| or| to)\s*)*$|第$|[图表附]$",
    re.IGNORECASE,
)
# The number of a clause, a list or a chapter says nothing.
_NUMBERING = re.compile(
    r"\s*(?:[([]?\d+(?:\.\d+)*[.)\]、]?\s|第[\d一二三四五六七八九十百]+[条章节])"
)


@dataclass(frozen=True, slots=True)
class AskedSpan:
    """Words of a sentence, and the kind of problem that asks for them."""

    kind: ProblemKind
    text: str


def find_spans(sentence: str) -> Iterator[AskedSpan]:
    """Yield what a question could ask for, no words twice."""
    numbering = _NUMBERING.match(sentence)
    at = numbering.end() if numbering else 0
    taken: list[tuple[int, int]] = []
    for kind, pattern in _COMPILED:
        for found in pattern.finditer(sentence, at):
            start, end = found.span()
            if any(start < last and first < end for first, last in taken):
                continue
            if kind == "number" and _PLACE.search(sentence[:start]):
                continue
            taken.append((start, end))
            text = next((group for group in found.groups() if group), found.group()).strip(
                " .,;。，"
            )
            if text and PART.strip() not in text and sentence.count(text) == 1:
                yield AskedSpan(kind, text)


def kind_of(answer: str) -> ProblemKind:
    """The kind of problem that asks for this answer: what it is as a whole, else a fact."""
    return next((one.kind for one in find_spans(f"it is {answer}") if one.text == answer), "fact")
