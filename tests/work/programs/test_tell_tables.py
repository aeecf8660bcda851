"""What other tasks made is told with nothing lost on the way: every value beside its name, every
doubt beside its value, and each number on the place that it cites."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.types import Citation
from farside.work.guides.guide import DOCUMENT_KINDS, DocumentKind, Guide
from farside.work.programs.tell_overview import tell_overview
from farside.work.programs.tell_result import ToldResult
from farside.work.programs.tell_table import tell_plainly, tell_table, tell_translation
from farside.work.tables.nouns import Cell, Column, Row, Table
from tests.work.tables.made import source, table

QUESTIONS = {"en": "What do they earn?", "zh": "他们挣多少钱？", "de": "Was verdienen sie im Jahr?"}


def _cited(told: ToldResult) -> list[list[Citation]]:
    by_number = {one.n: one for one in told.citations}
    assert len(by_number) == len(told.citations)
    return [[by_number[number] for number in one.citations] for one in told.sentences]


def test_each_row_is_told_with_its_values_doubts_and_places() -> None:
    told = tell_table(QUESTIONS["en"], table())
    first = told.sentences[0].text
    for shown in ("name: Ann", "years: 4.5", "salary: 61,000.50 EUR", "born: 1990-03-05"):
        assert shown in first
    assert first.startswith("a.txt: ")
    assert first.endswith(" (please check: years: only one of two readings gives it)")
    assert {one.quote for one in _cited(told)[0]} >= {"My name is Ann.", "4.5 years"}
    assert told.established
    assert told.rows == ("0" * 64, "1" * 64)  # the one that failed names no document


def test_what_failed_and_what_is_noted_is_told_behind_the_rows() -> None:
    said = [one.text for one in tell_table(QUESTIONS["en"], table()).sentences]
    assert said[-2:] == ["a.txt, p. 2: is doubtful", "Not read: broken.pdf (the file is empty)"]


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Not read"), ("zh", "未能读取"), ("de", "elesen")]
)
def test_what_failed_is_told_in_the_language_of_the_question(language: str, word: str) -> None:
    assert word in tell_table(QUESTIONS[language], table()).sentences[-1].text


def test_only_the_wanted_columns_are_told_and_their_doubts() -> None:
    told = tell_table(QUESTIONS["en"], table(), ("salary", "drives"))
    assert told.sentences[0].text == "a.txt: salary: 61,000.50 EUR; drives: yes"
    assert told.table == table()  # to be taken away it is whole


def test_no_and_nought_are_values_and_nothing_is_none() -> None:
    columns = (Column("a", "number"), Column("b", "yes/no"), Column("c"))
    row = Row("x.txt", "id", (Cell(Decimal(0)), Cell(False), Cell("")))
    told = tell_table("What?", Table("", columns, (row,)))
    assert told.sentences[0].text == "x.txt: a: 0; b: no"
    empty = tell_table("What?", Table("", columns, (replace(row, cells=(Cell(),) * 3),)))
    assert not empty.established


def test_what_has_no_translation_is_shown_as_it_stands_with_its_doubt() -> None:
    columns = (Column("source"), Column("translation"))
    rows = (
        Row("a.txt", "id", (Cell("One.", "", (source("One."),)), Cell("一。"))),
        Row("a.txt", "id", (Cell("Two.", "", (source("Two. "),)), Cell(None, flags=("why",)))),
    )
    told = tell_translation(QUESTIONS["en"], Table("", columns, rows))
    assert [one.text for one in told.sentences] == ["一。", "Two. (please check: why)"]
    assert [[one.quote for one in each] for each in _cited(told)] == [["One."], ["Two. "]]
    assert told.rows == ("id",)


@pytest.mark.parametrize("question", QUESTIONS.values())
def test_talk_cites_no_document(question: str) -> None:
    told = tell_plainly(question, "hello")
    assert (told.citations, told.rows, told.sentences[0].citations) == ((), (), ())
    assert "{" not in told.sentences[0].text


def _guide(at: int, kind: DocumentKind, telling: bool) -> Guide:
    said = replace(source(f"Document {at} tells\n of  lamps."), document_id=f"id{at}")
    return Guide(f"{at}.txt", f"id{at}", kind, f"Title {at}", (said,) if telling else (), ())


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(DOCUMENT_KINDS), st.booleans()), min_size=2, max_size=60))
def test_of_many_documents_each_is_told_or_counted(
    kinds: list[tuple[DocumentKind, bool]],
) -> None:
    guides = [_guide(at, *kind) for at, kind in enumerate(kinds)]
    told = tell_overview("What are these about?", guides)
    assert told.established is any(telling for _, telling in kinds[:40])
    if not told.established:
        assert told.sentences == ()
        return
    _, *lines = [one.text for one in told.sentences]
    for at, line in enumerate(lines[:40][: len(guides)]):
        assert line.startswith(f"{at}.txt (")
        assert ("of lamps." in line) is kinds[at][1]
    assert lines[40:] == ([f"and {len(guides) - 40} more"] if len(guides) > 40 else [])
    for one, cited in zip(told.sentences[1:41], _cited(told)[1:41], strict=True):
        assert [f"{place.quote.split()[1]}.txt" for place in cited] == (
            [one.text.split()[0]] if cited else []
        )


def test_one_document_is_told_in_all_its_sentences() -> None:
    guide = _guide(0, "contract", telling=True)
    second = replace(guide.sentences[0], quote="And of ships.", start=50, end=63)
    told = tell_overview("What is this?", [replace(guide, sentences=(*guide.sentences, second))])
    assert [one.text for one in told.sentences] == [
        "0.txt: contract, “Title 0”", "Document 0 tells of lamps.", "And of ships.",
    ]  # fmt: skip
    assert [one.citations for one in told.sentences] == [(), (1,), (2,)]
