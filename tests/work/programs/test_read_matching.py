"""Very many documents: of a condition only those are read that a guaranteed recall needs."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import closing

import pytest

from farside.config import load
from farside.engine.base import Request
from farside.engine.scripted import ScriptedEngine
from farside.library.library import Library
from farside.types import UNMEASURED, Document, ignore
from farside.work.engines.remembered import RememberedEngine
from farside.work.programs.program import Program
from farside.work.programs.read_columns import ColumnReader
from farside.work.programs.read_matching import read_matching
from farside.work.programs.tell_result import ToldResult, tell_guarantee
from farside.work.tables.nouns import Column, ignore_table
from tests.reading.reader import document

SKILLS = (Column("skills", "list"),)
WHO_KNOWS_RUST = "SELECT name FROM documents WHERE has(skills, 'Rust')"


def fill(request: Request) -> str:
    """Fills the form from the labels of the person in the text."""
    text = "\n".join(one.content for one in request.messages)
    name, skill = re.findall(r"Name: (\w+)", text)[-1], re.findall(r"Skills: (\w+)", text)[-1]
    if "What does the text above say" in text:
        return json.dumps({"name": name, "skills": [skill]})
    return json.dumps(
        {"name": {"value": name, "sentence": 1}, "skills": {"value": [skill], "sentence": 2}}
    )


@pytest.fixture
def reader(home: object) -> Iterator[ColumnReader]:
    with closing(Library(load())) as library:
        yield ColumnReader(
            RememberedEngine(ScriptedEngine(fill), library), library, 1000, UNMEASURED
        )


def people(number: int, knowing: int) -> list[Document]:
    skills = ["Rust" if at < knowing else "Cobol" for at in range(number)]
    return [
        document(f"Name: P{at}\n\nSkills: {skill}\n", name=f"{at}.md")
        for at, skill in enumerate(skills)
    ]


def test_documents_without_the_words_are_left_out_and_it_is_said_what_that_may_cost(
    reader: ColumnReader,
) -> None:
    documents = people(240, 150)
    table, guarantee = read_matching(
        reader, documents, Program("table", SKILLS, WHO_KNOWS_RUST), ignore, ignore_table
    )
    assert guarantee is not None
    assert {row.document for row in table.rows} >= {f"{at}.md" for at in range(150)}
    assert len(guarantee.unread) > 20
    assert len(table.rows) + len(guarantee.unread) == 240
    said = (
        tell_guarantee("Who knows Rust?", ToldResult((), (), (), True), guarantee)
        .sentences[-1]
        .text
    )
    assert f"{len(table.rows)} of 240 documents were read" in said
    assert "95 %" in said


def test_what_is_made_of_all_documents_reads_all(reader: ColumnReader) -> None:
    sql = "SELECT COUNT(*) FROM documents WHERE has(skills, 'Rust')"
    table, guarantee = read_matching(
        reader, people(200, 150), Program("table", SKILLS, sql), ignore, ignore_table
    )
    assert (len(table.rows), guarantee) == (200, None)
