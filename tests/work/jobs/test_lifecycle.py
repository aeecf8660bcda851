"""A long reading goes on where it was stopped: each window is read once, whatever ended the lives
before."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

import farside
from farside import config
from farside.engine.base import Engine
from farside.errors import DatabaseUnavailable, EngineError, InputError, NotFound
from farside.reading import rounds
from farside.reading.ahead import ReadAhead
from farside.reading.steps import Kept
from farside.types import Window, ignore
from farside.work import read, shelf
from farside.work.jobs import lifecycle
from tests.script import NO, finds, run, script
from tests.work.jobs.lives import ASKED, Lives, ended, story, unchanging

FACT = "The harbour master was Ilse Brandt."
HOUR = 3600.0


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return story(tmp_path, 100)


@pytest.fixture
def options(tmp_path: Path) -> farside.Options:
    return farside.Options(model=script(tmp_path), window=150)


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The windows that were computed, in order."""
    windows: list[int] = []
    look = rounds.look_at_window

    def noting(engine: Engine, window: Window, asked: Sequence[str], *more: Any) -> Kept:
        windows.append(window.index)
        return look(engine, window, asked, *more)

    monkeypatch.setattr(rounds, "look_at_window", noting)
    return windows


def ending(monkeypatch: pytest.MonkeyPatch, at: int, error: BaseException) -> None:
    """The first visit of window `at` raises `error`."""
    look = rounds.look_at_window
    raised: list[BaseException] = []

    def failing(engine: Engine, window: Window, asked: Sequence[str], *more: Any) -> Kept:
        if window.index == at and not raised:
            raised.append(error)
            raise error
        return look(engine, window, asked, *more)

    monkeypatch.setattr(rounds, "look_at_window", failing)


def test_a_job_gives_the_answer_that_a_question_without_one_gives(
    file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text(file.read_text(encoding="utf-8") + FACT, encoding="utf-8")
    document = shelf.read_document(config.load(), file, None, ignore)
    place = f"story.txt, {document.page_at(len(document.text)).label}"
    options = farside.Options(model=finds(tmp_path, place, FACT, "Ilse Brandt."), window=150)
    kept = asdict(farside.ask(ASKED, [file], options))
    monkeypatch.setattr("farside.work.jobs.job.FEW", 1000)
    alone = asdict(farside.ask(ASKED, [file], options))
    assert kept["citations"][0]["quote"] == FACT
    assert unchanging(kept) == unchanging(alone)
    (record,) = lifecycle.job_records(config.load())
    assert (record.state, record.done, record.job.questions) == (
        "finished",
        record.job.windows,
        (ASKED,),
    )


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), EngineError("the server fell over"), ZeroDivisionError()]
)
def test_asking_again_goes_on(
    file: Path,
    options: farside.Options,
    computed: list[int],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    ending(monkeypatch, 3, error)
    with pytest.raises(type(error)) as caught:
        farside.ask(ASKED, [file], options)
    (record,) = lifecycle.job_records(config.load())
    assert record.done == 3
    foreseen = not isinstance(error, ZeroDivisionError)
    assert (f"'farside jobs resume {record.id}' goes on" in str(caught.value)) is foreseen
    failed = isinstance(error, EngineError)
    assert (record.state, record.why) == (
        ("failed", "the server fell over") if failed else ("stopped", "")
    )
    answer = farside.ask(ASKED, [file], options)
    assert answer.coverage.complete
    assert computed == list(range(record.job.windows))
    assert [one.state for one in lifecycle.job_records(config.load())] == ["finished"]


def test_resume_gives_what_asking_would_have_given(
    file: Path, options: farside.Options, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "bad.pdf").write_bytes(b"%PDF-1.4")
    ending(monkeypatch, 2, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        farside.ask(ASKED, [file, tmp_path / "bad.pdf"], options)
    (record,) = lifecycle.job_records(config.load())
    answers = lifecycle.go_on_with_job(config.load(), record.id[:5], ignore)
    assert isinstance(answers, tuple)
    (answer,) = answers
    assert [one.name for one in answer.skipped] == ["bad.pdf"]
    assert answer.coverage.windows_read == record.job.windows
    with pytest.raises(InputError, match="is finished"):
        lifecycle.go_on_with_job(config.load(), record.id, ignore)


def test_a_finished_question_is_asked_anew(
    file: Path, options: farside.Options, computed: list[int]
) -> None:
    for _ in range(2):
        farside.ask(ASKED, [file], options)
    records = lifecycle.job_records(config.load())
    assert [one.state for one in records] == ["finished", "finished"]
    assert computed == [*range(records[0].job.windows)] * 2


def test_what_changes_the_reading_is_another_job(
    file: Path, options: farside.Options, tmp_path: Path
) -> None:
    farside.ask(ASKED, [file], options)
    farside.ask("Who was the pilot?", [file], options)
    farside.ask(ASKED, [file], farside.Options(model=options.model, window=140))
    script(tmp_path, [{"all": ["another"], "reply": [2]}])
    farside.ask(ASKED, [file], options)
    assert len({one.id for one in lifecycle.job_records(config.load())}) == 4


def test_a_job_whose_model_changed_cannot_go_on(
    file: Path, options: farside.Options, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    ending(monkeypatch, 1, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        farside.ask(ASKED, [file], options)
    script(tmp_path, [{"all": ["another"], "reply": [2]}])
    with pytest.raises(InputError, match=r"cannot go on: .* changed since.*jobs cancel"):
        lifecycle.go_on_with_job(config.load(), lifecycle.job_records(config.load())[0].id, ignore)


def test_reading_ahead_is_a_job_too(
    file: Path, options: farside.Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = read.read_ahead([file], options, config.load(), ignore)
    (record,) = lifecycle.job_records(config.load())
    assert (record.job.kind, record.state, record.done) == ("read", "finished", done.windows)
    assert isinstance(done, ReadAhead)
    assert done.usage.completion_tokens == 0
    assert done.windows > 4


def test_cancel_forgets_a_job(
    file: Path, options: farside.Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, 1, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        farside.ask(ASKED, [file], options)
    (record,) = lifecycle.job_records(config.load())
    lifecycle.drop_job(config.load(), record.id)
    assert lifecycle.job_records(config.load()) == []
    with pytest.raises(NotFound, match="there is no job"):
        lifecycle.halt_job(config.load(), record.id)


def test_a_running_job_is_left_alone_stopped_and_cancelled_by_others(tmp_path: Path) -> None:
    lives, file = Lives(tmp_path, delay=0.1), story(tmp_path, 1000)  # not over before it is stopped
    for order, expected in (("stop", ["stopped"]), ("cancel", [])):
        process = lives.begin(*lives.asking(file))
        begun = len(lives.lines())
        while len(lives.lines()) < begun + 2:
            time.sleep(0.02)
        (record,) = lifecycle.job_records(config.load())
        assert record.state == "running"
        status, _, err = ended(lives.begin(*lives.asking(file)))
        assert (status, f"job {record.id} reads the same in another process" in err) == (2, True), (
            err
        )
        assert run("jobs", order, record.id)[0] == 0
        status, out, err = ended(process)
        assert (status, json.loads(out)["error"]["code"]) == (130, "job_stopped"), err
        assert f"farside: job {record.id} was {'stopped' if expected else 'cancelled'}" in err
        assert [one.state for one in lifecycle.job_records(config.load())] == expected


def test_ctrl_c_stops_at_once_and_says_how_to_go_on(tmp_path: Path, file: Path) -> None:
    quick = {
        "all": [file.read_text(encoding="utf-8").partition("\n")[0]],
        "reply": "No",
        "first_token": NO,
    }
    lives = Lives(tmp_path, delay=HOUR, rules=[quick])  # after the first window
    process = lives.begin(*lives.asking(file))
    while not lives.lines():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    status, _, err = ended(process)
    assert status == 130
    assert len(lives.lines()) == 1
    (record,) = lifecycle.job_records(config.load())
    assert err.splitlines()[-1] == f"farside: stopped; 'farside jobs resume {record.id}' goes on"
    assert record.state == "stopped"


def test_short_documents_do_not_load_what_keeps_jobs(tmp_path: Path) -> None:
    file = story(tmp_path, 10)
    code = (
        "import sys, farside; farside.ask('Who?', [sys.argv[1]], "
        "farside.Options(model=sys.argv[2]));import farside.cli.main; "
        "print('dbos' in sys.modules, 'psycopg' in sys.modules)"
    )
    command = [sys.executable, "-c", code, str(file), script(tmp_path)]
    assert (
        subprocess.run(command, capture_output=True, text=True, check=True).stdout
        == "False False\n"
    )


def test_a_folder_in_the_place_of_the_database_is_named(home: Path) -> None:
    (home / "jobs" / "jobs.db").mkdir(parents=True)
    with pytest.raises(
        DatabaseUnavailable, match=r"the jobs in .* cannot be used: .*; move jobs\.db away"
    ):
        lifecycle.job_records(config.load())
