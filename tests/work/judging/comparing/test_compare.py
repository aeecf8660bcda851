"""Comparison: cells with sources, "not stated", agreements and contradictions in both orders, and
versions."""

from __future__ import annotations

import json
from typing import cast

import pytest
import typer
from hypothesis import given
from hypothesis import strategies as st

from farside.cli import judge
from farside.engine.base import Request
from farside.engine.scripted import Scripted
from farside.errors import InputError
from farside.reading.grounding import echo
from farside.reading.text import sentences
from farside.types import ignore
from farside.work.judging.comparing import aspects, cells, compare, versions
from farside.work.judging.comparing.aspects import Aspect
from tests.reading.reader import document
from tests.work.desks import asked, certain, desk, lines

PRICE = Aspect("price", "What is the price?")
LONG = (
    "The price of it is told by the harbour master each morning, "
    + "and by his deputy in red, " * 5
    + "if asked for it."
)


class Reader:
    """Finds sentences that hold the last word of a question; two statements agree where they are
    equal, and contradict each other where they are not. `one_way` says yes only where the first
    statement has an 8."""

    def __init__(self, one_way: bool = False) -> None:
        self.one_way = one_way

    def __call__(self, request: Request) -> str | Scripted:
        after, known = asked(request), lines(request)
        if request.alternatives and "statements" in after:
            same = known[1] == known[2]
            yes = (
                same
                if "same answer" in after
                else not same and (not self.one_way or "8" in known[1])
            )
            return certain("Yes" if yes else "No", request.alternatives)
        word = after.partition("Question: ")[2].partition("?")[0].split()[-1]
        hits = [number for number, line in known.items() if word in line]
        if request.alternatives:
            return certain("Yes" if hits else "No", request.alternatives)
        said = known[hits[0]] if hits else "nothing"
        return json.dumps({"answer": said, "sentences": hits or [1]})


def test_cells_have_sources_and_what_is_not_stated_is_empty() -> None:
    texts = {"a.md": "The price is 7 euros.\nIt is red.", "b.md": "It is blue.\nNothing else."}
    with desk(texts, Reader()) as at:
        given = compare.compare_desk(at, [PRICE], ignore)
    first, second = (row.cells[0] for row in given.table.rows)
    assert (first.value, first.quote, first.flags) == (
        "The price is 7 euros.",
        "The price is 7 euros.",
        (),
    )
    assert (second.value, second.sources) == (None, ())


@pytest.mark.parametrize(
    ("other", "one_way", "found"),
    [
        ("The price is 7 euros.", False, [("agree", "")]),
        ("The price is 8 euros.", False, [("contradict", "7 against 8")]),
        ("The price is 8 euros.", True, []),  # told in one order only
    ],
)
def test_agreements_and_contradictions(
    other: str, one_way: bool, found: list[tuple[str, str]]
) -> None:
    with desk(
        {"a.md": "The price is 7 euros.\nIt is red.", "b.md": f"{other}\nNo."}, Reader(one_way)
    ) as at:
        given = compare.compare_desk(at, [PRICE], ignore)
    assert [(one.relation, one.numbers) for one in given.related] == found
    for one in given.related:
        assert one.first.quote == "The price is 7 euros."
        assert one.second.quote == other
        assert any(
            one.first.quote in note and one.second.quote in note for note in given.table.notes
        )


def test_words_that_no_sentence_carries_are_flagged() -> None:
    def invents(request: Request) -> str | Scripted:
        if request.alternatives:
            return certain("Yes", request.alternatives)
        return json.dumps({"answer": "Zebras gallop 99 miles westwards", "sentences": [1]})

    with desk(
        {"a.md": "The price is 7 euros.\nIt is red.", "b.md": "The price is 7.\nNo."}, invents
    ) as at:
        given = compare.compare_desk(at, [PRICE], ignore)
    assert all(row.cells[0].flags for row in given.table.rows)


@pytest.mark.parametrize(
    ("reply", "value", "flags"),
    [
        ("The text does not mention any price.", None, ()),
        ("作者没有提到价格。", None, ()),
        ("The text names the price of it.", "The text names the price of it.", (cells.ABOUT,)),
        (LONG[:160], LONG, ()),  # a sentence of the text, ended at a draft's most characters
        (LONG[:150] + " and yellow", LONG[:150] + " and yellow …", ()),
    ],
)
def test_replies_that_say_nothing_or_were_cut(
    reply: str, value: str | None, flags: tuple[str, ...]
) -> None:
    def says(request: Request) -> str | Scripted:
        if request.alternatives:
            return certain("Yes", request.alternatives)
        return json.dumps({"answer": reply, "sentences": [1]})

    with desk({"a.md": f"{LONG}\nNo.", "b.md": "The price of it is 7.\nNo."}, says) as at:
        cell = compare.compare_desk(at, [PRICE], ignore).table.rows[0].cells[0]
    assert (cell.value, tuple(flag for flag in cell.flags if flag == cells.ABOUT)) == (value, flags)


@pytest.mark.parametrize(
    ("title", "said", "flag"),
    [
        ("2.2 The design", "2.2 The design", ""),  # what stands below it is looked for
        ("4.1 The design of others", "4.1 The design of others", cells.HEADING),  # nothing does
        ("2.2 The design", "Which question or problem does the text work on?", echo.WHY),
    ],
)
def test_a_heading_is_no_finding_and_a_prompt_said_again_no_cell(
    title: str, said: str, flag: str
) -> None:
    below = "Six roofs were watered in the evening, six in the morning and six not at all."
    paper = f"Roofs\n\n2.2 The design\n\n{below}\n\n4.1 The design of others"

    def says(request: Request) -> str | Scripted:
        if request.alternatives:
            return certain("Yes", request.alternatives)
        number = next(at for at, line in lines(request).items() if title in line)
        return json.dumps({"answer": said, "sentences": [number]})

    with desk({"a.md": paper, "b.md": f"{paper} too"}, says) as at:
        cell = (
            compare.compare_desk(at, [Aspect("design", "Which design?")], ignore)
            .table.rows[0]
            .cells[0]
        )
    assert (flag in cell.flags) == bool(flag)
    assert (cell.value is None) == (flag == echo.WHY)
    assert any(below in one.quote for one in cell.sources) == (flag == "")


def test_one_document_is_no_comparison() -> None:
    with desk({"a.md": "One."}, Reader()) as at:
        for compared in (
            lambda: compare.compare_desk(at, [PRICE], ignore),
            lambda: versions.compare_desk_versions(at, ignore),
        ):
            with pytest.raises(InputError, match=r"a\.md is one document"):
                compared()


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("method, data", [("method", ""), ("data", "")]),
        ("method，数据：用了什么数据？", [("method", ""), ("数据", "用了什么数据？")]),
        ("price: What is paid?; Price", [("price", "What is paid?")]),
        (
            "data: Which sets, and how many?, result",
            [("data", "Which sets, and how many?"), ("result", "")],
        ),
    ],
)
def test_aspects_in_words(given: str, found: list[tuple[str, str]]) -> None:
    assert [(one.name, one.question) for one in aspects.parse_aspects(given)] == found


@pytest.mark.parametrize("given", ["", " , ", ": what?", ",".join(map(str, range(13)))])
def test_bad_aspects_are_named(given: str) -> None:
    with pytest.raises(InputError, match="--aspects"):
        aspects.parse_aspects(given)


def test_aspects_that_are_proposed() -> None:
    with desk(
        {"a.md": "One.", "b.md": "Two."}, lambda _: json.dumps(["method", "sample, size"])
    ) as at:
        assert [one.name for one in aspects.suggest_aspects(at, at.documents)] == [
            "method",
            "sample size",
        ]


OLD = "Term is 12 months.\nNotice is 30 days.\nThe price is fixed.\nHarbour fees are due.\n"
NEW = (
    "Term is 24 months.\nNotice is 30 days.\nA deposit is due on signature.\n"
    "Harbour fees are due.\n"
)


def test_versions_tell_what_changed_with_both_quotes() -> None:
    with desk(
        {"old.md": OLD, "new.md": NEW},
        lambda _: json.dumps({"change": "The term is 24 months, not 12."}),
    ) as at:
        table = versions.compare_desk_versions(at, ignore)
    rows = [[cell.value for cell in row.cells] for row in table.rows]
    assert rows == [
        [
            "changed",
            "Term is 12 months.",
            "Term is 24 months.",
            "12 → 24",
            "The term is 24 months, not 12.",
        ],
        ["removed", "The price is fixed.", None, None, None],
        ["added", None, "A deposit is due on signature.", None, None],
    ]
    assert not table.rows[0].cells[4].flags


def test_a_number_that_neither_version_has_is_flagged() -> None:
    with desk(
        {"old.md": OLD, "new.md": NEW}, lambda _: json.dumps({"change": "It is 36 months now."})
    ) as at:
        assert versions.compare_desk_versions(at, ignore).rows[0].cells[4].flags


@pytest.mark.parametrize(
    ("before", "after", "exactly"),
    [
        ("The Customer shall rinse it.", "The Customer may rinse it.", [("shall", "may")]),
        ("The hire is EUR 2,180 a month.", "The hire is EUR 2,350 a month.", [("2,180", "2,350")]),
        (
            "Settled in Gothenburg, in English.",
            "Settled in Malmö.",
            [("Gothenburg, in English", "Malmö")],
        ),
        ("须提前30天通知。", "须提前60天书面通知。", [("30", "60"), ("", "书面")]),
        ("Fees are due.", "Fees are due!", [(".", "!")]),
        ("The same.", "The  same.", []),
    ],
)
def test_what_stands_in_place_of_what(
    before: str, after: str, exactly: list[tuple[str, str]]
) -> None:
    assert list(versions.find_replacements(before, after)) == exactly


@pytest.mark.parametrize(
    ("said", "flags"),
    [("It is in English now.", ("it does not name “Malmö”",)), ("In Malmö now.", ())],
)
def test_words_that_do_not_name_the_change_are_flagged(said: str, flags: tuple[str, ...]) -> None:
    texts = {
        "old.md": "They are settled in Gothenburg, in English.",
        "new.md": "They are settled in Malmö, in English.",
    }
    with desk(texts, lambda _: json.dumps({"change": said})) as at:
        (row,) = versions.compare_desk_versions(at, ignore).rows
    assert (row.cells[3].value, row.cells[4].flags) == ("Gothenburg → Malmö", flags)


@given(
    st.lists(st.sampled_from("abcdefg"), max_size=12),
    st.lists(st.sampled_from("abcdefg"), max_size=12),
)
def test_changes_turn_the_old_version_into_the_new_one(before: list[str], after: list[str]) -> None:
    def text(words: list[str]) -> str:
        return "\n".join(f"{word} {word * 3} {word * 5}." for word in words) + "\n"

    old = document(text(before), media_type="text/markdown")
    new = document(text(after), media_type="text/markdown")
    found = list(versions.find_changes(old, new))
    kept = [
        span for span in sentences.split_sentences(old) if span not in [one.before for one in found]
    ]
    same = [
        span for span in sentences.split_sentences(new) if span not in [one.after for one in found]
    ]
    assert [span.of(old.text).split() for span in kept] == [
        span.of(new.text).split() for span in same
    ]


def test_aspects_that_would_not_be_used_are_refused() -> None:
    nowhere = cast(typer.Context, None)
    with pytest.raises(InputError, match="'price' is not used with --suggest"):
        judge.compare(nowhere, [], aspects="price", suggest=True)
    with pytest.raises(InputError, match="'price' is not used with --versions"):
        judge.compare(nowhere, [], aspects="price", versions=True)
