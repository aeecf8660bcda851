"""Figures that decide and were recognised in pictures are counted, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from farside.types import Citation, Document, Sentence
from farside.work.programs.check_sql import check_query
from farside.work.programs.recognised import count_recognised
from farside.work.programs.run_query import run_query
from farside.work.programs.tell_result import ToldResult, tell_more
from farside.work.tables.nouns import Cell, Column, Money, Row, Table
from tests.reading.reader import document

COLUMNS = (Column("name"), Column("total", "money"), Column("note"))


def paper(name: str, ocr: bool) -> Document:
    made = document(f"{name}: 5 EUR", name=name)
    return replace(made, pages=tuple(replace(page, ocr=ocr) for page in made.pages))


def row(of: Document, amount: int, *, corrected: bool = False) -> Row:
    place = Citation(1, of.name, of.id, 1, "p. 1", 0, 5, of.text[:5])
    cells = (
        Cell(of.name, of.name, (place,)),
        Cell(Money(Decimal(amount), "EUR"), "", (place,), corrected=corrected),
        Cell("paid", "paid", (place,)),
    )
    return Row(of.name, of.id, cells)


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        ("SELECT SUM(total) FROM documents", 1),
        ("SELECT name, total FROM documents ORDER BY total DESC LIMIT 1", 1),
        ("SELECT name, total FROM documents ORDER BY total LIMIT 1", 0),  # a page with its text
        ("SELECT name FROM documents WHERE has(note, 'paid')", 0),  # words
        ("SELECT name, total FROM documents", 0),  # shown, and nothing is computed with it
    ],
)
def test_what_was_recognised_is_counted_where_it_decides(sql: str, number: int) -> None:
    plain, scan, mended = paper("a", False), paper("b", True), paper("c", True)
    rows = (row(plain, 5), row(scan, 9), row(mended, 7, corrected=True))
    table = Table("", COLUMNS, rows)
    result = run_query(check_query(sql, COLUMNS), table, {}, {})
    assert count_recognised(result, (plain, scan, mended)) == number


def test_a_person_is_told_of_them() -> None:
    told = ToldResult((Sentence("sum of total: 9 EUR", (), True),), (), (), True)
    more = tell_more("What is the sum?", told, "recognised", number=2)
    assert more.sentences[0] == told.sentences[0]
    assert more.notes == ("The figures of 2 were recognised in pictures (OCR): please check.",)
    assert more.sentences[-1].text == more.notes[0]
