"""Numbers in English words are read one by one: what stands beside a number is another one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.work.judging.translating import checks, words
from farside.work.tables import worded

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()


def _in_words(number: int, joint: str = " and ") -> str:
    """How English writes a number below a billion."""
    for scale, name in ((1_000_000, "million"), (1000, "thousand"), (100, "hundred")):
        if number >= scale:
            above, rest = divmod(number, scale)
            said = f"{_in_words(above, joint)} {name}"
            return said + (
                f"{joint if rest < 100 else ' '}{_in_words(rest, joint)}" if rest else ""
            )
    if number < 20:
        return _ONES[number]
    return _TENS[number // 10 - 2] + (f"-{_ONES[number % 10]}" if number % 10 else "")


@given(st.integers(0, 999_999_999), st.sampled_from([" and ", " "]))
def test_a_number_in_words_is_that_number_and_no_other(number: int, joint: str) -> None:
    said = f"There are {_in_words(number, joint)} of them."
    assert [int(one) for one in words.numbers_in_words(said)] == [number]


@given(st.lists(st.integers(1, 12), min_size=2, max_size=4))
def test_numbers_in_a_row_are_not_added_up(numbers: list[int]) -> None:
    said = f"chapters {', '.join(map(_in_words, numbers[:-1]))} and {_in_words(numbers[-1])}"
    assert [int(one) for one in words.numbers_in_words(said)] == numbers


@pytest.mark.parametrize(
    ("said", "numbers"),
    [
        ("between five and six years", [5, 6]),
        ("a hundred and one", [101]),
        ("a thousand million", [10**9]),
        ("a hundred and twenty thousand", [120_000]),
        ("two thousand million", [2 * 10**9]),
        ("three thousand two hundred million", [3200 * 10**6]),
        ("nineteen eighty-four", [19, 84]),
        ("Twice, on the Second of March", [2, 2, 3]),
        ("hundreds of tens, someone, often, fortyish", []),
        ("they march on and may second it", [2]),
    ],
)
def test_words_of_numbers(said: str, numbers: list[int]) -> None:
    assert sorted(map(int, words.numbers_in_words(said))) == sorted(numbers)


@given(st.integers(1, 999), st.sampled_from(["thousand", "million"]), st.integers(0, 999))
def test_a_scale_counts_all_that_stands_before_it(many: int, scale: str, more: int) -> None:
    said = f"{many} {scale}".replace(str(many), _in_words(many))
    rest = f" {_in_words(more)}" if more else ""
    assert worded.worded_number(said + rest) == many * worded.SCALES[scale] + more


def test_a_translation_that_adds_up_what_its_source_tells_apart_is_doubted() -> None:
    assert checks.missing_numbers("期限为5年和6年", "a term of five and six years") == []
    assert checks.missing_numbers("期限为11年", "a term of five and six years") == ["11"]


@given(st.integers(1, 99), st.sampled_from("条章节款项编"))
def test_a_head_is_split_from_its_text_and_nothing_is_lost(number: int, kind: str) -> None:
    head, rest = words.article_head(f"　第{number}{kind}　船东付款。")
    assert head.split()[1] == str(number)
    assert rest == "船东付款。"
