"""Dates as people write them, found in text. One that may be read in two ways keeps both."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from babel.dates import get_month_names

from farside.work.tables.nouns import Day
from farside.work.tables.readings import NONE, Habit, Reading, narrow_text

_LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt", "ru", "ar")
_PIVOT = 69  # two-digit years from here on are in the last century
_HAN = "零〇一二三四五六七八九十"
_YEARS = "(?:19|20)\\d\\d"
# The year before the first one of each era, which is also called 元年.
_ERAS = {
    "令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867,
    "民國": 1911, "民国": 1911,
}  # fmt: skip
# No more digits follow, except a time that a till prints without a blank, 09/02/201811:40, and the
# other end of a period: 2019.03-2020.02, 01.02.2019-31.01.2020.
_OTHER_END = rf"(?:{_YEARS}[./年]|\d\d?[./]{_YEARS}|\d\d?[./]\d\d?[./]\d\d)"
_AFTER = rf"(?!\d(?!\d?:\d)|/\d|-(?!{_OTHER_END})\d)"


@cache
def _months() -> dict[str, int]:
    """Month names and their short forms, lower case, in the languages above."""
    found: dict[str, int] = {}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, language)
                found |= {str(names[month]).lower().rstrip("."): month for month in range(1, 13)}
    return {"sept": 9} | found


# Behind a digit and a dash only the other end of a period begins a date: "2026-03-05-12" has none
# of 2012.
@cache
def _pattern() -> re.Pattern[str]:
    names = "|".join(sorted(map(re.escape, _months()), key=len, reverse=True))
    month = rf"(?:{names})(?![^\W\d_])\.?"
    year4, year = _YEARS, rf"(?:{_YEARS}|['’]?\d\d)"
    return re.compile(
        rf"(?P<era>{'|'.join(_ERAS)})\s?(?P<ey>元|\d{{1,3}}|[{_HAN}]{{1,3}})\s?年"
        rf"(?:\s?(?P<em>\d\d?|[{_HAN}]{{1,2}})\s?月(?:\s?(?P<ed>\d\d?|[{_HAN}]{{1,3}})\s?日)?)?"
        rf"|(?<![\d.])(?P<ky>{_YEARS})\.\s(?P<km>\d\d?)\.\s(?P<kd>\d\d?)(?:\.|(?!\d))"
        rf"|(?<!\d)(?P<cy>{_YEARS})\s?[年년]\s?(?:(?P<cm>\d\d?"
        rf"|[{_HAN}]{{1,2}})\s?[月월]\s?(?:(?P<cd>\d\d?|[{_HAN}]{{1,3}})\s?[日号일])?)?"
        rf"|(?P<hy>[{_HAN}]{{4}})年(?:(?P<hm>[{_HAN}]{{1,2}})月(?:(?P<hd>[{_HAN}]{{1,3}})[日号])?)?"
        rf"|(?<![\d.])(?<!\d/)(?:(?<!\d-)|(?={year4}[/.]))"
        rf"(?P<iy>{year4})(?P<isep>[-/.])(?P<im>\d\d?)(?:(?P=isep)(?P<id>\d\d?))?{_AFTER}"
        rf"|(?<![\d.,/])(?:(?<!\d-)|(?=\d\d?[/.]))"
        rf"(?P<a>\d\d?)(?P<sep>[-/.])(?P<b>\d\d?)(?P=sep)(?P<y>{_YEARS}|\d\d){_AFTER}"
        rf"|(?<!\d)(?<!\d[/.])(?P<my_m>\d\d?)[/.](?P<my_y>{year4})(?!\d|[/.]\d)"
        r"|(?<!\d)(?P<d1>\d\d?)(?:st|nd|rd|th|er|[º°.])?[\s-]?(?:(?:day\s)?of\s"
        rf"|de\s)?(?P<n1>{month})(?:\s?,\s?|[\s-])?(?:de\s)?(?P<y1>{year})(?!\d)"
        rf"|(?<![^\W\d_])(?P<n2>{month})[\s-]*(?P<d2>\d\d?)(?:st|nd|rd|th)?(?:\s?,\s*"
        rf"|\s+)(?P<y2>{year4})(?!\d)"
        rf"|(?<![^\W\d_])(?P<n3>{month})[\s,-]*(?:de\s)?(?P<y3>{year4})(?!\d)",
        re.IGNORECASE,
    )


def find_dates(text: str, habit: Habit = NONE) -> list[Reading]:
    """Every date in `text`, in order."""
    found = []
    for match in _pattern().finditer(narrow_text(text)):
        days = [day for day in _days(match, habit.order) if _real(day)]
        if days:
            found.append(Reading(match.start(), match.end(), days[0], tuple(days[1:])))
    return found


def order_of(text: str) -> str:
    """Find how this text orders day and month in numbers: "dmy" or "mdy" where a date shows it and
    none denies it, else ""."""
    seen = set()
    for match in _pattern().finditer(narrow_text(text)):
        if match["sep"]:
            first, second = int(match["a"]), int(match["b"])
            if (first > 12) != (second > 12):
                seen.add("dmy" if first > 12 else "mdy")
    return seen.pop() if len(seen) == 1 else ""


def _days(match: re.Match[str], order: str) -> Iterator[Day]:
    part = match.groupdict()
    if part["era"]:
        year = 1 if part["ey"] == "元" else _number(part["ey"])
        yield Day(_ERAS[part["era"]] + year, _number(part["em"]), _number(part["ed"]))
    elif part["ky"]:
        yield Day(int(part["ky"]), int(part["km"]), int(part["kd"]))
    elif part["cy"]:
        yield Day(int(part["cy"]), _number(part["cm"]), _number(part["cd"]))
    elif part["hy"]:
        year = int(
            "".join(
                "0123456789"["零一二三四五六七八九".index(one.replace("〇", "零"))]
                for one in part["hy"]
            )
        )
        yield Day(year, _han(part["hm"]), _han(part["hd"]))
    elif part["iy"]:
        yield Day(int(part["iy"]), int(part["im"]), int(part["id"] or 0))
    elif part["sep"]:
        yield from _numeric(int(part["a"]), int(part["b"]), _year(part["y"]), part["sep"], order)
    elif part["my_m"]:
        yield Day(int(part["my_y"]), int(part["my_m"]))
    elif part["n1"]:
        yield Day(_year(part["y1"]), _month(part["n1"]), int(part["d1"]))
    elif part["n2"]:
        yield Day(int(part["y2"]), _month(part["n2"]), int(part["d2"]))
    else:
        yield Day(int(part["y3"]), _month(part["n3"]))


def _numeric(first: int, second: int, year: int, sign: str, order: str) -> Iterator[Day]:
    """03/05/2026 may be in March or in May; with full stops, days come first everywhere."""
    dmy, mdy = Day(year, second, first), Day(year, first, second)
    if sign == "." or order == "dmy" or first == second:
        yield dmy
    elif order == "mdy":
        yield mdy
    else:
        yield from (dmy, mdy)


def _real(day: Day) -> bool:
    if day.day and not day.month:
        return False  # "10.0.12": the version of something
    try:
        date(day.year, day.month or 1, day.day or 1)
    except ValueError:
        return False
    return True


def _year(text: str) -> int:
    year = int(text.lstrip("'’"))
    if year > 99:
        return year
    return year + (1900 if year >= _PIVOT else 2000)


def _month(name: str) -> int:
    return _months()[name.lower().rstrip(".")]


def _number(text: str | None) -> int:
    return int(text) if text and text.isdecimal() else _han(text)


def _han(text: str | None) -> int:
    if not text:
        return 0
    import cn2an  # not before it is needed: it loads a list of all cities of China

    try:
        return int(cn2an.cn2an(text, "smart"))
    except ValueError:
        return 99  # no month or day: `_real` drops it
