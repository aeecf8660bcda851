"""Compiles llama.cpp for this very processor, from a source package of the index that is pinned to
the byte.

The wheel's llama.cpp is compiled for every processor of its kind. Compiled for one with AVX-512 it
reads up to twice as fast. The source is the copy that the package llama-cpp-python (MIT) carries;
nothing else of it is used. A build that was killed goes on where it stopped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import as_file, files
from pathlib import Path

from filelock import FileLock

from farside.config import Settings
from farside.engine.checksums import file_sha256
from farside.engine.programs import SERVER, built_path, read_cpuinfo
from farside.errors import EngineError
from farside.system.children import child_environment, trusted_environment
from farside.system.replacing import replace_file
from farside.types import Notify, Progress

SOURCE = "llama-cpp-python==0.3.36"
SOURCE_SHA256 = "832db0699007f1be95a7e41ef12e88926b02ba836461e36a36372db2760c1a2e"
_MEMBER = "/vendor/llama.cpp/"
_TOOLS = "build_requirements.txt"
_COMPILERS = ("c++", "g++", "clang++")
_VULKAN = "GGML_VULKAN=ON"
_VULKAN_HEADERS = {
    "vulkan/vulkan.hpp": "libvulkan-dev",
    "spirv/unified1/spirv.hpp": "spirv-headers",
}
"""What a build for Vulkan includes, by the package of Debian that has it."""
_PROBE = "amx_probe.cpp"
_PROBE_SECONDS = 60.0
_WITHOUT_AMX = "-mno-amx-tile -mno-amx-int8 -mno-amx-bf16"
_FREE_BYTES = 2_000_000_000
_STEP = re.compile(rb"^\[(\d+)/(\d+)\]")
_SAID = 1500
_OPTIONS = (
    "CMAKE_BUILD_TYPE=Release GGML_NATIVE=ON BUILD_SHARED_LIBS=OFF LLAMA_BUILD_TESTS=OFF "
    "LLAMA_BUILD_EXAMPLES=OFF"
    # The server of the loopback needs no TLS, no page, and starts no other program.
    " LLAMA_OPENSSL=OFF LLAMA_BUILD_UI=OFF LLAMA_USE_PREBUILT_UI=OFF LLAMA_SUBPROCESS=OFF"
).split()


@dataclass(frozen=True, slots=True)
class _Place:
    """The folder of a build. Each part of it is whole once it has its final name."""

    folder: Path

    @property
    def tools(self) -> Path:
        return self.folder / "tools"

    @property
    def archive(self) -> Path:
        return self.folder / "source.tar.gz"

    @property
    def source(self) -> Path:
        return self.folder / "source"

    def objects(self, options: Sequence[str]) -> Path:
        """A folder for each set of options: cmake's cache goes on with what it was told before."""
        return self.folder / f"objects-{sha256(' '.join(options).encode()).hexdigest()[:12]}"


def build_server(settings: Settings, notify: Notify, extra: Sequence[str] = ()) -> Path:
    """The path of a `llama-server` for this processor, built where it is not there yet. `extra` are
    further options of llama.cpp's build ("GGML_VULKAN=ON").

    Raises `EngineError` where there is no compiler, no room, or where a step fails; its work goes
    on from there the next time.
    """
    program = built_path(settings)
    _check_compiler()
    if _VULKAN in extra:
        _check_vulkan()
    program.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with FileLock(program.parent / "build.lock", mode=0o600):
        if program.exists() and not extra:
            shutil.rmtree(program.parent / "build", ignore_errors=True)
            return program
        if shutil.disk_usage(program.parent).free < _FREE_BYTES:
            raise EngineError(
                f"{program.parent}: building needs {_FREE_BYTES / 1e9:.0f} GB of disk; "
                "free some, try again"
            )
        place = _Place(program.parent / "build")
        place.folder.mkdir(mode=0o700, exist_ok=True)
        _fetch_tools(place, notify)
        _fetch_source(place, notify)
        replace_file(_compile(place, notify, extra), program)
        shutil.rmtree(place.folder)
    return program


def _check_compiler() -> None:
    if _find_compiler() is None:
        raise EngineError(
            "there is no C++ compiler here: sudo apt-get install g++ (Debian, Ubuntu), "
            "xcode-select --install (macOS); without one the wheel's llama.cpp goes on to serve"
        )


def _check_vulkan() -> None:
    """Raises `EngineError` where something is missing that cmake would name after a minute."""
    missing = [] if shutil.which("glslc") else ["glslc"]
    missing += [package for name, package in _VULKAN_HEADERS.items() if not _has_header(name)]
    if missing:
        raise EngineError(
            f"a build for Vulkan needs {', '.join(missing)}, which is not here: sudo apt-get "
            f"install {' '.join(missing)} (Debian, Ubuntu; elsewhere the packages may have other "
            "names)"
        )


def _has_header(name: str) -> bool:
    done = subprocess.run(
        [str(_find_compiler()), "-E", "-x", "c++", "-"],
        input=f"#if !__has_include(<{name}>)\n#error it is missing\n#endif\n",
        env=child_environment(),
        capture_output=True,
        text=True,
        timeout=_PROBE_SECONDS,
        check=False,
    )
    return done.returncode == 0


def _find_compiler() -> str | None:
    return next(filter(None, map(shutil.which, _COMPILERS)), None)


def _leave_out(place: _Place) -> Sequence[str]:
    """Options that keep llama.cpp from instructions that the processor says it has and the machine
    cannot run: with some hypervisors the first AMX instruction ends a program."""
    if " amx_tile" not in read_cpuinfo():
        return ()
    program = place.folder / "probe"
    with (
        suppress(EngineError),  # a compiler that does not know AMX builds nothing with it
        as_file(files(__package__).joinpath(_PROBE)) as probe,
    ):
        _run(
            place,
            [str(_find_compiler()), "-march=native", str(probe), "-o", str(program)],
            lambda _: None,
        )
    if not program.exists():
        return ()
    done = subprocess.run([program], env=child_environment(), timeout=_PROBE_SECONDS, check=False)
    return (
        ()
        if done.returncode == 0
        else (f"CMAKE_C_FLAGS={_WITHOUT_AMX}", f"CMAKE_CXX_FLAGS={_WITHOUT_AMX}")
    )


def _fetch_tools(place: _Place, notify: Notify) -> None:
    """cmake and ninja, and what makes the source package's metadata, each pinned to the byte."""
    if place.tools.exists():
        return
    _tell(notify, "fetching cmake and ninja")
    fresh = place.folder / "tools.new"
    shutil.rmtree(fresh, ignore_errors=True)
    with as_file(files(__package__).joinpath(_TOOLS)) as pinned:
        _run_pip(place, ["install", "--target", str(fresh), "--require-hashes", "-r", str(pinned)])
    fresh.rename(place.tools)


def _fetch_source(place: _Place, notify: Notify) -> None:
    if place.source.exists():
        return
    if not place.archive.exists():
        _tell(notify, f"fetching the source of {SOURCE}")
        _download_archive(place)
    if (found := file_sha256(place.archive, SOURCE, notify)) != SOURCE_SHA256:
        place.archive.unlink()
        raise EngineError(
            f"the source of {SOURCE} has the SHA-256 {found}, not {SOURCE_SHA256}, "
            "and was not kept; see which package index pip uses ('pip config list')"
        )
    fresh = place.folder / "source.new"
    shutil.rmtree(fresh, ignore_errors=True)
    with tarfile.open(place.archive) as archive:
        members = [one for one in archive if _MEMBER in one.name]
        archive.extractall(fresh, members=members, filter="data")
    next(fresh.glob(f"*{_MEMBER}")).rename(place.source)
    shutil.rmtree(fresh)


def _download_archive(place: _Place) -> None:
    """pip asks a source package for its metadata when it fetches one: with the pinned tools, and
    with nothing else."""
    incoming = place.folder / "incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    wanted = place.folder / "source.txt"
    wanted.write_text(f"{SOURCE} --hash=sha256:{SOURCE_SHA256}\n", encoding="ascii")
    order = [
        "download",
        "--no-deps",
        "--no-binary=:all:",
        "--no-build-isolation",
        "--require-hashes",
    ]
    _run_pip(place, [*order, "-d", str(incoming), "-r", str(wanted)])
    (archive,) = incoming.glob("*.tar.gz")
    archive.replace(place.archive)
    shutil.rmtree(incoming)


def _run_pip(place: _Place, arguments: Sequence[str]) -> None:
    """Run pip with the person's own settings. Raises `EngineError`."""
    command = [sys.executable, "-m", "pip", *arguments, "--no-input", "--progress-bar", "off"]
    environment = trusted_environment() | {"PYTHONPATH": str(place.tools)}
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
        env=environment,
        check=False,
    )
    if done.returncode != 0:
        raise EngineError(
            "pip could not fetch what the build needs; it said:\n"
            f"{_end_of(done.stdout + done.stderr)}"
        )


def _compile(place: _Place, notify: Notify, extra: Sequence[str]) -> Path:
    """The program that was built."""

    def hear(line: bytes) -> None:
        step = _STEP.match(line)
        if step:
            notify(
                Progress(
                    "build", int(step[1]), int(step[2]), "files", "llama.cpp for this processor"
                )
            )

    options = [f"-D{one}" for one in (*_OPTIONS, *_leave_out(place), *extra)]
    objects = place.objects(options)
    make = _find_program(place, "ninja")
    prepare = [_find_program(place, "cmake"), "-G", "Ninja", f"-DCMAKE_MAKE_PROGRAM={make}"]
    _tell(notify, "looking at the compiler")
    _run(
        place,
        [*map(str, prepare), "-B", str(objects), "-S", str(place.source), *options],
        hear,
    )
    _run(place, [str(make), "-C", str(objects), SERVER], hear)
    return objects / "bin" / SERVER


def _find_program(place: _Place, name: str) -> Path:
    found = place.tools / "bin" / name
    if not os.access(found, os.X_OK):
        raise EngineError(
            f"{found} is not there or cannot be run; remove {place.tools} and try again"
        )
    return found


def _run(place: _Place, command: Sequence[str], hear: Callable[[bytes], None]) -> None:
    """Run one step of the build in the background. Raises `EngineError` with what the step said
    last."""
    log = place.folder / "build.log"
    environment = child_environment("CC", "CXX", "CFLAGS", "CXXFLAGS") | {
        "PYTHONPATH": str(place.tools)
    }
    with (
        log.open("ab") as output,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
        ) as process,
    ):
        assert process.stdout is not None
        try:
            for line in process.stdout:
                output.write(line)
                hear(line)
        finally:
            if process.poll() is None:
                process.terminate()
    if process.returncode != 0:
        said = _end_of(log.read_text(encoding="utf-8", errors="replace"))
        raise EngineError(
            f"llama.cpp could not be built; the whole log is {log}. It said last:\n{said}"
        )


def _tell(notify: Notify, what: str) -> None:
    notify(Progress("build", 0, 0, "files", what))


def _end_of(text: str) -> str:
    return text.strip()[-_SAID:]
