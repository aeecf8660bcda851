"""A `llama-server` as the engine: the same replies, states and guards as with the wheel's
llama.cpp."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import httpx
import psutil
import pytest

from farside.config import Settings
from farside.engine import launch, machine
from farside.engine.base import Message, Request, generate_reply
from farside.engine.local import open_local
from farside.engine.programs import choose_program, find_programs, read_measured
from farside.errors import ModelError
from farside.types import ignore
from farside.work.machine.measure_programs import measure_programs
from tests.engine.conftest import engine_room

pytestmark = pytest.mark.model

FOX = "The quick brown fox jumps over the lazy dog. " * 20
ASKED = Request((Message("user", f"{FOX}\nName the animals.", kept=len(FOX)),), 12)
OTHER = Request((Message("user", "Tell a story about a ship."),), 8)
SCHEMA = {
    "type": "object",
    "properties": {
        "animal": {"type": "string", "minLength": 1, "maxLength": 12},
        "sentences": {
            "type": "array",
            "items": {"type": "integer", "minimum": 1, "maximum": 20},
            "maxItems": 3,
        },
    },
    "required": ["animal", "sentences"],
    "additionalProperties": False,
}


def make_program(folder: Path, before: str = "") -> str:
    path = folder / "llama-server"
    source = Path(__file__).parents[2]
    call = f"exec '{sys.executable}' -m tests.engine.llama_server \"$@\""
    path.write_text(f"#!/bin/sh\n{before}\nexport PYTHONPATH='{source}'\n{call}\n")
    path.chmod(0o755)
    return str(path)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("room")
    with engine_room(folder) as settings:
        yield replace(settings, engine_server=make_program(folder))


def test_it_answers_as_the_wheel_does_and_keeps_what_it_read(served: Settings) -> None:
    with closing(open_local(served.model, served, ignore)) as engine:
        first = generate_reply(engine, ASKED)
        generate_reply(engine, OTHER)
        again = generate_reply(engine, ASKED)
        named = generate_reply(engine, replace(ASKED, schema=SCHEMA, max_tokens=60))
    assert first.prefix
    assert first.prefix.origin == "computed"
    assert again.prefix
    assert (again.prefix.origin, again.text) == ("restored", first.text)
    assert again.usage.cached_tokens >= again.prefix.tokens
    assert list(json.loads(named.text)) == ["animal", "sentences"]
    with closing(open_local(served.model, replace(served, engine_server="wheel"), ignore)) as wheel:
        other = generate_reply(wheel, ASKED)
    assert other.prefix
    assert other.prefix.origin == "computed"
    assert other.text == first.text


def test_only_who_knows_the_key_is_answered(served: Settings) -> None:
    with closing(open_local(served.model, served, ignore)):
        running = launch.running_engine()
        assert running
        assert running.url.startswith("http://127.0.0.1:")
        assert (
            httpx.get(f"{running.url}/slots", trust_env=False).status_code
            == httpx.codes.UNAUTHORIZED
        )
        for process in (
            psutil.Process(running.pid),
            *psutil.Process(running.pid).children(recursive=True),
        ):
            assert running.token not in " ".join(process.cmdline())


@pytest.mark.parametrize("killed", ["its keeper", "the server"])
def test_it_is_started_again_when_it_dies(served: Settings, killed: str) -> None:
    with closing(open_local(served.model, served, ignore)) as engine:
        generate_reply(engine, ASKED)
        running = launch.running_engine()
        assert running
        children = psutil.Process(running.pid).children(recursive=True)
        assert children
        os.kill(running.pid if killed == "its keeper" else children[-1].pid, signal.SIGKILL)
        _, alive = psutil.wait_procs(children, timeout=10)
        assert not alive
        assert generate_reply(engine, ASKED).prefix
        now = launch.running_engine()
        assert now
        assert now.pid != running.pid


def test_it_ends_when_it_is_stopped_and_when_it_is_idle(served: Settings) -> None:
    launch.stop_engine()
    settings = replace(served, engine_idle_seconds=0.5)
    open_local(settings.model, settings, ignore).close()
    deadline = time.monotonic() + 20
    while not machine.open_engine_room().is_free("life") and time.monotonic() < deadline:
        time.sleep(0.1)
    assert machine.open_engine_room().is_free("life")
    open_local(served.model, served, ignore).close()
    assert launch.stop_engine()
    assert machine.open_engine_room().is_free("life")


def test_a_model_that_it_cannot_load_is_told(served: Settings, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"llama\.cpp cannot load this model"):
        open_local(
            served.model,
            replace(served, engine_server=make_program(tmp_path, "[ $# -gt 2 ] && exit 1")),
            ignore,
        )


def test_programs_are_measured_and_the_fastest_that_keeps_serves(
    served: Settings, tmp_path: Path
) -> None:
    settings = replace(served, home=tmp_path)
    measured = measure_programs(settings, settings.model, ignore)
    assert [one.problem for one in measured] == ["", ""]
    assert all(one.read > 0 and one.write > 0 and one.restore > 0 for one in measured)
    best = max(measured, key=lambda one: one.read)
    assert choose_program(replace(settings, engine_server=""), measured[0].model).build in {
        best.build,
        measured[0].build,
    }
    assert len(find_programs(settings)) == len(read_measured(settings)) == 2
    assert not list((tmp_path / "kv").rglob("*.kv"))
