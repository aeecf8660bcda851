"""Values from English, European and Chinese writing; what may mean two things says so; words are no
facts."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.work.tables import readings, values
from farside.work.tables.nouns import Day, Kind, Money, Value
from farside.work.tables.readings import Habit

CERTAIN: list[tuple[Kind, str, Value]] = [
    ("number", "12,345.60", Decimal("12345.60")),
    ("number", "1.234,56", Decimal("1234.56")),
    ("number", "1’234.50", Decimal("1234.5")),
    ("number", "12,5 %", Decimal("12.5")),
    ("number", "1,23,456.00", Decimal("123456")),
    ("number", "-5", Decimal(-5)),
    ("number", "eight weeks", Decimal(8)),
    ("number", "十二年", Decimal(12)),
    ("number", "1.5万", Decimal(15000)),
    ("number", "0.500", Decimal("0.5")),
    ("number", "two thousand", Decimal(2000)),
    ("number", "twenty-five people", Decimal(25)),
    ("number", "four hundred and twenty thousand", Decimal(420_000)),
    ("number", "3,5 Mrd.", Decimal(3_500_000_000)),
    ("money", "INR 5 lakh", Money(Decimal(500_000), "INR")),
    ("money", "₹1.5 crore", Money(Decimal(15_000_000), "INR")),
    ("money", "Rs. 12,34,567.89", Money(Decimal("1234567.89"), "INR")),
    ("money", "100 Mio. €", Money(Decimal(100_000_000), "EUR")),
    ("money", "12,50 Euro", Money(Decimal("12.5"), "EUR")),
    ("money", "1,000円", Money(Decimal(1000), "JPY")),
    ("money", "€5m", Money(Decimal(5_000_000), "EUR")),
    ("money", "-$5.00", Money(Decimal(-5), "USD")),
    ("money", "−€ 5", Money(Decimal(-5), "EUR")),
    ("money", "$-5.00", Money(Decimal(-5), "USD")),
    ("money", "($5.00)", Money(Decimal(-5), "USD")),
    ("money", "(-5.00)", Money(Decimal(-5))),
    ("money", "$(5.00)", Money(Decimal(-5), "USD")),
    ("money", "(5.00) EUR", Money(Decimal(-5), "EUR")),
    ("money", "EUR 12.50-", Money(Decimal("-12.5"), "EUR")),
    ("money", "三元五角", Money(Decimal("3.5"), "CNY")),
    ("money", "5元5角", Money(Decimal("5.5"), "CNY")),
    ("money", "人民币壹万贰仟叁佰肆拾伍元陆角柒分", Money(Decimal("12345.67"), "CNY")),
    ("money", "叁仟元零伍分", Money(Decimal("3000.05"), "CNY")),
    ("date", "2026年三月五日", Day(2026, 3, 5)),
    ("date", "1er mars 2026", Day(2026, 3, 1)),
    ("date", "5th day of March, 2026", Day(2026, 3, 5)),
    ("money", "￥1,2万", Money(Decimal(12000), "CNY")),
    ("money", "三千元", Money(Decimal(3000), "CNY")),
    ("money", "人民币叁仟元整", Money(Decimal(3000), "CNY")),
    ("money", "EUR 61k", Money(Decimal(61000), "EUR")),
    ("money", "£1.2 million", Money(Decimal(1200000), "GBP")),
    ("money", "RM 12.30", Money(Decimal("12.30"), "MYR")),
    ("money", "HK$1,234.50", Money(Decimal("1234.50"), "HKD")),
    ("money", "(12.50)", Money(Decimal("-12.50"))),
    ("money", "3 items for 12 EUR", Money(Decimal(12), "EUR")),
    ("date", "2026年3月5日", Day(2026, 3, 5)),
    ("date", "二〇二六年三月五日", Day(2026, 3, 5)),
    ("date", "２０２６年３月", Day(2026, 3)),
    ("date", "5 March 2026", Day(2026, 3, 5)),
    ("date", "March 5th, 2026", Day(2026, 3, 5)),
    ("date", "5. März 2026", Day(2026, 3, 5)),
    ("date", "13-MAR-18", Day(2018, 3, 13)),
    ("date", "05.03.2026", Day(2026, 3, 5)),
    ("date", "25/12/2018", Day(2018, 12, 25)),
    ("date", "12/25/2018 11:02", Day(2018, 12, 25)),
    ("date", "14/12/201811:40", Day(2018, 12, 14)),
    ("date", "Feb 2013", Day(2013, 2)),
    ("date", "July 1 - July 31 , 2014", Day(2014, 7, 31)),
    ("date", "2013-02", Day(2013, 2)),
    ("date", "2013", Day(2013)),
    ("yes/no", "Ja.", True),
    ("yes/no", "无", False),
    ("yes/no", "Да", True),
    ("yes/no", "sim", True),
    ("yes/no", "はい", True),
    ("yes/no", "نعم", True),
    ("yes/no", "нет", False),
    ("yes/no", "não", False),
    ("list", "Python, C++; Go、Rust", ("Python", "C++", "Go", "Rust")),
    ("text", " a\n b ", "a b"),
]


@pytest.mark.parametrize(("kind", "raw", "value"), CERTAIN)
def test_what_is_written_in_any_usual_way_becomes_its_value(
    kind: Kind, raw: str, value: Value
) -> None:
    assert values.parse_value(kind, raw) == values.Parsed(value)
    assert kind == "yes/no" or values.stands_in(kind, value, f"It says: {raw} here.")


@pytest.mark.parametrize(
    ("kind", "raw", "value", "said"),
    [
        ("date", "03/05/2026", Day(2026, 5, 3), "may also be 2026-03-05"),
        ("money", "1.234 €", Money(Decimal(1234), "EUR"), "may also be 1.234 EUR"),
        ("number", "3 or 4", Decimal(3), "several values"),
        ("number", "five and six", Decimal(5), "several values"),
        ("number", "nineteen ninety-nine", Decimal(19), "several values"),
        ("number", "12 m", Decimal(12), "may also be 12,000,000"),
        ("money", "Refund (12.50)", Money(Decimal("12.5")), "may also be -12.50"),
        ("money", "$5-$10", Money(Decimal(5), "USD"), "several values"),
        ("number", "many", None, "cannot be read"),
        ("date", "31/02/2026", None, "cannot be read"),
        ("yes/no", "perhaps", None, "cannot be read"),
    ],
)
def test_what_is_doubtful_says_so(kind: Kind, raw: str, value: Value, said: str) -> None:
    parsed = values.parse_value(kind, raw)
    assert parsed.value == value
    assert said in " ".join(parsed.flags)


def test_what_only_looks_like_a_currency_is_none() -> None:
    assert values.habit_of("ACME SDN BHD 789417, ALL 5 items, RM 4.60").currencies == {"MYR"}
    assert values.parse_value("money", "BHD 5.250").value == Money(Decimal(5250), "BHD")


def test_a_choice_is_one_of_the_choices() -> None:
    assert (
        values.parse_value("choice", "part TIME", ("full time", "part-time")).value == "part-time"
    )
    assert "the choices are a, b" in values.parse_value("choice", "c", ("a", "b")).flags[0]


def test_the_habit_of_a_document_decides_what_its_other_dates_and_numbers_mean() -> None:
    german = values.habit_of("Datum 25/12/2018, Summe 12,30 CAD")
    assert german == Habit("dmy", ",", frozenset({"CAD"}))
    assert values.parse_value("date", "03/05/2026", (), german) == values.Parsed(Day(2026, 5, 3))
    assert values.parse_value("money", "$1.234", (), german) == values.Parsed(
        Money(Decimal(1234), "CAD")
    )
    both = values.habit_of("25/12/2018 and 12/25/2018, 1,5 and 1.5")
    assert (both.order, both.decimal) == ("", "")


def test_a_value_is_taken_only_from_what_says_it() -> None:
    assert not values.stands_in("number", Decimal(1234), "Room 12345, floor 12.34")
    assert not values.stands_in("text", "art", "a party")
    assert values.stands_in("text", "Müller & Söhne", "invoice of MÜLLER, SÖHNE (Berlin)")
    assert not values.stands_in("money", Money(Decimal(5), "EUR"), "5 USD")
    assert values.stands_in("money", Money(Decimal(5), "EUR"), "Total (EUR): 5.00")
    assert not values.stands_in("list", ("Go", "Rust"), "Go, Python")
    assert values.stands_in("yes/no", True, "Driving licence: yes")
    assert not values.stands_in("yes/no", True, "She drove to work.")
    assert not values.stands_in("yes/no", True, "驾照：没有")


@given(
    st.decimals(min_value=0, max_value=10**9, places=2),
    st.sampled_from(["en", "de", "ch", "plain"]),
)
def test_every_amount_comes_back_however_it_is_written(amount: Decimal, way: str) -> None:
    english = f"{amount:,.2f}"
    german = english.translate(str.maketrans(",.", ".,"))
    written = {
        "en": english,
        "de": german,
        "ch": english.replace(",", "'"),
        "plain": f"{amount:.2f}",
    }[way]
    for text in (f"€{written}", f"{written} EUR", f"Summe {written} €"):
        assert values.parse_value("money", text) == values.Parsed(Money(amount, "EUR"))


@given(st.dates(min_value=date(1970, 1, 1), max_value=date(2068, 12, 31)))
def test_every_date_comes_back_however_it_is_written(day: date) -> None:
    value = Day(day.year, day.month, day.day)
    for form in (
        "%Y-%m-%d",
        "%d %B %Y",
        "%b %d, %Y",
        "%d.%m.%Y",
        "%Y年%m月%d日",
        "%d-%b-%y",
        "%Y/%m/%d",
    ):
        text = day.strftime(form)
        assert values.parse_value("date", text) == values.Parsed(value), text
    assert value in [
        one for each in values.found_in("date", day.strftime("%d/%m/%Y")) for one in each.values
    ]


@given(st.text(max_size=60))
def test_no_text_breaks_a_parser_and_places_are_in_the_text(text: str) -> None:
    for kind in ("number", "money", "date"):
        for one in values.found_in(kind, text):
            assert 0 <= one.start < one.end <= len(text)
        values.parse_value(kind, text)
    values.habit_of(text)
    assert len(readings.narrow_text(text)) == len(text)


def test_a_company_of_malaysia_puts_the_day_first_and_counts_in_ringgit() -> None:
    habit = values.habit_of("Johor Stationery Sdn. Bhd.\nDate 06/03/2018\n")
    assert habit.order == "dmy"
    assert habit.currencies == {"MYR"}


def test_figures_in_brackets_behind_the_same_in_words_are_no_loss() -> None:
    said = "pays five thousand dollars ($5,000) a year"
    assert values.parse_value("money", said) == values.Parsed(Money(Decimal(5000), "USD"))
    assert values.stands_in("money", Money(Decimal(5000), "USD"), "a fee of ($5,000), paid at once")


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("9.3E+4", "93,000"),
        ("2019", "2019"),
        ("-1234", "-1234"),
        ("12345", "12,345"),
        ("1234.5", "1,234.5"),
        ("1E+3", "1000"),
    ],
)
def test_a_year_has_no_comma(value: str, shown: str) -> None:
    assert values.value_text(Decimal(value)) == shown
