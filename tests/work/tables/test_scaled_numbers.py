"""A number before its unit (million, Mrd., lakh crore, 万) is as large as people of that language
mean it: a separator that is misread is wrong a thousandfold."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.work.tables.nouns import Money
from farside.work.tables.readings import Habit, read_amounts, read_numbers

ENGLISH = {"thousand": 3, "million": 6, "bn": 9, "billion": 9, "crore": 7, "lakh crore": 12}
GERMAN = {"Tsd.": 3, "Mio.": 6, "Mio": 6, "Mrd.": 9, "Millionen": 6, "Milliarden": 9}
HAN = {"万": 4, "亿": 8, "百万": 6, "萬": 4}


def _values(text: str, decimal: str = "") -> list[Decimal]:
    (found,) = read_numbers(text, Habit("", decimal, frozenset()))
    return [one for one in found.values if isinstance(one, Decimal)]


@given(st.integers(1000, 999_999), st.sampled_from(sorted(ENGLISH)))
def test_english_groups_its_thousands_by_commas(number: int, unit: str) -> None:
    assert _values(f"{number:,} {unit}") == [Decimal(number) * 10 ** ENGLISH[unit]]


@given(st.integers(1000, 999_999), st.sampled_from(sorted(HAN)))
def test_chinese_groups_its_thousands_by_commas(number: int, unit: str) -> None:
    assert _values(f"{number:,}{unit}") == [Decimal(number) * 10 ** HAN[unit]]


@given(st.integers(1000, 999_999), st.sampled_from(sorted(GERMAN)))
def test_german_groups_its_thousands_by_stops(number: int, unit: str) -> None:
    written = f"{number:,}".replace(",", ".")
    assert _values(f"{written} {unit}")[0] == Decimal(number) * 10 ** GERMAN[unit]
    assert _values(f"{written} {unit}", ",") == [Decimal(number) * 10 ** GERMAN[unit]]


@given(st.decimals(Decimal("1.001"), Decimal("999.999"), places=3), st.data())
def test_three_decimals_stay_decimals_in_their_own_language(
    number: Decimal, data: st.DataObject
) -> None:
    for units, sign, blank in ((ENGLISH, ".", " "), (HAN, ".", ""), (GERMAN, ",", " ")):
        unit = data.draw(st.sampled_from(sorted(units)))
        written = f"{number}".replace(".", sign)
        assert _values(f"{written}{blank}{unit}") == [number * 10 ** units[unit]]


@pytest.mark.parametrize(
    ("text", "decimal", "value"),
    [
        ("1,234 million", ",", "1234000"),  # of a document that writes decimals with commas
        ("1.234 million", ",", "1234000000"),
        ("1,234 Mio.", ".", "1234000000"),
        ("1.234 Mrd.", ".", "1234000000"),
        ("1,234.5 million", "", "1234500000"),
        ("1.234,5 Mio.", "", "1234500000"),
        ("0,125 million", "", "125000"),
        ("0,125 Mio.", "", "125000"),
        ("2.5 lakh", "", "250000"),
        ("1,10,000 crore", "", "1100000000000"),
        ("2 lakh crore", "", "2000000000000"),
        ("2 thousand million", "", "2000000000"),
        ("5 hundred thousand", "", "500000"),
    ],
)
def test_the_document_decides_where_it_shows_its_habit(text: str, decimal: str, value: str) -> None:
    assert _values(text, decimal) == [Decimal(value)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,2 milliards d'euros", 1_200_000_000),
        ("1 234 millions d'euros", 1_234_000_000),
        ("1.234 millones de euros", 1_234_000_000),
        ("12 mil millones", 12_000_000_000),
        ("1.234 milhões", 1_234_000_000),
        ("2,5 bilhões de reais", 2_500_000_000),
        ("2,5 miliardi di euro", 2_500_000_000),
        ("3,5 миллиона рублей", 3_500_000),
        ("3,5 млн. руб.", 3_500_000),
        ("12 тыс. рублей", 12_000),
        ("5 ملايين", 5_000_000),
        ("1,234억원", 123_400_000_000),
        ("5천만 원", 50_000_000),
        ("5만 원", 50_000),
        ("2조 원", 2 * 10**12),
        ("3兆円", 3 * 10**12),
        ("12,345百万円", 12_345_000_000),
        ("1.5 trillion", 1_500_000_000_000),
        # and what only looks like a unit
        ("제5조", 5),
        ("5만 듣고", 5),
        ("5兆瓦", 5),
        ("5 milliardaires", 5),
        ("3 million-year", 3_000_000),
    ],
)
def test_units_of_eleven_languages(text: str, value: int) -> None:
    assert _values(text)[0] == value


def test_an_article_before_a_paragraph_is_no_amount() -> None:
    assert [one.value for one in read_numbers("제5조 2항")] == [5, 2]
    assert [one.value for one in read_numbers("1조 2,345억원")] == [10**12, 234_500_000_000]


@pytest.mark.parametrize(
    ("text", "money"),
    [
        ("USD 12,500 million", Money(Decimal(12_500_000_000), "USD")),
        ("₹3 lakh crore", Money(Decimal(3_000_000_000_000), "INR")),
        ("1,234万元", Money(Decimal(12_340_000), "CNY")),
        ("12.345 Mio. EUR", Money(Decimal(12_345_000_000), "EUR")),
        ("1,5 Mrd. EUR", Money(Decimal(1_500_000_000), "EUR")),
        ("$1,250k", Money(Decimal(1_250_000), "USD")),
    ],
)
def test_amounts_of_reports_are_as_large_as_they_say(text: str, money: Money) -> None:
    assert read_amounts(text)[0].value == money


@given(st.integers(1, 999_999), st.sampled_from(sorted(ENGLISH)))
def test_a_unit_behind_a_bookkeepers_brackets_is_its_numbers(number: int, unit: str) -> None:
    (found,) = read_amounts(f"({number:,}) {unit}")
    assert found.value == Money(Decimal(-number) * 10 ** ENGLISH[unit], "")


@given(st.integers(1, 99), st.integers(1000, 9999))
def test_what_follows_a_chinese_unit_may_group_its_thousands(high: int, low: int) -> None:
    (found,) = read_amounts(f"{high}万{low:,}円")
    assert found.value == Money(Decimal(high * 10_000 + low), "JPY")
