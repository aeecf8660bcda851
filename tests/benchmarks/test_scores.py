"""Scorers of the assistant's benchmark: each is shown to say yes and to say no."""

from __future__ import annotations

from decimal import Decimal

import pytest

from benchmarks.questions.case import Kind, Names, Question, Row, Truth
from benchmarks.questions.readings import currencies_in, dates_in, mentions, numbers_in
from benchmarks.questions.score import is_right, result_of

ANNA: Names = ("Anna Berg", "cv001")
LI: Names = ("李莉", "cv011")
GREEN: Names = ("Lisa Green", "cv008")
BARKER: Names = ("Rachel Green-Barker", "cv002")
PEOPLE = (ANNA, LI, GREEN, BARKER)


def question(
    truth: Truth, kind: Kind = "which", asked: str = "Who?", also: tuple[Truth, ...] = ()
) -> Question:
    return Question("q1", "en", (), kind, asked, truth, also)


def among(*members: Names, kind: str = "set") -> Question:
    others = tuple(one for one in PEOPLE if one not in members)
    if kind == "id":
        return question(Truth("id", members, others))
    return question(Truth("order" if kind == "order" else "set", members, others))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("EUR 1,234.56 or 1.234,56", ["1234.56", "1234.56"]),
        ("€49,99", ["49.99"]),
        ("RM29.30 and 38.00SR", ["29.30", "38.00"]),
        ("6.2万欧元", ["62000"]),
        ("三十二个月", ["32"]),
        ("共十一人", ["11"]),
        ("-61 %", ["-61"]),
        ("six of twelve", ["6", "12"]),
        ("12 thousand", ["12000"]),
        ("1,200 and 1,201", ["1200", "1201"]),
        ("from 2019-03 on", ["2019"]),
        ("nobody", []),
    ],
)
def test_numbers_are_read(text: str, wanted: list[str]) -> None:
    assert numbers_in(text) == tuple(map(Decimal, wanted))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("on 18 March 2024", {"2024-03-18", "2024-03"}),
        ("March 18, 2024", {"2024-03-18"}),
        ("2024年3月18日签订", {"2024-03-18"}),
        ("since 2019-03", {"2019-03"}),
        ("Mar 2019", {"2019-03"}),
        ("04/05/2023", {"2023-04-05", "2023-05-04"}),
        ("2023-13-40", set()),
    ],
)
def test_dates_are_read(text: str, wanted: set[str]) -> None:
    assert dates_in(text) == wanted


def test_currencies_are_read() -> None:
    assert currencies_in("EUR 5 or 7英镑, RM3") == {"EUR", "GBP", "MYR"}


def test_a_name_inside_a_longer_name_is_no_mention() -> None:
    sorrel, other = ("Sorrel Kitchen Catering",), ("Sorrel", "x")
    assert [one.names for one in mentions("Sorrel Kitchen Catering", [other, sorrel])] == [sorrel]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg and 李莉 know both.",
        "2 of 4: cv011.docx, cv001.docx",
        "| name | skills |\n|---|---|\n| 李莉 | Go |\n| Anna Berg | Go |",
        "Anna Berg, 李莉\nNot: Lisa Green",
        "李莉和Anna Berg都会。",
    ],
)
def test_a_set_is_right_by_names_or_files(text: str) -> None:
    assert is_right(among(ANNA, LI), text)


@pytest.mark.parametrize(
    "text",
    [
        "Anna Berg",
        "Anna Berg, 李莉, Lisa Green",
        "Anna Berg and Rachel Green-Barker",
        "",
        "Berg and Li",
    ],
)
def test_a_set_with_people_missing_or_extra_is_wrong(text: str) -> None:
    assert not is_right(among(ANNA, LI), text)


def test_of_an_id_the_first_line_counts() -> None:
    one = among(GREEN, kind="id")
    assert is_right(one, "Lisa Green.\nNext come Anna Berg and 李莉.")
    assert not is_right(one, "Anna Berg.\nLisa Green is second.")
    assert not is_right(one, "Lisa Green or Anna Berg.")
    assert not is_right(one, "Rachel Green-Barker")


def test_an_id_comes_with_its_amount() -> None:
    one = question(Truth("id", (GREEN,), (ANNA,)), also=(Truth("money", value="43000 EUR"),))
    assert is_right(one, "1 of 12:\nLisa Green (cv008.pdf): 43,000 EUR [1]")
    assert is_right(one, "12 份中有 1 份：\nLisa Green (cv008.pdf): 43,000 EUR [1]")
    assert is_right(one, "Lisa Green, with EUR 43,000.")
    assert is_right(one, "cv008：4.3万欧元")
    assert not is_right(one, "Lisa Green, with EUR 34,000.")
    assert not is_right(one, "Lisa Green, with USD 43,000.")
    assert not is_right(one, "Lisa Green.")


def test_an_order_is_the_order_of_mention() -> None:
    one = among(LI, ANNA, kind="order")
    assert is_right(one, "1. 李莉\n2. Anna Berg")
    assert not is_right(one, "1. Anna Berg\n2. 李莉")
    assert not is_right(one, "1. 李莉\n2. Anna Berg\n3. Lisa Green")


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("6 of the 12 hold an MSc.", True),
        ("Six.", True),
        ("六位。", True),
        ("There are:\n6", True),
        ("12 of 12 documents were read.\n6", True),
        ("12份简历中的12份已读。6人。", True),
        ("2 people. 6 is another number.", False),
        ("7", False),
        ("16", False),
        ("None I could count.", False),
    ],
)
def test_a_count(text: str, right: bool) -> None:
    assert (
        is_right(question(Truth("int", value="6"), asked="How many of the 12 hold one?"), text)
        is right
    )


def test_a_mean_may_be_rounded_and_a_sum_may_not() -> None:
    assert is_right(question(Truth("number", value="7.25")), "About 7.27 years.")
    assert not is_right(question(Truth("number", value="7.25")), "About 7.5 years.")
    assert is_right(question(Truth("money", value="8249.32 EUR")), "The total is €8,249.32.")
    assert not is_right(question(Truth("money", value="8249.32 EUR")), "The total is €8,249.")


def test_a_date_may_be_exacter_than_the_truth() -> None:
    assert is_right(question(Truth("date", value="2018-12")), "1 December 2018")
    assert not is_right(question(Truth("date", value="2018-12-03")), "December 2018")
    assert not is_right(question(Truth("date", value="2018-12")), "11 December 2019")
    assert not is_right(question(Truth("date", value="2018-12")), "May 2019\nDecember 2018")


def test_a_text_holds_its_words_and_not_those_of_a_near_miss() -> None:
    truth = Truth("text", words=("48 month|48 months", "hire|租"), never=("60 months",))
    assert is_right(question(truth), "The hire lasts 48 months.")
    assert not is_right(question(truth), "The hire lasts 48 months, or 60 months.")
    assert not is_right(question(truth), "It lasts 48 months.")
    assert is_right(question(Truth("text", words=("a1", "b2", "c3"), least=2)), "a1 c3")


def test_a_text_may_have_to_begin_with_yes_or_no() -> None:
    no = question(Truth("text", value="no", words=("lend*",)), "yes_no")
    assert is_right(no, "No. Clause 6.3 forbids lending.")
    assert is_right(no, "The Customer may not lend it.")
    assert not is_right(no, "Yes, lending is not forbidden.")
    assert not is_right(no, "No.")
    yes = question(Truth("text", value="yes"), "yes_no")
    assert is_right(yes, "可以，最多延长12个月。不再延长。")
    assert not is_right(yes, "不可以。")


def test_a_table_has_every_row_and_cell() -> None:
    truth = Truth(
        "table",
        rows=(Row(("Ferro", "f1"), ("2025-02-07", "5917.2")), Row(("Papyrus",), ("620.73",))),
    )
    good = (
        "| vendor | date | total |\n| Ferro | 7 February 2025 | 5,917.20 |\n| Papyrus | | €620.73 |"
    )
    assert is_right(question(truth), good)
    assert not is_right(question(truth), good.replace("620.73", "602.73"))
    assert not is_right(question(truth), "| Ferro | 7 February 2025 | 5,917.20 |")


@pytest.mark.parametrize(
    "text",
    ["BSc: 7, MSc: 4", "7 BSc and 4 MSc", "本科：7人\n硕士：4人", "| BSc | 7 |\n| MSc | 4 |"],
)
def test_groups_may_stand_in_a_line(text: str) -> None:
    truth = Truth("table", rows=(Row(("BSc", "本科"), ("7",)), Row(("MSc", "硕士"), ("4",))))
    assert is_right(question(truth), text)
    assert not is_right(question(truth), text.replace("4", "5"))


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("| Anna Berg | yes |\n| 李莉 | no |", True),
        ("Anna Berg：会\n李莉：不会", True),
        ("Yes: Anna Berg\nNo: 李莉", True),
        ("Anna Berg speaks it; 李莉 does not.", True),
        ("| Anna Berg | no |\n| 李莉 | yes |", False),
        ("Yes: Anna Berg, 李莉", False),
        ("Anna Berg: yes", False),
    ],
)
def test_yes_and_no_for_each(text: str, right: bool) -> None:
    truth = Truth("table", rows=(Row(ANNA, ("yes",)), Row(LI, ("no",))))
    assert is_right(question(truth, "does_each"), text) is right


@pytest.mark.parametrize(
    ("text", "found", "marked", "wanted"),
    [
        ("Anna Berg", True, False, "right"),
        ("Not stated.", False, False, "open"),
        ("The documents do not mention it.", True, False, "open"),
        ("文件中没有说明。", True, False, "open"),
        ("Could not be established.", True, False, "open"),
        ("李莉", True, True, "wrong, marked"),
        ("李莉", True, False, "wrong"),
        ("", True, False, "open"),
    ],
)
def test_what_became_of_a_question(text: str, found: bool, marked: bool, wanted: str) -> None:
    assert result_of(among(ANNA, kind="id"), text, found, marked) == wanted


def test_not_stated_is_right_where_nothing_is_stated() -> None:
    nothing = question(Truth("none"), "find")
    assert result_of(nothing, "Not stated.", found=False, marked=False) == "right"
    assert result_of(nothing, "He was born in 1990.", found=True, marked=False) == "wrong"
    late = "He was born in 1990. Where is not stated."
    assert result_of(nothing, late, found=True, marked=False) == "wrong"
    assert result_of(nothing, "He was born in 1990.", found=True, marked=True) == "wrong, marked"


def test_talk_needs_an_answer_without_sources() -> None:
    talk = question(Truth("text"), "talk")
    assert result_of(talk, "You are welcome.", found=True, marked=False) == "right"
    assert result_of(talk, "You are welcome.", found=True, marked=False, citations=2) == "wrong"
    assert result_of(talk, "Not stated.", found=False, marked=False) == "open"
