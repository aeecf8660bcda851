"""Numbers of a translation: one that went missing or came along is seen in every form in which it
may be written."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.work.judging.translating import checks, glossary, words

DAYS = st.dates(min_value=date(1970, 1, 1), max_value=date(2060, 12, 31))


@settings(max_examples=30)
@given(st.integers(2, 99_999), st.integers(2, 99_999))
def test_a_number_is_kept_or_told(number: int, other: int) -> None:
    source, text = f"It has {number:,} rooms.", f"它有{number}个房间。"
    assert checks.missing_numbers(source, text) == []
    assert checks.added_numbers(source, text) == []
    wrong = f"它有{other}个房间。"
    assert bool(checks.missing_numbers(source, wrong)) == (number != other)
    assert bool(checks.added_numbers(source, wrong)) == (number != other)


@settings(max_examples=30)
@given(DAYS, DAYS)
def test_a_date_is_the_same_date_in_another_language(day: date, other: date) -> None:
    source, text = (format_date(day, "long", locale=one) for one in ("en", "zh"))
    assert checks.missing_numbers(f"From {source} on.", f"自{text}起。") == []
    if day != other:
        wrong = format_date(other, "long", locale="zh")
        assert checks.missing_numbers(f"From {source} on.", f"自{wrong}起。") == [source]


@pytest.mark.parametrize(
    ("source", "text", "lost"),
    [
        ("亏损为负500元", "a loss of -500 yuan", []),
        ("亏损为负500元", "a loss of 500 yuan", ["500"]),
        ("总额3亿5千万元", "350 million yuan in total", []),
        ("总额3亿5千万元", "300 million yuan in total", ["3亿5千万"]),
        ("第三条 两次", "Article 3, twice", []),
        ("三月一日", "1 March", []),
    ],
)
def test_large_numbers_and_those_below_zero_are_compared_whole(
    source: str, text: str, lost: list[str]
) -> None:
    assert checks.missing_numbers(source, text) == lost


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("twice a day, on the third of May", [2, 3, 5]),
        ("four hundred and twenty", [420]),
        ("may they rest", []),
        ("nobody", []),
    ],
)
def test_english_words_that_are_numbers(text: str, numbers: list[int]) -> None:
    assert sorted(map(int, words.numbers_in_words(text))) == sorted(numbers)


@pytest.mark.parametrize(
    ("text", "head"),
    [("第八条 船票", "Article 8"), ("第十二章", "Chapter 12"), ("第3款", "Paragraph 3"),
     ("第条", ""), ("第八次", ""), ("Article 8", "")],
)  # fmt: skip
def test_the_head_of_an_article_is_translated_by_code(text: str, head: str) -> None:
    found, rest = words.article_head(text)
    assert found == head
    assert text.endswith(rest)


def test_a_term_that_was_agreed_on_and_not_used_is_named() -> None:
    known = {"Charterer": "承租人", "Vessel": "船舶"}
    (why,) = checks.doubt_translation("The Charterer pays.", "租船者付款。", known, "zh")
    assert why == "terms are not translated as elsewhere: Charterer = 承租人; Vessel = 船舶"
    assert checks.doubt_translation("", "  ", {}, "zh") == ("there is no translation",)


@pytest.mark.parametrize(
    ("term", "text", "times"),
    [
        ("Ship", "Ship, Ships and Shipping. SHIP Ship", 2),
        ("船", "船舶和船", 2),
        ("C++", "C++ c", 1),
    ],
)
def test_a_latin_term_counts_as_a_whole_word(term: str, text: str, times: int) -> None:
    assert glossary.count_term(term, text) == times
    assert (term in glossary.used_terms({term: "x"}, text)) is (times > 0)
