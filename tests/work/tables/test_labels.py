"""Facts that a document labels itself: the whole label and nothing longer, in any script, with the
whole of what stands behind it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.reading import windows
from farside.types import Window
from farside.work.tables import labels, places, votes
from farside.work.tables.nouns import Column, Kind
from farside.work.tables.readings import NONE
from tests.work.tables.made import document


def window(text: str) -> Window:
    return windows.one_window([document(text)], len)


def labelled(text: str, column: Column) -> list[str]:
    known = places.numbered_sentences(window(text))
    return [one.raw for one in labels.find_labelled(known, column)]


def patterned(text: str, column: Column) -> list[str]:
    known = places.numbered_sentences(window(text))
    return [one.raw for one in labels.find_patterned(known, column)]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("notice period", "Notice-Period = 8 weeks.\n", "8 weeks"),
        ("notice period", "NOTICE PERIOD: 8 weeks; other", "8 weeks"),
        ("姓名", "姓名：王小明\n电话：1", "王小明"),
        ("Kündigungsfrist", "Kündigungsfrist: drei Monate\n", "drei Monate"),
        ("срок", "Срок: три месяца\n", "три месяца"),
        ("role", "Role: lead | Team: Apollo", "lead"),
    ],
)
def test_what_stands_behind_the_name_of_a_column_is_its_value(
    name: str, text: str, said: str
) -> None:
    assert labelled(text, Column(name)) == [said]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("name", "Rename: Ann\n"),
        ("name", "The name is Ann.\n"),
        ("age", "Package: blue\n"),
        ("?!", "?!: x"),
    ],
)
def test_a_part_of_a_word_or_a_mere_mention_is_no_label(name: str, text: str) -> None:
    assert labelled(text, Column(name)) == []


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("money", "Salary: EUR 61,000.50 gross", "EUR 61,000.50"),
        ("money", "Salary: 50,000 - 60,000 EUR a year", "50,000 - 60,000 EUR"),
        ("number", "Salary: about 3-5 thousand", "3-5 thousand"),
        ("date", "Salary: since 5 March 2026 or so", "5 March 2026"),
        ("date", "Salary: 01.02.2019-31.01.2020", "01.02.2019-31.01.2020"),
        ("text", "Salary: as agreed. See below", "as agreed"),
    ],
)
def test_behind_a_label_the_first_value_of_the_kind_counts_and_the_whole_of_a_range(
    kind: Kind, text: str, said: str
) -> None:
    assert labelled(text, Column("salary", kind)) == [said]


def test_a_labelled_range_is_no_fact_of_its_lower_end() -> None:
    """With a label alone 50,000 would be shown without a doubt, though 60,000 stands there too."""
    salary = Column("salary", "money")
    assert votes.by_code(window("Salary: 50,000 - 60,000 EUR\n"), salary, NONE) is None
    sure = votes.by_code(window("Salary: 50,000 EUR\n"), salary, NONE)
    assert sure is not None
    assert sure.sources[0].quote == "Salary: 50,000 EUR"


def test_a_label_that_stands_there_twice_with_two_values_says_nothing() -> None:
    city = Column("city")
    assert votes.by_code(window("City: Rome\n\nCity: Oslo\n"), city, NONE) is None
    twice = votes.by_code(window("City: Rome\n\nCITY: rome\n"), city, NONE)
    assert twice is not None
    assert twice.value == "Rome"


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("e-mail", "Write to ann.q+cv@mail.example.org, please.", ["ann.q+cv@mail.example.org"]),
        ("邮箱", "联系 a@b.cn 或 c@d.cn", ["a@b.cn", "c@d.cn"]),
        ("phone number", "Call +49 (30) 123-4567.", ["+49 (30) 123-4567"]),
        ("手机", "13812345678", ["13812345678"]),
        ("phone", "born 1990-03-05 in 12345", []),
        ("website", "see https://a.example/x?y=1. Then", ["https://a.example/x?y=1"]),
        ("homepage", "www.a.example, b", ["www.a.example"]),
        ("emailing", "a@b.cn", []),
    ],
)
def test_some_values_are_known_by_their_form(name: str, text: str, found: list[str]) -> None:
    assert patterned(text, Column(name)) == found


def test_only_words_have_a_form_and_a_choice_its_words() -> None:
    assert patterned("a@b.cn", Column("mail", "list")) == []
    level = Column("level", "choice", choices=("junior", "senior"))
    assert patterned("A SENIOR post, not seniority.", level) == ["senior"]


@pytest.mark.parametrize(
    ("text", "items"),
    [
        ("Skills\nGo, Rust\n", ["Go, Rust"]),
        ("Skills  Go, Rust", ["Go, Rust"]),
        ("技能\nGo、Rust\n", []),
        ("Skills\nGo\nRust\nJava\n", []),  # no line says which is the last
    ],
)
def test_a_heading_labels_a_list(text: str, items: list[str]) -> None:
    assert labelled(text, Column("skills", "list")) == items


@settings(max_examples=30)
@given(
    st.text(alphabet="abcäöé中文 12", min_size=1, max_size=12).filter(lambda one: one.strip()),
    st.text(alphabet="xyzß国 .,", min_size=1, max_size=20),
)
def test_what_is_found_stands_in_the_text(name: str, value: str) -> None:
    text = f"{name}: {value}\nnext: 5\n"
    for one in labelled(text, Column(name)):
        assert " ".join(one.split()) in " ".join(text.split())
