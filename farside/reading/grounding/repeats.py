"""Sentences that say nothing new: small models repeat the question, and themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from farside.reading.grounding import content, languages
from farside.types import Sentence


def drop_repeats(
    sentences: Iterable[Sentence], question: str = "", known: Sequence[str] = ()
) -> list[Sentence]:
    """The sentences that add something to the question, the known texts and the sentences before
    them. An unsupported sentence does not hide a supported one."""
    kept: list[Sentence] = []
    for one in sentences:
        earlier = [*known, *(other.text for other in kept if other.supported or not one.supported)]
        if not repeats_question(one.text, question) and not content.adds_nothing(one.text, earlier):
            kept.append(one)
    return kept


def repeats_question(text: str, question: str) -> bool:
    """Tell whether this is the question again. "Maria speaks German" answers whether she does, and
    not who does."""
    if languages.find_kinds(question) or text.rstrip().endswith(("?", "？", "؟")):
        return content.says_same(text, question)
    return content.has_same_letters(text, question)
