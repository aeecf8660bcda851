"""What code can say about a translation: numbers that went missing, terms not used, a wrong
language, parts left out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from farside.reading.grounding import echo
from farside.reading.text.detect import instructions_for
from farside.reading.text.language import Instructions
from farside.work.judging.translating import words
from farside.work.tables import dates, readings
from farside.work.tables.nouns import Day

_DIGITS = re.compile(r"\d")
# A Chinese numeral counts something where one of these follows it: 三厘米, 第五条.
_COUNTED = re.compile("[元角分米厘毫公里克斤吨年月日天小时周岁人名个条款章项艘次倍级号%％]")
_HAN = re.compile("[\u3400-\u9fff]+")
_PERCENT = "％"
_LETTERS = re.compile(r"[^\W\d_]")
# Characters of the translation for one of the source, at least and at most.
_RATIO: dict[Instructions, tuple[float, float]] = {"zh": (0.12, 1.2), "en": (1.0, 9.0)}
_SHORT = 12


def doubt_translation(
    source: str, text: str, glossary: Mapping[str, str], into: Instructions
) -> tuple[str, ...]:
    """Why a person should look at this translation, in plain words; nothing for one that passes."""
    return tuple(_doubts(source, text, glossary, into))


def _doubts(
    source: str, text: str, glossary: Mapping[str, str], into: Instructions
) -> Iterator[str]:
    if not text.strip():
        yield "there is no translation"
        return
    if echo.find_echo(text, [source]):
        yield echo.WHY
    lost = missing_numbers(source, text)
    if lost:
        yield f"numbers are missing: {', '.join(lost)}"
    new = added_numbers(source, text)
    if new:
        yield f"numbers are added: {', '.join(new)}"
    unused = [
        f"{term} = {one}" for term, one in glossary.items() if one.casefold() not in text.casefold()
    ]
    if unused:
        yield f"terms are not translated as elsewhere: {'; '.join(unused)}"
    letters = len(_LETTERS.findall(source))
    if letters >= _SHORT and instructions_for(text) != into:
        yield "it is not in the language asked for"
    left = _HAN.findall(text) if into == "en" else []
    if left:
        yield f"parts are not translated: {', '.join(dict.fromkeys(left))}"
    least, most = _RATIO[into]
    if letters >= 3 * _SHORT and not least * len(source) <= len(text) <= most * len(source):
        yield "it is much shorter or longer than its source"


def missing_numbers(source: str, text: str) -> list[str]:
    """Numbers of the source that the translation has in no form (3, three, 三; 12,000, 1.2万;
    May for 5月)."""
    source, text = (one.replace("百分之", _PERCENT) for one in (source, text))
    held = _held(text)
    found = []
    for one in readings.read_numbers(source):
        written = source[one.start : one.end]
        counted = (
            source[one.start - 1 : one.start] == _PERCENT
            or _DIGITS.search(written)
            or (written[:1] >= "\u4e00" and _COUNTED.match(source[one.end :].lstrip()[:1]))
        )
        if (
            counted
            and not any(value in held for value in one.values)
            and not _in_date(source, one.start)
        ):
            found.append(written.strip())
    days = {value for each in dates.find_dates(text) for value in each.values}
    lost = [
        source[one.start : one.end]
        for one in dates.find_dates(source)
        if not days & set(one.values)
    ]
    return [*dict.fromkeys([*found, *(one.strip() for one in lost)])]


def added_numbers(source: str, text: str) -> list[str]:
    """Numbers in digits, and dates, that the translation has and the source has not in any form."""
    return [one for one in missing_numbers(text, source) if _DIGITS.search(one)]


def _held(text: str) -> set[Decimal]:
    values = {
        value
        for one in readings.read_numbers(text)
        for value in one.values
        if isinstance(value, Decimal)
    }
    values |= set(words.numbers_in_words(text))
    for one in dates.find_dates(text):
        for day in one.values:
            if isinstance(day, Day):
                values |= {Decimal(day.year), Decimal(day.month), Decimal(day.day)}
    return values


def _in_date(source: str, at: int) -> bool:
    """Numbers of whole dates are compared as dates: 03/05 may be written as 5 March."""
    return any(one.start <= at < one.end for one in dates.find_dates(source))
