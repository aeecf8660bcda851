"""Building llama.cpp, with stand-ins for pip, cmake and ninja: what is checked, told and gone on
with."""

from __future__ import annotations

import hashlib
import io
import shutil
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from farside.config import Settings
from farside.engine import build_llama
from farside.engine.build_llama import build_server
from farside.engine.programs import built_path
from farside.errors import EngineError
from farside.types import Event, Progress, ignore

_CMAKE = (
    '#!/bin/sh\nwhile [ "$1" != -B ]; do shift; done\ntest -f "$4/CMakeLists.txt" && '
    'mkdir -p "$2/bin"\n'
)
_NINJA = (
    '#!/bin/sh\necho "[1/2] one"\necho "[2/2] two"\nprintf "#!/bin/sh\\necho version: '
    '1" > "$2/bin/$3"\n'
)


def archive_of(names: Sequence[str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as archive:
        for name in names:
            info = tarfile.TarInfo(name)
            info.size = 4
            archive.addfile(info, io.BytesIO(b"text"))
    return buffer.getvalue()


SOURCE = archive_of(
    ["p-1/vendor/llama.cpp/CMakeLists.txt", "p-1/setup.py", "p-1/vendor/llama.cpp/src/a.cpp"]
)


class Pip:
    """What pip would do; remembers what it was asked for."""

    def __init__(self, source: bytes = SOURCE, ninja: str = _NINJA) -> None:
        self.source, self.ninja, self.asked = source, ninja, [""][:0]

    def __call__(self, _: build_llama._Place, arguments: Sequence[str]) -> None:
        self.asked.append(arguments[0])
        assert "--require-hashes" in arguments
        if arguments[0] == "install":
            folder = Path(arguments[arguments.index("--target") + 1]) / "bin"
            folder.mkdir(parents=True)
            for name, text in (("cmake", _CMAKE), ("ninja", self.ninja)):
                (folder / name).write_text(text)
                (folder / name).chmod(0o755)
        else:
            incoming = Path(arguments[arguments.index("-d") + 1])
            incoming.mkdir()
            (incoming / "p-1.tar.gz").write_bytes(self.source)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(build_llama, "SOURCE_SHA256", hashlib.sha256(SOURCE).hexdigest())
    monkeypatch.setattr(build_llama, "_COMPILERS", ("sh",))
    monkeypatch.setattr(build_llama, "read_cpuinfo", lambda: "")
    return Settings(home=tmp_path / "home")


@pytest.mark.parametrize("glslc", [True, False])
def test_what_a_build_for_vulkan_lacks_is_told_before_it_begins(
    home: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, glslc: bool
) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    # A compiler that finds every header but those of SPIR-V.
    (tools / "c++").write_text("#!/bin/sh\n! grep -q spirv\n")
    if glslc:
        (tools / "glslc").write_text("#!/bin/sh\n")
    for one in tools.iterdir():
        one.chmod(0o755)
    monkeypatch.setattr(build_llama, "_COMPILERS", (str(tools / "c++"),))
    found = str(tools / "glslc") if glslc else None
    which = shutil.which
    monkeypatch.setattr(shutil, "which", lambda name: found if name == "glslc" else which(name))
    lacking = "spirv-headers" if glslc else "glslc spirv-headers"
    with pytest.raises(EngineError, match=f"apt-get install {lacking} "):
        build_server(home, ignore, ["GGML_VULKAN=ON"])
    assert not built_path(home).parent.exists()


def test_a_program_is_built_once_and_its_work_removed(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pip, heard = Pip(), list[Event]()
    monkeypatch.setattr(build_llama, "_run_pip", pip)
    program = build_server(home, heard.append)
    assert program == built_path(home)
    assert program.read_text().endswith("version: 1")
    assert [
        (one.done, one.total) for one in heard if isinstance(one, Progress) and one.stage == "build"
    ][-2:] == [
        (1, 2),
        (2, 2),
    ]
    assert build_server(home, ignore) == program
    assert pip.asked == ["install", "download"]
    assert not (program.parent / "build").exists()


def test_a_build_that_failed_tells_why_and_goes_on(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = Pip(ninja="#!/bin/sh\necho 'a.cpp:1: error: no'\nexit 1\n")
    monkeypatch.setattr(build_llama, "_run_pip", failing)
    with pytest.raises(EngineError, match="error: no"):
        build_server(home, ignore)
    (built_path(home).parent / "build" / "tools" / "bin" / "ninja").write_text(_NINJA)
    build_server(home, ignore)
    assert failing.asked == ["install", "download"]  # nothing was fetched again


def test_another_source_is_not_built(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_llama, "_run_pip", Pip(archive_of(["p-1/vendor/llama.cpp/evil"])))
    with pytest.raises(EngineError, match="was not kept"):
        build_server(home, ignore)
    assert not list(built_path(home).parent.rglob("source*gz"))


def test_without_a_compiler_the_remedy_is_told(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_llama, "_COMPILERS", ("no-such-compiler",))
    with pytest.raises(EngineError, match=r"apt-get install g\+\+"):
        build_server(home, ignore)


def test_what_the_machine_cannot_run_is_left_out(
    home: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    compiler = home.home.parent / "compiler"
    compiler.write_text('#!/bin/sh\nprintf "#!/bin/sh\\nkill -ILL $\\$" > "$4"; chmod +x "$4"\n')
    compiler.chmod(0o755)
    place = build_llama._Place(home.home.parent)
    monkeypatch.setattr(build_llama, "_COMPILERS", (str(compiler),))
    monkeypatch.setattr(build_llama, "read_cpuinfo", lambda: "flags : sse avx512f amx_tile")
    assert [one.partition("=")[0] for one in build_llama._leave_out(place)] == [
        "CMAKE_C_FLAGS",
        "CMAKE_CXX_FLAGS",
    ]
    compiler.write_text('#!/bin/sh\nprintf "#!/bin/sh\\nexit 0" > "$4"; chmod +x "$4"\n')
    assert build_llama._leave_out(place) == ()
    monkeypatch.setattr(build_llama, "read_cpuinfo", lambda: "flags : sse avx512f")
    monkeypatch.setattr(build_llama, "_COMPILERS", ())
    assert build_llama._leave_out(place) == ()


def test_without_room_nothing_is_begun(home: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build_llama, "_FREE_BYTES", 10**18)
    with pytest.raises(EngineError, match="of disk"):
        build_server(home, ignore)
