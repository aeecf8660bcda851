"""`farside rank` and `farside summarise` on the command line: a kill loses nothing that was
finished."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import time
from pathlib import Path
from typing import Any

import pytest

from farside.reading.prompts import for_judging
from tests.script import process, run, script

FILES = 5
HOUR = 3600.0
RUBRIC = "title: Painters\ncriteria:\n  - name: Painting\n    weight: 2\n"


@pytest.fixture
def people(tmp_path: Path) -> Path:
    folder = tmp_path / "people"
    folder.mkdir()
    for at in range(FILES):
        (folder / f"{at}.md").write_text(f"# Person {at}\n\nPainted {at * 7 + 3} houses.\n")
    (tmp_path / "rubric.yaml").write_text(RUBRIC)
    return folder


def model(folder: Path, stuck: int = FILES) -> str:
    """Scores the first people higher, and prefers whoever is shown first. From person `stuck` on it
    takes an hour."""
    rules = [
        {
            "all": [f"Painted {at * 7 + 3} houses", "Met above?"],
            "reply": {"answer": "Painted houses.", "sentences": [2]},
            "delay": HOUR if at >= stuck else 0.0,
            "first_token": scores(4 - at * 0.9),
        }
        for at in range(FILES)
    ]
    return script(folder, rules)


def scores(value: float) -> dict[str, float]:
    """First tokens of which one is nearly sure."""
    best = str(round(value))
    return {digit: -0.01 if digit == best else -9.0 for digit in for_judging.SCORES}


def replies(home: Path) -> int:
    try:
        with sqlite3.connect(home / "library.db") as database:
            return int(database.execute("SELECT COUNT(*) FROM reply").fetchone()[0])
    except sqlite3.OperationalError:  # the table is being made
        return 0


def test_a_killed_ranking_goes_on_where_it_was(
    people: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "r.json"
    words: list[Any] = ["rank", people, "--rubric", tmp_path / "rubric.yaml", "-o", out]
    words += ["--model", model(tmp_path, stuck=3)]
    with process(*words) as started:
        while not (home / "library.db").exists() or replies(home) < 3:
            assert started.poll() is None
            time.sleep(0.05)
        os.killpg(started.pid, signal.SIGKILL)
    before = replies(home)
    model(tmp_path)
    status, printed, _ = run(*words)
    assert (status, b"5 rows" in printed) == (0, True)
    done = json.loads(out.read_text())
    assert [row["document"] for row in done["rows"]] == [f"people/{at}.md" for at in range(FILES)]
    assert done["rows"][0]["cells"][3]["quote"].startswith("Painted 3 houses")
    asked = replies(home)
    assert before < asked
    again = json.loads(run(*words[:-4], "--json", *words[-2:])[1])
    assert (again["rows"], again["usage"]["prompt_tokens"], replies(home)) == (
        done["rows"],
        0,
        asked,
    )
    monkeypatch.setenv("FARSIDE_HOME", str(tmp_path / "other"))  # where nothing is kept
    at_once = json.loads(run(*words[:-4], "--json", *words[-2:])[1])
    assert done["usage"]["completion_tokens"] < at_once["usage"]["completion_tokens"]
    assert done["rows"] == at_once["rows"]


def test_a_summary_on_the_command_line_cites_and_tells_gaps(people: Path, tmp_path: Path) -> None:
    note = {"sentences": [{"text": "Person 1 painted 10 houses.", "evidence": [2]}]}
    sentence = {"sentences": [{"text": "Person 1 painted 10 houses.", "evidence": [1]}]}
    rules = [{"all": ["Painted 10"], "reply": note}, {"all": ["painted 10"], "reply": sentence}]
    said = script(tmp_path, rules)
    status, printed, _ = run("summarise", people / "1.md", "--length", 20, "--model", said)
    assert status == 0
    assert b"Person 1 painted 10 houses. [1]" in printed
    assert b'1.md lines 1-3: "Painted 10 houses."' in printed
    status, printed, _ = run(
        "summarise", people / "1.md", "--length", 20, "--model", said, "--json"
    )
    given = json.loads(printed)
    assert (given["text"], given["of"]) == ("Person 1 painted 10 houses.", 2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["summarise", "a.md", "--length", "5"], "20 to 1000 words"),
        (["summarise", "a.md", "--language", "nl"], "choose one of en, zh, de"),
        (["summarise", "a.md", "-o", "a.doc"], "use one of .xlsx"),
        (["timeline", "missing.md"], "there is no such file"),
        (["translate", "a.md", "--to", "de", "-o", "b.txt"], "choose zh or en"),
        (["translate", "a.md", "--to", "zh", "-o", "b.doc"], "use one of .xlsx"),
        (["rank", "a.md", "--rubric", "none.yaml"], "cannot be read as YAML"),
        (["compare", "a.md", "--aspects", ","], "names no aspect"),
        (["compare", "a.md", "--suggest", "--versions"], "two things"),
        (["compare", "a.md"], "give at least two"),
    ],
)
def test_what_cannot_be_used_is_named(words: list[str], said: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("Name: Ann0\n")
    status, _, error = run(*words, "--model", script(tmp_path), cwd=tmp_path)
    assert (status, said in error) == (2, True), error
