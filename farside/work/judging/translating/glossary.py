"""The terms that a document repeats, each translated once and then used everywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from farside.engine.base import Engine, Request, generate_reply
from farside.reading.prompts import in_order
from farside.reading.text.detect import instructions_for
from farside.reading.text.language import Instructions
from farside.types import Window

# Terms of a document, and new ones of a window: the memory of a translation is bounded.
MOST, MOST_NEW = 60, 8
# A term that stands there less often needs no glossary.
_OFTEN = 3
_LISTED = 12
_TOKENS = 200
# Names and defined terms in Latin script: two or more capitalised words, or a word in quotation
# marks.
_NAMED = re.compile(
    (
        r"(?<![.!?:]\s)(?<!^)\b[A-Z][a-z]+(?:\s[A-Z][a-z]+)+\b"
        r"|[“\"]([A-Z][\w ]{2,30})[”\"]|\b[A-Z]{3,8}\b"
    ),
    re.MULTILINE,
)


def grow_glossary(
    engine: Engine, glossary: Mapping[str, str], window: Window, whole: str, into: Instructions
) -> dict[str, str]:
    """The glossary with the terms of one window that the whole document repeats. What was
    translated stays."""
    known = dict(glossary)
    for term in _terms(engine, window, whole, into):
        if len(known) >= MOST or len(known) - len(glossary) >= MOST_NEW:
            break
        if any(term in other or other in term for other in known):
            continue
        said = _translated(engine, term, window.text, into)
        if said:
            known[term] = said
    return known


def used_terms(glossary: Mapping[str, str], text: str) -> dict[str, str]:
    """The terms that stand in a text."""
    return {term: said for term, said in glossary.items() if count_term(term, text)}


def count_term(term: str, text: str) -> int:
    """Count how often a term stands in the text; Latin terms only as whole words."""
    if term.isascii():
        return len(re.findall(rf"(?<![A-Za-z0-9]){re.escape(term)}(?![A-Za-z0-9])", text))
    return text.count(term)


def _terms(engine: Engine, window: Window, whole: str, into: Instructions) -> Iterator[str]:
    """Terms that the window has and the document repeats, those that stand there most often
    first."""
    named = [match[1] or match[0] for match in _NAMED.finditer(window.text)]
    listed = _listed(engine, window, into)
    found = {" ".join(one.split()): 0 for one in (*named, *listed)}
    counted = {term: count_term(term, whole) for term in found if 2 <= len(term) <= 40}
    often = [
        term for term, count in counted.items() if count >= _OFTEN and count_term(term, window.text)
    ]
    yield from sorted(often, key=lambda term: (-counted[term], term))


def _listed(engine: Engine, window: Window, into: Instructions) -> list[str]:
    """The terms that the model names. A term must stand in the text."""
    language: Instructions = "en" if into == "zh" else "zh"
    request = Request(
        in_order.terms_prompt(window, language, _LISTED),
        _TOKENS,
        schema=in_order.terms_schema(_LISTED),
    )
    try:
        given = json.loads(generate_reply(engine, request).text)
    except json.JSONDecodeError:
        return []  # it rambled on; the names that code finds are there still
    return [one for one in given if isinstance(one, str)] if isinstance(given, list) else []


def _translated(engine: Engine, term: str, window: str, into: Instructions) -> str:
    """One term, in its sentence; empty where the reply is no translation."""
    sentence = next(
        (line for line in re.split(r"(?<=[.。!！?？\n])", window) if term in line), term
    )
    request = Request(in_order.term_prompt(term, sentence, into), 60, schema=in_order.term_schema())
    try:
        said = str(json.loads(generate_reply(engine, request).text)["translation"])
    except (json.JSONDecodeError, TypeError, KeyError):
        return ""
    said = " ".join(said.strip(" .。“”\"'").split())
    right = instructions_for(said) == into or said == term
    return said if right and len(said) <= 3 * len(term) + 12 else ""
