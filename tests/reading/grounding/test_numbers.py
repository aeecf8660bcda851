from __future__ import annotations

import pytest

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
    ],
)
def test_numbers_are_compared_by_value(said: str, text: str, there: bool) -> None:
    assert (not find_missing(find_numbers(said), find_values([text]))) == there
