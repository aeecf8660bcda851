"""Whether a text says what another one says: in other forms of its words, and never with another
number."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.reading.grounding import content

WORDS = st.lists(st.sampled_from("fee ferry 12 terminate Müller 费用 -".split()), max_size=5)


@pytest.mark.parametrize(
    ("said", "held", "same"),
    [
        ("terminate", "termination", True),
        ("pay", "payment", False),  # three letters are no stem
        ("tax", "taxes", False),
        ("lighthouse", "light", False),
        ("contract", "contractor", True),
        ("inform", "information", False),  # too little of the longer word
        ("2024", "2025", False),
        ("12345678", "12345679", False),
        ("abcd1", "abcd2", False),
        ("fee", "fee", True),
    ],
)
def test_forms_of_one_word_are_told_from_other_words(said: str, held: str, same: bool) -> None:
    assert content.share_words([said], [held]) == ({said} if same else set())
    assert content.share_words([held], [said]) == ({held} if same else set())


@pytest.mark.parametrize(
    ("text", "earlier", "nothing"),
    [
        ("The fee is 5 EUR.", ["The fee amounts to 5 EUR a day."], True),
        ("The fee is 6 EUR.", ["The fee amounts to 5 EUR a day."], False),
        ("The fee is 5 EUR.", ["The fee.", "It is 5 EUR."], False),  # no one of them has it all
        ("费用为5元。", ["每天的费用为5元。"], True),
        ("费用为6元。", ["每天的费用为5元。"], False),
        ("…", ["…"], True),
        ("…", ["!"], False),
        ("…", ["The fee is 5 EUR."], False),
        ("The fee is 5 EUR.", [], False),
    ],
)
def test_what_adds_nothing(text: str, earlier: list[str], nothing: bool) -> None:
    assert content.adds_nothing(text, earlier) is nothing


@given(WORDS, WORDS)
def test_a_text_adds_nothing_to_what_holds_it(words: list[str], more: list[str]) -> None:
    text = " ".join(words)
    assert content.adds_nothing(text, [text])
    if content.find_words(text):
        assert content.adds_nothing(text, ["other", " ".join([*words, *more])])


@given(WORDS, WORDS)
def test_to_say_the_same_goes_both_ways_and_needs_every_word(
    one: list[str], two: list[str]
) -> None:
    text, other = " ".join(one), " ".join(two)
    assert content.says_same(text, other) is content.says_same(other, text)
    assert content.says_same(text, text.upper().lower())
    assert not content.says_same(text, f"{text} 99 harbours")


@pytest.mark.parametrize(
    ("text", "other", "same"),
    [("A-b, C", "abc", True), ("É t é", "été", True), ("12.5", "125", True), ("?!", "?!", True),
     ("?!", "…", False), ("", " ", True), ("abc", "abd", False)],
)  # fmt: skip
def test_letters_are_compared_without_case_blanks_and_signs(
    text: str, other: str, same: bool
) -> None:
    assert content.has_same_letters(text, other) is same


def test_words_that_only_join_others_say_nothing() -> None:
    assert content.find_words("the fee of the ferry") == {"fee", "ferry"}
    assert content.find_words("Die Gebühr der Fähre ist fällig", "de") >= {"gebühr", "fähre"}
    assert "die" not in content.find_words("Die Gebühr der Fähre ist fällig", "de")
    assert content.find_words("der die das", "de") == frozenset()
