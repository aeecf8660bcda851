"""Numbers and amounts as people write them, found in text: English, European and Chinese forms.

A reading keeps every value that its characters may stand for, so that doubt is seen and not decided
in silence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from babel.numbers import list_currencies

from farside.work.tables import worded
from farside.work.tables.nouns import Day, Money


@dataclass(frozen=True, slots=True)
class Habit:
    """How a document writes: what decides between the readings of 03/05/2026, 1.234 and $. A field
    is empty where the document does not show it.

    `order` of day and month is "dmy" or "mdy", `decimal` the sign before decimals; `currencies` are
    those that it names.
    """

    order: str = ""
    decimal: str = ""
    currencies: frozenset[str] = frozenset()


NONE = Habit()


@dataclass(frozen=True, slots=True)
class Reading:
    """`text[start:end]` read as `value`; `also` is what else it may mean."""

    start: int
    end: int
    value: Decimal | Money | Day
    also: tuple[Decimal | Money | Day, ...] = ()

    @property
    def values(self) -> tuple[Decimal | Money | Day, ...]:
        return self.value, *self.also


# Full-width and Arabic signs and digits to ASCII, one for one, so that places stay what they are.
_NARROW = (
    {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
    | dict.fromkeys(map(ord, "\u00a0\u202f\u2009"), " ")
    | {first + digit: 0x30 + digit for first in (0x0660, 0x06F0) for digit in range(10)}
    | {0x066B: ".", 0x066C: ","}
)
_KANA = re.compile("[\u3040-\u30ff]")
_HAN = "零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟萬億"
_HAN_UNITS = {"百": 2, "佰": 2, "千": 3, "仟": 3, "万": 4, "萬": 4, "亿": 8, "億": 8,
              "兆": 12, "백": 2, "천": 3, "만": 4, "억": 8, "조": 12}  # fmt: skip
_LATIN_UNITS = {
    "hundred": 2, "k": 3, "thousand": 3, "lakh": 5, "lakhs": 5, "lac": 5, "lacs": 5,
    "m": 6, "mn": 6, "million": 6, "millions": 6, "crore": 7, "crores": 7,
    "bn": 9, "billion": 9, "billions": 9,
    "hundred thousand": 5, "hundred million": 8, "thousand million": 9, "thousand crore": 10,
    "lakh crore": 12, "lakh crores": 12, "trillion": 12, "trillions": 12,
}  # fmt: skip
# Behind these numbers a comma begins the decimals, and a stop groups thousands.
_COMMA_UNITS = (
    {"tsd": 3, "mio": 6, "millionen": 6, "mrd": 9, "milliarden": 9}
    | {
        word: power
        for power, words in {
            3: "тыс тысяча тысячи тысяч ألف آلاف",
            6: "millón millones milhão milhões milione milioni млн миллион миллиона миллионов "
            "مليون ملايين",
            9: "milliard milliards bilhão bilhões miliardo miliardi млрд миллиард миллиарда "
            "миллиардов مليار مليارات",
            12: "трлн триллион триллиона триллионов",
        }.items()
        for word in words.split()
    }
    | {"mil millones": 9, "mil milhões": 9}
)
_LATIN_UNITS |= _COMMA_UNITS
# A unit that is written with or without a full stop at its end.
_STOPPED = frozenset({"tsd", "mio", "mrd", "mn", "bn", "тыс", "млн", "млрд", "трлн"})
_GROUPED = (
    r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"
)
_SPACED = r"\d{1,3}(?:[ '’]\d{3})+(?:[.,]\d+)?"
_UNIT = "|".join(
    one + (r"\.?" if one in _STOPPED else "") for one in sorted(_LATIN_UNITS, key=len, reverse=True)
)
# 兆 is a mega of units too, 만 "only", and 조 an article: what is counted follows these as units.
_COUNTED = r"\s?(?:[\d円元億원]|억|엔|달러|유로|명|개|건|톤)"
_HAN_UNIT = (
    rf"[백천]?억|[백천]?만(?={_COUNTED})|조(?=\s?(?:[\d,.]+\s?억|원|달러|유로|엔))|兆(?={_COUNTED})"
    r"|[百佰千仟万萬亿億]+"
)
_NUMBER = re.compile(
    rf"(?P<sign>(?<![\w.,])[-−–])?(?P<digits>(?<![\d.,])(?:{_GROUPED}|{_SPACED}"
    r"|\d+(?:[.,]\d+)?))(?!\d|[.,]\d)"
    rf"(?:\s?(?P<han>{_HAN_UNIT})|\s?(?P<unit>{_UNIT})(?![^\W\d]))?"
    rf"|(?P<numeral>[{_HAN}]+)|(?P<word>{worded.NUMBER})",
    re.IGNORECASE,
)
_WHOLE = re.compile(r"\d+|\d{1,3}(?:,\d{3})+")
_UNIT_BEHIND = re.compile(rf"\s?(?P<unit>{_UNIT})(?![^\W\d])", re.IGNORECASE)
_SIGNS = {
    "USD": "US$ 美元", "HKD": "HK$ 港元 港币", "TWD": "NT$", "SGD": "S$", "AUD": "A$", "CAD": "C$",
    "BRL": "R$", "EUR": "€ euro euros Euro Euros EURO 欧元", "GBP": "£ pounds 英镑", "INR": "₹",
    "KRW": "₩", "RUB": "₽", "TRY": "₺", "THB": "฿", "MYR": "RM ringgit",
    "CNY": "RMB 人民币 元 圆 yuan", "JPY": "日元 円", "PLN": "zł", "CZK": "Kč", "ILS": "₪",
    "PHP": "₱", "VND": "₫", "UAH": "₴",
}  # fmt: skip
_SYMBOLS = {sign: code for code, signs in _SIGNS.items() for sign in signs.split()}
_MINUS_BEFORE = re.compile(r"(?<![\w.,)])[-−–]\Z")
# "正负5" and "自负500元" are no numbers below zero: of Han letters only these may stand before it.
_MINUS_SAID = re.compile(
    r"(?:(?<![^\W\d_])minus\s|(?:(?<![\u3400-\u9fff])|(?<=[为是]))[负負]\s?)\Z", re.I
)
_MINUS_BEHIND = re.compile(r"[-−](?=\s|\Z)(?!\s*\d)")
_ONE_HAN = r"[\d一二两三四五六七八九壹贰叁肆伍陆柒捌玖]"
_PARTS = re.compile(
    rf"(?:(?<=[元圆])|[元圆])零?(?:(?P<jiao>{_ONE_HAN})角)?零?(?:(?P<fen>{_ONE_HAN})分)?(?<=[角分])"
)
_WORDS_TOO = frozenset({"ALL", "TOP", "CUP"})
_MALAYSIAN = re.compile(r"\bsdn\b\W{0,3}bhd\b", re.IGNORECASE)
_SDN = re.compile(r"(?:SDN|S/B)\W{0,3}\Z", re.IGNORECASE)
# Signs of several currencies, the usual one first.
_SHARED = {"$": ("USD", "CAD", "AUD"), "¥": ("CNY", "JPY"), "￥": ("CNY", "JPY"),
           "dollars": ("USD", "CAD", "AUD"),
           "kr": ("SEK", "NOK", "DKK"), "Fr.": ("CHF",), "SFr.": ("CHF",),
           **dict.fromkeys(("Rs", "Rs.", "rupees"), ("INR", "PKR", "LKR", "NPR"))}  # fmt: skip


def narrow_text(text: str) -> str:
    """Full-width digits and signs as ASCII ones, and every blank a space; as long as `text`."""
    return text.translate(_NARROW)


def decimal_of(text: str) -> str:
    """The sign before decimals, where numbers of this text show it and none denies it."""
    seen = set()
    for match in _NUMBER.finditer(narrow_text(text)):
        digits = match["digits"] or ""
        sign = next((one for one in reversed(digits) if one in ",."), "")
        rest = len(digits) - digits.rfind(sign) - 1 if sign else 0
        if sign and (rest in (1, 2) or {",", "."} <= set(digits)):
            seen.add(sign)
    return seen.pop() if len(seen) == 1 else ""


def read_numbers(text: str, habit: Habit = NONE) -> list[Reading]:
    """Every number in `text`, in order: digits with any usual separators, Chinese numerals, and
    small English words."""
    return _found(text, habit, money=False)


def _found(text: str, habit: Habit, money: bool) -> list[Reading]:
    found: list[Reading] = []
    before: re.Match[str] | None = None
    for match in _NUMBER.finditer(narrow_text(text)):
        sign = -1 if _says_minus(match.string, match.start()) else 1
        values = [sign * value for value in _values(match, habit, money)]
        if values and before and _goes_on(before, match):
            found[-1] = _joined(found[-1], values[0], match.end())
        elif values:
            found.append(Reading(match.start(), match.end(), values[0], tuple(values[1:])))
        before = match if values else None
    return found


def _says_minus(text: str, end: int) -> bool:
    """Does a word for minus stand before this place?"""
    return bool(_MINUS_SAID.search(text[max(0, end - 8) : end]))


def _goes_on(before: re.Match[str], match: re.Match[str]) -> bool:
    """Is it the smaller part of one number: "3亿5千万", "1万2000", "3万2,000"? Of "1万5" only a
    speaker knows that it means five thousand: that stays two numbers."""
    if before.end() != match.start() or not before["han"] or not match["digits"]:
        return False
    if match["han"]:
        return _HAN_UNITS[match["han"][-1]] <= _HAN_UNITS[before["han"][-1]]
    whole = _WHOLE.fullmatch(match["digits"])
    digits = match["digits"].replace(",", "")
    return bool(whole) and 1 < len(digits) <= _HAN_UNITS[before["han"][-1]]


def _joined(number: Reading, more: Decimal | Money | Day, end: int) -> Reading:
    if not isinstance(number.value, Decimal) or not isinstance(more, Decimal):
        return number
    return Reading(number.start, end, number.value + (-more if number.value < 0 else more))


def _values(match: re.Match[str], habit: Habit, money: bool) -> Iterator[Decimal]:
    """Yield what one number may mean: "12 m" is twelve millions of money, but otherwise rather
    twelve metres or months."""
    if match["word"]:
        yield Decimal(worded.worded_number(match["word"]))
    elif match["numeral"]:
        yield from _numeral(match["numeral"])
    else:
        power = sum(_HAN_UNITS[one] for one in match["han"] or "")
        unit = (match["unit"] or "").lower().rstrip(".")
        power += _LATIN_UNITS[unit] if unit else 0
        sign = -1 if match["sign"] else 1
        if match["unit"] == "m" and not money:
            yield from (sign * value for value in _digits(match["digits"], "", habit.decimal))
        for value in _digits(match["digits"], unit or match["han"] or "", habit.decimal):
            yield sign * (_whole(value * 10**power) if power else value)


def _whole(value: Decimal) -> Decimal:
    """The value without zeros behind the sign for decimals: 1.2万 is 12000, not 12000.0."""
    return value.to_integral_value() if value == value.to_integral_value() else value


def _numeral(text: str) -> Iterator[Decimal]:
    import cn2an  # not before it is needed: it loads a list of all cities of China

    try:
        yield Decimal(str(cn2an.cn2an(text.replace("萬", "万").replace("億", "亿"), "smart")))
    except ValueError:  # a word that merely has such characters
        return


def _digits(text: str, unit: str, decimal_sign: str) -> Iterator[Decimal]:
    """Yield what digits with separators may mean before this unit, the likeliest first."""
    text = re.sub("[ '’]", "", text)
    commas, dots = text.count(","), text.count(".")
    if commas and dots:
        decimal = max(text.rfind(","), text.rfind("."))
        yield Decimal(re.sub("[.,]", "", text[:decimal]) + "." + text[decimal + 1 :])
    elif commas + dots > 1:
        yield Decimal(re.sub("[.,]", "", text))
    elif commas + dots == 1:
        whole, _, rest = text.replace(",", ".").partition(".")
        grouped, decimal_one = Decimal(whole + rest), Decimal(f"{whole}.{rest}")
        comma = decimal_sign == "," or (not decimal_sign and unit in _COMMA_UNITS)
        if len(rest) != 3 or whole.startswith("0") or len(whole) > 3:
            yield decimal_one
        elif commas:  # 12,500 million; 1,234 Mrd. has three decimals
            yield decimal_one if unit and comma else grouped
        elif decimal_sign == "." or (unit and not comma):
            yield decimal_one
        elif decimal_sign == ",":
            yield grouped
        else:  # 1.234: a German thousand, or a number with three decimals
            yield grouped
            yield decimal_one
    else:
        yield Decimal(text)


@cache
def _currency_pattern() -> re.Pattern[str]:
    signs = sorted({*_SYMBOLS, *_SHARED, *_codes()}, key=len, reverse=True)
    words = [
        rf"(?<![^\W\d_]){re.escape(one)}(?![^\W\d_])" if one.isascii() else re.escape(one)
        for one in signs
    ]
    return re.compile("|".join(words))


@cache
def _codes() -> frozenset[str]:
    return frozenset(list_currencies())


def find_currencies(text: str, habit: Habit = NONE) -> list[tuple[int, int, str]]:
    """(start, end, ISO code) of every sign, code or name of a currency. A sign of several stands
    for the one among them that the document names, or else for the usual one."""
    return [(one.start(), one.end(), _meant(one.group(), habit)) for one in _signs(text)]


def _signs(text: str) -> list[re.Match[str]]:
    """Signs and codes of currencies, without those that are words of other things: companies are
    "Sdn Bhd" in Malaysia, and tills write "ALL" and "TOP"."""
    return [
        one
        for one in _currency_pattern().finditer(text)
        if one.group() not in _WORDS_TOO
        and not (one.group() == "BHD" and _SDN.search(text[: one.start()]))
    ]


def named_currencies(text: str) -> frozenset[str]:
    """The currencies that a text names without any doubt. A text in kana is taken to name the yen,
    one with a "Sdn Bhd", as only companies of Malaysia are called, the ringgit."""
    found = {match.group() for match in _signs(text)} - set(_SHARED)
    places = {code for code, sign in (("JPY", _KANA), ("MYR", _MALAYSIAN)) if sign.search(text)}
    return frozenset(_SYMBOLS.get(one, one) for one in found) | places


def _meant(sign: str, habit: Habit) -> str:
    shared = _SHARED.get(sign, ())
    return (
        next((one for one in shared if one in habit.currencies), shared[0])
        if shared
        else _SYMBOLS.get(sign, sign)
    )


def sole_currency(text: str, habit: Habit = NONE) -> str:
    """The one currency that `text` names; empty where it names none, or several."""
    found = {code for _, _, code in find_currencies(text, habit)}
    return found.pop() if len(found) == 1 else ""


def read_amounts(text: str, habit: Habit = NONE) -> list[Reading]:
    """Every number in `text` as an amount, with the currency that stands beside it."""
    signs = find_currencies(text, habit)
    plain = narrow_text(text)
    found: list[Reading] = []
    for number in _found(text, habit, money=True):
        if found and number.start < found[-1].end:
            continue  # 角 or 分 of the amount before
        start, end, code = _beside(text, number.start, number.end, signs)
        bracketed = _bracketed(plain, start, end)
        if bracketed and not code:
            start, end, code = _beside(text, *bracketed, signs)
        parts = _PARTS.match(plain, end)
        behind = _UNIT_BEHIND.match(plain, bracketed[1]) if bracketed else None
        power = _LATIN_UNITS[behind["unit"].lower().rstrip(".")] if behind else 0
        values = [
            (_whole(value * 10**power) if power else value) + _of_parts(parts)
            for value in number.values
            if isinstance(value, Decimal)
        ]
        money = [
            Money(value, code) for value in _signed(plain, (start, end), number, bracketed, values)
        ]
        found.append(Reading(start, parts.end() if parts else end, money[0], tuple(money[1:])))
    return found


def _bracketed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The place with the brackets around it, where there is nothing else in them."""
    before, after = text[:start].rstrip(), text[end:]
    closing = len(after) - len(after.lstrip())
    return (
        (len(before) - 1, end + closing + 1)
        if before.endswith("(") and after[closing:].startswith(")")
        else None
    )


def _of_parts(parts: re.Match[str] | None) -> Decimal:
    """角 and 分 as parts of a yuan."""
    if not parts:
        return Decimal(0)
    tenths, hundredths = (
        next(_numeral(one)) if one else Decimal(0) for one in parts.group("jiao", "fen")
    )
    return tenths / 10 + hundredths / 100


def _signed(
    text: str,
    place: tuple[int, int],
    number: Reading,
    bracketed: tuple[int, int] | None,
    values: list[Decimal],
) -> list[Decimal]:
    """The values below zero, where a minus stands before the currency or behind the cents, or a
    bookkeeper's brackets stand around them. Brackets behind a word may be only that: "five thousand
    dollars ($5,000)"."""
    if any(value < 0 for value in values):
        return values
    below = [-value for value in values]
    if bracketed:
        before = text[: min(place[0], bracketed[0])].rstrip()
        return [*values, *below] if before[-1:].isalpha() else below
    before_sign = place[0] < number.start and (
        _MINUS_BEFORE.search(text[: place[0]]) or _says_minus(text, place[0])
    )
    cents = isinstance(number.value, Decimal) and number.value.as_tuple().exponent == -2
    return below if before_sign or (cents and _MINUS_BEHIND.match(text, number.end)) else values


def _beside(
    text: str, start: int, end: int, signs: list[tuple[int, int, str]]
) -> tuple[int, int, str]:
    """The number with the currency sign that touches it, before or after, over at most two
    blanks."""
    for first, last, meant in signs:
        if last <= start and start - last <= 2 and not text[last:start].strip(" :"):
            return first, end, meant
    for first, last, meant in signs:
        if first >= end and first - end <= 2 and not text[end:first].strip():
            return start, last, meant
    return start, end, ""
