"""How an engine begins and ends: what its death while loading means, who may stop it, when it ends
itself, and a folder that cannot be trusted."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from pathlib import Path

import httpx
import psutil
import pytest

from farside.engine import idle, launch, machine
from farside.engine.machine import CANNOT_LOAD, EngineJob, Room, Running
from farside.engine.rope import AS_TRAINED
from farside.errors import EngineError, ModelError
from farside.types import Event, Progress, ignore


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Room:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    return machine.open_engine_room()


@pytest.fixture
def job(tmp_path: Path, room: Room) -> EngineJob:
    model, log = tmp_path / "m.gguf", tmp_path / "engine.log"
    model.write_bytes(b"GGUF")
    log.write_text("line\n" * 20 + "last words\n")
    places = (str(room.folder), str(model), "0" * 64, "tiny", "build 1")
    return EngineJob(*places, 2048, 1, "f16", str(tmp_path / "kv"), str(log), 60.0)


@pytest.fixture
def sleeper() -> Iterator[Running]:
    """A process that takes the place of an engine."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as process:
        born = psutil.Process(process.pid).create_time()
        yield Running(process.pid, born, "http://127.0.0.1:1", "t", "tiny", "another job")
        process.kill()


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (
            -signal.SIGKILL,
            EngineError,
            "want of memory: the model needs 0.0 GB and its context of 2048",
        ),
        (-signal.SIGTERM, EngineError, "was stopped while it loaded; ask again"),
        (-signal.SIGABRT, ModelError, r"llama.cpp cannot load this model; fetch it again"),
        (CANNOT_LOAD, ModelError, r"m\.gguf: llama.cpp cannot load this model"),
        (1, EngineError, r"did not start \(exit status 1\); its log is "),
    ],
)
def test_what_the_death_of_a_loading_engine_means(
    job: EngineJob, status: int, kind: type[Exception], message: str
) -> None:
    error = launch._failed(job, status)
    assert type(error) is kind
    assert message.replace("\\", "") in str(error)


def test_the_last_words_of_an_engine_are_told_and_no_more(job: EngineJob) -> None:
    said = str(launch._failed(job, 1)).splitlines()
    assert said[-1] == "last words"
    assert len(said) == 1 + launch._LOG_LINES


def _answering(
    monkeypatch: pytest.MonkeyPatch, answer: Callable[[httpx.Request], httpx.Response]
) -> None:
    real = httpx.Client
    monkeypatch.setattr(
        httpx, "Client", lambda **given: real(transport=httpx.MockTransport(answer), **given)
    )


def test_an_engine_that_answers_is_used_again(
    room: Room, job: EngineJob, sleeper: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        shown.append(request.headers["Authorization"])
        return httpx.Response(200, json={})

    _answering(monkeypatch, answer)
    room.note(replace(sleeper, job=job.key))
    running, lease = launch.engage_engine(room, job, ignore)
    assert (running.pid, shown) == (sleeper.pid, ["Bearer t"])
    assert not room.is_free("lease")
    assert room.is_free("start")
    lease.release()
    lease.release()
    assert room.is_free("lease")


@pytest.mark.parametrize("broken", [503, None])
def test_an_engine_that_no_longer_answers_is_replaced(
    room: Room,
    job: EngineJob,
    sleeper: Running,
    monkeypatch: pytest.MonkeyPatch,
    broken: int | None,
) -> None:
    def answer(_: httpx.Request) -> httpx.Response:
        if broken is None:
            raise httpx.ConnectError("refused")
        return httpx.Response(broken)

    _answering(monkeypatch, answer)
    started = replace(sleeper, pid=os.getpid(), started=psutil.Process().create_time())
    monkeypatch.setattr(launch, "_start", lambda *_: started)
    room.note(replace(sleeper, job=job.key))
    running, lease = launch.engage_engine(room, job, ignore)
    lease.release()
    assert running is started
    assert not sleeper.alive()


def test_a_process_waits_for_no_engine_that_it_holds_itself(
    room: Room, job: EngineJob, sleeper: Running
) -> None:
    lock = room.lock("lease")
    lock.acquire(shared=True)
    lease = launch.Lease(lock, sleeper.job)
    room.note(sleeper)
    with pytest.raises(
        EngineError, match="already uses tiny, and one machine runs one engine; close"
    ):
        launch.engage_engine(room, job, ignore)
    lease.release()
    assert sleeper.alive()


def test_whoever_waits_is_told_for_what(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []

    def note(event: Event) -> None:
        assert isinstance(event, Progress)
        told.append(event.detail)

    monkeypatch.setattr(launch, "_TELL_SECONDS", 0.0)
    monkeypatch.setattr(launch, "_LOOK_SECONDS", 0.0)
    looks = iter([False, False, False, True])
    launch._wait_for(lambda: next(looks), note, "waiting for another process")
    assert set(told) == {"waiting for another process"}


def test_an_engine_that_cannot_be_ended_is_named(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(launch, "_STOP_SECONDS", 0.02)
    gone = Running(2**22 + 1, 0.0, "http://x", "t", "tiny", "job")
    life = room.lock("life")
    life.acquire()
    with pytest.raises(
        EngineError, match=rf"\(process {2**22 + 1}\) cannot be stopped; end it by hand"
    ):
        launch._end(room, gone)
    life.release()


def test_a_stranger_in_the_engines_place_is_named(room: Room) -> None:
    error = launch._left_loading(room)
    assert "a process that is no engine holds life.lock" in str(error)


def test_a_reused_process_number_is_no_engine(sleeper: Running) -> None:
    assert sleeper.alive()
    assert not replace(sleeper, started=sleeper.started - 3600).alive()


@pytest.mark.parametrize("note", ["", "{", "[]", "{}", '{"pid": 1}', '"x"'])
def test_a_note_that_is_none_is_no_engine(room: Room, note: str) -> None:
    (room.folder / "engine.json").write_text(note)
    assert room.noted() is None


def test_the_note_holds_the_key_for_its_owner_alone(room: Room, sleeper: Running) -> None:
    room.note(sleeper)
    note = room.folder / "engine.json"
    assert note.stat().st_mode & 0o777 == 0o600
    assert json.loads(note.read_text()) == asdict(sleeper)
    assert "'t'" not in repr(sleeper)


@pytest.mark.parametrize("mode", [0o770, 0o705])
def test_a_room_that_others_can_enter_is_refused(room: Room, tmp_path: Path, mode: int) -> None:
    room.folder.chmod(mode)
    with pytest.raises(EngineError, match="cannot be trusted with the engine's key; remove it"):
        machine.open_engine_room({"XDG_RUNTIME_DIR": str(tmp_path)})


def test_a_room_that_cannot_be_made_says_what_to_set(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="set XDG_RUNTIME_DIR to a folder of yours"):
        machine.open_engine_room({"XDG_RUNTIME_DIR": str(tmp_path / "none")})
    (tmp_path / "farside").symlink_to(tmp_path)
    with pytest.raises(EngineError, match="cannot be trusted"):
        machine.open_engine_room({"XDG_RUNTIME_DIR": str(tmp_path)})


def test_a_lock_that_is_not_held_has_no_file(room: Room) -> None:
    lock = room.lock("turn")
    with pytest.raises(EngineError, match=r"turn\.lock is not held"):
        lock.fileno()


@pytest.mark.parametrize(
    ("limit", "cores"),
    [("200000 100000", 2), ("50000 100000", 1), ("max 100000", None), ("", None)],
)
def test_cores_of_a_container(tmp_path: Path, limit: str, cores: int | None) -> None:
    (tmp_path / "cpu.max").write_text(limit)
    found = machine._quota(tmp_path / "cpu.max")
    assert found == cores or (cores == 1 and found == 1)


def test_a_job_comes_back_from_its_plain_form(job: EngineJob) -> None:
    assert EngineJob.parsed(json.loads(json.dumps(asdict(job)))) == job
    assert job.rope == AS_TRAINED


class _Clock:
    """Time that passes only while somebody sleeps; `each` is called then."""

    def __init__(self, each: Callable[[float], object]) -> None:
        self.now, self._each = 0.0, each

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds
        self._each(self.now)


def _from(moment: float, act: Callable[[], None]) -> Callable[[float], None]:
    """Acts at every look from `moment` on."""

    def each(now: float) -> None:
        if now >= moment:
            act()

    return each


def _serve(
    room: Room, job: EngineJob, monkeypatch: pytest.MonkeyPatch, each: Callable[[float], object]
) -> float:
    """How long an engine serves while `each` happens."""
    running = Running(os.getpid(), psutil.Process().create_time(), "http://x", "t", "tiny", job.key)
    room.note(running)
    clock = _Clock(each)
    monkeypatch.setattr(idle, "time", clock)
    idle.serve_until_idle(room, job, running, lambda: clock.now < 1000)
    return clock.now


def test_an_engine_that_nobody_uses_ends_and_takes_its_note_down(
    room: Room, job: EngineJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert 60 < _serve(room, job, monkeypatch, lambda _: None) < 62
    assert room.noted() is None


def test_an_engine_in_use_stays_and_its_idle_time_begins_behind(
    room: Room, job: EngineJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    lease = room.lock("lease")
    lease.acquire(shared=True)
    ended = _serve(room, job, monkeypatch, _from(300, lease.release))
    assert 359 < ended < 362


def test_an_engine_does_not_end_while_somebody_arrives(
    room: Room, job: EngineJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = room.lock("start")
    start.acquire()
    assert 199 < _serve(room, job, monkeypatch, _from(200, start.release)) < 202


def test_an_engine_ends_when_another_is_noted_or_its_server_dies(
    room: Room, job: EngineJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _serve(room, job, monkeypatch, _from(5, room.forget)) < 7
    lease = room.lock("lease")
    lease.acquire(shared=True)
    assert _serve(room, job, monkeypatch, lambda _: None) >= 1000
    lease.release()


def test_a_log_is_emptied_when_it_is_long(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(idle, "LOG_BYTES", 100)
    log = tmp_path / "engine.log"
    idle.bound_log(log)
    log.write_bytes(bytes(100))
    idle.bound_log(log)
    assert log.stat().st_size == 100
    log.write_bytes(bytes(101))
    idle.bound_log(log)
    assert log.stat().st_size == 0
