"""Versions of a document: whatever changed is told once, and put together it is the new version."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.errors import InputError
from farside.types import Span
from farside.work.judging.comparing import aspects, versions
from tests.work.tables.made import document

SENTENCES = st.lists(
    st.sampled_from(
        [
            "The rent is 900 euros.",
            "The rent is 950 euros.",
            "Pets are welcome.",
            "No smoking here.",
            "The lease ends in May.",
            "押金为两千元。",
        ]
    ),
    min_size=1,
    max_size=6,
)


def told(old: list[str], new: list[str]) -> list[tuple[str, str, str]]:
    before, after = document("\n\n".join(old) + "\n"), document("\n\n".join(new) + "\n")

    def said(span: Span | None, text: str) -> str:
        return span.of(text).strip() if span else ""

    return [
        (one.kind, said(one.before, before.text), said(one.after, after.text))
        for one in versions.find_changes(before, after)
    ]


@settings(max_examples=40)
@given(SENTENCES, SENTENCES)
def test_every_sentence_that_went_or_came_is_told_once(old: list[str], new: list[str]) -> None:
    changes = told(old, new)
    gone = [before for _, before, _ in changes if before]
    come = [after for _, _, after in changes if after]
    left = list(old)
    for one in gone:
        left.remove(one)  # raises where it was told twice
    rest = list(new)
    for one in come:
        rest.remove(one)
    assert sorted(left) == sorted(rest)
    assert all(before != after for _, before, after in changes)


def test_what_was_added_before_a_changed_sentence_is_told_too() -> None:
    old, new = "The rent is 900 euros.", "The rent is 950 euros."
    assert told([old], ["Pets are welcome.", new]) == [
        ("added", "", "Pets are welcome."),
        ("changed", old, new),
    ]


@settings(max_examples=20)
@given(SENTENCES)
def test_the_same_text_has_no_changes_whatever_its_blanks(sentences: list[str]) -> None:
    assert told(sentences, sentences) == []
    assert told(sentences, [one.replace(" ", "  ") for one in sentences]) == []


@pytest.mark.parametrize(
    ("before", "after", "replaced"),
    [
        ("rent is 900.50 EUR", "rent is 950 EUR", [("900.50", "950")]),
        ("押金为两千元", "押金为三千元", [("两", "三")]),
        ("may not enter", "may enter", [("not", "")]),
        ("Mr. O'Neil pays", "Mrs. O'Neil pays", [("Mr", "Mrs")]),
        ("same", "same", []),
        ("", "new words", [("", "new words")]),
    ],
)
def test_what_stands_in_whose_place_is_told_by_words_and_numbers(
    before: str, after: str, replaced: list[tuple[str, str]]
) -> None:
    assert list(versions.find_replacements(before, after)) == replaced


@settings(max_examples=40)
@given(st.text(alphabet="ab 1.,中", max_size=20), st.text(alphabet="ab 1.,中", max_size=20))
def test_replacements_are_cut_from_both_texts(before: str, after: str) -> None:
    for gone, come in versions.find_replacements(before, after):
        assert gone != come
        assert gone in " ".join(before.split())
        assert come in " ".join(after.split())


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "names no aspect; write for example"),
        (", ,", "names no aspect"),
        (": why?", "an aspect has a name of 1 to 80 characters"),
        ("a" * 81, "1 to 80 characters"),
        (", ".join(f"a{at}" for at in range(13)), "compare by at most 12 at once"),
    ],
)
def test_aspects_that_cannot_be_compared_by_are_named(given: str, said: str) -> None:
    with pytest.raises(InputError, match=said):
        aspects.parse_aspects(given)


def test_an_aspect_named_twice_is_one_and_asked_in_the_language_of_the_document() -> None:
    found = aspects.parse_aspects("Data, data; 方法：用了什么方法？")
    assert [one.name for one in found] == ["Data", "方法"]
    assert found[1].asked(document("any")) == "用了什么方法？"
    english = found[0].asked(document("The study has data of ten towns and of their people."))
    chinese = found[0].asked(document("本研究使用了十个城镇的数据。"))
    assert (english.isascii(), chinese.isascii()) == (True, False)
