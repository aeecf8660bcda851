"""Numbers and amounts as people write them: how far one goes, which currency is its own, and what
a number below zero looks like."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.work.tables import readings, values, worded
from farside.work.tables.nouns import Money, Value
from farside.work.tables.readings import Habit


def numbers(text: str, habit: Habit = readings.NONE) -> list[Value]:
    return [one.value for one in readings.read_numbers(text, habit)]


def amounts(text: str, habit: Habit = readings.NONE) -> list[str]:
    return [str(one.value) for one in readings.read_amounts(text, habit)]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3亿5千万", 350_000_000),
        ("1万2000", 12_000),
        ("2千3百", 2_300),
        ("三万五千", 35_000),
        ("壹萬贰仟", 12_000),
        ("5 k", 5_000),
        ("2.5 lakh", 250_000),
        ("1.2 mio.", 1_200_000),
        ("one hundred and five", 105),
        ("twenty two thousand", 22_000),
        ("５００", 500),
        ("1\u00a0000", 1000),
        ("1\u202f234\u202f567", 1_234_567),
        ("١٬٢٣٤", 1_234),
        ("۱۲", 12),
    ],
)
def test_a_number_is_read_whole_in_every_script(text: str, number: int) -> None:
    assert numbers(f"Zahl: {text} ;") == [Decimal(number)]


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("1万5", [10_000, 5]),  # in speech 15,000: only its writer knows
        ("1万1亿", [10_000, 100_000_000]),
        ("12万 5千", [120_000, 5_000]),
        ("3-5 years", [3, 5]),
        ("five and six", [5, 6]),
        ("5, 6", [5, 6]),
    ],
)
def test_what_may_be_two_numbers_stays_two(text: str, several: list[int]) -> None:
    assert numbers(text) == [Decimal(one) for one in several]
    assert "several values" in values.parse_value("number", text).flags[0]


@pytest.mark.parametrize("text", ["v1.2.3", "192.168.0.1", "万一", "½", "many", "p. x", ""])
def test_what_only_looks_like_a_number_is_none(text: str) -> None:
    assert numbers(text) == []


@settings(max_examples=30)
@given(
    st.integers(min_value=1, max_value=9999),
    st.integers(min_value=1, max_value=9),
    st.sampled_from([("亿", "千万", 10**8, 10**7), ("万", "千", 10**4, 10**3)]),
)
def test_a_chinese_number_in_two_parts_is_their_sum(
    big: int, small: int, units: tuple[str, str, int, int]
) -> None:
    text = f"{big}{units[0]}{small}{units[1]}"
    total = Decimal(big * units[2] + small * units[3])
    assert numbers(text) == [total]
    assert values.parse_value("money", f"{text}元") == values.Parsed(Money(total, "CNY"))


@settings(max_examples=30)
@given(st.integers(min_value=0, max_value=999_999_999))
def test_every_whole_number_comes_back_from_english_words(number: int) -> None:
    assert worded.worded_number(_in_words(number)) == number
    assert numbers(f"about {_in_words(number)} of them") == [Decimal(number)]


def _in_words(number: int) -> str:
    """As a careful writer says it."""
    ones = (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
        "fifteen sixteen seventeen eighteen nineteen"
    ).split()
    tens = "twenty thirty forty fifty sixty seventy eighty ninety".split()
    if number < 20:
        return ones[number]
    if number < 100:
        ten, one = divmod(number, 10)
        return tens[ten - 2] + (f"-{ones[one]}" if one else "")
    for scale, name in ((10**6, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            many, rest = divmod(number, scale)
            and_ = " and " if scale == 100 else " "
            return f"{_in_words(many)} {name}" + (f"{and_}{_in_words(rest)}" if rest else "")
    raise AssertionError(number)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("负五元", "-5 CNY"),
        ("负500元", "-500 CNY"),
        ("負500元", "-500 CNY"),
        ("负人民币五百元", "-500 CNY"),
        ("净利润为负3亿5千万元", "-350,000,000 CNY"),
        ("minus 5 EUR", "-5 EUR"),
        ("Minus €5", "-5 EUR"),
        ("-3亿元", "-300,000,000 CNY"),
        ("−12,50 €", "-12.50 EUR"),
        ("USD (1,234.50)", "-1,234.50 USD"),
        ("5.00-", "-5.00"),
    ],
)
def test_what_is_below_zero_is_read_below_zero(text: str, amount: str) -> None:
    assert amounts(text) == [amount]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("自负500元", "500 CNY"),  # what a person bears
        ("误差正负5元", "5 CNY"),  # plus or minus
        ("terminus 5 EUR", "5 EUR"),
        ("2025-500 EUR", "500 EUR"),  # a number with a dash before it
        ("5.00 - 6.00", "5.00"),
    ],
)
def test_what_only_looks_like_a_minus_is_none(text: str, amount: str) -> None:
    assert amount in amounts(text)


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [
        ("EUR 50,000 - 60,000", "50000 EUR", "60000 EUR"),
        ("50,000–60,000 EUR a year", "50000 EUR", "60000 EUR"),
        ("€5–10", "5 EUR", "10 EUR"),
        ("$50 to 60", "50 USD", "60 USD"),
        ("50 bis 60 Euro", "50 EUR", "60 EUR"),
        ("8000～12000元", "8000 CNY", "12000 CNY"),
        ("50至60元", "50 CNY", "60 CNY"),
        ("1万5元", "10000 CNY", "5 CNY"),
    ],
)
def test_a_range_of_money_is_a_doubt_and_begins_with_its_least(
    text: str, least: str, most: str
) -> None:
    """One end alone would be shown as a fact that nobody wrote."""
    parsed = values.parse_value("money", text)
    assert str(parsed.value).replace(",", "") == least
    assert parsed.flags == (f"several values in {text!r}",)
    number, _, code = most.partition(" ")
    assert values.stands_in("money", Money(Decimal(number), code), text)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3 items for 12 EUR", "12 EUR"),
        ("2 x 6.00 = 12.00 USD", "12.00 USD"),
        ("Pos. 4: 99 CHF", "99 CHF"),
    ],
)
def test_a_count_beside_an_amount_is_no_second_amount(text: str, amount: str) -> None:
    assert values.parse_value("money", text).flags == ()
    assert str(values.parse_value("money", text).value) == amount


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("US$ 5", "USD"), ("HK$5", "HKD"), ("NT$ 5", "TWD"), ("R$ 5", "BRL"), ("5 zł", "PLN"),
        ("5 Kč", "CZK"), ("₩ 5", "KRW"), ("₽5", "RUB"), ("5 円", "JPY"), ("5 日元", "JPY"),
        ("5 港币", "HKD"), ("5 欧元", "EUR"), ("5 pounds", "GBP"), ("SFr. 5", "CHF"),
        ("kr 5", "SEK"), ("5 美元", "USD"), ("Total (EUR): 5", ""), ("5 km", ""), ("ALL 5", ""),
    ],
)  # fmt: skip
def test_a_currency_is_told_by_its_sign_code_or_name(text: str, code: str) -> None:
    (one,) = readings.read_amounts(text)
    assert one.value == Money(Decimal(5), code)


@pytest.mark.parametrize(
    ("page", "said", "code"),
    [
        ("Alle Preise in DKK.", "kr 5", "DKK"),
        ("All prices in CAD.", "$5", "CAD"),
        ("A price in AUD and one in USD", "$5", "USD"),
        ("お支払い金額 ¥", "¥5", "JPY"),
        ("应付金额", "¥5", "CNY"),
        ("Prices in PKR", "Rs. 5", "PKR"),
        ("Prices in EUR", "$5", "USD"),
    ],
)
def test_a_sign_of_several_currencies_is_that_which_the_document_names(
    page: str, said: str, code: str
) -> None:
    habit = values.habit_of(page)
    assert [one.value for one in readings.read_amounts(said, habit)] == [Money(Decimal(5), code)]


@settings(max_examples=30)
@given(st.integers(min_value=1, max_value=999), st.integers(min_value=0, max_value=999))
def test_one_separator_before_three_digits_keeps_both_readings_until_the_document_decides(
    whole: int, rest: int
) -> None:
    text = f"{whole}.{rest:03}"
    thousand, decimals = Decimal(f"{whole}{rest:03}"), Decimal(text)
    (open_reading,) = readings.read_numbers(text)
    assert set(open_reading.values) == {thousand, decimals}
    assert numbers(text, Habit(decimal=",")) == [thousand]
    assert numbers(text, Habit(decimal=".")) == [decimals]


@settings(max_examples=30)
@given(st.text(alphabet="0123456789.,-–()$€元万亿千百角分负至 to", max_size=24))
def test_no_jumble_of_signs_breaks_the_reading_of_amounts_or_leaves_its_place(text: str) -> None:
    ends = [0]
    for one in readings.read_amounts(text):
        assert all(isinstance(value, Money) and value.amount.is_finite() for value in one.values)
        assert ends[-1] <= one.end <= len(text)
        ends.append(one.end)
    parsed = values.parse_value("money", text)
    assert parsed.value is not None or parsed.flags or not text.strip()


def test_an_amount_is_written_with_commas_and_its_code() -> None:
    assert str(Money(Decimal("1234567.50"), "EUR")) == "1,234,567.50 EUR"
    assert str(Money(Decimal(-5))) == "-5"
