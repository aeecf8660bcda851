"""Numbers that English writes in words (sixty, four hundred, twice, March), and the heads of
Chinese articles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from farside.work.tables import readings, worded

_ORDINALS = {
    word: at
    for at, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(),
        1,
    )
}
_TIMES = {"once": 1, "twice": 2, "thrice": 3, "both": 2, "half": 2}
_MONTHS = {
    word: at
    for at, word in enumerate(
        (
            "January February March April May June July August September October November December"
        ).split(),
        1,
    )
}
_NUMBER = re.compile(rf"{worded.NUMBER}|{worded.SCALED}", re.IGNORECASE)
_SINGLE = re.compile(rf"\b(?:{'|'.join([*_ORDINALS, *_TIMES])})\b", re.IGNORECASE)
_MONTH = re.compile(rf"\b(?:{'|'.join(_MONTHS)})\b")
_HEAD = re.compile(r"\s*第\s*([零〇一二三四五六七八九十百千\d]+)\s*([条章节款项编])[\s　]*")
_HEADS = {
    "条": "Article",
    "章": "Chapter",
    "节": "Section",
    "款": "Paragraph",
    "项": "Item",
    "编": "Part",
}


def numbers_in_words(text: str) -> Iterator[Decimal]:
    """The numbers that stand in words in an English text."""
    for match in _NUMBER.finditer(text):
        yield Decimal(worded.worded_number(match.group()))
    for match in _SINGLE.finditer(text):
        word = match.group().lower()
        yield Decimal(_ORDINALS.get(word, _TIMES.get(word, 0)))
    for match in _MONTH.finditer(text):
        yield Decimal(_MONTHS[match.group()])


def article_head(text: str) -> tuple[str, str]:
    """("Article 8", what follows) for a Chinese text that begins with 第八条; ("", text) for any
    other."""
    match = _HEAD.match(text)
    found = readings.read_numbers(match[1]) if match else []
    if not match or len(found) != 1:
        return "", text
    return f"{_HEADS[match[2]]} {found[0].value}", text[match.end() :]
