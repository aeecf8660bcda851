"""The one written form of what a person sees: signs, numbers of lists, tables, links, comments,
charts, the unread."""

from __future__ import annotations

import pytest

from farside.documents.draft import PageDraft, assemble_document
from farside.documents.seen.numerals import write_number
from farside.documents.seen.signs import (
    lower_sign,
    raise_sign,
    write_fraction,
    write_index,
    write_power,
    write_root,
    write_ruby,
)
from farside.documents.seen.tables import MarkupCell, write_table
from farside.documents.seen.things import (
    ChartSeries,
    write_chart,
    write_comment,
    write_link,
    write_value,
)
from farside.documents.seen.unread import Unread
from farside.reading.grounding.numbers import find_numbers
from farside.reading.text.bm25 import fold_text


@pytest.mark.parametrize(
    ("raised", "written"),
    [
        ("6", "⁶"),
        ("-6", "⁻⁶"),
        ("1", "¹"),
        ("1, 2", "¹, ²"),
        ("th", "th"),
        ("see note", "see note"),
        ("note 1", "^(note 1)"),
        ("n+1", "ⁿ⁺¹"),
        ("*", "*"),
        ("1/2", "^(1/2)"),
        (" ", " "),
    ],
)
def test_raised_signs(raised: str, written: str) -> None:
    assert raise_sign(raised) == written


@pytest.mark.parametrize(
    ("before", "lowered", "written"),
    [
        ("H", "2", "2"),
        ("10", "2", "₂"),
        ("x", "max", "_max"),
        ("(NH4)", "2", "2"),
        ("1", "a+b", "_(a+b)"),
    ],
)
def test_lowered_signs(before: str, lowered: str, written: str) -> None:
    assert lower_sign(lowered, before) == written


@pytest.mark.parametrize("text", ["10⁶", "250¹", "2½", "10₂"])
def test_no_digit_joins_another_when_numbers_are_compared(text: str) -> None:
    first = text[:-1] if text[-1] not in "₂" else text
    assert find_numbers(fold_text(text))[0] == find_numbers(first)[0]


def test_formulas() -> None:
    assert write_fraction("1", "3") == "1/3"
    assert write_fraction("a + b", "c") == "(a + b)/c"
    assert write_power("1.02", "5") == "1.02^5"
    assert write_power("(1 + p)", "n - 1") == "(1 + p)^(n - 1)"
    assert write_power("(a)(b)", "2") == "((a)(b))^2"
    assert write_index("x", "1") == "x_1"
    assert (write_root("2"), write_root("x + 1", "3")) == ("√2", "root 3 of (x + 1)")


def test_ruby_keeps_the_words_whole() -> None:
    assert write_ruby([("料", "りょう"), ("金", "きん")]) == "料金(りょうきん)"
    assert write_ruby([("東京", "")]) == "東京"


@pytest.mark.parametrize(
    ("number", "kind", "text"),
    [
        (4, "lowerRoman", "iv"),
        (1999, "upperRoman", "MCMXCIX"),
        (28, "lowerLetter", "bb"),
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (101, "chineseCountingThousand", "一百零一"),
        (111, "japaneseCounting", "百十一"),
        (3, "chineseLegalSimplified", "叁"),
        (3, "ideographLegalTraditional", "參"),
        (2, "ideographTraditional", "乙"),
        (12, "ideographZodiac", "亥"),
        (11, "ideographZodiacTraditional", "甲戌"),
        (20, "decimalEnclosedCircleChinese", "⑳"),
        (36, "decimalEnclosedCircle", "㊱"),
        (105, "ideographDigital", "一〇五"),
        (2, "ganada", "나"),
        (3, "russianLower", "в"),
        (7, "decimalZero", "07"),
        (22, "ordinal", "22nd"),
        (5, "some new format", "5"),
    ],
)
def test_numbers_of_lists(number: int, kind: str, text: str) -> None:
    assert write_number(number, kind) == text


def test_a_row_makes_sense_alone() -> None:
    rows = [
        [MarkupCell("North", rows=2), MarkupCell("May"), MarkupCell("4")],
        [MarkupCell("June"), MarkupCell("7")],
        [MarkupCell("South"), MarkupCell("closed", columns=2)],
        [MarkupCell("Total", columns=3, rows=9)],
    ]
    assert write_table(rows) == ["North | May | 4", "North | June | 7", "South | closed |", "Total"]


def test_a_cell_down_the_right_side_stays_there() -> None:
    rows = [
        [MarkupCell("a"), MarkupCell("b", columns=2, rows=2)],
        [MarkupCell("c")],
        [MarkupCell("d"), MarkupCell(""), MarkupCell("f")],
    ]
    assert write_table(rows) == ["a | b |", "c | b |", "d | | f"]


@pytest.mark.parametrize(
    ("label", "address", "text"),
    [
        ("my portfolio", "https://a.example/x", "my portfolio (https://a.example/x)"),
        ("https://a.example/", "https://a.example", "https://a.example/"),
        ("www.a.example", "https://www.a.example/", "www.a.example"),
        ("Write to us", "mailto:ida@a.example", "Write to us (ida@a.example)"),
        ("ida@a.example", "mailto:ida@a.example?subject=Hi", "ida@a.example"),
        ("", "https://a.example", "https://a.example"),
        ("above", "#clause", "above"),
        ("run", "javascript:alert(1)", "run"),
    ],
)
def test_links(label: str, address: str, text: str) -> None:
    assert write_link(label, address) == text


def test_comments_values_and_charts() -> None:
    assert (
        write_comment("too\nmuch", "Ida", "2 % a week")
        == '[comment by Ida on "2 % a week"] too much'
    )
    assert write_comment("too much") == "[comment] too much"
    assert (write_value("Seats:", "4"), write_value("", "x")) == ("Seats: 4", "x")
    chart = write_chart("Area", [ChartSeries("2024", (("North", "12"), ("South", "")))], ["m²"])
    assert chart == ["Area", "axis: m²", "2024: North 12"]


def test_what_was_not_read_is_told_once_each() -> None:
    pictures = tuple(Unread("picture", f"{at}.png", "has no text") for at in range(5))
    page = PageDraft(
        "p. 1", (), problem="is blurred", unread=(*pictures, Unread("chart", "", "is damaged"))
    )
    read = assemble_document("0" * 64, "a", "", [page])
    assert read.problems == (
        "p. 1: is blurred",
        'p. 1: not read: 5 pictures ("0.png", "1.png", "2.png", …): has no text',
        "p. 1: not read: chart: is damaged",
    )
