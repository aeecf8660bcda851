"""Times that a question counts from today: "within four weeks", "last month", 去年.

A model knows no day and writes one of the years that it was trained in. Code knows the day: it puts
the bounds into the query, and the answer says which day they were counted from.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlglot import exp

from farside.work.programs.check_sql import parse_select
from farside.work.programs.program import Program
from farside.work.tables import readings


@dataclass(frozen=True, slots=True)
class Period:
    """The time from the day `first` to the day `last`, with both."""

    first: date
    last: date


_DATE = re.compile(r"(\d{4})(?:-\d\d){0,2}$")
_NUMBER = r"(?P<number>\d+|a|an|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_HAN_NUMBER = r"(?P<number>\d+|[一二两三四五六七八九十]+)"
_UNIT = r"(?P<unit>day|week|month|quarter|year)s?\b"
_HAN_UNIT = r"个?(?P<han>天|日|周|星期|礼拜|月|季度|年)"
# English and Chinese. The first that a question has counts.
_FORMS: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(words, re.IGNORECASE), way)
    for words, way in (
        (rf"\b(?:last|past|previous) {_NUMBER} {_UNIT}", -1),
        (rf"\b{_NUMBER} {_UNIT} ago\b", -1),
        (rf"(?:过去|最近|近){_HAN_NUMBER}{_HAN_UNIT}", -1),
        (rf"\b(?:within|in|next)(?: the next)? {_NUMBER} {_UNIT}", 1),
        (rf"{_HAN_NUMBER}{_HAN_UNIT}(?:之内|以内|内)", 1),
    )
)
_NAMED: tuple[tuple[re.Pattern[str], int], ...] = tuple(
    (re.compile(words, re.IGNORECASE), way)
    for words, way in (
        (rf"\b(?:last|previous) {_UNIT}|(?:上个?|去|昨){_HAN_UNIT}", -1),
        (rf"\b(?:this|current) {_UNIT}|(?:本|这个?|今){_HAN_UNIT}", 0),
        (rf"\bnext {_UNIT}|(?:下个?|明){_HAN_UNIT}", 1),
        (r"\byesterday\b", -1),
        (r"\b(?:today|now|currently)\b|现在|目前", 0),
        (r"\btomorrow\b", 1),
    )
)
_HAN_UNITS = {"天": "day", "日": "day", "周": "week", "星期": "week", "礼拜": "week", "月": "month",
          "季度": "quarter", "年": "year"}  # fmt: skip
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def find_period(question: str, today: date) -> Period | None:
    """The period that the question names from `today`; None where it names none."""
    for form, way in _FORMS:
        if found := form.search(question):
            number = _number(found["number"])
            other = _move(today, way * number, _unit(found))
            return Period(min(today, other), max(today, other))
    for form, way in _NAMED:
        if found := form.search(question):
            return _named(today, way, _unit(found))
    return None


def _unit(found: re.Match[str]) -> str:
    """The unit that is named; a day for "yesterday"."""
    named = found.groupdict()
    said = (named.get("unit") or "").casefold() or _HAN_UNITS.get(named.get("han") or "")
    return said or "day"


def _number(said: str) -> int:
    if said.casefold() in ("a", "an"):
        return 1
    found = readings.read_numbers(said)
    return int(str(found[0].value)) if found else 1


def _move(day: date, by: int, unit: str) -> date:
    """Move the day by `by` days, weeks, months or years; to the last day of a month that is too
    short.
    """
    if unit not in _MONTHS:
        return day + timedelta(days=by * (7 if unit == "week" else 1))
    at = day.year * 12 + day.month - 1 + by * _MONTHS[unit]
    year, month = divmod(at, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _named(today: date, way: int, unit: str) -> Period:
    """The whole day, week, month, quarter or year that lies `way` units from the one with
    `today`."""
    if unit == "day":
        first = today
    elif unit == "week":
        first = today - timedelta(days=today.weekday())
    else:
        months = _MONTHS[unit]
        first = date(today.year, (today.month - 1) // months * months + 1, 1)
    first = _move(first, way, unit)
    return Period(first, _move(first, 1, unit) - timedelta(days=1))


def count_from(question: str, program: Program, today: date) -> Program:
    """The program with the days that the question counts from `today` in the place of days that it
    does not name, and `today` noted; the program as it is where the question names every day, or no
    period."""
    period = find_period(question, today) if program.sql else None
    if period is None:
        return program
    tree, invented = parse_select(program.sql), frozenset(_invented(question, program.sql))
    if not invented:
        _add_years(tree, period)
    for literal in list(tree.find_all(exp.Literal)):
        if literal.is_string and literal.name in invented:
            literal.replace(exp.Literal.string(_bound(literal, period)))
    sql = tree.sql(dialect="sqlite", normalize_functions=False)
    same = tree == parse_select(program.sql)
    return program if same else replace(program, sql=sql, counted_from=today.isoformat())


def _add_years(tree: exp.Select, period: Period) -> None:
    """Give a year to a month that is compared by itself, as for "last month"."""
    if period.first.strftime("%Y-%m") != period.last.strftime("%Y-%m"):
        return
    for form in [one for one in tree.find_all(exp.Literal) if one.name == "%m"]:
        equal = form.find_ancestor(exp.EQ)
        other = equal.expression if equal else None
        if isinstance(other, exp.Literal) and other.name.isdigit():
            form.replace(exp.Literal.string("%Y-%m"))
            other.replace(exp.Literal.string(period.first.strftime("%Y-%m")))


def invents_date(question: str, program: Program) -> bool:
    """Tell whether something is compared with a day of a year that the question neither names nor
    counts from today."""
    return not program.counted_from and any(_invented(question, program.sql))


def _invented(question: str, sql: str) -> Iterator[str]:
    for literal in parse_select(sql).find_all(exp.Literal):
        found = _DATE.match(literal.name) if literal.is_string else None
        if found and found[1] not in question:
            yield literal.name


def _bound(literal: exp.Literal, period: Period) -> str:
    """The end of the period that a comparison means, as exactly as the query has its days."""
    beside = literal.parent
    upper = isinstance(beside, exp.LT | exp.LTE) or (
        isinstance(beside, exp.Between) and beside.args.get("high") is literal
    )
    day = period.last if upper else period.first
    if isinstance(beside, exp.LT):
        day += timedelta(days=1)
    return day.isoformat()[: len(literal.name)]
