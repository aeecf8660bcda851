"""A phrase in a language, filled with its values."""

from __future__ import annotations

from collections.abc import Mapping

from farside.reading.text.language import Language
from farside.work.phrases.arabic import ARABIC
from farside.work.phrases.chinese import CHINESE
from farside.work.phrases.english import ENGLISH
from farside.work.phrases.french import FRENCH
from farside.work.phrases.german import GERMAN
from farside.work.phrases.italian import ITALIAN
from farside.work.phrases.japanese import JAPANESE
from farside.work.phrases.korean import KOREAN
from farside.work.phrases.portuguese import PORTUGUESE
from farside.work.phrases.russian import RUSSIAN
from farside.work.phrases.spanish import SPANISH

PHRASES: Mapping[str, Mapping[str, str]] = {
    "ar": ARABIC,
    "de": GERMAN,
    "en": ENGLISH,
    "es": SPANISH,
    "fr": FRENCH,
    "it": ITALIAN,
    "ja": JAPANESE,
    "ko": KOREAN,
    "pt": PORTUGUESE,
    "ru": RUSSIAN,
    "zh": CHINESE,
}
"""Phrases by the code of their language. A kind of document has one form for one, and after "|" one
for several.
"""


def say(language: Language, phrase: str, **values: object) -> str:
    """Fill the phrase with its values, in English where the language has none of its own."""
    return PHRASES.get(language.code, ENGLISH)[phrase].format(**values)


def name_kind(language: Language, kind: str, number: int = 1) -> str:
    """What people call `number` documents of a kind: "invoices"."""
    one, _, several = say(language, "table kind" if kind == "table" else kind).partition("|")
    return several if number > 1 and several else one


def count_kind(language: Language, kind: str, number: int) -> str:
    """ "6 invoices"; a language whose nouns take several forms after numbers: "invoices: 6"."""
    named, several = name_kind(language, kind, number), name_kind(language, kind, 2)
    return say(language, "counted", number=number, kind=named, kinds=several)
