"""`farside extract`: a table of facts in every format, that a kill does not lose and new files only
add to."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from farside.config import load
from farside.errors import InputError
from farside.reading.cost import model_profile
from farside.reading.cost.model_profile import ModelProfile
from farside.types import UNMEASURED, Aids
from farside.work.tables import extract, votes
from farside.work.tables.extract import ExtractOptions
from tests.script import process, run, script

FILES = 6
HOUR = 3600.0


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    for at in range(FILES):
        (folder / f"{at}.md").write_text(
            f"# Person\n\nName: Ann{at}\n\nNotice period: {at} weeks.\n"
        )
    return folder


def model(folder: Path, stuck: int = FILES * 2) -> str:
    """Reads the name that each file labels, and never another one. From file `stuck` on it takes an
    hour for each."""
    rules = [
        {
            "all": [f"Name: Ann{at}\n"],
            "reply": {"name": {"value": f"Ann{at}", "sentence": 2}},
            "delay": HOUR if at >= stuck else 0.0,
        }
        for at in range(FILES * 2)
    ]
    return script(folder, rules)


def replies(home: Path) -> int:
    with sqlite3.connect(home / "library.db") as database:
        return int(database.execute("SELECT COUNT(*) FROM reply").fetchone()[0])


def test_a_calibration_measured_at_home_is_how_judgements_are_read(
    people: Path, tmp_path: Path, home: Path
) -> None:
    rules = [
        {
            "all": ["Does the text above state"],
            "reply": "No",
            "first_token": {"Yes": -1.0, "No": -0.5},
        },
        {"all": ["Fill in this form"], "reply": {"person": {"value": "Ann0", "sentence": 2}}},
        {"all": ["person"], "reply": {"person": "Ann0"}},
    ]
    options = ExtractOptions(model=script(tmp_path, rules))
    assert extract.extract_table([people / "0.md"], "person", options).rows[0].cells[0].flags == (
        votes.DOUBTED,
    )
    model_profile.keep_profile(
        home,
        ModelProfile(
            "scripted:model.json", calibration=replace(UNMEASURED, aids=Aids(judges=False))
        ),
    )
    assert extract.extract_table([people / "0.md"], "person", options).rows[0].cells[0].flags == ()


def test_a_table_of_a_folder_has_a_row_a_file_and_a_source_a_value(
    people: Path, tmp_path: Path
) -> None:
    (people / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    out = tmp_path / "t.json"
    status, printed, said = run(
        "extract", people, "--columns", "name", "-o", out, "--model", model(tmp_path)
    )
    assert (status, printed) == (0, b"")
    rows = json.loads(out.read_text())["rows"]
    assert [row["cells"][0]["value"] for row in rows] == [
        *(f"Ann{at}" for at in range(FILES)),
        None,
    ]
    cell = rows[3]["cells"][0]
    assert (cell["quote"], cell["document"], cell["flags"]) == ("Name: Ann3", "people/3.md", [])
    assert "not a readable PDF" in rows[-1]["problem"]
    assert "7 rows, 1 without values" in said


def test_a_killed_run_goes_on_where_it_was(people: Path, tmp_path: Path, home: Path) -> None:
    words: list[Any] = ["extract", people, "--columns", "name", "-o", tmp_path / "t.json"]
    words += ["--model", model(tmp_path, stuck=2)]
    with process(*words) as started:
        while not (home / "library.db").exists() or _lacks_replies(home, 2):
            assert started.poll() is None
            time.sleep(0.05)
        os.killpg(started.pid, signal.SIGKILL)
    before = replies(home)
    assert before == 2
    model(tmp_path)
    partial = json.loads((tmp_path / "t.json").read_text())
    assert 1 <= len(partial["rows"]) <= before
    assert run(*words)[0] == 0
    done = json.loads((tmp_path / "t.json").read_text())
    assert [row["cells"][0]["value"] for row in done["rows"]] == [f"Ann{at}" for at in range(FILES)]
    assert replies(home) == FILES
    assert done["usage"]["completion_tokens"] == (FILES - before) * _reply_tokens(people, tmp_path)


def _lacks_replies(home: Path, wanted: int) -> bool:
    try:
        return replies(home) < wanted
    except sqlite3.OperationalError:  # the table is being made
        return True


def _reply_tokens(people: Path, tmp_path: Path) -> int:
    """What one file's reply takes, in a home where nothing is kept."""
    fresh = replace(load(), home=tmp_path / "other")
    return extract.extract_table(
        [people / "0.md"], "name", ExtractOptions(model=model(tmp_path)), fresh
    ).usage.completion_tokens


def test_new_files_alone_are_read(people: Path, tmp_path: Path, home: Path) -> None:
    spec = model(tmp_path)
    extract.extract_table([people], "name", ExtractOptions(model=spec))
    for at in range(FILES, FILES + 3):
        (people / f"{at}.md").write_text(f"Name: Ann{at}\n")
    table = extract.extract_table([people], "name", ExtractOptions(model=spec))
    assert len(table.rows) == FILES + 3
    assert replies(home) == FILES + 3
    again = extract.extract_table([people], "name", ExtractOptions(model=spec))
    assert again.usage.prompt_tokens == 0
    assert again.rows == table.rows


def test_columns_are_proposed_as_they_can_be_given(people: Path, tmp_path: Path) -> None:
    proposed = {"columns": [{"name": "name", "kind": "text"}, {"name": "notice", "kind": "number"}]}
    spec = script(tmp_path, [{"all": ["A table will compare"], "reply": proposed}])
    status, printed, _ = run("extract", people, "--suggest", "--model", spec)
    assert (status, printed) == (0, b"name, notice (number)\n")


def test_the_cache_tells_which_documents_were_read(
    people: Path, tmp_path: Path, home: Path
) -> None:
    extract.extract_table([people / "0.md"], "name", ExtractOptions(model=model(tmp_path)))
    with sqlite3.connect(home / "library.db") as database:
        assert database.execute("SELECT COUNT(*) FROM window_state").fetchone()[0] == 1


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--columns", "name"], "there is no document"),
        (["a.md"], "name columns with --columns"),
        (["a.md", "--columns", "name", "-o", "t.doc"], "use one of .xlsx"),
        (["a.md", "--columns", "name", "--sort", "age"], "no column 'age'"),
        (["missing.md", "--columns", "name"], "there is no such file"),
    ],
)
def test_what_cannot_be_used_is_named(words: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Name: Ann0\n")
    status, _, error = run("extract", *words, "--model", model(tmp_path), cwd=tmp_path)
    assert status == 2
    assert said in error


@pytest.mark.parametrize(("given", "rising"), [("name", True), ("-name", False)])
def test_rows_are_sorted_either_way(given: str, rising: bool, people: Path, tmp_path: Path) -> None:
    status, printed, _ = run(
        "extract", people, "--columns", "name", f"--sort={given}", "--model", model(tmp_path)
    )
    assert (status, printed.index(b"Ann0") < printed.index(b"Ann1")) == (0, rising)


def test_python_takes_columns_of_every_kind(people: Path, tmp_path: Path) -> None:
    import farside

    schema = {"properties": {"name": {"type": "string"}}}
    table = farside.extract(
        [people / "1.md"], schema, farside.Options(model=model(tmp_path)), load()
    )
    assert table.rows[0].cells[0].value == "Ann1"
    assert isinstance(farside.ExtractOptions(rows="each"), farside.Options)
    with pytest.raises(InputError, match="names no column"):
        farside.extract([people / "1.md"], " ", ExtractOptions(model=model(tmp_path)))
