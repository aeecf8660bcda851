"""Workers share a job through PostgreSQL: each window is done once, also when one of them is
killed."""

from __future__ import annotations

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path

import pytest

import farside
from farside import config
from farside.errors import FarsideError
from farside.types import Event, Planned
from farside.work.jobs import lifecycle
from tests.script import run, script
from tests.work.jobs.lives import ASKED, Lives, ended, processes, story, unchanging, written
from tests.work.jobs.postgres import server

WINDOWS = 2_000
_PATIENCE = 60.0


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    folder = Path(
        tempfile.mkdtemp(prefix="pg")
    )  # the path of a socket may have 100 characters at most
    folder.chmod(0o755)
    try:
        with server(folder) as url:
            yield url
    finally:
        shutil.rmtree(folder)


@pytest.fixture(autouse=True)
def _shared(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FARSIDE_DATABASE_URL", database)
    monkeypatch.setenv("FARSIDE_KV_BYTES", "1")


def until(true: Callable[[], bool]) -> None:
    patience = time.monotonic() + _PATIENCE
    while not true():
        assert time.monotonic() < patience, "it takes too long"
        time.sleep(0.05)


def test_two_workers_share_a_job_and_one_is_killed(tmp_path: Path, database: str) -> None:
    lives, file = Lives(tmp_path), story(tmp_path, 75 * WINDOWS // 10)
    workers = [lives.begin("worker") for _ in range(2)]
    killed = workers[0]
    until(lambda: processes(database) == 2)
    begun = lives.begin(*lives.reading(file))
    until(
        lambda: (
            len(lives.lines()) > WINDOWS // 4
            and any(who == str(killed.pid) for who, _ in lives.lines())
        )
    )
    killed.kill()
    ended(killed)
    status, out, err = ended(begun)
    assert status == 0, err
    end(workers[1])
    total = int(out.split()[1].replace(",", ""))
    assert total >= WINDOWS
    assert written(database) == total
    assert sorted(lives.times()) == list(range(total)), "no window is missing"
    assert sum(lives.times().values()) - total <= 1, "only what the kill interrupted is done again"
    by = [who for who, _ in lives.lines()]
    assert all(who in by for who in (str(one.pid) for one in (*workers, begun))), "all take part"


def test_a_shared_question_has_the_answer_of_one_process(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database: str
) -> None:
    file = story(tmp_path, 100)
    options = farside.Options(model=script(tmp_path), window=150)
    worker = Lives(tmp_path).begin("worker")
    together = asdict(farside.ask(ASKED, [file], options))
    end(worker)
    monkeypatch.setattr("farside.work.jobs.job.FEW", 1000)
    alone = asdict(farside.ask(ASKED, [file], options))
    assert unchanging(together) == unchanging(alone)


def test_a_killed_asker_leaves_the_rest_to_resume(tmp_path: Path) -> None:
    lives, file = Lives(tmp_path, delay=0.02), story(tmp_path, 200)
    begun = lives.begin(*lives.reading(file))
    until(lambda: len(lives.lines()) > 5)
    begun.kill()
    ended(begun)
    (record,) = [one for one in lifecycle.job_records(config.load()) if one.state == "stopped"]
    assert 5 <= record.done <= len(lives.lines())
    status, out, err = ended(lives.begin("jobs", "resume", record.id))
    assert (status, out.split()[1]) == (0, str(record.job.windows)), err
    assert sorted(lives.times()) == list(range(record.job.windows))
    assert sum(lives.times().values()) - record.job.windows <= 1


def test_a_worker_that_cannot_go_on_fails_the_job(tmp_path: Path, database: str) -> None:
    file, model = story(tmp_path, 200), script(tmp_path, delay=0.05)
    worker = Lives(tmp_path / "other").begin("worker")
    until(lambda: processes(database) == 1)

    def lost(event: Event) -> None:
        """The model goes away when this process has opened it."""
        if isinstance(event, Planned):
            Path(model.removeprefix("scripted:")).unlink()

    with pytest.raises(FarsideError, match=r"model\.json: cannot be read .* resume .* goes on"):
        farside.ask("Which?", [file], farside.Options(model=model, window=150), notify=lost)
    assert worker.poll() is None
    end(worker)
    assert [
        one.state
        for one in lifecycle.job_records(config.load())
        if one.job.questions == ("Which?",)
    ] == ["failed"]


def test_a_database_that_is_not_there(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("FARSIDE_DATABASE_URL", "postgresql://ada:secret@127.0.0.1:1/jobs")
    status, _, err = run("worker")
    assert status == 3
    assert err.startswith("farside: the database postgresql://127.0.0.1:1/jobs cannot be used: ")
    assert "secret" not in err
    assert "ada" not in err


def test_a_worker_needs_a_database_to_share(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("FARSIDE_DATABASE_URL")
    status, _, err = run("worker")
    assert (status, "set FARSIDE_DATABASE_URL" in err) == (2, True)


def end(worker: subprocess.Popen[bytes]) -> None:
    """As Ctrl-C does."""
    worker.send_signal(signal.SIGINT)
    status, _, err = ended(worker)
    assert (status, err) == (130, "farside: stopped\n")
