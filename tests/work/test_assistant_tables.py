"""What a question was understood as is told before it is read, and the table of an answer is taken
away as a file."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from farside.cli.main import app
from farside.config import load
from farside.types import Event, Progress, Understood
from farside.work.assistant import answer_question
from farside.work.tables.nouns import Table
from farside.work.tables.table import LastTable

# `model` is a fixture.
from tests.work.test_assistant import AVERAGE, PLAN, add_rule, model, people  # noqa: F401

QUESTION = "Who has the longest notice period?"


def table_of(people: Path, tmp_path: Path, sql: str) -> Table:
    heard = LastTable()
    options = model(tmp_path, {**PLAN, "sql": sql})
    answer = answer_question("Which notice period?", [people], options, load(), on_table=heard)
    assert heard.table
    assert answer.table_rows == len(heard.table.rows)
    return heard.table


@pytest.mark.usefixtures("home")
def test_understanding_is_a_stage_and_tells_which_columns_are_read(
    people: Path,
    tmp_path: Path,
) -> None:
    heard: list[Event] = []
    options = model(tmp_path, PLAN)
    for still in (3, 0):
        heard.clear()
        answer_question(QUESTION, [people], options, load(), heard.append)
        (understood,) = [one for one in heard if isinstance(one, Understood)]
        assert [(one.name, one.kind, one.documents) for one in understood.columns] == [
            ("notice period", "number", still)
        ]
        stages = [
            one.stage for one in heard[: heard.index(understood)] if isinstance(one, Progress)
        ]
        assert stages[-1] == "understand"


@pytest.mark.usefixtures("home")
def test_the_command_line_tells_the_program_and_reads_nothing_for_it(
    people: Path,
    tmp_path: Path,
) -> None:
    words = [str(people), "--model", str(model(tmp_path, PLAN).model)]
    told = CliRunner().invoke(app, ["ask", QUESTION, *words, "--plan"])
    assert told.exit_code == 0
    lines = dict(line.split("\t") for line in told.stdout.splitlines())
    assert lines["understood as"].startswith("For each of 3 documents: notice period.")
    assert lines["column"] == "notice period (number), to be read of 3 of 3 documents"
    assert lines["query, for --sql"] == PLAN["sql"]
    assert lines["time"].startswith("not known before")
    assert CliRunner().invoke(app, ["ledger"]).stdout.startswith("There is no answer"), (
        "nothing was answered"
    )
    told = CliRunner().invoke(app, ["ask", QUESTION, *words, "--plan", "--json", "--sql", AVERAGE])
    found = json.loads(told.stdout)
    assert (found["kind"], found["sql"], found["seconds"]) == ("table", AVERAGE, None)
    assert found["columns"] == [{"name": "notice period", "kind": "number", "documents": 3}]


@pytest.mark.usefixtures("home")
def test_what_is_put_to_every_page_is_planned_too(people: Path, tmp_path: Path) -> None:
    words = [str(people), "--model", str(model(tmp_path, {"kind": "find"}).model)]
    told = CliRunner().invoke(app, ["ask", "Who signed?", *words, "--plan"])
    assert told.stdout.startswith("understood as\tLook on every page")


@pytest.mark.usefixtures("home")
def test_the_table_of_an_answer_is_written_with_its_sources(people: Path, tmp_path: Path) -> None:
    (people / "0.md").rename(people / "=1+1.md")
    words = [str(people), "--model", str(model(tmp_path, PLAN).model)]
    sql = "SELECT name, notice_period FROM documents WHERE notice_period < 4"
    for ending in (".csv", ".xlsx"):
        file = tmp_path / f"found{ending}"
        told = CliRunner().invoke(app, ["ask", QUESTION, *words, "--sql", sql, "--out", str(file)])
        assert told.exit_code == 0, told.stderr
        assert f"In {file}: 2 rows" in told.stderr
    lines = list(csv.reader((tmp_path / "found.csv").read_text("utf-8-sig").splitlines()))
    assert lines[0] == ["document", "name", "notice period", "to be checked", "sources"]
    assert [line[0][0] for line in lines[1:]] == ["p", "p"]
    sources = openpyxl.load_workbook(tmp_path / "found.xlsx")["Sources"]
    assert "Notice period: 2 weeks." in {
        cell.value for line in sources.iter_rows() for cell in line
    }


@pytest.mark.usefixtures("home")
def test_of_one_number_the_documents_are_taken_away_that_it_stands_on(
    people: Path,
    tmp_path: Path,
) -> None:
    table = table_of(people, tmp_path, AVERAGE)
    assert [row.document for row in table.rows] == ["people/0.md", "people/1.md", "people/2.md"]
    assert table.notes == ("average of notice period: 3 weeks (of 3 of 3 documents)",)
    counted = table_of(people, tmp_path, "SELECT COUNT(*) FROM documents WHERE notice_period > 2")
    assert [row.document for row in counted.rows] == ["people/1.md", "people/2.md"]
    assert counted.notes == ("2 of 3",)


@pytest.mark.usefixtures("home")
def test_where_no_table_was_computed_none_is_written_and_that_is_said(
    people: Path,
    tmp_path: Path,
) -> None:
    file = tmp_path / "none.csv"
    words = [
        str(people),
        "--model",
        str(model(tmp_path, {"kind": "find"}).model),
        "--out",
        str(file),
    ]
    told = CliRunner().invoke(app, ["ask", "Who signed?", *words])
    assert "none.csv is not written" in told.stderr
    assert not file.exists()
    told = CliRunner().invoke(app, ["ask", "Who signed?", *words, "--plan"])
    assert told.exit_code == 2


@pytest.mark.usefixtures("home")
def test_a_follow_up_can_be_planned(people: Path, tmp_path: Path) -> None:
    options = model(
        tmp_path,
        {**PLAN, "sql": "SELECT name, notice_period FROM documents WHERE notice_period >= 3"},
    )
    add_rule(options, ["You translate a question", "which of them"], {**PLAN, "of": "before"})
    words = [str(people), "--model", str(options.model)]
    assert CliRunner().invoke(app, ["ask", "Who has three weeks or more?", *words]).exit_code == 0
    told = CliRunner().invoke(
        app, ["ask", "And which of them has the longest?", *words, "--after", "last", "--plan"]
    )
    assert "to be read of 0 of 2 documents" in told.stdout
