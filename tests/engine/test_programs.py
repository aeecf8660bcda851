"""Which llama.cpp serves: the wheel's, one that a person named, or the fastest that proved
itself."""

from __future__ import annotations

import itertools
import stat
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine import programs
from farside.engine.machine import EngineJob
from farside.engine.programs import (
    Measured,
    choose_program,
    find_programs,
    note_measured,
    read_measured,
)
from farside.engine.rope import AS_TRAINED
from farside.engine.server_flags import can_ping, list_flags
from farside.errors import EngineError, SettingsError

MODEL = "ab" * 32
_NEW = (
    "--flash-attn [on|off|auto] --no-ui, --no-webui --cache-ram, -cram N --gpu-layers "
    "N, 'auto' --slots"
)


def make_server(path: Path, version: str = "version: 42 (abc)") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho '{version}'\n")
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return path


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=":")
    return Settings(home=tmp_path / "home")


def test_the_wheel_serves_where_nothing_else_was_measured(home: Settings, tmp_path: Path) -> None:
    make_server(tmp_path / "bin" / "llama-server")
    assert choose_program(home, MODEL) == programs.wheel_program()
    assert [bool(one.path) for one in find_programs(home)] == [False, True]


def test_the_fastest_that_keeps_its_states_serves(home: Settings, tmp_path: Path) -> None:
    make_server(tmp_path / "bin" / "llama-server")
    make_server(programs.built_path(home), "version: 43 (def)")
    wheel, built, installed = find_programs(home)
    note_measured(home, Measured(MODEL, wheel.build, 90, 26, 0.1))
    note_measured(home, Measured(MODEL, built.build, 158, 37, 0.1))
    note_measured(
        home,
        Measured(MODEL, installed.build, 900, 90, 0.0, "its state did not come back", keeps=False),
    )
    assert choose_program(home, MODEL) == built
    assert choose_program(home, "cd" * 32) == wheel
    assert programs.find_problem(home, MODEL, installed.build) == "its state did not come back"
    programs.built_path(home).unlink()
    assert choose_program(home, MODEL) == wheel
    assert len(read_measured(home)) == 3


def test_a_lead_that_may_be_noise_changes_no_program(home: Settings) -> None:
    make_server(programs.built_path(home), "version: 43 (def)")
    wheel, built = find_programs(home)
    note_measured(home, Measured(MODEL, wheel.build, 68, 15, 0.1))
    note_measured(home, Measured(MODEL, built.build, 70, 13, 0.1))
    assert choose_program(home, MODEL) == wheel
    note_measured(home, Measured(MODEL, built.build, 76, 16, 0.1))
    assert choose_program(home, MODEL) == built


def test_a_named_program_serves_whatever_was_measured(home: Settings, tmp_path: Path) -> None:
    path = make_server(tmp_path / "my" / "llama-server")
    note_measured(home, Measured(MODEL, programs.wheel_program().build, 90, 26, 0.1))
    assert choose_program(replace(home, engine_server=str(path)), MODEL).path == str(path)
    assert choose_program(replace(home, engine_server="wheel"), MODEL) == programs.wheel_program()


def test_another_build_is_another_program(home: Settings, tmp_path: Path) -> None:
    path = make_server(tmp_path / "my" / "llama-server")
    named = replace(home, engine_server=str(path))
    before = choose_program(named, MODEL).build
    make_server(path, "version: 44 (fff)")
    assert choose_program(named, MODEL).build != before


def test_a_program_is_asked_for_its_version_once(home: Settings, tmp_path: Path) -> None:
    path, asked = tmp_path / "my" / "llama-server", tmp_path / "asked"
    make_server(path, f"version: 42 (abc)'; echo x >> '{asked}'; echo '")
    named = replace(home, engine_server=str(path))
    first = choose_program(named, MODEL)
    assert [choose_program(named, MODEL) for _ in range(3)] == [first] * 3
    assert asked.read_text() == "x\n"


@pytest.mark.parametrize("folder", [".", "../lib"])
def test_other_libraries_make_another_program(home: Settings, tmp_path: Path, folder: str) -> None:
    path = make_server(tmp_path / "my" / "bin" / "llama-server")
    library = path.parent / folder / "libggml-cpu.so"
    library.parent.mkdir(exist_ok=True)
    library.write_bytes(b"of the first build")
    named = replace(home, engine_server=str(path))
    before = choose_program(named, MODEL)
    assert choose_program(named, MODEL) == before
    library.write_bytes(b"of the second, longer build")
    assert choose_program(named, MODEL).build != before.build


def test_what_cannot_be_run_is_told(home: Settings, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="is no program that can be run"):
        choose_program(replace(home, engine_server="/no/llama-server"), MODEL)
    silent = make_server(tmp_path / "my" / "llama-server", "hello")
    with pytest.raises(EngineError, match="no llama-server that works here"):
        choose_program(replace(home, engine_server=str(silent)), MODEL)


def test_damaged_notes_are_made_again(home: Settings) -> None:
    note_measured(home, Measured(MODEL, "a", 90, 26, 0.1))
    next((home.home / "engines").glob("measured-*.json")).write_text('[{"model": 1}]')
    assert read_measured(home) == ()


JOB = EngineJob(
    "/r",
    "/m.gguf",
    MODEL,
    "m",
    "b",
    4096,
    2,
    "q8_0",
    "/kv/m",
    "/log",
    60.0,
    program="/llama-server",
)


def test_flags_say_what_the_wheel_is_told() -> None:
    flags = list_flags(JOB, "8123", _NEW)
    pairs = dict(itertools.pairwise(flags))
    assert pairs["--model"] == "/m.gguf"
    assert (pairs["--host"], pairs["--port"], pairs["--parallel"]) == ("127.0.0.1", "8123", "1")
    assert (pairs["--ctx-size"], pairs["--cache-type-k"], pairs["--flash-attn"]) == (
        "4096",
        "q8_0",
        "on",
    )
    assert pairs["--slot-save-path"] == "/kv/m/"
    assert "--no-ui" in flags
    assert "--no-webui" not in flags
    assert "--gpu-layers" not in flags  # it chooses itself
    assert "--rope-scaling" not in flags


def test_lookup_is_told_to_a_program_that_knows_it() -> None:
    known = f"{_NEW} --spec-type NAME --spec-ngram-simple-size-n N --spec-ngram-simple-size-m N"
    looking = replace(JOB, lookup=True)
    pairs = dict(itertools.pairwise(list_flags(looking, "1", known)))
    assert pairs["--spec-type"] == "ngram-simple"
    assert (pairs["--spec-ngram-simple-size-n"], pairs["--spec-ngram-simple-size-m"]) == ("3", "8")
    assert "--spec-type" not in list_flags(JOB, "1", known)
    assert "--spec-type" not in list_flags(looking, "1", _NEW)
    assert looking.key != JOB.key  # one engine cannot serve both


def test_an_older_program_gets_the_flags_that_it_knows() -> None:
    flags = list_flags(replace(JOB, gpu_layers=7), "1", "-fa, --flash-attn --no-webui")
    assert flags[flags.index("--flash-attn") + 1].startswith("--")
    assert "--no-webui" in flags
    assert "--cache-ram" not in flags
    assert flags[flags.index("--gpu-layers") + 1] == "7"
    assert "999" in list_flags(JOB, "1", "-fa, --flash-attn")


def test_stretched_positions_are_told() -> None:
    stretched = replace(
        JOB, rope=replace(AS_TRAINED, scaling="yarn", freq_scale=0.25, yarn_orig_ctx=2048)
    )
    flags = list_flags(stretched, "1", _NEW)
    pairs = dict(itertools.pairwise(flags))
    assert (pairs["--rope-scaling"], pairs["--rope-freq-scale"], pairs["--yarn-orig-ctx"]) == (
        "yarn",
        "0.25",
        "2048",
    )


def test_only_a_program_with_the_flag_gives_signs_of_life() -> None:
    assert can_ping(f"{_NEW} --sse-ping-interval N")
    assert not can_ping(_NEW)
