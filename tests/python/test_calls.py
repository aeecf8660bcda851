"""What a Python program calls, as people call it at first: one path, keywords, `print`."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import farside
from farside.errors import InputError
from farside.python.shown import ShownTable, plain_value
from farside.work.tables.nouns import Day, Money
from tests.script import finds
from tests.work.tables.test_extract import model as reads_names

FACT = "The harbour master was Ilse Brandt."
ASKED = "Who was the harbour master?"


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story <b>.txt"
    file.write_text(f"It was a calm year.\n{FACT}\nNobody else was.\n", encoding="utf-8")
    return file


@pytest.fixture
def model(tmp_path: Path, story: Path) -> str:
    return finds(tmp_path, f"{story.name}, lines 1-3", FACT, "Ilse Brandt.")


def test_one_path_and_keywords(story: Path, model: str) -> None:
    for paths in (story, str(story), [story], (str(story),)):
        answer = farside.ask(ASKED, paths, model=model)
        assert (answer.found, answer.text) == (True, "Ilse Brandt.")
    (same,) = farside.ask_all([ASKED], story, model=model)
    assert same.text == answer.text


def test_an_answer_prints_with_what_it_cites(story: Path, model: str) -> None:
    answer = farside.ask(ASKED, story, model=model)
    place = answer.citations[0].label
    assert str(answer) == f'Ilse Brandt.\n\n[1] {story.name}, {place}: "{FACT}"'
    shown = answer._repr_html_()
    assert "story &lt;b&gt;.txt" in shown
    assert "<b>" not in shown


def test_it_leaves_the_event_loop_free(story: Path, model: str) -> None:
    async def both() -> tuple[str, int]:
        turns = 0
        task = asyncio.create_task(farside.aask(ASKED, story, model=model))
        while not task.done():
            await asyncio.sleep(0.01)
            turns += 1
        return task.result().text, turns

    text, turns = asyncio.run(both())
    assert text == "Ilse Brandt."
    assert turns > 3


def test_a_keyword_that_is_none_is_an_error(story: Path) -> None:
    with pytest.raises(TypeError, match="modl"):
        farside.ask(ASKED, story, modl="x")  # type: ignore[call-arg]


def test_the_version_is_told() -> None:
    assert farside.__version__[0].isdigit()


@pytest.fixture
def table(tmp_path: Path) -> ShownTable:
    people = tmp_path / "people"
    people.mkdir()
    (people / "1.md").write_text("# A person\n\nName: Ann1\n", encoding="utf-8")
    schema = {"properties": {"name": {"type": "string"}}}
    return farside.extract(people / "1.md", schema, model=reads_names(tmp_path), title="People")


def test_a_table_saves_itself_and_shows_itself(table: ShownTable, tmp_path: Path) -> None:
    assert table.title == "People"
    for ending in (".xlsx", ".csv", ".json", ".md", ".docx", ".html"):
        assert table.save(tmp_path / f"out{ending}").stat().st_size > 0
    with pytest.raises(InputError, match=r"\.odt"):
        table.save(tmp_path / "out.odt")
    assert "Ann1" in str(table)
    assert "<td>Ann1</td>" in table._repr_html_()


def test_without_pandas_the_remedy_is_told(
    table: ShownTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(InputError, match="pip install pandas"):
        table.to_pandas()


def test_a_data_frame_has_a_row_for_each_document(
    table: ShownTable, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in = SimpleNamespace(DataFrame=lambda rows, columns: (columns, rows))
    monkeypatch.setitem(sys.modules, "pandas", stand_in)
    assert table.to_pandas() == (["document", "name"], [["1.md", "Ann1"]])


def test_values_are_those_that_other_libraries_know() -> None:
    given = (Decimal("7.5"), Money(Decimal(1200), "EUR"), Day(2024, 3), ("a", "b"), True, None, "x")
    assert [plain_value(one) for one in given] == [
        7.5, "1,200 EUR", "2024-03", "a, b", True, None, "x",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"question": None}, "a question is a text, not None"),
        ({"paths": 3}, "3 is no path"),
        ({"paths": b"story.txt"}, "b'story.txt' is no path"),
        ({"paths": ["a.txt", None]}, "None is no path"),
        ({"strategy": "foo"}, "strategy='foo': give one of auto, full, scan, retrieve"),
        ({"how": "slowly"}, "how='slowly': give one of quick, thorough, twice"),
        ({"window": "large"}, "window='large': give a whole number"),
        ({"rounds": 1.5}, "rounds=1.5: give a whole number"),
        ({"documents": "3ba74e69"}, "documents='3ba74e69': give ids in a tuple"),
    ],
)
def test_a_value_that_is_none_is_an_error_that_names_it(
    story: Path, model: str, wrong: dict[str, Any], told: str
) -> None:
    with pytest.raises(InputError, match=re.escape(told)):
        farside.ask(**{"question": ASKED, "paths": story, "model": model, **wrong})


def test_one_path_is_taken_by_all_kinds_of_work(story: Path, model: str) -> None:
    assert farside.timeline(str(story), farside.Options(model=model)).events == ()
    with pytest.raises(InputError, match="is one document"):
        farside.compare(str(story), options=farside.Options(model=model))


def test_one_question_is_not_taken_for_its_letters(story: Path, model: str) -> None:
    (answer,) = farside.ask_all(ASKED, story, model=model)
    assert (answer.question, answer.found) == (ASKED, True)


def test_a_notebook_completes_the_public_names() -> None:
    shown = "import farside; print(set(farside.__all__) <= set(dir(farside)))"
    done = subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "True"
