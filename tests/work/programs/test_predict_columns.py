"""The cost of columns, told before they are read: what is kept costs nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from farside.library import files
from farside.reading.cost import plan
from farside.reading.cost.predict import Profile, RequestCost
from farside.types import Document, ignore
from farside.work.programs.predict_columns import observe_columns, plan_columns
from farside.work.programs.read_columns import ColumnReader, read_columns
from farside.work.tables.nouns import Column, ignore_table
from tests.reading.reader import document
from tests.work.programs.test_read_matching import people, reader  # noqa: F401 - a fixture

SKILLS = Column("skills", "list")
MEASURED = Profile().observed(
    RequestCost(prompt=1000, cached=0, prompt_seconds=10.0, reply=50, decode_seconds=5.0)
)


@pytest.fixture
def kept(reader: ColumnReader, tmp_path: Path) -> list[Document]:
    """Documents that the library holds: of others nothing is kept."""
    documents = []
    for one in people(4, 2):
        file = tmp_path / one.name
        file.write_text(one.text, encoding="utf-8")
        documents.append(
            reader.library.add(
                file, one.name, lambda path, name: replace(_document(path), name=name)
            )
        )
    return documents


def _document(path: Path) -> Document:
    return replace(document(path.read_text()), id=files.hash_file(path))


def seconds(
    reader: ColumnReader,
    documents: list[Document],
    columns: list[Column],
    profile: Profile = MEASURED,
) -> float:
    planned = plan.make_plan(reader.engine, documents, (), "scan", reader.limit, profile)
    return plan_columns(reader, documents, columns, planned, profile).seconds


def test_columns_cost_until_they_are_kept(reader: ColumnReader, kept: list[Document]) -> None:
    alone, with_city = (
        seconds(reader, kept, [SKILLS]),
        seconds(reader, kept, [SKILLS, Column("city")]),
    )
    assert 0 < alone < with_city
    read_columns(reader, kept, [SKILLS], ignore, ignore_table)
    assert seconds(reader, kept, [SKILLS]) == 0
    assert 0 < seconds(reader, kept, [SKILLS, Column("city")]) < with_city


def test_of_an_engine_that_was_never_measured_no_time_is_told(
    reader: ColumnReader,
    kept: list[Document],
) -> None:
    assert seconds(reader, kept, [SKILLS], Profile()) == 0


def test_what_forms_took_is_learned_of_the_model(
    reader: ColumnReader,
    kept: list[Document],
) -> None:
    """However wrong the first prediction was, those after it are right."""
    learned, actual = MEASURED, 0.0
    for _ in range(2):
        planned = plan.make_plan(reader.engine, kept, (), "scan", reader.limit, learned)
        told = plan_columns(reader, kept, [SKILLS], planned, learned)
        assert told.cost.read is not None
        assert told.cost.question is not None
        actual = actual or told.cost.read + 3 * told.cost.question
        learned = observe_columns(told, learned, actual)
        assert learned.of_forms == pytest.approx(3)
    assert seconds(reader, kept, [SKILLS], learned) == pytest.approx(actual)
    assert observe_columns(told, learned, 0.0) == learned, "all was kept"
