"""The words of languages that grounding and follow-ups look at: an aid only, since there are always
more languages.

Function words are those of bm25s. What a list lacks costs strictness, never an answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import TypeVar

from farside.reading import bm25

_List = TypeVar("_List")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# Signs of a script → the language it is taken for.
_SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "ja": re.compile("[\u3041-\u30ff]"),
    "zh": re.compile("[\u3400-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
    "ru": re.compile("[\u0400-\u052f]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "el": re.compile("[\u0370-\u03ff]"),
}
_LATIN = re.compile("[A-Za-z]")
_LISTS = {
    "en": "EN_PLUS", "de": "GERMAN", "fr": "FRENCH", "es": "SPANISH", "it": "ITALIAN", "pt": "PORTUGUESE",
    "nl": "DUTCH", "sv": "SWEDISH", "ru": "RUSSIAN",
}  # fmt: skip
# A "not" that is left out turns a sentence round: these count as content.
_NEGATIONS = frozenset(
    """no not nor never none without cannot isn't aren't wasn't weren't doesn't don't didn't won't nicht kein keine
    keinen nie ohne ne pas jamais sans sin nunca non senza não sem не нет без niet geen inte ej""".split()
)
_MORE_ENGLISH = frozenset("also would could may might must shall upon per via within".split())
# Of two characters: a pair of these carries nothing by itself.
_HAN_FUNCTION = "的了在是和与及或之其以于为有这那些个我你他她它们吗呢吧也都就而但被把从到对等所该此么"
_KANA = re.compile("[\u3041-\u309f]{2}")
_HANGUL_FUNCTION = frozenset("습니 니다 에서 으로 했습 합니 입니 이다 하는 하고 한다 했다 에게 까지 부터".split())

INTERROGATIVES: Mapping[str, Mapping[str, str]] = {
    "en": {
        "when": r"when|(?:what|which) (?:time|date|day|month|year)", "where": r"where", "why": r"why|how come",
        "many": r"how (?:many|much)", "how": r"how", "who": r"who(?:m|se)?", "which": r"which", "what": r"what",
    },
    "de": {
        "when": r"wann", "where": r"wo|woher|wohin", "why": r"warum|weshalb|wieso", "many": r"wie ?viele?",
        "how": r"wie", "who": r"we[rnm]|wessen", "which": r"welche[rsmn]?", "what": r"was",
    },
    "fr": {
        "when": r"quand", "where": r"où", "why": r"pourquoi", "many": r"combien", "how": r"comment",
        "who": r"qui", "which": r"quel(?:le)?s?", "what": r"quoi|qu['’]est-ce",
    },
    "es": {
        "when": r"cu[aá]ndo", "where": r"d[oó]nde", "why": r"por qu[eé]", "many": r"cu[aá]nt[oa]s?", "how": r"c[oó]mo",
        "who": r"qui[eé]n(?:es)?", "which": r"cu[aá]l(?:es)?", "what": r"qué",
    },
    "it": {
        "when": r"quando", "where": r"dove", "why": r"perch[eé]", "many": r"quant[oiae]", "how": r"come",
        "who": r"chi", "which": r"qual[ei]?", "what": r"che cosa|cosa",
    },
    "pt": {
        "when": r"quando", "where": r"onde", "why": r"por ?qu[eê]", "many": r"quant[oa]s?", "how": r"como",
        "who": r"quem", "which": r"qua(?:l|is)", "what": r"o que",
    },
    "ru": {
        "when": r"когда", "where": r"где|куда|откуда", "why": r"почему|зачем", "many": r"сколько", "how": r"как",
        "who": r"кто|кого|кому", "which": r"как(?:ой|ая|ие|ое)", "what": r"что|чем",
    },
    "ar": {
        "when": r"متى", "where": r"أين", "why": r"لماذا", "many": r"كم", "how": r"كيف", "who": r"من",
        "which": r"أي", "what": r"ماذا|ما",
    },
    "ja": {
        "when": r"いつ", "where": r"どこ", "why": r"なぜ|どうして", "many": r"いくら|いくつ|何人|何個",
        "how": r"どうやって|どのように", "who": r"誰|だれ", "which": r"どの|どれ", "what": r"何|なに",
    },
    "ko": {
        "when": r"언제", "where": r"어디", "why": r"왜", "many": r"얼마|몇", "how": r"어떻게",
        "who": r"누가|누구", "which": r"어느", "what": r"무엇|뭐",
    },
    "zh": {
        "when": r"何时|什么时候|什么时间|哪[年天]|几时", "where": r"哪里|哪儿|何处|什么地方|在哪",
        "why": r"为什么|为何|为啥", "many": r"多少|几", "how": r"怎么样?|怎样|如何", "who": r"谁",
        "which": r"哪[些个位份]?", "what": r"什么|何",
    },
}  # fmt: skip
"""The words that ask, by language and kind of question."""

POINTING: Mapping[str, str] = {
    "en": r"he|she|him|her|hers|his|it|its|they|them|their|theirs|these|those|this"
    r"|that(?=\W*$)|(?:of|about|for|after|before|in|from|with|to|by|than|is|was|does|did|do|on) that"
    r"|the (?:same|others?|former|latter|rest|above|two|three|first|second|third|last|next)|another one|else|instead"
    r"|(?:which|this|that|first|second|last|next|other|\w+(?:er|est)) ones?|(?<!is )(?<!are )(?<!was )(?<!were )there"
    r"(?! (?:is|are|was|were|any|a|an|no)\b)|such|previous|(?:what|how) about",
    "de": r"er|sie|es|ihn(?:en)?|ihm|ihr(?:e[nmrs]?)?|sein(?:e[nmrs]?)?|dessen|deren|davon|darin|dazu|dafür"
    r"|diese[rsnm]?|dort|jene[rsnm]?|denen",
    "fr": r"ils?|elles?|lui|leurs?|eux|ceux|celles?|celui|cela|ça|cet|cette|ces|sa|ses|là",
    "es": r"él|ellas?|ellos|sus?|es[ao]s?|ést[aeo]s?|est[ao]s?|aquell[ao]s?|ello|allí|suy[ao]s?",
    "it": r"lui|lei|loro|ess[aeio]|quell[aeio]|quest[aeio]|su[ao]|suoi|sue|ne|lì",
    "pt": r"el[ea]s?|seus?|suas?|iss[oa]|ess[ea]s?|dest[ea]s?|del[ea]s?|nel[ea]s?|lá",
    "ru": r"он|она|оно|они|его|её|ее|их|ему|ей|им|ими|них|него|неё|нее|нему|это|этого|этом|эт[аиу]|эти[хм]|то[тм]|там",
    "ar": r"هو|هي|هم|هن|ذلك|هذا|هذه|تلك|هؤلاء|منهم|منها|هناك",
    "zh": r"他们|她们|它们|他|她|它|其中|(?<![尤极与])其(?![他它余实次])|其他|其余|这|那|该(?<!应该)|此|上述|前者"
    r"|后者|同样|另外|还有|呢(?=\W*$)",
    "ja": r"それ|その|そこ|これ|この|彼ら?|彼女|は(?=[?？]?$)",
    "ko": r"그것|그들|그녀|그(?=\s)|이것|저것|거기|은요|는요",
}
"""Words that point back to something said before."""

SEVERAL: Mapping[str, str] = {
    "en": r"they|them|their|theirs"
    r"|(?:of|among|amongst|from|between) (?:those|these)(?! (?:who|that|which|with|in|under|over)\b)"
    r"|(?:these|those) (?:two|three|four|five|six|ones|people|candidates|applicants|invoices|documents)",
    "de": r"(?:von|unter) (?:ihnen|diesen|denen)|davon|darunter|deren",
    "fr": r"(?:d['’]entre|parmi) (?:eux|elles|ceux-ci|celles-ci)|leurs?|ils|elles",
    "es": r"(?:de|entre) (?:ellos|ellas|estos|estas|esos|esas)|ellos|ellas",
    "it": r"(?:di|fra|tra) (?:loro|questi|queste|essi|esse)|loro",
    "pt": r"(?:entre|d)?(?:eles|elas)|(?:entre )?(?:destes|destas|desses|dessas)",
    "ru": r"(?:из|среди) них|они|их|ими?",
    "zh": r"其中|当中|他们|她们|它们|这[些几两三四五六][个位份张名家]?",
}
"""Words that point back to several things: a part of these is asked for, or something of them all."""

LEADING: Mapping[str, str] = {
    "en": r"and|but|or|so|then|also|what about|how about",
    "de": r"und|aber|oder|auch|dann",
    "fr": r"et|mais|ou|alors",
    "es": r"y|e|pero|o|entonces",
    "it": r"e|ed|ma|o",
    "pt": r"e|mas|ou|então",
    "ru": r"а|и|но|или",
    "ar": r"ثم|و",
    "zh": r"那么|那|而|还|再|以及",
    "ja": r"では|じゃあ|そして",
    "ko": r"그리고|그러면|그럼",
}
"""Words that go on from what was said, at the beginning of a question."""

OF_DOCUMENTS = (
    r"(?:this|these|those|that) (?:documents?|files?|texts?|papers?|pages?|collection)"
    r"|(?:这些?|这[几份篇个]|该|此|本)(?:个|份|篇)?(?:文件|文档|文本|资料|论文|文章)"
    r"|diese[rsnm]? (?:Dokumente?n?|Dateien?|Texte?n?)|ces? documents?|estos? documentos?|эт\w+ документ\w*"
)
"""What is asked of, not what was said."""
AGREEMENT = (
    r"yes|no|yeah|correct|right|true|false|ja|nein|oui|non|sí|si|não|sim|да|нет|はい|いいえ|네|아니요|نعم|لا"
    r"|是的?|不是|否|对|不|没有|有"
)
"""An answer that says nothing but that the question's statement holds, or not."""
PARTS = (
    r"sections?|chapters?|clauses?|articles?|headings?|titles?|parts?|paragraphs?|called|name[ds]?"
    r"|章|节|条|标题|题目|部分|名称|叫什么|abschnitte?|kapitel|titel|überschrift(?:en)?|chapitre|sección|capítulo|раздел\w*|глав\w+"
)
"""A question that asks for parts of a text is answered by their headings."""


@lru_cache(4096)
def guess_language(text: str) -> str:
    """The language of `text` as a code of two letters, by its script, or of Latin letters by
    function words; "" where neither tells."""
    latin = len(_LATIN.findall(text))
    signs = {language: len(pattern.findall(text)) for language, pattern in _SCRIPTS.items()}
    script = next((language for language, count in signs.items() if count > 1), "")
    if script and 2 * signs[script] >= latin:
        return script
    words = _WORD.findall(text.lower())
    hits = {language: sum(word in listed for word in words) for language, listed in _lists().items()}
    best = max(hits, key=lambda language: hits[language])
    sure = hits[best] >= 2 and sorted(hits.values())[-2] < hits[best]
    return best if sure else script


def is_foreign(text: str, other: str) -> bool:
    """Are these in different scripts, or in two languages that can be told?"""
    if not any(one.isalpha() for one in text) or not any(one.isalpha() for one in other):
        return False
    one, two = guess_language(text), guess_language(other)
    if one in _SCRIPTS or two in _SCRIPTS:
        return one != two
    return bool(one and two) and one != two


def is_content(word: str, language: str) -> bool:
    """Does a word, as `bm25.words` gives it, say anything by itself? Of pairs of characters both
    must."""
    if word in _NEGATIONS:
        return True
    if len(word) == 2 and not word.isascii():
        if _KANA.fullmatch(word) or word in _HANGUL_FUNCTION:
            return False
        return not any(one in "的了吗呢吧们么" for one in word) and not all(one in _HAN_FUNCTION for one in word)
    if len(word) == 1 and word in _HAN_FUNCTION:
        return False
    return word not in _stems().get(language, _stems()["en"])


def find_kinds(question: str) -> frozenset[str]:
    """What kinds of things a question asks for: when, where, why, many, how, who, which, what."""
    for asked in _each_language(question, INTERROGATIVES):
        rest, kinds = question, set()
        for kind, words in asked.items():
            if has_word(words, rest):
                kinds.add(kind)
                rest = cut_words(words, rest)
        if kinds:
            return frozenset(kinds)
    return frozenset()


def points(text: str) -> bool:
    """Does a word of it point back to something said before?"""
    return any(has_word(words, text) for words in _each_language(text, POINTING))


def points_to_several(text: str) -> bool:
    """Does a word of it point back to several things that were named before?"""
    return any(has_word(words, text) for words in _each_language(text, SEVERAL))


def goes_on(text: str) -> bool:
    """Does it begin with a word that goes on from what was said?"""
    return any(_bounded(words).match(text.lstrip()) for words in _each_language(text, LEADING))


def cut_asking(text: str) -> str:
    """`text` without the words that ask, point back or go on."""
    asked = [words for each in _each_language(text, INTERROGATIVES) for words in each.values()]
    for words in (*_each_language(text, POINTING), *asked):
        text = cut_words(words, text)
    for words in _each_language(text, LEADING):
        text = _bounded(words).sub(" | ", text.lstrip(), count=1) if _bounded(words).match(text.lstrip()) else text
    return text


def _each_language(text: str, lists: Mapping[str, _List]) -> list[_List]:
    """The lists of the language of `text`; of a few Latin words, which may be of any, English and
    then the others."""
    language = guess_language(text)
    if language in lists:
        return [lists[language]]
    if language:
        return []
    return [lists["en"], *(one for code, one in lists.items() if code != "en" and code not in _SCRIPTS)]


def has_word(patterns: str, text: str) -> bool:
    """Does one of these words stand in `text`? Words of Latin, Cyrillic and Arabic letters as a
    whole."""
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
def _lists() -> Mapping[str, frozenset[str]]:
    from bm25s import stopwords  # loads what ranking loads: only where sentences are held to quotations

    known = {language: frozenset(getattr(stopwords, f"STOPWORDS_{name}")) for language, name in _LISTS.items()}
    return known | {"en": known["en"] | _MORE_ENGLISH}


@cache
def _stems() -> Mapping[str, frozenset[str]]:
    """Function words as `bm25.words` gives them, without negations."""
    return {
        language: frozenset(stem for word in listed - _NEGATIONS for stem in bm25.words(word)) - _NEGATIONS
        for language, listed in _lists().items()
    }
