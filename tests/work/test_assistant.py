"""The front door: a question over many documents is computed, every other one is put to every
page."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from farside.cli.main import app
from farside.config import load
from farside.library import conversations
from farside.library.conversations import ConversationMessage
from farside.library.library import Library
from farside.reading.converse import turn_of
from farside.server.runs.kinds import asking
from farside.server.runs.kinds.typed_specs import AskSpec, read_spec
from farside.types import Event, Rewritten, Understood
from farside.work.assistant import answer_question
from farside.work.session import Options
from tests.script import script

PLAN = {
    "kind": "table",
    "columns": [{"name": "notice_period", "type": "number"}],
    "sql": "SELECT name, notice_period FROM documents ORDER BY notice_period DESC LIMIT 1",
}


PLANNING = "You translate a question about documents"
AVERAGE = "SELECT AVG(notice_period) FROM documents"


def add_rule(options: Options, words: list[str], reply: dict[str, Any]) -> None:
    """The model knows one thing more, before all others."""
    file = Path(str(options.model).removeprefix("scripted:"))
    written = json.loads(file.read_text())
    written["rules"].insert(0, {"all": words, "reply": reply})
    file.write_text(json.dumps(written))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    for at, name in enumerate(("Ann", "Bob", "Cy")):
        (folder / f"{at}.md").write_text(
            f"# Person\n\nName: {name}\n\nNotice period: {at + 2} weeks.\n"
        )
    with (folder / "2.md").open("a") as file:
        file.write("\nCity: Lyon\n")
    return folder


def model(folder: Path, plan: dict[str, Any]) -> Options:
    """Plans as told, fills forms with what each file labels, and knows nothing else."""
    rules = [{"all": [PLANNING], "reply": plan}]
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
    assert [one.text for one in answer.sentences] == ["1 of 3:", "Cy (people/2.md): 4 weeks"]
    assert answer.citations[0].quote == "Notice period: 4 weeks."
    assert answer.coverage.complete
    (understood,) = [one for one in heard if isinstance(one, Understood)]
    assert understood.words == (
        "For each of 3 documents: notice period. In order of notice period (greatest "
        "first). The first 1."
    )
    assert answer.program == understood.words


@pytest.mark.usefixtures("home")
def test_a_question_about_the_rows_before_is_asked_of_these_alone(
    people: Path, tmp_path: Path
) -> None:
    longest = {**PLAN, "sql": "SELECT name, notice_period FROM documents WHERE notice_period >= 3"}
    shortest = {**PLAN, "of": "before", "sql": str(PLAN["sql"]).replace(" DESC", "")}
    options = model(tmp_path, longest)
    add_rule(options, ["You translate a question", "which of them"], shortest)
    first = answer_question("Who has three weeks or more?", [people], options, load())
    assert [one.text for one in first.sentences] == [
        "2 of 3:",
        "Bob (people/1.md): 3 weeks",
        "Cy (people/2.md): 4 weeks",
    ]
    heard: list[Event] = []
    after = replace(options, turns=(turn_of(first),))
    answer = answer_question(
        "And which of them has the shortest?", [people], after, load(), heard.append
    )
    assert [one.text for one in answer.sentences] == [
        "Of the 2 from before: 1 of 2:",
        "Bob (people/1.md): 3 weeks",
    ]
    assert answer.program.startswith(
        "Of the 2 from before: For each of 2 documents: notice period."
    )
    assert answer.rows == first.rows[:1]
    assert answer.coverage.documents == 2
    assert not [one for one in heard if isinstance(one, Rewritten)]


@pytest.mark.usefixtures("home")
def test_the_command_line_goes_on_from_an_answer(people: Path, tmp_path: Path) -> None:
    options = model(
        tmp_path,
        {**PLAN, "sql": "SELECT name, notice_period FROM documents WHERE notice_period >= 3"},
    )
    add_rule(options, ["You translate a question", "which of them"], {**PLAN, "of": "before"})
    words = [str(people), "--model", str(options.model)]
    assert CliRunner().invoke(app, ["ask", "Who has three weeks or more?", *words]).exit_code == 0
    told = CliRunner().invoke(
        app, ["ask", "And which of them has the longest?", *words, "--after", "last"]
    )
    assert told.stdout.startswith("Of the 2 from before: 1 of 2:")
    told = CliRunner().invoke(
        app, ["ask", "How many?", *words, "--sql", "SELECT COUNT(*) FROM documents"]
    )
    assert told.stdout.startswith("3 of 3:")
    told = CliRunner().invoke(
        app, ["ask", "How many?", *words, "--sql", "SELECT 1", "--also", "Who?"]
    )
    assert told.exit_code == 2


@pytest.mark.usefixtures("home")
def test_a_conversation_of_the_server_goes_on_from_an_answer(people: Path, tmp_path: Path) -> None:
    """As the page's, by the conversation's messages; and as a client of `/v1` sends it, by the
    words of the answer."""
    options = model(
        tmp_path,
        {**PLAN, "sql": "SELECT name, notice_period FROM documents WHERE notice_period >= 3"},
    )
    add_rule(options, ["You translate a question", "which of them"], {**PLAN, "of": "before"})
    first = answer_question("Who has three weeks or more?", [people], options, load())
    with closing(Library(load())) as library:
        documents = [one.id for one in library.documents()]
        talk = conversations.insert_conversation(library, "", documents, None)
        for said in (
            ConversationMessage("", "user", first.question, run="a"),
            ConversationMessage("", "assistant", first.text, answer=first.id, run="a"),
        ):
            conversations.add_message(library, talk.id, said)
    spec = {
        "questions": ["And which of them has the longest?"],
        "documents": documents,
        "model": options.model,
        "run": "b",
    }
    for more in ({"conversation": talk.id}, {"turns": [(first.question, first.text)]}):
        told: list[dict[str, Any]] = []
        asking.run_questions(load(), read_spec(AskSpec, spec | more), told.append)
        assert told[-1]["answer"]["answer"].startswith("Of the 2 from before: 1 of 2:")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("of", ["all", "before"])
def test_a_question_that_does_not_point_back_is_asked_of_all(
    people: Path, tmp_path: Path, of: str
) -> None:
    """What the model says of it alone is not believed."""
    options = model(tmp_path, PLAN)
    first = answer_question("Who has the longest notice period?", [people], options, load())
    add_rule(options, ["You translate a question", "average"], {**PLAN, "of": of, "sql": AVERAGE})
    after = replace(options, turns=(turn_of(first),))
    answer = answer_question("What is the average notice period?", [people], after, load())
    assert [one.text for one in answer.sentences] == [
        "average of notice period: 3 weeks (of 3 of 3 documents)"
    ]


@pytest.mark.usefixtures("home")
def test_what_the_rows_before_do_not_tell_is_looked_for_on_their_pages(
    people: Path, tmp_path: Path
) -> None:
    options = model(tmp_path, PLAN)
    first = answer_question("Who has the longest notice period?", [people], options, load())
    add_rule(options, ["You translate a question", "signed"], {"kind": "find", "of": "before"})
    answer = answer_question(
        "Who of them signed?", [people], replace(options, turns=(turn_of(first),)), load()
    )
    assert answer.text.startswith("Of the 1 from before: Not stated in the 1 of 1 pages read.")
    assert not answer.found


@pytest.mark.usefixtures("home")
def test_a_column_that_was_read_is_not_asked_again_beside_a_new_one(
    people: Path, tmp_path: Path
) -> None:
    options = model(tmp_path, PLAN)
    file = Path(str(options.model).removeprefix("scripted:"))
    written = json.loads(file.read_text())
    both = [*PLAN["columns"], {"name": "city", "type": "text"}]
    sql = "SELECT COUNT(*) FROM documents WHERE notice_period > 2 AND has(city, 'Rome')"
    cities = [
        {
            "all": ["- city", "Lyon", "Fill in this form"],
            "reply": {"city": {"value": "Lyon", "sentence": 4}},
        },
        {"all": ["- city", "Lyon", "What does the text above say"], "reply": {"city": "Lyon"}},
        {
            "all": ["- city", "Fill in this form"],
            "reply": {"city": {"value": "none", "sentence": 1}},
        },
        {"all": ["- city", "What does the text above say"], "reply": {"city": "none"}},
    ]
    asked = {
        "all": ["You translate a question", "in Rome?"],
        "reply": PLAN | {"columns": both, "sql": sql},
    }
    written["rules"] = [asked, *cities, *written["rules"]]
    file.write_text(json.dumps(written))
    answer_question("Who has the longest notice period?", [people], options, load())
    answer = answer_question(
        "How many have more than two weeks in Rome?", [people], options, load()
    )
    # The first has two weeks: wherever it is, it does not count.
    left_open = "It could not be told of 1: people/1.md (city is not stated)"
    assert [one.text for one in answer.sentences] == [
        "None of the 2 of which it could be told.",
        left_open,
    ]


@pytest.mark.usefixtures("home")
def test_what_most_documents_leave_open_is_looked_for_on_every_page(
    people: Path, tmp_path: Path
) -> None:
    plan = {
        "kind": "table",
        "columns": [{"name": "age", "type": "number"}],
        "sql": "SELECT MAX(age) FROM documents",
    }
    nothing = {"value": "none", "sentence": 1}
    rules = [
        {"all": ["You translate a question"], "reply": plan},
        {"all": ["- age", "Fill in this form"], "reply": {"name": nothing, "age": nothing}},
        {
            "all": ["- age", "What does the text above say"],
            "reply": {"name": "none", "age": "none"},
        },
    ]
    answer = answer_question(
        "Who is the oldest?", [people], Options(model=script(tmp_path, rules)), load()
    )
    assert not answer.program
    assert not answer.found
    assert answer.coverage.complete


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    "plan",
    [{"kind": "find"}, {"kind": "table", "columns": [], "sql": "DROP TABLE documents"}, {"x": 1}],
)
def test_what_is_no_sound_program_is_put_to_every_page(
    people: Path, tmp_path: Path, plan: dict[str, Any]
) -> None:
    answer = answer_question("Who signed?", [people], model(tmp_path, plan), load())
    assert not answer.found
    assert not answer.program
    assert answer.coverage.complete


@pytest.mark.usefixtures("home")
def test_the_time_of_an_answer_is_all_that_a_person_waited(people: Path, tmp_path: Path) -> None:
    """Understanding the question belongs to it, also where every page is read afterwards."""
    options = model(tmp_path, {"kind": "find"})
    file = Path(str(options.model).removeprefix("scripted:"))
    written = json.loads(file.read_text())
    planning = next(one for one in written["rules"] if PLANNING in one["all"])
    planning["delay"] = 0.5
    file.write_text(json.dumps(written))
    answer = answer_question("Who signed?", [people], options, load())
    assert answer.seconds.total > 0.5 > answer.seconds.answer
