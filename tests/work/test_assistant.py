"""The front door: a question over many documents is computed, every other one is put to every page."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from farside.config import load
from farside.types import Event, Understood
from farside.work.ask import Options
from farside.work.assistant import answer_question
from tests.script import script

PLAN = {
    "kind": "table",
    "columns": [{"name": "notice_period", "type": "number"}],
    "sql": "SELECT name, notice_period FROM documents ORDER BY notice_period DESC LIMIT 1",
}


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    for at, name in enumerate(("Ann", "Bob", "Cy")):
        (folder / f"{at}.md").write_text(f"# Person\n\nName: {name}\n\nNotice period: {at + 2} weeks.\n")
    with (folder / "2.md").open("a") as file:
        file.write("\nCity: Lyon\n")
    return folder


def model(folder: Path, plan: dict[str, Any]) -> Options:
    """Plans as told, fills forms with what each file labels, and knows nothing else."""
    rules = [{"all": ["You translate a question about documents"], "reply": plan}]
    for at, name in enumerate(("Ann", "Bob", "Cy")):
        form = {
            "name": {"value": name, "sentence": 2},
            "notice period": {"value": f"{at + 2} weeks", "sentence": 3},
        }
        asked = ("Fill in this form", "What does the text above say")
        rules += [{"all": [f"Name: {name}\n", words], "reply": form} for words in asked]
    return Options(model=script(folder, rules))


@pytest.mark.usefixtures("home")
def test_the_most_is_computed_and_its_owner_named(people: Path, tmp_path: Path) -> None:
    heard: list[Event] = []
    answer = answer_question(
        "Who has the longest notice period?", [people], model(tmp_path, PLAN), load(), heard.append
    )
    assert answer.found
    assert [one.text for one in answer.sentences] == ["1 of 3:", "Cy (people/2.md): 4"]
    assert answer.citations[0].quote == "Notice period: 4 weeks."
    assert answer.coverage.complete
    (understood,) = [one for one in heard if isinstance(one, Understood)]
    assert understood.words == (
        "For each of 3 documents: notice period. In order of notice period (greatest first). The first 1."
    )
    assert answer.program == understood.words


@pytest.mark.usefixtures("home")
def test_a_column_that_was_read_is_not_asked_again_beside_a_new_one(people: Path, tmp_path: Path) -> None:
    options = model(tmp_path, PLAN)
    file = Path(str(options.model).removeprefix("scripted:"))
    written = json.loads(file.read_text())
    both = [*PLAN["columns"], {"name": "city", "type": "text"}]
    sql = "SELECT COUNT(*) FROM documents WHERE notice_period > 2 AND has(city, 'Rome')"
    cities = [
        {"all": ["- city", "Lyon", "Fill in this form"], "reply": {"city": {"value": "Lyon", "sentence": 4}}},
        {"all": ["- city", "Lyon", "What does the text above say"], "reply": {"city": "Lyon"}},
        {"all": ["- city", "Fill in this form"], "reply": {"city": {"value": "none", "sentence": 1}}},
        {"all": ["- city", "What does the text above say"], "reply": {"city": "none"}},
    ]
    asked = {"all": ["You translate a question", "in Rome?"], "reply": PLAN | {"columns": both, "sql": sql}}
    written["rules"] = [asked, *cities, *written["rules"]]
    file.write_text(json.dumps(written))
    answer_question("Who has the longest notice period?", [people], options, load())
    answer = answer_question("How many have more than two weeks in Rome?", [people], options, load())
    # The first has two weeks: wherever it is, it does not count.
    left_open = "It could not be told of 1: people/1.md (city is not stated)"
    assert [one.text for one in answer.sentences] == ["None of the 2 of which it could be told.", left_open]


@pytest.mark.usefixtures("home")
def test_what_most_documents_leave_open_is_looked_for_on_every_page(people: Path, tmp_path: Path) -> None:
    plan = {"kind": "table", "columns": [{"name": "age", "type": "number"}], "sql": "SELECT MAX(age) FROM documents"}
    nothing = {"value": "none", "sentence": 1}
    rules = [
        {"all": ["You translate a question"], "reply": plan},
        {"all": ["- age", "Fill in this form"], "reply": {"name": nothing, "age": nothing}},
        {"all": ["- age", "What does the text above say"], "reply": {"name": "none", "age": "none"}},
    ]
    answer = answer_question("Who is the oldest?", [people], Options(model=script(tmp_path, rules)), load())
    assert not answer.program
    assert not answer.found
    assert answer.coverage.complete


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "plan", [{"kind": "find"}, {"kind": "table", "columns": [], "sql": "DROP TABLE documents"}, {"x": 1}]
)
def test_what_is_no_sound_program_is_put_to_every_page(people: Path, tmp_path: Path, plan: dict[str, Any]) -> None:
    answer = answer_question("Who signed?", [people], model(tmp_path, plan), load())
    assert not answer.found
    assert not answer.program
    assert answer.coverage.complete
