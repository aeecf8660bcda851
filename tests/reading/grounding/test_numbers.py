from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.reading.grounding.numbers import find_missing, find_numbers, find_values


@pytest.mark.parametrize(
    ("said", "text", "there"),
    [
        ("2238.60", "2,238.60", True),
        ("2.238,6", "2,238.60", True),
        ("1 200 000", "1,200,000", True),
        ("12 500", "12,500", True),
        ("1.2 million", "1,200,000", True),
        ("1200000", "1.2 million", True),
        ("15000", "1.5万", True),
        ("35", "三十五岁", True),
        ("2024", "二〇二四年", True),
        ("20000", "两万", True),
        ("7", "seven", True),
        ("3", "٣ مايو", True),
        ("2026-11-03", "3 November 2026", True),
        ("03.11.2026", "Nov 3, 2026", True),
        ("5", "He may pay 3 euros.", False),
        ("15", "1.5", False),
        ("8", "clause 8.1.2", False),
        ("14:30", "14:30", True),
        ("14:30", "14 or 30", False),
        ("1.5", "15", False),
        ("12", "cv012.pdf", False),
        ("1234,56", "1 234,56 €", True),
        ("1\u202f234,56", "1234.56", True),
        ("234,56", "1 234,56 €", True),  # two numbers side by side
        ("56", "1 234,56 €", False),
        ("12 345 678,9", "12,345,678.90", True),
        ("CHF 1'234.50", "1234.5", True),
        ("1’234’567", "1,234,567", True),
        ("５，０００", "5000", True),
        ("1,5 Mio. Euro", "1.500.000", True),
        ("1,2 Milliarden", "1.200.000.000", True),
        ("15 Tsd.", "15000", True),
        ("1,5 millones", "1.500.000", True),
        ("5 mil", "5000", True),
        ("3 milhões", "3000000", True),
        ("2,5 miliardi", "2500000000", True),
        ("3 млн", "3 000 000", True),
        ("1,5 млрд рублей", "1500000000", True),
        ("12 тыс.", "12000", True),
        ("٣ مليون", "3000000", True),
        ("3億", "300000000", True),
        ("2萬", "20000", True),
        ("2억", "200,000,000", True),
        ("5만", "50000", True),
        ("3 Mio", "3000", False),
        ("3 milestones", "3000", False),
        ("3 Billionen", "3000000000", False),  # a German one is a thousand times as much
    ],
)
def test_numbers_are_compared_by_value(said: str, text: str, there: bool) -> None:
    assert (not find_missing(find_numbers(said), find_values([text]))) == there


@given(st.integers(0, 10**9), st.integers(0, 99), st.sampled_from([" ", "\u00a0", "'", ".", ","]))
def test_an_amount_is_one_however_its_thousands_are_parted(
    whole: int, cents: int, between: str
) -> None:
    parted = f"{whole:,}".replace(",", between)
    point = "," if between != "," and between != "'" else "."
    written, plain = f"{parted}{point}{cents:02}", f"{whole}.{cents:02}"
    assert not find_missing(find_numbers(written), find_values([plain]))
    assert not find_missing(find_numbers(plain), find_values([written]))
    other = f"{whole + 1}.{cents:02}"
    assert find_missing(find_numbers(other), find_values([written])) or whole < 1000
