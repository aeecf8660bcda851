"""What the words of a question or sentence say about it: which kind of thing it asks for, whether
it points back, which of its words carry something.

Each language has its own lists of words (`text.languages`). What a list lacks costs strictness,
never an answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import TypeVar

from farside.reading.text import bm25
from farside.reading.text.detect import SCRIPTED, tell_code
from farside.reading.text.language import Language
from farside.reading.text.languages import LANGUAGES, NO, YES

_Asked = TypeVar("_Asked")
# "¿Y en León?", "« Et à Lyon ? »"
_OPENING = re.compile(r"^[^\w|]+")
_KANA = re.compile("[\u3041-\u309f]{2}")
_HAN_NEGATION = re.compile("[不没沒无無未否]")

OF_DOCUMENTS = (
    r"(?:this|these|those|that) (?:documents?|files?|texts?|papers?|pages?|collection)"
    r"|(?:这些?|这[几份篇个]|该|此|本)(?:个|份|篇)?(?:文件|文档|文本|资料|论文|文章)"
    r"|diese[rsnm]? (?:Dokumente?n?|Dateien?|Texte?n?)|ces? documents?|estos? documentos?"
    r"|эт\w+ документ\w*"
)
"""Words for the documents that are asked, not for what was said."""
AGREEMENT = "|".join(sorted(YES | NO | {"correct", "right"}))
"""An answer that says only that the question's statement holds, or not."""
PARTS = (
    r"sections?|chapters?|clauses?|articles?|headings?|titles?|parts?|paragraphs?|called|name[ds]?"
    r"|章|节|条|标题|题目|部分|名称|叫什么|abschnitte?|kapitel|titel|überschrift(?:en)?|chapitre"
    r"|sección|capítulo|раздел\w*|глав\w+"
)
"""A question that asks for parts of a text is answered by their headings."""


def is_foreign(text: str, other: str) -> bool:
    """Tell whether the two texts are in different scripts, or in two languages that can be told
    apart.
    """
    if not any(one.isalpha() for one in text) or not any(one.isalpha() for one in other):
        return False
    one, two = tell_code(text), tell_code(other)
    if one in SCRIPTED or two in SCRIPTED:
        return one != two
    return bool(one and two) and one != two


def is_content(word: str, language: str) -> bool:
    """Tell whether a word, as `bm25.split_words` gives it, says anything by itself. In a pair of
    characters both must."""
    if word in _negations():
        return True
    han = LANGUAGES["zh"].function_words
    if len(word) == 2 and not word.isascii():
        if _KANA.fullmatch(word) or word in LANGUAGES["ko"].function_words:
            return False
        return not any(one in "的了吗呢吧们么" for one in word) and not all(
            one in han for one in word
        )
    if len(word) == 1 and word in han:
        return False
    return word not in _stems().get(language, _stems()["en"])


def denies(text: str) -> bool:
    """Does a word of it turn it round ("may not")?"""
    return bool(_negations() & set(bm25.split_words(text)) or _HAN_NEGATION.search(text))


def find_kinds(question: str) -> frozenset[str]:
    """The kinds of things that a question asks for: when, where, why, many, how, who, which,
    what."""
    for asked in _of_each(question, lambda one: one.asking):
        rest, kinds = question, set()
        for kind, words in asked.items():
            if has_word(words, rest):
                kinds.add(kind)
                rest = cut_words(words, rest)
        if kinds:
            return frozenset(kinds)
    return frozenset()


def has_pointing_word(text: str) -> bool:
    """Tell whether a word of `text` points back to something said before."""
    return any(has_word(words, text) for words in _of_each(text, lambda one: one.pointing))


def points_to_several(text: str) -> bool:
    """Tell whether a word of `text` points back to several things that were named before."""
    return any(
        has_word(words, text) for words in _of_each(text, lambda one: one.pointing_to_several)
    )


def goes_on(text: str) -> bool:
    """Tell whether `text` begins with a word that goes on from what was said."""
    begun = _OPENING.sub("", text)
    return any(_bounded(words).match(begun) for words in _of_each(text, lambda one: one.leading))


def cut_asking(text: str) -> str:
    """`text` without the words that ask, point back or go on."""
    asked = [words for each in _of_each(text, lambda one: one.asking) for words in each.values()]
    for words in (*_of_each(text, lambda one: one.pointing), *asked):
        text = cut_words(words, text)
    for words in _of_each(text, lambda one: one.leading):
        begun = _OPENING.sub("", text)
        if _bounded(words).match(begun):
            text = _bounded(words).sub(" | ", begun, count=1)
    return text


def _of_each(text: str, field: Callable[[Language], _Asked]) -> list[_Asked]:
    """`field` of the language of `text`. A few Latin words may be of any language: then of all
    Latin-script languages, English first."""
    code = tell_code(text)
    if code:
        return [field(LANGUAGES[code])] if code in LANGUAGES else []
    return [field(one) for one in LANGUAGES.values() if one.script == "Latin"]


def has_word(patterns: str, text: str) -> bool:
    """Tell whether one of these words stands in `text`. Words of Latin, Cyrillic and Arabic letters
    must be whole."""
    return bool(_bounded(patterns).search(text))


def cut_words(patterns: str, text: str) -> str:
    """`text` with a stop in the place of these words, so that what stood around them is not
    joined."""
    return _bounded(patterns).sub(" | ", text)


@cache
def _bounded(patterns: str) -> re.Pattern[str]:
    spaced = r"(?<![^\W\d_\u3041-\u9fff\uac00-\ud7a3])"
    after = r"(?![^\W\d_\u3041-\u9fff\uac00-\ud7a3])"
    return re.compile(f"{spaced}(?:{patterns}){after}", re.IGNORECASE)


@cache
def _negations() -> frozenset[str]:
    return frozenset().union(*(one.negations for one in LANGUAGES.values()))


@cache
def _stems() -> Mapping[str, frozenset[str]]:
    """Function words as `bm25.split_words` gives them, without negations."""
    return {
        one.code: frozenset(
            stem for word in one.function_words - _negations() for stem in bm25.split_words(word)
        )
        - _negations()
        for one in LANGUAGES.values()
        if one.script in ("Latin", "Cyrillic")
    }
