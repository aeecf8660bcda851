"""Which language a question or a text is in.

Its script tells, and in Latin letters its function words. Where a text has hardly any of these
("Notice period?"), py3langid guesses; where it is not sure, as with a name, the text is taken for
English (`benchmarks/languages.py` compares). Text in Kanji alone may be Japanese or Chinese: it is
Japanese if one of its signs is written in Japan only, else Chinese.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from farside.reading.text.language import Instructions, Language, listed
from farside.reading.text.languages import LANGUAGES, OTHER

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_SAMPLE = 4000
"""Characters of a long text that are looked at."""
# Function words of one language alone that tell it, and how many more it has than the next one.
# Below, py3langid is asked, and believed from this confidence on: measured on short questions and
# names.
_LEAST, _AHEAD, _CONFIDENT = 0.9, 0.5, 0.45
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Addresses are in no language, though theirs end in words of some: ".com", ".de", ".it".
_ADDRESS = re.compile(r"\S+@\S+|\S+://\S+|\b(?:[\w-]+\.)+[a-z]{2,}\b")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
# The letters of each script, by the language that they are taken for.
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile("[\u3041-\u30fa]"),
    "zh": re.compile("[\u3400-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ru": re.compile("[\u0400-\u052f]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "he": re.compile("[\u05d0-\u05ea]"),
}
SCRIPTED = frozenset(_SCRIPTS)
"""Codes of languages that are told by their script."""
# Kanji that neither simplified nor traditional Chinese has.
_JAPANESE_KANJI = re.compile(
    "[円払売読込働駅県権産対発変続総検済価図団渋沢辺関鉄薬様実験帰応圧処択徴満戦営録畑峠"
    "枠単継縄収仮伝労]"
)
_CHINESE_ONLY = re.compile("[这们说吗呢谁么没啊吧這們說嗎誰麼沒啲咗嘅唔佢邊]")
# The most Han characters for one Kana in a Japanese text, and the most characters for one Persian
# letter in a Persian text.
_KANA_SHARE, _PERSIAN_SHARE = 6, 40
_CYRILLIC = {"uk": re.compile("[іїєґ]"), "sr": re.compile("[јљњћђ]")}
_PERSIAN = re.compile("[پچژگ]")
# Letters that no supported language in Latin letters has.
_FOREIGN = re.compile("[åæøðþýÅÆØÐÞÝ\u0100-\u0151\u0154-\u024f]")
# Words of languages that would otherwise be taken for a supported one.
_NEIGHBOURS: Mapping[str, frozenset[str]] = {
    "nl": listed(
        """de het een en van is dat op te in voor met zijn niet aan er om ook als bij nog
        naar dan uit wie wat waar wanneer waarom hoe welke hoeveel heeft hebben wordt
        worden alle deze dit"""
    ),
    "sv": listed(
        """och att det som en på är av för med den till inte om ett han har de jag var ska
        eller från vem vad när varför hur vilken vilka många alla detta"""
    ),
    "da": listed(
        """og at det som en på er af for med den til ikke om et han har de jeg var skal eller
        fra hvem hvad hvor hvornår hvorfor hvordan hvilken hvilke mange alle dette"""
    ),
    "pl": listed(
        """i w na z do nie się jest to że jak po co tak za od o ale jego przez kto kiedy
        gdzie dlaczego ile jaki jaka jakie który która które czy umowa umowy wszystkie
        oraz"""
    ),
    "tr": listed(
        """ve bir bu da de için ile mi ne kim nerede neden nasıl hangi kaç olarak daha çok
        gibi var tüm sözleşme ne zaman"""
    ),
}


@lru_cache(4096)
def tell_code(text: str) -> str:
    """The code of the language of `text`, by its script or its function words; "" where neither
    tells, as of a name or a heading."""
    half = _SAMPLE // 2
    text = text if len(text) <= _SAMPLE else text[:half] + text[len(text) // 2 :][:half]
    script = _by_script(text)
    if script and 2 * len(_SCRIPTS[script].findall(text)) >= len(_LATIN.findall(text)):
        return _narrow(script, text)
    (most, best), (second, _) = sorted([*_count_words(text.lower()), (0.0, ""), (0.0, "")])[:-3:-1]
    return best if most >= _LEAST and most - second >= _AHEAD else ""


@lru_cache(4096)
def language_of(text: str) -> Language:
    """The language of a question or text: one of `LANGUAGES`, or `OTHER`."""
    code = tell_code(text)
    if code:
        return LANGUAGES.get(code, OTHER)
    if _FOREIGN.search(text):
        return OTHER
    return LANGUAGES[_guess(text[:_SAMPLE])]


def instructions_for(text: str) -> Instructions:
    """The language of the instructions that a model gets about this question or text."""
    return LANGUAGES.get(tell_code(text), OTHER).instructions


def _by_script(text: str) -> str:
    """The code of the script, other than Latin, with the most letters; "" without any."""
    counts = {code: len(pattern.findall(text)) for code, pattern in _SCRIPTS.items()}
    if _KANA_SHARE * counts["ja"] >= counts["zh"] > 0:
        return "ja"
    best = max(counts, key=lambda code: counts[code])
    return best if counts[best] else ""


def _narrow(script: str, text: str) -> str:
    """Tell a language that only shares its script from the supported one."""
    if script == "zh" and _JAPANESE_KANJI.search(text) and not _CHINESE_ONLY.search(text):
        return "ja"
    if script == "ru":
        low = text.lower()
        return next((code for code, letters in _CYRILLIC.items() if letters.search(low)), script)
    if script == "ar" and _PERSIAN_SHARE * len(_PERSIAN.findall(text)) >= len(text):
        return "fa"
    return script


def _count_words(text: str) -> list[tuple[float, str]]:
    """Count the function words of each language in a text: a word that several languages have
    counts less for each of them."""
    found: defaultdict[str, float] = defaultdict(float)
    for word in _WORD.findall(_ADDRESS.sub(" ", text).replace("’", "'")):
        codes = _words().get(word, ())
        for code in codes:
            found[code] += 1 / len(codes)
    return [(count, code) for code, count in found.items()]


def _guess(text: str) -> str:
    """Guess the code of the language from the letter sequences of a text in Latin letters; English
    where it may be any, as with a name."""
    code, confidence = _identifier().classify(text)
    return str(code) if confidence >= _CONFIDENT else "en"


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # 90 MB and most of a second

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(one.code for one in LANGUAGES.values() if one.script == "Latin")
    return identifier


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """For each word, the codes of the languages in Latin letters that have it."""
    lists = {one.code: one.function_words for one in LANGUAGES.values() if one.script == "Latin"}
    known: dict[str, tuple[str, ...]] = {}
    for code, words in {**lists, **_NEIGHBOURS}.items():
        for word in words:
            known[word] = (*known.get(word, ()), code)
    return known
