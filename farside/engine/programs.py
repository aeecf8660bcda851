"""The llama.cpp that computes: the one in the wheel, or a `llama-server` of this machine.

The wheel is built for every processor of its kind. A server that was built for this one reads up to
twice as fast, and one that was built for a GPU a hundred times. All speak the same protocol and run
in a process of their own.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from farside.config import Settings
from farside.engine.checksums import remember_fact, remembered_sha256, stamp_file
from farside.errors import EngineError, SettingsError
from farside.system.children import child_environment
from farside.system.replacing import replace_file
from farside.types import ignore

WHEEL = "wheel"
SERVER = "llama-server"
_SAID_SECONDS = 60.0
_LEAD = 1.1
"""How many times as fast as the wheel's another program must read to take its place. What the one
kept is read anew by the other, and measurements of the same program differ by some percent."""
_LIBRARIES = ("libllama*.so*", "libggml*.so*", "libllama*.dylib", "libggml*.dylib")
_LIBRARY_FOLDERS = ("lib", f"lib/{os.uname().machine}-linux-gnu", "lib64")
_CPUINFO = Path("/proc/cpuinfo")


@dataclass(frozen=True, slots=True)
class EngineProgram:
    """A llama.cpp. `path` is the path of a `llama-server`, empty for the wheel's. `build` tells it
    from every other build: the KV states of one build are never given to another. `title` is for
    people."""

    build: str
    title: str
    path: str = ""


@dataclass(frozen=True, slots=True)
class Measured:
    """How fast a program is with a model here, in tokens per second and seconds, and whether a
    state that it saved can be used again (`problem` says why not)."""

    model: str
    build: str
    read: float
    write: float
    restore: float
    problem: str = ""
    keeps: bool = True


def find_programs(settings: Settings) -> tuple[EngineProgram, ...]:
    """Every llama.cpp that is there: the wheel, the one that was built here, the one that a person
    named or installed.

    Raises `SettingsError` where `engine_server` names no program, `EngineError` where it does not
    run.
    """
    named = settings.engine_server not in ("", WHEEL)
    found = [wheel_program()]
    for path in _server_paths(settings):
        try:
            found.append(_describe(path, settings))
        except EngineError:  # one that nobody asked for and that does not run is not there
            if named and path == _named_path(settings):
                raise
    return tuple(found)


def wheel_program() -> EngineProgram:
    return EngineProgram(f"xllamacpp {version('xllamacpp')}", "the wheel's llama.cpp (xllamacpp)")


def choose_program(settings: Settings, model_sha256: str) -> EngineProgram:
    """The program that serves a model: the one that the setting `engine_server` names, else the
    fastest of those that were measured with this model and keep their states, else the wheel's."""
    if settings.engine_server == WHEEL:
        return wheel_program()
    if settings.engine_server:
        return _describe(_named_path(settings), settings)
    measured = {
        one.build: one
        for one in read_measured(settings)
        if one.model == model_sha256 and not one.problem
    }
    if not measured:
        return wheel_program()
    there = [one for one in find_programs(settings) if one.build in measured]
    wheel = wheel_program()
    fastest = max(there, key=lambda one: measured[one.build].read, default=wheel)
    known = measured.get(wheel.build)
    return wheel if known and measured[fastest.build].read < _LEAD * known.read else fastest


def find_problem(settings: Settings, model_sha256: str, build: str) -> str:
    """Why the states of this build are not kept; empty where they are, or where nobody has measured
    it."""
    known = (
        one.problem
        for one in read_measured(settings)
        if (one.model, one.build) == (model_sha256, build) and not one.keeps
    )
    return next(known, "")


def read_measured(settings: Settings) -> tuple[Measured, ...]:
    """What was measured on this machine; nothing where the notes are absent or damaged, as they can
    be made again."""
    with suppress(FileNotFoundError, IsADirectoryError, ValueError, TypeError):
        lines = json.loads(_notes(settings).read_text(encoding="utf-8"))
        return tuple(Measured(**one) for one in lines)
    return ()


def note_measured(settings: Settings, measured: Measured) -> None:
    """Keep what was measured, in place of what was known of the same model and build."""
    others = [
        one
        for one in read_measured(settings)
        if (one.model, one.build) != (measured.model, measured.build)
    ]
    notes = _notes(settings)
    notes.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = notes.with_suffix(f".{os.getpid()}")
    fresh.write_text(
        json.dumps([asdict(one) for one in (*others, measured)], indent=1), encoding="utf-8"
    )
    replace_file(fresh, notes)


def engines_folder(settings: Settings) -> Path:
    """The folder where built engines, and what was measured of engines, are kept."""
    return settings.shared / "engines"


def built_path(settings: Settings) -> Path:
    """The path where `farside engine build` puts its program: a folder for each kind of processor,
    since a home may be used from several machines and a program for another processor would crash.
    """
    return engines_folder(settings) / name_processor() / SERVER


def name_processor() -> str:
    """A short name of what this processor can do."""
    told = sorted(
        {
            line
            for line in read_cpuinfo().splitlines()
            if line.startswith(("flags", "Features", "model name"))
        }
    )
    machine = os.uname().machine
    return f"{machine}-{sha256(chr(10).join(told).encode()).hexdigest()[:12]}"


@cache
def read_cpuinfo() -> str:
    """Read what the system says about its processors; "" where it does not say it in this way."""
    try:
        return _CPUINFO.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""


def _notes(settings: Settings) -> Path:
    return engines_folder(settings) / f"measured-{name_processor()}.json"


def _server_paths(settings: Settings) -> Iterator[Path]:
    seen: set[Path] = set()
    on_path = shutil.which(SERVER)
    named = [_named_path(settings)] if settings.engine_server not in ("", WHEEL) else []
    for path in (built_path(settings), *named, *([Path(on_path)] if on_path else [])):
        if path.is_file() and path.resolve() not in seen:
            seen.add(path.resolve())
            yield path


def _named_path(settings: Settings) -> Path:
    """The `llama-server` of the setting: a path, or a name that is looked for on the PATH."""
    named = settings.engine_server
    found = shutil.which(str(Path(named).expanduser()))
    if found is None:
        raise SettingsError(
            f"engine_server: {named!r} is no program that can be run; give the path of "
            f"a llama-server, {WHEEL!r}, or nothing for the fastest that was measured"
        )
    return Path(found).absolute()


def _describe(path: Path, settings: Settings) -> EngineProgram:
    """A program that is asked for its version once, and again when it or a library of it changed:
    every opening of an engine comes by here. Raises `EngineError`."""
    digest = remembered_sha256(path, engines_folder(settings) / "known.json", ignore)
    libraries = _list_libraries(path)
    versions = engines_folder(settings) / "versions.json"
    said = remember_fact((path, *libraries), versions, lambda: _ask_version(path))
    # Where a program has libraries of its own, these compute, and neither the digest nor always the
    # version changes with them.
    computing = said + "".join(map(stamp_file, libraries))
    build = f"{SERVER} {digest[:16]} {sha256(computing.encode()).hexdigest()[:8]}"
    return EngineProgram(build, f"{path} ({said})", str(path))


def _list_libraries(path: Path) -> Sequence[Path]:
    """llama.cpp's own libraries, where a distribution puts them for a program in its `bin`, or
    beside it."""
    program = path.resolve()
    places = (program.parent, *(program.parent.parent / one for one in _LIBRARY_FOLDERS))
    found = (one for place in places for name in _LIBRARIES for one in place.glob(name))
    return sorted({one.resolve() for one in found if one.is_file()})


def _ask_version(path: Path) -> str:
    """Ask the program for its version, in one line. Raises `EngineError`."""
    try:
        done = subprocess.run(
            [path, "--version"],
            env=child_environment(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            timeout=_SAID_SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise EngineError(
            f"{path} cannot be run ({error}); set engine_server to another llama-server"
        ) from error
    lines = [
        line
        for line in (done.stdout + done.stderr).splitlines()
        if line.startswith(("version", "built"))
    ]
    if done.returncode != 0 or not lines:
        raise EngineError(
            f"{path} --version gave status {done.returncode} and no version; "
            "it is no llama-server that works here"
        )
    return ", ".join(lines)
