"""A row for each item that a document lists; what stands elsewhere, or was cut off, says so."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from farside.engine.scripted import ScriptedEngine
from farside.errors import EngineError
from farside.work.tables import columns, items
from farside.work.tables.nouns import Money, Row
from tests.work.tables.made import document

TEXT = """Invoice of Bolt Inc

Pencil 2 pieces 3.50 EUR

Paper 1 piece 12.00 EUR

Total 15.50 EUR
"""
WANTED = columns.parse_columns("item, quantity (number), price (money)")


def entry(item: str, quantity: str, price: str, sentence: int) -> dict[str, object]:
    return {"item": item, "quantity": quantity, "price": price, "sentence": sentence}


def rows(reply: str, text: str = TEXT) -> list[Row]:
    return items.read_items(ScriptedEngine(lambda _: reply), document(text), WANTED, 2000)


def test_each_item_is_a_row_with_the_line_it_stands_in() -> None:
    given = [entry("Pencil", "2 pieces", "3.50 EUR", 2), entry("Paper", "1", "12.00 EUR", 3)]
    found = rows(json.dumps({"items": given}))
    assert [(row.item, row.cells[0].value, row.cells[2].value) for row in found] == [
        (1, "Pencil", Money(Decimal("3.50"), "EUR")),
        (2, "Paper", Money(Decimal("12.00"), "EUR")),
    ]
    assert {cell.quote for cell in found[1].cells} == {"Paper 1 piece 12.00 EUR"}
    assert not [cell for row in found for cell in row.cells if cell.flags]


def test_what_stands_elsewhere_or_nowhere_is_flagged_and_nothing_is_empty() -> None:
    found = rows(
        json.dumps(
            {"items": [entry("Pencil", "none", "15.50 EUR", 1), entry("Ink", "9", "8 EUR", 3)]}
        )
    )
    assert found[0].cells[1].value is None
    assert items.NOT_BESIDE in found[0].cells[2].flags
    assert all(cell.flags for cell in found[1].cells)


JOBS = """Ann Green

Engineer, Acme Ltd (2016-02 - present)

Education

MSc in Physics, Harris University, 2015

Skills

Go, Python
"""


def job(employer: str, start: str, end: str, sentence: int) -> dict[str, object]:
    return {"employer": employer, "start": start, "end": end, "sentence": sentence}


def test_an_item_that_is_given_again_line_after_line_is_one_and_its_made_up_words_are_flagged() -> (
    None
):
    again = [job("Harris University", "2015", "present", at) for at in (4, 5, 6)]
    given = json.dumps({"items": [job("Acme Ltd", "2016-02", "present", 2), *again, *again]})
    wanted = columns.parse_columns("employer, start (date), end (date)")
    found = items.read_items(ScriptedEngine(lambda _: given), document(JOBS), wanted, 2000)
    assert [row.cells[0].value for row in found] == ["Acme Ltd", "Harris University"]
    assert [items.NOT_BESIDE in row.cells[2].flags for row in found] == [False, True]


def test_an_item_stands_where_most_of_its_values_do_wherever_the_model_points() -> None:
    found = rows(json.dumps({"items": [entry("Pencil", "2 pieces", "15.50 EUR", 4)]}))
    assert [cell.flags for cell in found[0].cells] == [(), (), (items.NOT_BESIDE,)]
    assert found[0].cells[0].quote == "Pencil 2 pieces 3.50 EUR"


def test_the_same_item_in_two_lines_is_two() -> None:
    twice = TEXT.replace("Paper 1 piece 12.00 EUR", "Pencil 2 pieces 3.50 EUR")
    for text, lines in ((TEXT, 1), (twice, 2)):
        given = json.dumps({"items": [entry("Pencil", "2", "3.50 EUR", at) for at in (2, 3, 3)]})
        assert len(rows(given, text)) == lines


def test_a_reply_that_was_cut_off_keeps_its_whole_items_and_says_so() -> None:
    text = "\n\n".join(f"Pencil {at + 1}, 2 pieces, 3.50 EUR" for at in range(25))
    whole = json.dumps(
        {"items": [entry(f"Pencil {at + 1}", "2", "3.50 EUR", at + 1) for at in range(25)]}
    )
    found = rows(whole[:-20] + " x" * 400, text)
    assert 10 < len(found) < 25
    assert items.UNENDED in found[-1].cells[0].flags
    assert not found[0].cells[0].flags


def test_a_document_without_items_is_a_row_that_says_so() -> None:
    found = rows('{"items": []}')
    assert [(row.item, row.problem) for row in found] == [(0, "lists no such item")]


@pytest.mark.parametrize(
    "reply", ["{", '{"items": [{"item": "Pencil"}]}', '{"items": [{"item": }]}']
)
def test_an_engine_that_keeps_to_no_schema_fails(reply: str) -> None:
    if reply == "{":
        assert rows(reply)[0].problem
        return
    with pytest.raises(EngineError, match="json_schema"):
        rows(reply)
