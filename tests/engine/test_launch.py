"""Starting and stopping where it goes wrong, with a process that only pretends to load a model."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from farside.engine import launch, machine
from farside.engine.machine import EngineJob
from farside.errors import EngineError
from farside.types import ignore

# Holds the engine's place and notes itself as the real child does, and then never comes to the end
# of its loading.
LOADING = """
import os, time
import psutil
from farside.engine import machine
room = machine.open_engine_room()
life = room.lock("life")
life.acquire()
room.note(machine.Running(os.getpid(), psutil.Process().create_time(), "", "", "slow", "job"))
print("loading", flush=True)
time.sleep(60)
"""


@pytest.fixture
def job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> EngineJob:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    model, log = tmp_path / "m.gguf", tmp_path / "engine.log"
    model.write_bytes(b"GGUF")
    folder = str(machine.open_engine_room().folder)
    return EngineJob(
        folder,
        str(model),
        "0" * 64,
        "m",
        "build 1",
        2048,
        1,
        "f16",
        str(tmp_path / "kv"),
        str(log),
        60.0,
    )


@pytest.fixture
def loading(job: EngineJob) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        [sys.executable, "-c", LOADING], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "loading\n"
        yield process
        process.kill()


def test_stop_ends_an_engine_that_is_still_loading(loading: subprocess.Popen[str]) -> None:
    start = machine.open_engine_room().lock("start")
    start.acquire()
    assert launch.running_engine() is None
    stopped = launch.stop_engine()
    start.release()
    assert stopped is not None
    assert loading.wait(5) != 0
    assert launch.stop_engine() is None


def test_stop_does_not_say_that_nothing_runs_while_an_engine_is_about_to_load(
    job: EngineJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "_STOP_SECONDS", 0.1)
    start = machine.open_engine_room().lock("start")
    start.acquire()
    with pytest.raises(EngineError, match="about to start the engine"):
        launch.stop_engine()
    start.release()
    assert launch.stop_engine() is None


def test_stop_takes_leave_of_an_engine_that_ended_by_itself(job: EngineJob) -> None:
    child = launch._spawn(job)  # no model: it cannot be loaded
    # Ended with all its threads, and not yet taken leave of.
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    launch.stop_engine()
    assert child.returncode not in (None, 0)


def test_an_engine_left_loading_is_not_waited_for_without_end(
    job: EngineJob, loading: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "_LOAD_SECONDS", 0.1)
    with pytest.raises(EngineError, match="slow was still loading after"):
        launch.engage_engine(machine.open_engine_room(), job, ignore)
    assert loading.wait(5) != 0
    assert machine.open_engine_room().is_free("start")


def test_a_missing_openmp_runtime_is_named_with_the_remedy(job: EngineJob) -> None:
    Path(job.log).write_text(
        "ImportError: libgomp.so.1: cannot open shared object file: No such file or directory\n"
    )
    error = launch._failed(job, 1)
    assert isinstance(error, EngineError)
    assert str(error) == "The engine needs the OpenMP runtime: sudo apt-get install libgomp1"


def test_a_program_for_another_processor_is_named_with_the_remedy(job: EngineJob) -> None:
    Path(job.log).write_text("AMX is not ready to be used!\n")
    error = launch._failed(replace(job, program="/opt/llama-server"), -signal.SIGILL)
    assert str(error).startswith("/opt/llama-server is built for another processor")
    assert "farside engine build" in str(error)


def test_an_engine_of_another_build_is_another_engine(job: EngineJob) -> None:
    assert replace(job, build="build 2").key != job.key
    assert replace(job, idle_seconds=1.0).key == job.key


def test_what_nobody_uses_ends_with_those_who_began_it(loading: subprocess.Popen[str]) -> None:
    room = machine.open_engine_room()
    noted = room.noted()
    assert noted is not None
    assert launch.end_unused_engine(0) is None, "it is loaded for somebody"
    room.note(replace(noted, url="http://127.0.0.1:9"))
    assert launch.end_unused_engine(noted.started + 1) is None, "it was there before"
    lease = room.lock("lease")
    lease.acquire(shared=True)
    assert launch.end_unused_engine(noted.started) is None, "it is used"
    lease.release()
    start = room.lock("start")
    start.acquire()
    assert launch.end_unused_engine(noted.started) is None, "somebody is about to use it"
    start.release()
    assert loading.poll() is None
    ended = launch.end_unused_engine(noted.started)
    assert ended is not None
    assert loading.wait(5) != 0
    assert launch.end_unused_engine(noted.started) is None
