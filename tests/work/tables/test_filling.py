"""A form that a model filled: what of it is a value, and what happens to a form that has no end."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.errors import EngineError
from farside.reading import windows
from farside.work.tables.filling import FilledField, fill_form, states_value
from farside.work.tables.nouns import Column
from tests.reading.reader import document, reader

(WINDOW,) = windows.cut_windows(
    [document("Ann signed.\nBen paid 5 EUR.\nIt rained.", media_type="text/markdown")],
    400,
    reader().count_text,
)

# More tokens than any form has room for.
ENDLESS = '{"c0": {"value": "' + "a " * 2000


def _fields(request: Request) -> list[str]:
    return list((request.schema or {})["properties"])


def _fill(
    columns: list[Column], given_: dict[str, Any], again: bool = False
) -> list[FilledField | None]:
    engine = ScriptedEngine(
        lambda request: json.dumps({name: given_[name] for name in _fields(request)})
    )
    return fill_form(engine, WINDOW, columns, again)


def test_each_column_has_its_value_and_its_sentence_from_0() -> None:
    filled = _fill(
        [Column("payer"), Column("sum", "money"), Column("people", "list")],
        {
            "payer": {"value": "Ben", "sentence": 2},
            "sum": {"value": "5 EUR", "sentence": 2},
            "people": {"value": ["Ann", "n/a", "Ben"], "sentence": 1},
        },
    )
    assert filled == [
        FilledField("Ben", 1), FilledField("5 EUR", 1), FilledField(("Ann", "Ben"), 0),
    ]  # fmt: skip


def test_the_second_vote_is_asked_for_no_sentence() -> None:
    filled = _fill(
        [Column("payer"), Column("people", "list")], {"payer": "Ben", "people": ["Ann"]}, True
    )
    assert filled == [FilledField("Ben", -1), FilledField(("Ann",), -1)]


@pytest.mark.parametrize(
    "said",
    ["", " ", "None", "N/A", "n.a", "Not stated.", "not-specified", "NULL", "无", "未提及。"],
)
def test_ways_of_saying_that_nothing_is_stated_are_no_values(said: str) -> None:
    assert not states_value(said)
    assert _fill([Column("payer")], {"payer": {"value": said, "sentence": 1}}) == [None]


@pytest.mark.parametrize(
    "said", ["no", "0", "nobody", "None of the parties", "无锡", "unknown artist"]
)
def test_what_only_resembles_them_is_a_value(said: str) -> None:
    assert states_value(said)


def test_a_list_of_nothing_is_nothing() -> None:
    assert _fill(
        [Column("people", "list")], {"people": {"value": ["none", "n/a"], "sentence": 1}}
    ) == [None]


def test_a_column_that_is_called_sentence_is_not_taken_for_the_number() -> None:
    given_ = {"the sentence": {"value": "five years", "sentence": 3}}
    assert _fill([Column("sentence")], given_) == [FilledField("five years", 2)]


@settings(max_examples=30)
@given(st.integers(1, 12), st.integers(1, 12))
def test_a_form_without_an_end_is_halved_until_it_ends(columns: int, room: int) -> None:
    asked: list[int] = []

    def reply(request: Request) -> str:
        names = _fields(request)
        asked.append(len(names))
        if len(names) > room:
            return ENDLESS
        return json.dumps({name: {"value": name.upper(), "sentence": 1} for name in names})

    made = [Column(f"c{at}") for at in range(columns)]
    filled = fill_form(ScriptedEngine(reply), WINDOW, made, again=False)
    assert filled == [FilledField(f"C{at}", 0) for at in range(columns)]
    assert sum(one for one in asked if one <= room) == columns


def test_only_the_column_that_never_ends_is_left_out_and_known_to_be() -> None:
    def reply(request: Request) -> str:
        names = _fields(request)
        if "endless" in names:
            return ENDLESS
        return json.dumps({name: {"value": "x", "sentence": 1} for name in names})

    made = [Column("a"), Column("endless"), Column("b")]
    assert fill_form(ScriptedEngine(reply), WINDOW, made, again=False) == [
        FilledField("x", 0), FilledField("", -1, ended=False), FilledField("x", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "reply",
    [
        "no JSON",
        "[]",
        "{}",
        '{"payer": "Ben"}',
        '{"payer": {"value": "Ben"}}',
        '{"payer": {"value": "Ben", "sentence": 0}}',
        '{"payer": {"value": "Ben", "sentence": 4}}',
        '{"payer": {"value": "Ben", "sentence": "2"}}',
        '{"payer": {"value": 5, "sentence": 2}}',
        '{"payer": {"value": ["Ben", 5], "sentence": 2}}',
    ],
)
def test_a_reply_that_keeps_to_no_schema_is_told_and_never_guessed_at(reply: str) -> None:
    with pytest.raises(EngineError, match=r"asked to fill a form and gave .*response_format"):
        fill_form(ScriptedEngine(lambda _: reply), WINDOW, [Column("payer")], again=False)


def test_many_columns_are_asked_for_in_forms_that_fit_one_reply() -> None:
    seen: list[Request] = []

    def reply(request: Request) -> str:
        seen.append(request)
        return json.dumps({name: {"value": "x", "sentence": 1} for name in _fields(request)})

    made = [Column(f"c{at}", "list" if at % 3 == 0 else "text") for at in range(20)]
    assert len(fill_form(ScriptedEngine(reply), WINDOW, made, again=False)) == 20
    assert [name for one in seen for name in _fields(one)] == [one.name for one in made]
    assert all(one.max_tokens <= 700 for one in seen)
