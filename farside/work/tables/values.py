"""Typed values: made from what was read, compared with what stands in a quote, and shown."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise
from typing import Any

from farside.reading.text.languages import NO, YES
from farside.work.tables import dates, readings
from farside.work.tables.nouns import Day, Kind, Money, Value
from farside.work.tables.readings import NONE, Habit, Reading

UNREADABLE = "cannot be read as {kind}: {raw!r}"
# In a cell of a table these say so too.
_YES = YES | frozenset(("x", "✓", "可以"))
_NO = NO | frozenset(("none",))
GROUPED = 10_000
"""Whole numbers below it are shown without commas."""
_MONTH_FIRST = frozenset({"USD", "CAD", "PHP"})
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W_]+")
_RANGE = re.compile(r"|\s*(?:[-–—~～]|to|bis|à|至|到)\s*", re.IGNORECASE)
_BETWEEN = re.compile(r"\s*(?:[;；、\n•·|]|,(?!\d{3}\b)|，)\s*")


@dataclass(frozen=True, slots=True)
class Parsed:
    """`value` is None where nothing could be made of the text; `flags` then say why, and otherwise
    what is doubtful.
    """

    value: Value
    flags: tuple[str, ...] = ()


def parse_value(kind: Kind, raw: str, choices: Sequence[str] = (), habit: Habit = NONE) -> Parsed:
    """The value of what was read."""
    raw = " ".join(raw.split())
    if not raw:
        return Parsed(None)
    if kind == "text":
        return Parsed(raw)
    if kind == "list":
        return Parsed(split_list(raw))
    if kind == "yes/no":
        return _yes_or_no(raw)
    if kind == "choice":
        chosen = next((one for one in choices if word_tokens(one) == word_tokens(raw)), None)
        return (
            Parsed(chosen)
            if chosen
            else _none(kind, raw, f"; the choices are {', '.join(choices)}")
        )
    return _read(kind, raw, habit)


def split_list(text: str) -> tuple[str, ...]:
    """The items of a list that is written in one line."""
    return tuple(one for one in _BETWEEN.split(text) if one)


def _yes_or_no(raw: str) -> Parsed:
    said = raw.lower().rstrip(".。!")
    return Parsed(said in _YES) if said in _YES | _NO else _none("yes/no", raw)


def _none(kind: Kind, raw: str, more: str = "") -> Parsed:
    return Parsed(None, (UNREADABLE.format(kind=kind, raw=raw) + more,))


def _read(kind: Kind, raw: str, habit: Habit) -> Parsed:
    """One number, amount or date: several different ones are a doubt."""
    found = _fullest(raw, found_in(kind, raw, habit))
    if not found and kind == "date" and re.fullmatch(r"(19|20)\d\d", raw):
        return Parsed(Day(int(raw)))
    if not found:
        return _none(kind, raw)
    first, different = found[0], {one.value for one in found}
    flags = []
    if len(different) > 1:
        flags.append(f"several values in {raw!r}")
    if first.also:
        flags.append(f"{raw!r} may also be {' or '.join(value_text(one) for one in first.also)}")
    return Parsed(first.value, tuple(flags))


def _fullest(raw: str, found: list[Reading]) -> list[Reading]:
    """Amounts with a currency, where some have one: "3 items for 12 EUR" says 12. Both ends of a
    range have the currency of one: "50,000 - 60,000 EUR" says two amounts."""
    named = [one for one in found if isinstance(one.value, Money) and one.value.currency]
    if not named:
        return found
    for one, other in pairwise(found):
        if _RANGE.fullmatch(raw[one.end : other.start]) and (one in named) != (other in named):
            end, bare = (one, other) if one in named else (other, one)
            named.append(_in_currency(bare, end))
    return sorted(named, key=lambda one: one.start)


def _in_currency(bare: Reading, end: Reading) -> Reading:
    """A bare amount with the currency of the other end of its range."""
    if not isinstance(bare.value, Money) or not isinstance(end.value, Money):
        return bare
    return replace(bare, value=replace(bare.value, currency=end.value.currency), also=())


def found_in(kind: Kind, text: str, habit: Habit = NONE) -> list[Reading]:
    """All values of this kind that stand in `text`; none for kinds that are words."""
    if kind == "date":
        return dates.find_dates(text, habit)
    if kind == "money":
        return readings.read_amounts(text, habit)
    return readings.read_numbers(text, habit) if kind == "number" else []


def first_written(kind: Kind, text: str) -> str:
    """The first number, amount or date of a text as it is written there, with the other end of its
    range; empty where there is none."""
    found = found_in(kind, text)
    if not found:
        return ""
    end = found[0].end
    for one in found[1:]:
        if not _RANGE.fullmatch(text[end : one.start]):
            break
        end = one.end
    return text[found[0].start : end]


def habit_of(text: str) -> Habit:
    """Find how a document writes dates and numbers, as far as it shows. Only America writes the
    month first: a document that names the currencies of other places puts the day first."""
    currencies = readings.named_currencies(text)
    elsewhere = "dmy" if currencies and not currencies & _MONTH_FIRST else ""
    return Habit(dates.order_of(text) or elsewhere, readings.decimal_of(text), currencies)


def stands_in(kind: Kind, value: Value, text: str, habit: Habit = NONE) -> bool:
    """Tell whether code can take this value from `text`. Whether a yes or no follows from words it
    cannot tell."""
    if isinstance(value, tuple):
        return all(has_words(text, one) for one in value)
    if isinstance(value, bool):
        said = {one.lower() for one in _TOKEN.findall(text)}
        return bool(said & (_YES if value else _NO)) and not said & (_NO if value else _YES)
    if isinstance(value, str):
        return has_words(text, value)
    if isinstance(value, Money):
        found = [
            one
            for each in readings.read_amounts(text, habit)
            for one in each.values
            if isinstance(one, Money)
        ]
        one_currency = readings.sole_currency(text, habit)
        return any(
            one.amount == value.amount and value.currency in ("", one.currency or one_currency)
            for one in found
        )
    if isinstance(value, Day) and not value.month:
        return bool(re.search(rf"(?<!\d){value.year}(?!\d)", readings.narrow_text(text)))
    return any(value in each.values for each in found_in(kind, text, habit))


def word_tokens(text: str) -> tuple[str, ...]:
    """Words and Han characters, without case, width and punctuation."""
    return tuple(_TOKEN.findall(readings.narrow_text(text).casefold()))


def has_words(text: str, wanted: str) -> bool:
    """Tell whether the words of `wanted` stand in `text`, in order and side by side."""
    words = word_tokens(wanted)
    return bool(words) and f"\0{chr(0).join(words)}\0" in f"\0{chr(0).join(word_tokens(text))}\0"


def same_value(one: Value, other: Value) -> bool:
    """Tell whether two values are equal for a reader: words without case and punctuation, lists in
    any order, amounts where one names no currency."""
    if isinstance(one, str) and isinstance(other, str):
        return word_tokens(one) == word_tokens(other)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return {word_tokens(item) for item in one} == {word_tokens(item) for item in other}
    if isinstance(one, Money) and isinstance(other, Money):
        named = {one.currency, other.currency} - {""}
        return one.amount == other.amount and len(named) <= 1
    return one == other


def value_text(value: Value) -> str:
    """The value for a person; empty where nothing is stated."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return "; ".join(value)
    if isinstance(value, Decimal):  # without a comma in four digits: they may be a year
        return (
            f"{value:f}"
            if abs(value) < GROUPED and value == value.to_integral_value()
            else f"{value:,f}"
        )
    return str(value)


def holds_number(value: Decimal) -> bool:
    """Can JSON, and the cell of a spreadsheet, hold it as a number? Hundreds of digits in a row are
    a key or a code."""
    return math.isfinite(float(value))


def value_as_plain(value: Value) -> Any:
    """The value for JSON: numbers as numbers, but for those that none can hold, an amount as an
    object, a date as ISO text, as exact as it is."""
    if isinstance(value, Money):
        return {"amount": value_as_plain(value.amount), "currency": value.currency}
    if isinstance(value, Decimal):
        if not holds_number(value):
            return str(value)
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Day):
        return str(value)
    return list(value) if isinstance(value, tuple) else value
