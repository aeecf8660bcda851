"""Facts that code takes from a résumé, in English and Chinese."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from farside.work.judging.ranking import facts
from tests.reading.reader import document

TODAY = date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Experience\nDeveloper, Acme (2016-08 - 2019-08)\n", "3.0"),
        ("Experience\nDeveloper, Acme, June 2025 – today\n", "1.0"),
        ("工作经历\n2019.10 至 2023.10 某公司 工程师\n", "4.0"),
        ("工作经历\n某设计院，工程师 2020年6月至今\n", "6.0"),
        (
            "Experience\nA (2010-01 - 2012-01)\nB (2011-01 - 2013-01)\n",
            "3.0",
        ),  # together, not added up
        (
            (
                "Experience\nA (2010-01 - 2012-01)\nEducation\n"
                "School of Rock 2001-01 - 2005-01\nOther 2005-01 - 2006-01\n"
            ),
            "2.0",
        ),
        ("Nine years of experience in machine building.\n", "9"),
        ("I like trains.\n", None),
    ],
)
def test_years_of_work(text: str, years: str | None) -> None:
    found = facts.find_experience(document(text), TODAY)
    assert found.value == (None if years is None else Decimal(years))
    assert all(span.of(text).strip() for span in found.spans)


def test_years_without_months_are_doubtful() -> None:
    assert facts.find_experience(document("Work\nPainter 2010 – 2014\n"), TODAY).flags == (
        "only years are given, without months",
    )


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("BSc Physics, 2013\nMSc Physics, 2015\n", "master"),
        ("PhD in Computer Science, 2014\n", "doctor"),
        ("西湖畔大学 计算机科学 本科 2013年毕业\n", "bachelor"),
        ("河海大学，水文学，硕士\n", "master"),
        ("Master of ceremonies? No: painter.\n", "master"),
        ("Painter.\n", None),
    ],
)
def test_the_highest_degree(text: str, level: str | None) -> None:
    assert facts.find_degree(document(text)).value == level


def test_a_degree_that_is_not_finished_is_a_doubt() -> None:
    found = facts.find_degree(document("BSc Physics, 2013.\nPhD student since 2014.\n"))
    assert found.value == "bachelor"
    assert "not finished" in found.flags[0]


@pytest.mark.parametrize(
    ("text", "language", "speaks", "sure"),
    [
        ("Languages\nMandarin Chinese, German\n", "Chinese", True, True),
        ("语言\n英语（流利）\n", "English", True, True),
        ("Fluent in Deutsch.\n", "German", True, True),
        ("English teacher wanted.\n", "English", True, False),
        ("Languages\nFrench\n", "German", False, True),
    ],
)
def test_languages(text: str, language: str, speaks: bool, sure: bool) -> None:
    found = facts.names_language(document(text), language)
    assert (found.value, not found.flags) == (speaks, sure)


def test_words_are_whole_words() -> None:
    text = document("Wrote Java and C++ for PostgreSQL.\n")
    assert facts.states_words(text, ["Java", "postgresql"]).value is True
    missing = facts.states_words(text, ["JavaScript", "C"])
    assert (missing.value, missing.flags) == (False, ("not there: JavaScript, C",))
