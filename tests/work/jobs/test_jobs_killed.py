"""`kill -9` at any moment loses no window and repeats none that was finished; a full disk
neither."""

from __future__ import annotations

import json
import random
import resource
import signal
import time
from pathlib import Path

import pytest

import farside
from farside.types import Answer
from farside.work.jobs import job
from tests.script import run
from tests.work.jobs.lives import ASKED, Lives, ended, story, written

KILLS = 7
_SEED = 20_261


def at_once(file: Path, model: str, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """The answer of one life, without a job."""
    monkeypatch.setattr(job, "FEW", 10_000)
    return farside.ask(ASKED, [file], farside.Options(model=model, window=150))


def test_killed_at_random_moments(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lives, file, chance = Lives(tmp_path, delay=0.002), story(tmp_path, 1950), random.Random(_SEED)
    database = f"sqlite:///{home / 'jobs' / 'jobs.db'}"
    for kill in range(KILLS):
        begun, before = len(lives.lines()), written(database) if kill else 0
        process = lives.begin(*lives.asking(file))
        while len(lives.lines()) == begun and process.poll() is None:
            time.sleep(0.01)
        time.sleep(chance.random() * 0.3)
        process.kill()
        status, _, err = ended(process)
        assert status == -signal.SIGKILL, err
        assert min(window for _, window in lives.lines()[begun:]) >= before, (
            "a window that was written down"
        )
    status, out, err = ended(lives.begin(*lives.asking(file)))
    assert status == 1, err
    given = json.loads(out)
    total = given["coverage"]["windows"]
    assert total >= 250
    assert written(database) == total
    assert sorted(lives.times()) == list(range(total)), "no window is missing"
    assert sum(lives.times().values()) - total <= KILLS, (
        "only what a kill interrupted is done again"
    )
    (row,) = run("jobs")[1].decode().splitlines()
    assert row.split("\t")[3::3] == [f"{total} of {total} windows", "finished"]
    alone = at_once(file, lives.model, monkeypatch)
    assert (given["answer"], given["coverage"]["windows_read"]) == (
        alone.text,
        alone.coverage.windows_read,
    )


def test_a_full_disk_loses_no_window(tmp_path: Path, home: Path) -> None:
    lives, file = Lives(tmp_path), story(tmp_path, 880)
    (home / "jobs").mkdir(parents=True)
    assert run("documents")[0] == 0  # the library itself has room

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, resource.RLIM_INFINITY))

    status, _, err = ended(lives.begin(*lives.asking(file), before=small))
    assert status == 3, err
    (line,) = [line for line in err.splitlines() if line.startswith("farside: ")]
    assert "The disk is full" in line
    assert "goes on" in line
    done = written(f"sqlite:///{home / 'jobs' / 'jobs.db'}")
    assert 0 < done <= len(lives.lines())
    status, out, err = ended(lives.begin(*lives.asking(file)))
    assert status == 1, err
    assert sorted(lives.times()) == list(range(json.loads(out)["coverage"]["windows"]))
    assert sum(lives.times().values()) - len(lives.times()) <= 1
