"""Titles of stretches of text: they say what follows is about, and nothing of it."""

from __future__ import annotations

import re

from farside.reading.grounding import languages
from farside.types import Document, Span

_MOST_WORDS, _MOST_HAN = 9, 24
# The least characters of a sentence that counts as text below a heading.
_PROSE, _PROSE_HAN = 40, 15
_HAN = re.compile("[\u3400-\u9fff]")
_ENDED = re.compile(r"[.。!！?？;；,，…][\"'”’)）]*$")
# "2.2 Design", "§ 5 Haftung", "Article 7", "第三条 责任"; a single number with a stop is an item of
# a list.
_NUMBERED = re.compile(
    r"(?:#{1,6}\s+\S|(?:\d{1,2}\.){1,3}\d{1,2}\.?\s+[^\W\d_]|§\s*\d+|[IVX]{1,5}\.\s+[^\W\d_]"
    r"|(?:chapter|section|article|appendix|abschnitt|kapitel|artikel|chapitre|sección|раздел"
    r"|глава)\s+[\dIVXA-Z]+\b"
    r"|第[一二三四五六七八九十百\d]+[章节条编]|[一二三四五六七八九十]+、)",
    re.IGNORECASE,
)
# A row, a label with its value, a list: these state something.
_STATES = re.compile(r"[|\t@:：]|\d{3,}|[,，、]|\d\s*[%€$£¥]|[€$£¥]\s*\d")


def is_heading(document: Document, span: Span) -> bool:
    """Tell whether this sentence is a heading: a line of its own, short, without an end, and
    numbered or above prose. The first line of a document is none: it often names the person whom
    the document is about."""
    text = span.of(document.text)
    line = text.strip()
    start, end = span.start + len(text) - len(text.lstrip()), span.start + len(text.rstrip())
    if not line or "\n" in line or _ENDED.search(line) or not _alone(document.text, start, end):
        return False
    if (len(_HAN.findall(line)) > _MOST_HAN) or len(line.split()) > _MOST_WORDS:
        return False
    if _NUMBERED.match(line):
        rest = _NUMBERED.sub("", line, count=1)
        return not _STATES.search(rest)
    letter = next((one for one in line if one.isalpha()), "a")
    titled = (
        bool(document.text[:start].strip())
        and letter == letter.upper()
        and not _STATES.search(line)
    )
    return titled and _above_prose(document, end)


def asks_for_heading(question: str) -> bool:
    """Tell whether a question asks for the parts of a text, so that their titles answer it."""
    return languages.has_word(languages.PARTS, question)


def _alone(text: str, start: int, end: int) -> bool:
    before, after = text[:start].rstrip(" \t"), text[end:].lstrip(" \t")
    return (not before or before[-1] in "\n\f") and (not after or after[0] in "\r\n\f")


def _above_prose(document: Document, end: int) -> bool:
    below = document.text[end:].lstrip()
    line = below[: below.find("\n")] if "\n" in below else below
    least = _PROSE_HAN if _HAN.search(line) else _PROSE
    return len(line) >= least and bool(re.search(r"[.。!！?？]", line))
