"""RULER's aggregation: the most common words of a list, and the most frequent coded words
(arXiv:2404.06654, 3.3).

Common words: ten words stand 30 times each, all others 3 times; the list is shuffled, and its
length is made up with more of the others. A length that would be filled by the ten words alone
takes 20 and 2 times, or 10 and 1. Frequent words: coded words whose counts follow a Zeta
distribution (alpha 2); the most frequent is noise ("----"), and the next three are asked for.

What differs: the words are compounds of our own in place of English dictionary words (which do not
reach 200K tokens without a word twice), Chinese ones of two or three signs; noise is no dots, and a
list has no lines, since a sentence of each word would drown in the numbers of the sentences; the
questions are in our words, and the paper's worked example before the common words is left out.
"""

from __future__ import annotations

import math
from random import Random
from string import ascii_lowercase

from farside.lab.base import Count, LabCell, Language
from farside.lab.tasks import ruler_names
from farside.lab.tasks.ruler_draft import ContextDraft

_COMMON = 10
_TIMES = ((30, 3), (20, 2), (10, 1))
# The largest share of the length that the ten common words take; beyond it they stand less often.
_SHARE = 0.7

_ALPHA = 2.0
# zeta(alpha)
_ZETA = math.pi**2 / 6
_NOISE = "----"
_ASKED = 3
# "Facts alone": as often as the three words stand in a text of this many words.
_ALONE = 100
_LETTERS = 6

_NUMBERED: dict[Language, str] = {"en": "{number}. {word}", "zh": "{number}、{word}"}
_ASK_COMMON: dict[Language, str] = {
    "en": "Which are the {number} most common words in the list? Name all {number} of them.",
    "zh": "列表中出现次数最多的{number}个词是哪些？请全部列出。",
}
_ASK_FREQUENT: dict[Language, str] = {
    "en": 'The text is made of coded words. Leave out the noise "----". Which are the three coded '
    "words that appear "
    "most frequently?",
    "zh": "文中全是编码词。不计噪声“----”，出现次数最多的三个编码词是哪些？",
}


def draft_common(cell: LabCell, count: Count, chance: Random) -> ContextDraft:
    """The context depends on `count`: how often the common words stand is decided by the tokens
    that they take."""
    # A word takes a token and its number takes one: there are never more of them than tokens.
    number = min(ruler_names.most_words(cell.language), _COMMON + cell.length)
    drawn = ruler_names.draw_words(cell.language, chance, number)
    numbered = _NUMBERED[cell.language]
    common, others = drawn[:_COMMON], drawn[_COMMON:]
    order = chance.getrandbits(64)
    often, seldom = next(
        (
            times
            for times in _TIMES
            if count(_listed(numbered, common * times[0], order)) <= _SHARE * cell.length
        ),
        _TIMES[-1],
    )

    def text(units: int, facts: bool) -> str:
        return _listed(numbered, common * (often if facts else 0) + others[:units] * seldom, order)

    return ContextDraft(
        _ASK_COMMON[cell.language].format(number=_COMMON), tuple(common), text, len(others)
    )


def _listed(numbered: str, entries: list[str], order: int) -> str:
    shuffled = list(entries)
    Random(order).shuffle(shuffled)
    return " ".join(
        numbered.format(number=number, word=word) for number, word in enumerate(shuffled, 1)
    )


def draft_frequent(cell: LabCell, chance: Random) -> ContextDraft:
    # The rank of the word that stands once is the root of the number of words; a word takes a
    # token.
    ranked = [_NOISE, *_coded(cell.language, chance, 2 * _ASKED + math.isqrt(cell.length))]
    order = chance.getrandbits(64)
    asked = range(1, 1 + _ASKED)

    def text(units: int, facts: bool) -> str:
        counts = _counts(units or _ALONE, len(ranked))
        shown = [
            word
            for rank, (word, times) in enumerate(zip(ranked, counts, strict=False))
            for _ in range(times)
            if (facts if rank in asked else units)
        ]
        Random(order).shuffle(shown)
        return " ".join(shown)

    return ContextDraft(
        _ASK_FREQUENT[cell.language], tuple(ranked[rank] for rank in asked), text, 2 * cell.length
    )


def _counts(words: int, ranks: int) -> list[int]:
    """How often the word of each rank stands among `words` words: words * rank^-alpha /
    zeta(alpha). Each word that is asked for stands at least once more than the next, however few
    words there are."""
    counts = [int(words * rank**-_ALPHA / _ZETA) for rank in range(1, ranks + 1)]
    for rank in range(_ASKED, -1, -1):
        counts[rank] = max(counts[rank], counts[rank + 1] + 1)
    return counts


def _coded(language: Language, chance: Random, number: int) -> list[str]:
    """Different words without a meaning."""
    if language == "zh":
        return [
            f"{first}{second[0]}"
            for first, second in _paired(ruler_names.draw_words(language, chance, 2 * number))
        ]
    coded: dict[str, None] = {}
    while len(coded) < number:
        coded["".join(chance.choices(ascii_lowercase, k=_LETTERS))] = None
    return list(coded)


def _paired(items: list[str]) -> list[tuple[str, str]]:
    half = len(items) // 2
    return list(zip(items[:half], items[half:], strict=True))
