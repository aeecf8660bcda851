"""One engine for all Farside processes of this machine, whatever dies in the middle."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from farside.config import Settings
from farside.engine import launch
from farside.engine.base import Engine, Message, Prefilled, Reply, Request, Text, generate_reply
from farside.engine.local import open_local
from farside.errors import EngineError
from farside.types import Event, Progress, ignore

pytestmark = pytest.mark.model

SHORT = Request((Message("user", "Say hello."),), 4)
LONG = Request((Message("user", "The quick brown fox jumps over the lazy dog. " * 120),), 8)
OTHER_PROCESS = """
import json, sys
from pathlib import Path
from farside.config import Settings
from farside.engine.base import Message, Request, generate_reply
from farside.engine.local import open_local
from farside.engine import launch
given = json.loads(sys.argv[1])
settings = Settings(**{**given, "home": Path(given["home"])})
engine = open_local(settings.model, settings, lambda _: None)
print(launch.running_engine().pid, flush=True)
if len(sys.argv) > 2:
    input()
print(generate_reply(engine, Request((Message("user", "Say hello."),), 4)).text, flush=True)
"""


def start_other(settings: Settings, *flags: str) -> subprocess.Popen[str]:
    given = {
        name: getattr(settings, name)
        for name in ("model", "models_dir", "engine_context", "engine_idle_seconds")
    }
    argument = json.dumps({**given, "home": str(settings.home)})
    return subprocess.Popen(
        [sys.executable, "-c", OTHER_PROCESS, argument, *flags],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def running_pid() -> int:
    running = launch.running_engine()
    assert running is not None
    return running.pid


def wait_until(ready: Callable[[], bool], seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def kill_at(engine: Engine, request: Request, kind: type[Prefilled] | type[Text]) -> Reply:
    """The reply to a request whose engine is killed at the first event of a kind (prefill: past its
    start)."""
    killed = False
    for event in engine.stream(request):
        if (
            isinstance(event, kind)
            and not killed
            and not (isinstance(event, Prefilled) and event.done == 0)
        ):
            os.kill(running_pid(), signal.SIGKILL)
            killed = True
        if isinstance(event, Reply):
            return event
    raise AssertionError("no reply")


def test_an_engine_killed_while_it_reads_is_started_again(settings: Settings) -> None:
    engine = open_local(settings.model, settings, ignore)
    first = running_pid()
    reply = kill_at(engine, LONG, Prefilled)
    assert reply.usage.completion_tokens == 8
    assert running_pid() != first
    engine.close()


def test_an_engine_killed_while_it_writes_is_an_error_and_then_works(settings: Settings) -> None:
    engine = open_local(settings.model, settings, ignore)
    with pytest.raises(EngineError, match=r"stopped answering|middle of a reply"):
        kill_at(engine, replace(LONG, max_tokens=200), Text)
    assert generate_reply(engine, SHORT).usage.completion_tokens == 4
    engine.close()


def test_an_engine_killed_between_requests_is_started_again(settings: Settings) -> None:
    engine = open_local(settings.model, settings, ignore)
    os.kill(running_pid(), signal.SIGKILL)
    assert engine.count_text("hello") > 0
    assert generate_reply(engine, SHORT).usage.completion_tokens == 4
    engine.close()


def test_processes_that_start_together_share_one_engine(settings: Settings) -> None:
    others = [start_other(settings) for _ in range(3)]
    told = [other.communicate(timeout=120)[0].split("\n") for other in others]
    assert [other.returncode for other in others] == [0, 0, 0], told
    assert len({lines[0] for lines in told}) == 1
    assert len({lines[1] for lines in told}) == 1


def test_the_engine_outlives_a_ctrl_c_of_the_process_that_started_it(settings: Settings) -> None:
    other = start_other(settings, "wait")
    assert other.stdout is not None
    pid = int(other.stdout.readline())
    os.kill(other.pid, signal.SIGINT)
    # Its pipes close at once, although the engine it started lives on.
    other.communicate(timeout=10)
    assert other.returncode != 0
    assert running_pid() == pid
    engine = open_local(settings.model, settings, ignore)
    assert running_pid() == pid
    assert os.getpgid(pid) != os.getpgid(0)
    engine.close()


def test_an_unused_engine_ends_itself_and_a_used_one_does_not(settings: Settings) -> None:
    engine = open_local(settings.model, replace(settings, engine_idle_seconds=1.0), ignore)
    time.sleep(3)
    assert launch.running_engine() is not None
    engine.close()
    wait_until(lambda: launch.running_engine() is None)


def test_another_kind_of_engine_waits_for_the_one_in_use(settings: Settings) -> None:
    other = start_other(settings, "wait")
    assert other.stdout is not None
    assert other.stdin is not None
    first = int(other.stdout.readline())
    heard: list[str] = []

    def notify(event: Event) -> None:
        if isinstance(event, Progress) and event.detail not in heard:
            heard.append(event.detail)
            if event.detail.startswith("waiting") and other.stdin is not None:
                assert running_pid() == first
                other.stdin.write("\n")
                other.stdin.flush()

    engine = open_local(settings.model, replace(settings, engine_context=1024), notify)
    assert "waiting for another Farside process that uses smollm2-135m" in heard
    assert engine.window == 1024
    assert running_pid() != first
    other.communicate(timeout=30)
    assert other.returncode == 0
    engine.close()


def test_one_process_cannot_use_two_kinds_at_once(settings: Settings) -> None:
    engine = open_local(settings.model, settings, ignore)
    with pytest.raises(EngineError, match="close it before opening"):
        open_local(settings.model, replace(settings, engine_context=1024), ignore)
    again = open_local(settings.model, settings, ignore)
    again.close()
    engine.close()


def test_a_reader_that_pauses_does_not_hold_the_others_up(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("farside.engine.local._TURN_TELL_SECONDS", 0.1)
    monkeypatch.setattr("farside.engine.local._TURN_UNUSED_SECONDS", 0.5)
    engine = open_local(settings.model, settings, ignore)
    paused = engine.stream(replace(SHORT, max_tokens=8))
    next(iter(paused))
    assert generate_reply(engine, SHORT).usage.completion_tokens == 4
    assert isinstance(list(paused)[-1], Reply)
    engine.close()


def test_stop_ends_it(settings: Settings) -> None:
    engine = open_local(settings.model, settings, ignore)
    engine.close()
    stopped = launch.stop_engine()
    assert stopped is not None
    assert not stopped.alive()
    assert launch.running_engine() is None
    assert launch.stop_engine() is None
