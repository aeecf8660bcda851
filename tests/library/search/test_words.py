"""Words as the index holds them, what a person asks for, and where it stands."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.library.search.found import show_place
from farside.library.search.passages import (
    PagePlace,
    cut_passages,
    pack_pages,
    unpack_pages,
)
from farside.library.search.words import (
    LONGEST,
    MOST_IN_ROW,
    Phrase,
    cut_words,
    find_marks,
    list_words,
    read_phrases,
)
from farside.types import Page, Span

SCRIPTS = "aZ9éÉßøﬁ½²Ａ·-_.'\"，。 \n\u00ad\u0301中文二〇、かガｶﾞ한글ไทย०ष्टАйשָׁ٤أ𠀀😀"
TEXTS = st.text(SCRIPTS, max_size=200) | st.text(max_size=60)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Supplier's duty", ["the", "supplier", "s", "duty"]),
        ("Größe CAFÉ Łódź Øre Œuvre", ["grosse", "cafe", "lodz", "ore", "oeuvre"]),
        ("ＡＢＣ ﬁnd exam\u00adple", ["abc", "find", "example"]),
        ("İstanbul ISTANBUL ısı", ["istanbul", "istanbul", "isi"]),
        ("合同二〇二四", ["合", "同", "二", "〇", "二", "四"]),
        ("ガ ｶﾞ が", ["ガ", "ガ", "が"]),
        ("한글", ["한", "글"]),
        ("iPhone手机", ["iphone", "手", "机"]),
        ("٤٢ ४२ 42", ["42", "42", "42"]),
        ("10⁶ 2½ m²", ["10", "6", "2", "½", "m", "2"]),
        ("Άννα Ёлка שָׁלוֹם مُحَمَّد", ["αννα", "елка", "שלום", "محمد"]),
        ("1,234.56 a_b +-*/", ["1", "234", "56", "a", "b"]),
        ("x" * 150, ["x" * LONGEST]),
    ],
)
def test_a_word_has_no_case_no_accent_and_one_form(text: str, words: list[str]) -> None:
    assert [word for word, _, _ in cut_words(text)] == words


@given(TEXTS)
def test_both_ways_to_cut_give_the_same_words(text: str) -> None:
    assert [word for word, _, _ in cut_words(text)] == list_words(text)
    assert list_words(text.encode("ascii", "ignore").decode()) == [
        word for word, _, _ in cut_words(text.encode("ascii", "ignore").decode())
    ]


@given(TEXTS)
def test_no_word_holds_a_sign_that_the_database_would_read(text: str) -> None:
    for word in list_words(text):
        assert word
        assert re.sub("[a-z0-9\u0080-\U0010ffff]", "", word) == ""


@pytest.mark.parametrize(
    ("asked", "phrases"),
    [
        ("contract", [Phrase(("contract",), open=True)]),
        ('"contract"', [Phrase(("contract",), open=False)]),
        ("by 2024", [Phrase(("by",), open=False), Phrase(("2024",), open=False)]),
        ("“Ten  Days” ten", [Phrase(("ten", "days"), False), Phrase(("ten",), True)]),
        ("合同，付款", [Phrase(("合", "同"), False), Phrase(("付", "款"), False)]),
        ("data-driven", [Phrase(("data", "driven"), open=True)]),
        ("word word", [Phrase(("word",), open=True)]),
        ('an "end of it', [Phrase(("an",), False), Phrase(("end", "of", "it"), False)]),
        ('"" * ^ - ( NEAR/', [Phrase(("near",), open=True)]),
        ("!?", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_is_asked_becomes_phrases(asked: str, phrases: list[Phrase]) -> None:
    assert list(read_phrases(asked)) == phrases


def test_of_a_long_phrase_the_first_words_are_looked_for() -> None:
    (phrase,) = read_phrases("字" * 100)
    assert phrase.words == ("字",) * MOST_IN_ROW


@given(TEXTS, st.data())
def test_marks_are_where_the_words_stand(text: str, data: st.DataObject) -> None:
    words = list(cut_words(text))
    at = data.draw(st.integers(0, max(0, len(words) - 1)))
    row = words[at : at + 3]
    if row:
        phrase = Phrase(tuple(word for word, _, _ in row), open=False)
        marks = [span for span, _ in find_marks(text, [phrase])]
        assert Span(row[0][1], row[-1][2]) in marks
        assert all(tuple(list_words(mark.of(text))) == phrase.words for mark in marks)


@settings(max_examples=10, deadline=None)
@pytest.mark.parametrize("sign", ["word ", "字", "字。", "x", "line\n", "- ", "été, "])
@given(data=st.data())
def test_passages_are_the_text_and_every_phrase_is_whole_in_one(
    sign: str, data: st.DataObject
) -> None:
    text = "".join(f"{sign}{number} " * (number % 7 == 0) + sign for number in range(3000))
    text = text[: data.draw(st.integers(0, 8000))]
    passages = list(cut_passages(text, ()))
    assert "".join(text[one.start : one.end] for one in passages) == text
    assert all(text[one.start :].startswith(one.text) for one in passages)
    words = [word for word in cut_words(text) if len(word[0]) < LONGEST]
    if words:
        at = data.draw(st.integers(0, len(words) - 1))
        row = words[at : at + data.draw(st.integers(1, MOST_IN_ROW))]
        wanted = [word for word, _, _ in row]
        whole = [
            one
            for one in passages
            if one.start <= row[0][1] and row[-1][2] <= one.start + len(one.text)
        ]
        assert any(" ".join(wanted) in one.words for one in whole)


def test_a_passage_knows_the_pages_that_it_stands_on() -> None:
    text = "".join(f"{letter * 9}\n" * 70 for letter in "abcde")
    pages = [Page(n + 1, f"p. {n + 1}", Span(n * 700, n * 700 + 700)) for n in range(5)]
    first, second, *_ = cut_passages(text, pages)
    assert [one.label for one in first.pages] == ["p. 1", "p. 2", "p. 3", "p. 4"]
    assert second.pages[0] == PagePlace(1400, 3, "p. 3")
    assert unpack_pages(pack_pages(second.pages)) == second.pages
    place = show_place(second.text, second.start, second.pages, read_phrases("ddddddddd"))
    assert (place.page, place.label, place.start) == (4, "p. 4", 2100)


def test_a_snippet_shows_where_most_of_the_words_stand_together() -> None:
    text = (
        f"The tower. {'Nothing here. ' * 40}A bell of the tower of Mira rang. {'Then rain. ' * 40}"
    )
    place = show_place(text, 100, [PagePlace(0, 1, "p. 1")], read_phrases("tower bell mira"))
    assert [mark.of(place.snippet) for mark in place.marks] == ["bell", "tower", "Mira"]
    assert text[place.start - 100 : place.end - 100] == "bell"
    assert place.snippet in text
    assert place.snippet.startswith("here. Nothing"), "no half word"
    assert len(place.snippet) <= 240


@given(TEXTS, TEXTS)
def test_a_snippet_is_of_the_text_and_its_marks_are_in_it(text: str, asked: str) -> None:
    place = show_place(text, 7, [PagePlace(0, 1, "p. 1")], read_phrases(asked))
    assert place.snippet in text
    assert place.snippet == place.snippet.strip()
    ends = [0, *(end for mark in place.marks for end in (mark.start, mark.end)), len(place.snippet)]
    assert ends == sorted(ends)
    assert 7 <= place.start <= place.end <= 7 + len(text)
