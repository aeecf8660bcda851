"""Columns from words, schemas and models; every one that cannot be used is named."""

from __future__ import annotations

import json
from datetime import date
from enum import Enum
from pathlib import Path

import pytest
from pydantic import BaseModel, Field

from farside.errors import InputError
from farside.work.tables import columns
from farside.work.tables.nouns import Column


class Level(Enum):
    junior = "junior"
    senior = "senior"


class Person(BaseModel):
    name: str = Field(description="as written")
    years: float | None = None
    born: date
    drives: bool
    languages: list[str]
    level: Level


def test_plain_words_name_columns_and_kinds() -> None:
    assert columns.parse_columns(
        "name, years of experience (number), languages (list), level (junior | senior)"
    ) == (
        Column("name"),
        Column("years of experience", "number"),
        Column("languages", "list"),
        Column("level", "choice", choices=("junior", "senior")),
    )
    assert columns.parse_columns("姓名，工资（金额）、salary (per year)") == (
        Column("姓名"),
        Column("工资", "money"),
        Column("salary", about="per year"),
    )


def test_a_pydantic_model_and_its_schema_in_a_file_name_the_same_columns(tmp_path: Path) -> None:
    file = tmp_path / "person.json"
    file.write_text(json.dumps(Person.model_json_schema()))
    assert (
        columns.parse_columns(Person)
        == columns.parse_columns(str(file))
        == columns.parse_columns(file)
    )
    assert [(one.name, one.kind) for one in columns.parse_columns(Person)] == [
        ("name", "text"),
        ("years", "number"),
        ("born", "date"),
        ("drives", "yes/no"),
        ("languages", "list"),
        ("level", "choice"),
    ]
    assert columns.parse_columns(Person)[0].about == "as written"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("", "names no column"),
        ("a, b, A", "'A' is named twice"),
        ("name (", "cannot be read"),
        ("level (junior|)", "two choices"),
        (", ".join(f"c{at}" for at in range(41)), "at most 40"),
        ({"type": "object"}, "properties"),
        ({"properties": {"a": {"type": "object"}}}, "'a': an object is no cell"),
        ({"properties": {"a": 5}}, "'a': its schema must be an object"),
        ("missing.json", "cannot be read as a JSON Schema"),
    ],
)
def test_what_cannot_be_columns_is_named(given: str | dict[str, object], said: str) -> None:
    with pytest.raises(InputError, match=said):
        columns.parse_columns(given)


def test_a_kind_may_be_followed_by_what_is_meant_and_a_schema_be_written_out() -> None:
    assert columns.parse_columns("salary (money, per year), note (per year)") == (
        Column("salary", "money", "per year"),
        Column("note", "text", "per year"),
    )
    assert columns.parse_columns('{"properties": {"age": {"type": "integer"}}}') == (
        Column("age", "number"),
    )
    with pytest.raises(InputError, match=r"--columns \{…\}: cannot be read as a JSON Schema"):
        columns.parse_columns("{age}")
