"""What people and scripts rely on: exit statuses, what stands on which stream, and that errors are
one plain line."""

from __future__ import annotations

import json
import os
import re
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from farside.cli import main
from farside.engine.base import Engine
from farside.errors import DiskFull, EngineError, FarsideError
from farside.reading import rounds
from farside.reading.prompts.wording import CITE
from farside.reading.steps import Kept
from farside.types import Window
from tests.documents.pdfs import simple
from tests.script import YES, finds, script
from tests.work.jobs.lives import story as long_story

FACT = "The harbour master was Ilse Brandt."
STORY = f"It was a calm year.\n{FACT}\nNobody else held the post.\n"
ASKED = "Who was the harbour master?"
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def farside(*words: object) -> Result:
    return CliRunner().invoke(main.app, [str(word) for word in words])


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    return file


@pytest.fixture
def model(tmp_path: Path) -> str:
    return finds(tmp_path, "story.txt, lines 1-3", FACT, "Ilse Brandt was.")


@pytest.fixture
def damaged(tmp_path: Path) -> Path:
    file = tmp_path / "damaged.pdf"
    file.write_bytes(b"%PDF-1.4 cut short")
    return file


def failed(result: Result, status: int, *words: str) -> None:
    """One plain line on standard error, nothing on standard output."""
    assert result.exit_code == status, result.output
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last.startswith("farside: ")
    assert "Traceback" not in result.stderr
    for word in words:
        assert word in last


def test_an_answer_and_where_it_stands(story: Path, model: str) -> None:
    result = farside("ask", ASKED, story, "--model", model)
    assert result.exit_code == 0, result.output
    answer, blank, citation, *_ = result.stdout.splitlines()
    assert (answer, blank) == ("Ilse Brandt was. [1]", "")
    assert citation == f'[1] story.txt lines 1-3: "{FACT}"'
    assert "1 of 1 pages read" in result.stdout
    assert "NOT EVERYTHING" not in result.stdout
    assert result.stderr.startswith("Plan: full, 1 page of 1 document in 1 window")


def test_not_stated_is_status_1(story: Path, tmp_path: Path) -> None:
    result = farside("ask", "Who was the baker?", story, "--model", script(tmp_path))
    assert result.exit_code == 1
    assert result.stdout.startswith("Not stated in the 1 of 1 pages read.\n")


def test_a_chinese_question_is_answered_in_chinese(story: Path, tmp_path: Path) -> None:
    result = farside("ask", "谁是面包师？", story, "--model", script(tmp_path))
    assert result.exit_code == 1
    assert "没有说明" in result.stdout.splitlines()[0]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["nowhere.pdf"], "nowhere.pdf: there is no such file or folder"),
        ([], "there is no document to read"),
        (["--collection", "nothing"], "There is no collection 'nothing'"),
        (["STORY", "--model", "gpt-9"], "'gpt-9' is neither a model's name"),
        (["STORY", "--model", "scripted:nowhere.json"], "nowhere.json"),
        (["STORY", "--window", "0"], "a window of 0 tokens"),
        (["STORY", "--window", "3", "--strategy", "scan"], "use at least 64"),
        (["STORY", "--window", "100000"], "use --window"),
        (["STORY", "--ledger"], "--ledger goes with --json"),
    ],
)
def test_what_cannot_be_used_is_status_2(
    words: list[str], expected: str, story: Path, model: str
) -> None:
    given = [str(story) if word == "STORY" else word for word in words]
    failed(
        farside("ask", ASKED, *([] if "--model" in given else ["--model", model]), *given),
        2,
        expected,
    )


def test_an_empty_question_is_refused(story: Path, model: str) -> None:
    failed(farside("ask", "  ", story, "--model", model), 2, "the question is empty")


def test_an_empty_folder_is_said(tmp_path: Path, model: str) -> None:
    (tmp_path / "empty").mkdir()
    failed(
        farside("ask", ASKED, tmp_path / "empty", "--model", model), 2, "The folder holds no file"
    )


@pytest.mark.parametrize("words", [["--strategy", "magic"], ["--window", "many"], ["--unknown"]])
def test_usage_errors_are_status_2(words: list[str], story: Path) -> None:
    result = farside("ask", ASKED, story, *words)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words[0] in result.stderr


@pytest.mark.parametrize("port", ["99999", "-1", "http"])
def test_a_port_that_cannot_be_one_is_refused(port: str) -> None:
    result = farside("serve", "--no-open", "--port", port)
    assert (result.exit_code, "--port" in result.stderr) == (2, True)


def test_no_command_shows_the_commands() -> None:
    assert "ask" in farside().output


def test_a_wrong_settings_file_is_named(home: Path, story: Path, model: str) -> None:
    home.mkdir()
    (home / "config.toml").write_text("model = ", encoding="utf-8")
    failed(farside("ask", ASKED, story, "--model", model), 2, "config.toml", "not valid TOML")
    (home / "config.toml").write_text("colour = 1", encoding="utf-8")
    failed(farside("ask", ASKED, story, "--model", model), 2, "config.toml", "'colour'")


def test_an_unknown_variable_is_named(
    story: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARSIDE_WINDOW_TOKEN", "300")
    failed(
        farside("ask", ASKED, story, "--model", model), 2, "FARSIDE_WINDOW_TOKEN", "window_tokens"
    )


def test_a_system_error_without_a_number_is_told(
    story: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError("the cable is out")

    monkeypatch.setattr("farside.work.shelf.read_document", fail)
    failed(farside("text", story), 2, "the cable is out")


def test_a_home_that_is_a_file_is_named(home: Path, story: Path, model: str) -> None:
    home.write_text("", encoding="utf-8")
    failed(farside("ask", ASKED, story, "--model", model), 2, str(home))


def test_an_engine_that_breaks_the_schema_is_status_3(story: Path, tmp_path: Path) -> None:
    rules = [{"all": [FACT], "reply": "I would rather talk.", "first_token": {"Yes": 0, "No": -9}}]
    failed(farside("ask", ASKED, story, "--model", script(tmp_path, rules)), 3, "json_schema")


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (DiskFull("the disk is full"), 3),
        (EngineError("it died\nat once"), 3),
        (FarsideError("\x1b[2J"), 3),
    ],
)
def test_errors_of_any_depth_are_one_line(
    error: FarsideError, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: object) -> None:
        raise error

    monkeypatch.setattr("farside.work.shelf.collection_rows", fail)
    result = farside("collections")
    failed(result, status)
    assert len(result.stderr.splitlines()) == 1
    assert "\x1b" not in result.stderr


def test_json_is_one_object_with_the_promised_keys(story: Path, model: str) -> None:
    result = farside("ask", ASKED, story, "--model", model, "--json")
    assert result.exit_code == 0, result.output
    assert len(result.stdout.splitlines()) == 1
    given = json.loads(result.stdout)
    promised = "question answer found sentences citations coverage strategy model usage seconds"
    assert set(given) == {
        *promised.split(),
        "id",
        "closest",
        "skipped",
        "problems",
        "program",
        "sql",
        "rows",
        "table_rows",
        "wish",
    }
    assert given["sentences"] == [{"text": "Ilse Brandt was.", "citations": [1], "supported": True}]
    (citation,) = given["citations"]
    assert set(citation) == {
        "n",
        "document",
        "page",
        "start",
        "end",
        "quote",
        "document_id",
        "label",
    }
    assert citation["quote"] == FACT == STORY[citation["start"] : citation["end"]]
    counted = (
        "documents pages pages_read windows windows_read characters characters_read "
        "pages_partly complete"
    )
    assert set(given["coverage"]) == set(counted.split())
    assert given["coverage"]["complete"] is True
    assert set(given["usage"]) == {"prompt_tokens", "cached_tokens", "completion_tokens"}
    assert set(given["seconds"]) == {"parse", "read", "scan", "answer", "total", "predicted"}
    assert (given["question"], given["found"], given["strategy"]) == (ASKED, True, "full")


def test_json_not_stated_is_an_object_too(story: Path, tmp_path: Path) -> None:
    result = farside("ask", "Who was the baker?", story, "--model", script(tmp_path), "--json")
    given = json.loads(result.stdout)
    assert (result.exit_code, given["found"], given["sentences"], given["citations"]) == (
        1,
        False,
        [],
        [],
    )


def test_one_damaged_file_does_not_stop_the_rest(story: Path, damaged: Path, model: str) -> None:
    result = farside("ask", ASKED, story, damaged, "--model", model)
    assert result.exit_code == 0, result.output
    assert "Ilse Brandt was. [1]" in result.stdout
    assert "Not taken: damaged.pdf: not a readable PDF" in result.stderr
    assert (
        result.stdout.splitlines()[-1] == "NOT EVERYTHING WAS READ: 1 file not taken (damaged.pdf)"
    )
    given = json.loads(farside("ask", ASKED, story, damaged, "--model", model, "--json").stdout)
    assert [one["name"] for one in given["skipped"]] == ["damaged.pdf"]


def test_a_damaged_file_alone_is_an_error(damaged: Path, model: str) -> None:
    failed(farside("ask", ASKED, damaged, "--model", model), 2, "damaged.pdf", "not a readable PDF")


def test_a_doubtful_page_is_named(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    file.write_bytes(b"\xff\xfe" + STORY.encode("utf-16-le") + b"\x00\xd8x\x00")
    model = finds(tmp_path, "story.txt, lines 1-4", FACT)
    result = farside("ask", ASKED, file, "--model", model)
    assert result.exit_code == 0, result.output
    assert "Doubtful: story.txt lines 1-4: " in result.stderr
    assert "1 page doubtful (story.txt lines 1-4" in result.stdout.splitlines()[-1]


def test_retrieve_says_how_little_it_looked_at(tmp_path: Path) -> None:
    file = tmp_path / "story.txt"
    calm = "\n".join(f"In week {week} the sea was calm and nothing came in." for week in range(120))
    file.write_text(f"{calm}\n{STORY}{calm}\n", encoding="utf-8")
    model = script(tmp_path)
    result = farside(
        "ask", ASKED, file, "--model", model, "--strategy", "retrieve", "--window", "300"
    )
    assert "1 of 15 windows looked at" in result.stdout
    assert result.stdout.splitlines()[-1] == "NOT EVERYTHING WAS READ: 14 windows not looked at"
    assert "at most 5 of 15 windows" in result.stderr
    whole = farside("ask", ASKED, file, "--model", model, "--window", "300")
    assert "pages read in 15 windows" in whole.stdout
    assert "NOT EVERYTHING" not in whole.stdout


def test_a_page_is_cited(tmp_path: Path) -> None:
    file = simple(tmp_path / "file.pdf", "The first page.", "The second page.", FACT)
    result = farside("ask", ASKED, file, "--model", finds(tmp_path, "file.pdf, p. 3", FACT))
    assert f'[1] file.pdf p. 3: "{FACT}"' in result.stdout, result.output


def test_an_encrypted_file_needs_its_password(tmp_path: Path) -> None:
    file = simple(tmp_path / "file.pdf", FACT, password="sesame")
    words = ["ask", ASKED, file, "--model", finds(tmp_path, "file.pdf, p. 1", FACT)]
    failed(farside(*words), 2, "file.pdf", "--password")
    failed(farside(*words, "--password", "simsim"), 2, "file.pdf", "password")
    assert farside(*words, "--password", "sesame").exit_code == 0
    assert farside("text", file, "--password", "sesame").stdout == f"{FACT}\n"


def test_a_pipe_gets_no_control_codes(tmp_path: Path) -> None:
    evil = "The \x1b[31mharbour\u202e master\x9b2J was\u2066 Ilse\x07 Brandt."
    file = tmp_path / "sto\x1b]0;ry\u202e\n.txt"
    file.write_text(f"A year.\n{evil}\nNobody.\n", encoding="utf-8")
    damaged = tmp_path / "bro\x1b[5mken.pdf"
    damaged.write_bytes(b"%PDF-1.4")
    written = {"sentences": [{"evidence": [1], "text": evil}]}
    rules: list[dict[str, object]] = [
        {"all": [CITE["en"]], "reply": written},
        {"all": ["<text>"], "reply": {"answer": "It is.", "sentences": [2]}, "first_token": YES},
    ]
    words = ["ask", ASKED, file, damaged, "--model", script(tmp_path, rules)]
    asked, as_json = farside(*words), farside(*words, "--json")
    given = json.loads(as_json.stdout)
    assert "\u202e" in given["citations"][0]["quote"]
    assert given["sentences"][0]["text"] == evil
    added = farside("add", file, "--collection", "town")
    shown = farside("documents", "show", given["citations"][0]["document_id"])
    listed, collections = farside("documents"), farside("collections")
    assert len(listed.stdout.splitlines()) == len(collections.stdout.splitlines()) == 1
    for result in (asked, as_json, added, shown, listed, collections):
        assert result.exit_code == 0, result.output
        assert not CONTROLS.search(result.stdout)
        assert not CONTROLS.search(result.stderr)


def test_a_job_of_several_questions_that_goes_on_prints_each_answer_under_its_question(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = long_story(tmp_path, 40)
    with file.open("a", encoding="utf-8") as text:
        text.write(f"{FACT}\n")
    look, ended = rounds.look_at_window, iter([True])

    def failing(engine: Engine, window: Window, *more: Any) -> Kept:
        if window.index == 3 and next(ended, False):
            raise EngineError("the server fell over")
        return look(engine, window, *more)

    monkeypatch.setattr(rounds, "look_at_window", failing)
    model = finds(tmp_path, "story.txt, lines 1-41", FACT, "Ilse Brandt was.")
    failed(
        farside("ask", ASKED, file, "--also", "Who?", "--window", "150", "--model", model),
        3,
        "fell over",
    )
    (job,) = [line.split("\t")[0] for line in farside("jobs").stdout.splitlines()]
    result = farside("jobs", "resume", job)
    assert result.exit_code == 0, result.output
    lines = result.stdout.splitlines()
    assert [lines[lines.index(question) + 1] for question in (ASKED, "Who?")] == [
        "Ilse Brandt was. [1]"
    ] * 2


def test_what_is_no_file_to_print_is_named_as_what_it_is(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("a.txt", "Words.")
    os.mkfifo(tmp_path / "pipe")
    told = {
        "all.zip": (
            "is an archive: give one of its files; 'farside add' and 'farside ask' take it whole"
        ),
        ".": "is a folder: give one of its files",
        "pipe": "is no file but a device, pipe or socket",
        "/dev/zero": "is no file but a device, pipe or socket",
        "nowhere": "there is no such file",
    }
    for name, reason in told.items():
        failed(farside("text", tmp_path / name), 2, f"{tmp_path / name}: {reason}")


def test_the_version_is_printed() -> None:
    assert farside("--version").stdout == f"farside {version('farside')}\n"


def test_a_collection_is_named_the_same_wherever_it_is_given(story: Path, model: str) -> None:
    farside("add", story, "--collection", " lead ")
    asked = farside("ask", ASKED, "--collection", " lead ", "--model", model)
    assert asked.exit_code == 0, asked.output
    for name in ("a/b", "\u200b", "a\u202eb"):
        failed(
            farside("ask", ASKED, "--collection", name, "--model", model),
            2,
            "a collection cannot be called",
        )
        failed(farside("add", story, "--collection", name), 2, "a collection cannot be called")
    assert farside("collections", "remove", " lead ").stdout == "removed lead\n"
    assert "no collection" in farside("collections").stdout


def test_an_archive_is_a_path(story: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(story, "inner/story.txt")
    model = finds(tmp_path, "all.zip/inner/story.txt, lines 1-3", FACT)
    result = farside("ask", ASKED, tmp_path / "all.zip", "--model", model)
    assert f'[1] all.zip/inner/story.txt lines 1-3: "{FACT}"' in result.stdout, result.output


def test_a_collection_and_a_path_together(story: Path, model: str, tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("The baker baked.\n", encoding="utf-8")
    assert (
        farside("add", tmp_path / "other.txt", "--collection", "town").stdout
        == "1 document is in town\n"
    )
    result = farside("ask", ASKED, story, "--collection", "town", "--model", model, "--json")
    given = json.loads(result.stdout)
    assert (given["found"], given["coverage"]["documents"]) == (True, 2)


def test_documents_are_added_listed_shown_and_removed(story: Path, tmp_path: Path) -> None:
    copy = tmp_path / "copy.txt"
    copy.write_bytes(story.read_bytes())
    assert farside("documents").stdout.startswith("The library is empty")
    farside("add", story, "--collection", "town")
    farside("add", copy, "--collection", "town")
    (line,) = farside("documents", "--collection", "town").stdout.splitlines()
    identity, *facts = line.split("\t")
    assert facts == ["story.txt", "1", str(len(STORY))]
    assert "collections\ttown" in farside("documents", "show", identity).stdout
    assert farside("collections").stdout == "town\t1\n"
    assert farside("documents", "remove", "copy.txt").exit_code == 0
    assert farside("collections").stdout == "town\t0\n"
    assert farside("collections", "remove", "town").stdout == "removed town\n"
    assert farside("collections").stdout == "There is no collection yet\n"
    failed(farside("documents", "show", identity), 2, identity)
    assert story.exists()


def test_an_empty_collection_says_how_to_fill_it(story: Path, model: str) -> None:
    farside("add", story, "--collection", "town")
    farside("documents", "remove", "story.txt")
    failed(
        farside("ask", ASKED, "--collection", "town", "--model", model),
        2,
        "farside add PATH --collection town",
    )


def test_the_models_and_the_engine_are_told() -> None:
    assert "qwen2.5-1.5b" in farside("models").stdout
    status = farside("engine", "status").stdout
    assert status.startswith("The engine is not running\n")
    assert "xllamacpp" in status
    assert farside("engine", "stop").stdout == "the engine was not running\n"
    failed(farside("models", "pull", "gpt-9"), 2, "gpt-9")
    failed(farside("models", "remove", "gpt-9"), 2, "gpt-9")
