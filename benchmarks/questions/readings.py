"""What an answer says: the numbers, dates and names in it, in English and Chinese.

Written apart from the product's own readings of values, so that a mistake there does not hide
itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

import cn2an

from benchmarks.questions.case import Names
from farside.lab.tasks import scoring

_HAN_NUMBER = "零〇一二两三四五六七八九十百千"
_WORDS = {
    word: Decimal(at)
    for at, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen twenty".split()
    )
}
_NUMBER = re.compile(
    rf"""
    (?<![\w.,-])(?P<sign>-)?(?P<digits>
        \d{{1,3}}(?:[,']\d{{3}})+(?:\.\d+)?(?!\d)             # 1,234.56
      | \d{{1,3}}(?:\.\d{{3}})+,\d+(?!\d)                     # 1.234,56
      | \d+,\d{{1,2}}(?![\d,])                                # 49,99
      | \d+(?:\.\d+)?
    )\s?(?P<scale>[万千亿百]|k\b|thousand\b|million\b)?
  | (?P<han>[{_HAN_NUMBER}]+(?:万[{_HAN_NUMBER}]*)?)
  | \b(?P<word>{"|".join(sorted(_WORDS, key=len, reverse=True))})\b
    """,
    re.VERBOSE,
)
_SCALES = {
    "百": 100,
    "千": 1000,
    "万": 10_000,
    "亿": 100_000_000,
    "k": 1000,
    "thousand": 1000,
    "million": 1_000_000,
}
# Where a number begins right behind a Chinese character or a currency.
_JOINED = re.compile(rf"(?:(?<=[{scoring.HAN}€$£¥])|(?<=\b(?:eur|usd|gbp|myr))|(?<=\brm))(?=\d)")


def numbers_in(text: str) -> tuple[Decimal, ...]:
    """All numbers, in order: "1,234.56", "1.234,56", "6.2万", "三十二", "twelve"."""
    spaced = _JOINED.sub(" ", scoring.plain_form(text))
    found = (_number(match) for match in _NUMBER.finditer(spaced))
    return tuple(one for one in found if one is not None)


def _number(match: re.Match[str]) -> Decimal | None:
    if word := match["word"]:
        return _WORDS[word]
    if han := match["han"]:
        try:
            return Decimal(str(cn2an.cn2an(han.replace("〇", "零"), "smart")))
        except ValueError:
            return None
    digits = match["digits"].replace("'", "")
    if re.fullmatch(r"\d{1,3}(?:\.\d{3})+,\d+|\d+,\d{1,2}", digits):
        digits = digits.replace(".", "").replace(",", ".")
    value = Decimal(digits.replace(",", "")) * _SCALES.get(match["scale"] or "", 1)
    return -value if match["sign"] else value


_CURRENCIES = {
    "EUR": r"€|\beur\b|\beuros?\b|欧元",
    "GBP": r"£|\bgbp\b|\bpounds?\b|英镑",
    "USD": r"(?<!\w)(?:us)?\$|\busd\b|\bdollars?\b|美元",
    "MYR": r"\brm\b|\bmyr\b|\bringgit\b|林吉特|令吉|马币",
    "CNY": r"¥|\bcny\b|\brmb\b|\byuan\b|人民币",
}


def currencies_in(text: str) -> frozenset[str]:
    """The currencies that are named, by their codes."""
    plain = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", scoring.plain_form(text))
    return frozenset(code for code, words in _CURRENCIES.items() if re.search(words, plain))


_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DATES = (
    r"(?P<year>\d{4})-(?P<number>\d{1,2})(?:-(?P<day>\d{1,2}))?(?!\d)",
    r"(?P<year>\d{4})[./](?P<number>\d{1,2})(?:[./](?P<day>\d{1,2}))?(?!\d)",
    r"(?P<year>\d{4})\s?年\s?(?P<number>\d{1,2})\s?月(?:\s?(?P<day>\d{1,2})\s?[日号])?",
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH},? (?P<year>\d{{4}})",
    rf"{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}})",
    rf"{_MONTH},? (?P<year>\d{{4}})",
    r"(?P<day>\d{1,2})[./-](?P<number>\d{1,2})[./-](?P<year>\d{4})",
)


def dates_in(text: str) -> frozenset[str]:
    """All dates as ISO texts, as exact as they are written; "04/05/2023" counts as both days that
    it may mean."""
    plain, found = _JOINED.sub(" ", scoring.plain_form(text)), set[str]()
    for pattern in _DATES:
        for match in re.finditer(rf"(?<!\w){pattern}", plain):
            parts = match.groupdict()
            month = (
                int(parts["number"]) if parts.get("number") else _MONTHS.index(parts["month"]) + 1
            )
            day = int(parts["day"]) if parts.get("day") else 0
            found |= {_iso(parts["year"], month, day)}
            if pattern == _DATES[-1]:
                found |= {_iso(parts["year"], day, month)}
    return frozenset(one for one in found if one)


def _iso(year: str, month: int, day: int) -> str:
    if not 1 <= month <= 12 or day > 31:
        return ""
    return f"{year}-{month:02}-{day:02}" if day else f"{year}-{month:02}"


def plain_text(text: str) -> str:
    """The form in which names are looked for: a wide colon keeps its distance, or it would be a
    time of day."""
    return scoring.plain_form(text.replace("：", ": "))


@dataclass(frozen=True, slots=True)
class Mention:
    """That `names` stand in a text, first at character `at` of its plain form."""

    names: Names
    at: int


def mentions(text: str, wanted: Sequence[Names]) -> tuple[Mention, ...]:
    """Who of `wanted` is named, by whatever name, in order of the first mention. A name inside a
    longer name of another is not a mention: "Sorrel" in "Sorrel Kitchen Catering" is no second
    vendor."""
    plain = plain_text(text)
    spans = [
        (place, place + len(scoring.plain_form(name)), names)
        for names in wanted
        for name in names
        for place in scoring.keyword_places(plain, name.replace("|", " "))
    ]
    firsts: dict[Names, int] = {}
    for start, end, names in sorted(spans, key=lambda one: one[0]):
        inside = any(
            s <= start and end <= e and e - s > end - start and n != names for s, e, n in spans
        )
        if not inside:
            firsts.setdefault(names, start)
    return tuple(Mention(names, at) for names, at in sorted(firsts.items(), key=lambda one: one[1]))
