"""Numbers by value: 2,238.60 and 2238,60 are one, so are 7 and seven, 1.2 million and 1,200,000;
1.5 and 15 are two."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from math import prod

from farside.reading.text import bm25

# "cv002" is a name, not a number. Thousands may have blanks or apostrophes between them: 1 234,56
# as in French and Russian, 1'234.50 as in Switzerland.
_GROUPED = r"\d{1,3}(?:(?:[\u00a0\u2009\u202f ]\d{3})+|(?:['’]\d{3})+)(?:[.,]\d{1,2})?(?![\d.,]*\d)"
# By what a word after a number multiplies it, in any case.
_WORDS: tuple[tuple[str, int], ...] = (
    (r"thousand|tausend|tsd|mil(?=\b)|тыс(?:яч\w*)?|ألف|آلاف", 10**3),
    (
        r"million(?:s|en)?|mio|millón|millones|milhão|milhões|milion[ei]|млн|миллион\w*"
        r"|مليون|ملايين",
        10**6,
    ),
    (r"billions?(?!en)|bn|mrd|milliard(?:s|en?)?|miliard[oi]|млрд|миллиард\w*|مليار", 10**9),
)
_SIGNS = {
    "k": 10**3, "m": 10**6, "百": 10**2, "千": 10**3, "万": 10**4, "萬": 10**4,
    "亿": 10**8, "億": 10**8, "천": 10**3, "만": 10**4, "억": 10**8,
}  # fmt: skip
_ANY_WORD = "|".join(words for words, _ in _WORDS)
_NUMBER = re.compile(
    rf"(?<![A-Za-z\d.])(?P<digits>{_GROUPED}|\d+(?:[.,:]\d+)*)"
    rf"(?:\s?(?P<scale>(?i:{_ANY_WORD})|[kKmM](?![A-Za-z])|[百千万萬亿億]+|[천만억]+))?",
)
_THOUSANDS = re.compile(r"(?<=\d)[.,'’\u00a0\u2009\u202f ](?=\d{3}(?!\d))")
_NAMES = {
    **{word: at for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen".split())},
    **{word: 10 * at for at, word in enumerate("twenty thirty forty fifty sixty "
                                               "seventy eighty ninety".split(), 2)},
    "twice": 2, "hundred": 100, "dozen": 12,
}  # fmt: skip
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_IN_DATE = re.compile(
    r"\d(?:st|nd|rd|th)?\.?\s(?:of\s)?(?P<after>[A-Z][a-z]{2})[a-z]*"
    r"|(?P<before>[A-Z][a-z]{2})[a-z]*\.?\s(?=\d)"
)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}\.\d{1,2}\.\d{1,2}")
_WORD = re.compile(r"[a-z]+")
_HAN = re.compile("[零〇一二两三四五六七八九十百千万]+")
_DIGITS = {one: at for at, one in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}

Meanings = frozenset[frozenset[str]]
"""The meanings of a number: each is a set of values that together make it (a date of three
numbers).
"""


def find_numbers(text: str) -> list[Meanings]:
    """The numbers in digits, in order."""
    return [_meanings(match) for match in _NUMBER.finditer(bm25.fold_text(text))]


def find_values(texts: Iterable[str]) -> set[str]:
    """All values that stand in these texts, in digits or words."""
    return {value for text in texts for value in _values(text)}


def find_missing(said: Iterable[Meanings], known: set[str]) -> list[Meanings]:
    """The numbers of `said` that are none of the `known` values."""
    return [one for one in said if not any(parts <= known for parts in one)]


@lru_cache(4096)
def _values(text: str) -> frozenset[str]:
    return frozenset(_each_value(bm25.fold_text(text)))


def _each_value(text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(text):
        for parts in _meanings(match):
            yield from parts
    for word in _WORD.findall(text.lower()):
        if word in _NAMES:
            yield str(_NAMES[word])
    for match in _IN_DATE.finditer(text):
        month = (match["after"] or match["before"]).lower()
        if month in _MONTHS:
            yield str(_MONTHS.index(month) + 1)
    for match in _HAN.finditer(text):
        yield str(_of_han(match.group()))


def _meanings(match: re.Match[str]) -> Meanings:
    digits, scale = match["digits"], match["scale"]
    plain = _THOUSANDS.sub("", digits)
    texts = {plain, digits} if len(digits) - len(plain) == 1 else {plain}
    found = {frozenset([_value(text)]) for text in texts}
    if _DATE.fullmatch(digits) or " " in digits:
        between = " " if " " in digits else "."
        found.add(frozenset(_value(one) for one in digits.split(between)))
    if scale:
        found |= {frozenset([_value(text, _times(scale))]) for text in texts}
    return frozenset(found)


def _times(scale: str) -> int:
    """By how much a word or signs multiply: "Mio.", "млн", 千万."""
    for words, times in _WORDS:
        if re.fullmatch(words, scale, re.IGNORECASE):
            return times
    return prod(_SIGNS[one] for one in scale.lower())


def _value(text: str, times: int = 1) -> str:
    text = text.replace(",", ".")
    if text.count(".") > 1 or not text.replace(".", "").isdecimal():
        return text
    return f"{(Decimal(text) * times).normalize():f}"


def _of_han(text: str) -> int:
    """A number in Chinese characters: 三十五, 两百, 二〇二四."""
    if not set(text) & set("十百千万"):
        return int("".join(str(_DIGITS[one]) for one in text))
    total = section = digit = 0
    for one in text:
        if one in _DIGITS:
            digit = _DIGITS[one]
        elif one == "万":
            total, section, digit = (total + section + digit) * 10**4, 0, 0
        else:
            section += (digit or 1) * {"十": 10, "百": 100, "千": 1000}[one]
            digit = 0
    return total + section + digit
