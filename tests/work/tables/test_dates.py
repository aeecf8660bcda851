"""Dates of eleven languages; one that may be read in two ways keeps both, and one that no calendar
has is none."""

from __future__ import annotations

from datetime import date

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.work.tables import dates, values
from farside.work.tables.nouns import Day
from farside.work.tables.readings import Habit

LANGUAGES = ("en", "de", "fr", "es", "pt", "it", "ru", "ar", "ko", "ja", "zh")
SOME_DAYS = st.dates(min_value=date(1950, 1, 1), max_value=date(2099, 12, 31))


@settings(max_examples=30)
@given(SOME_DAYS, st.sampled_from(LANGUAGES))
def test_a_long_date_comes_back_in_every_language_that_is_supported(
    day: date, language: str
) -> None:
    text = format_date(day, "long", locale=language)
    assert [one.value for one in dates.find_dates(text)] == [Day(day.year, day.month, day.day)]


@settings(max_examples=30)
@given(SOME_DAYS, st.sampled_from(LANGUAGES))
def test_a_month_of_a_year_is_no_day_of_it(day: date, language: str) -> None:
    text = format_date(day, "LLLL y", locale=language)
    found = [one.value for one in dates.find_dates(text)]
    assert found in ([Day(day.year, day.month)], []), text
    assert found or language in ("ja", "ko", "zh")  # "3月 2026" is no way to write it


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("٥ مارس ٢٠٢٦", Day(2026, 3, 5)),
        ("5 марта 2026 г.", Day(2026, 3, 5)),
        ("2026년 3월 5일", Day(2026, 3, 5)),
        ("2026년", Day(2026)),
        ("二零二六年十二月三十一日", Day(2026, 12, 31)),
        ("２０２６年３月５号", Day(2026, 3, 5)),
        ("1º de maio de 2026", Day(2026, 5, 1)),
        ("Sept. 5, 2026", Day(2026, 9, 5)),
        ("5 May '26", Day(2026, 5, 5)),
        ("06.2019", Day(2019, 6)),
        ("2019/06", Day(2019, 6)),
        ("2026-03-05T10:00:00Z", Day(2026, 3, 5)),
        ("29/02/2024", Day(2024, 2, 29)),
        ("2024. 3. 5.", Day(2024, 3, 5)),
        ("계약일: 2024. 12. 31", Day(2024, 12, 31)),
        ("令和6年3月5日", Day(2024, 3, 5)),
        ("令和元年五月", Day(2019, 5)),
        ("平成３１年４月３０日", Day(2019, 4, 30)),
        ("昭和六十四年一月七日", Day(1989, 1, 7)),
        ("中華民國113年3月5日", Day(2024, 3, 5)),
    ],
)
def test_a_date_is_as_exact_as_the_text_has_it(text: str, day: Day) -> None:
    assert [one.value for one in dates.find_dates(text)] == [day]


@pytest.mark.parametrize(
    "text",
    ["31/02/2026", "29/02/2025", "Feb 30, 2023", "2026-13-05", "2026年十三月", "99/99/2026",
     "令和6年13月", "in 2024. 3 people came", "since 2024. 3. They left",
     "20260305", "1998-2002", "3/5", "5 March", "10.0.12.2026", "v3.5.2"],
)  # fmt: skip
def test_what_no_calendar_has_or_what_names_no_year_is_no_date(text: str) -> None:
    assert dates.find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2019.03-2020.02", [Day(2019, 3), Day(2020, 2)]),
        ("01.02.2019-31.01.2020", [Day(2019, 2, 1), Day(2020, 1, 31)]),
        ("1.2.19-3.4.20", [Day(2019, 2, 1), Day(2020, 4, 3)]),
        ("03/2019-02/2020", [Day(2019, 3), Day(2020, 2)]),
        ("2019.3-2020年2月", [Day(2019, 3), Day(2020, 2)]),
        ("2026-03-05-12", []),  # the number of a file
        ("2019-03-2020-02", []),
        ("12-05-2019-1", []),
        ("05/03/2026/7", []),
    ],
)
def test_both_ends_of_a_period_are_read_and_no_piece_of_a_longer_number(
    text: str, found: list[Day]
) -> None:
    """A CV that writes 2019.03-2020.02 has a beginning too, and none in 2012."""
    assert [one.value for one in dates.find_dates(text)] == found


@settings(max_examples=30)
@given(SOME_DAYS, SOME_DAYS, st.sampled_from(["%d.%m.%Y", "%Y/%m/%d", "%Y.%m.%d", "%d.%m.%y"]))
def test_a_period_without_blanks_has_two_ends(first: date, last: date, form: str) -> None:
    found = dates.find_dates(f"{first.strftime(form)}-{last.strftime(form)}")
    days = [one.value for one in found]
    if form == "%d.%m.%y":  # of two digits the century is told by another test
        assert len(days) == 2
    else:
        assert days == [Day(one.year, one.month, one.day) for one in (first, last)]


@settings(max_examples=30)
@given(st.integers(min_value=0, max_value=99))
def test_two_digits_of_a_year_are_within_a_human_life(year: int) -> None:
    (found,) = dates.find_dates(f"05.03.{year:02}")
    assert found.value == Day(year + (1900 if year >= 69 else 2000), 3, 5)


@settings(max_examples=30)
@given(SOME_DAYS)
def test_day_and_month_in_doubt_are_both_kept_and_the_document_decides(day: date) -> None:
    text = f"{day.day}/{day.month}/{day.year}"
    right, turned = Day(day.year, day.month, day.day), Day(day.year, day.day, day.month)
    (found,) = dates.find_dates(text)
    assert right in found.values
    assert set(found.values) <= {right, turned}
    if day.day <= 12:
        assert dates.find_dates(text, Habit(order="dmy"))[0].values == (right,)
        assert dates.find_dates(text, Habit(order="mdy"))[0].values == (turned,)
        assert bool(values.parse_value("date", text).flags) == (right != turned)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("paid 13/05/2026", "dmy"),
        ("paid 05/13/2026", "mdy"),
        ("05/06/2026", ""),
        ("13/05/2026, 05/13/2026", ""),
        ("31.12.2026 and 01/02/2026", "dmy"),
        ("no date", ""),
    ],
)
def test_a_document_shows_its_order_by_a_date_that_has_only_one(text: str, order: str) -> None:
    assert dates.order_of(text) == order


def test_days_are_ordered_as_time_goes_and_less_exact_ones_stand_before_their_days() -> None:
    days = [Day(2026), Day(2026, 3), Day(2026, 3, 5), Day(2027)]
    assert sorted([days[3], days[1], days[0], days[2]]) == days
    assert [str(day) for day in days] == ["2026", "2026-03", "2026-03-05", "2027"]


@settings(max_examples=30)
@given(st.text(alphabet="0123456789./-年月日 March５", max_size=24))
def test_no_jumble_of_digits_gives_a_day_that_does_not_exist(text: str) -> None:
    for one in dates.find_dates(text):
        for day in one.values:
            assert isinstance(day, Day)
            date(day.year, day.month or 1, day.day or 1)
