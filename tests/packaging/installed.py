"""Uses an installed Farside as a person does, far from the repository: what both the test of the
wheel and `make wheel-test` do.

    python -m tests.packaging.installed WHEEL [PYTHON]…

installs the wheel into a fresh environment of each Python, by pip; and by `uv tool install` and
`pipx install`, with the first of them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from urllib.request import urlopen

from tests.script import finds

FACT = "The harbour master was Ilse Brandt."
Install = Callable[[Path, str, Path], str]
"""Installs a wheel with a Python into a folder; gives the path of the command."""
_UV, _PIPX = "uv==0.13.9", "pipx>=1.7"


def use_farside(command: Sequence[str], folder: Path, variables: Mapping[str, str]) -> str:
    """Runs `command` in the empty `folder` with nothing of this environment: the version, the help,
    a question about a file, the samples that come with it, and the page. Gives the version."""
    place = folder / "elsewhere"
    place.mkdir()
    given = {
        "PATH": "/usr/bin:/bin",
        "HOME": str(folder / "me"),
        "FARSIDE_HOME": str(folder / "home"),
        "XDG_RUNTIME_DIR": str(folder),
        **variables,
    }

    def run(*words: str) -> str:
        done = subprocess.run(
            [*command, *words], cwd=place, env=given, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{words}: {done.stdout}{done.stderr}"
        return done.stdout

    version = run("--version").split()[1]
    assert "cites exactly" in run("--help")
    (place / "story.txt").write_text(f"A calm year.\n{FACT}\n", encoding="utf-8")
    model = finds(folder, "story.txt, lines 1-2", FACT, "Ilse Brandt was.")
    answer = run("ask", "Who was the harbour master?", "story.txt", "--model", model)
    assert answer.startswith("Ilse Brandt was. [1]\n"), answer
    assert f'[1] story.txt lines 1-2: "{FACT}"' in answer, answer
    assert "qwen2.5-1.5b" in run("models")
    look_at_page([*command, "serve", "--no-open", "--port", "0"], place, given)
    return version


def look_at_page(command: Sequence[str], place: Path, given: Mapping[str, str]) -> None:
    """The page, one of its modules, and the list of samples, from a server that is then ended."""
    with subprocess.Popen(
        command, cwd=place, env=given, stdout=subprocess.PIPE, text=True
    ) as server:
        try:
            assert server.stdout
            url = server.stdout.readline().split()[3].rstrip("/")
            shown = {
                path: urlopen(url + path, timeout=60).read()
                for path in ("/", "/web/js/main.js", "/healthz", "/api/samples")
            }
        finally:
            server.terminate()
            server.wait(20)
    assert b"<title>Farside" in shown["/"]
    assert b"import" in shown["/web/js/main.js"]
    assert b"hannah-brandt.docx" in shown["/api/samples"]


def main(wheel: str, *pythons: str) -> None:
    """Each way of installing, in a folder that is thrown away."""
    first = pythons[0] if pythons else sys.executable
    for python in pythons or [sys.executable]:
        _try(f"pip, {python}", wheel, python, _by_pip)
    _try("uv tool install", wheel, first, _by_uv)
    _try("pipx install", wheel, first, _by_pipx)


def _try(name: str, wheel: str, python: str, install: Install) -> None:
    with tempfile.TemporaryDirectory() as made:
        folder, begun = Path(made), time.monotonic()
        command = install(Path(wheel).absolute(), python, folder)
        installed = time.monotonic() - begun
        version = use_farside([command], folder, {})
        size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
        used = time.monotonic() - begun - installed
        print(
            f"{name}: farside {version} installed in {installed:.0f} s ({size:.0f} MB), "
            f"used in {used:.0f} s",
            flush=True,
        )


def _environment(python: str, folder: Path) -> Path:
    subprocess.run([python, "-m", "venv", folder / "venv"], check=True)
    return folder / "venv" / "bin"


def _by_pip(wheel: Path, python: str, folder: Path) -> str:
    tools = _environment(python, folder)
    subprocess.run([tools / "python", "-m", "pip", "install", "-qq", wheel], check=True)
    return str(tools / "farside")


def _by_uv(wheel: Path, python: str, folder: Path) -> str:
    tools = _environment(python, folder)
    subprocess.run([tools / "python", "-m", "pip", "install", "-qq", _UV], check=True)
    given = {"UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")}
    subprocess.run(
        [tools / "uv", "tool", "install", "-q", "--python", shutil.which(python) or python, wheel],
        env=os.environ | given,
        check=True,
    )
    return str(folder / "bin" / "farside")


def _by_pipx(wheel: Path, python: str, folder: Path) -> str:
    tools = _environment(python, folder)
    subprocess.run([tools / "python", "-m", "pip", "install", "-qq", _PIPX], check=True)
    given = {"PIPX_HOME": str(folder / "pipx"), "PIPX_BIN_DIR": str(folder / "bin")}
    subprocess.run(
        [tools / "pipx", "install", "-q", "--python", shutil.which(python) or python, wheel],
        env=os.environ | given,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return str(folder / "bin" / "farside")


if __name__ == "__main__":
    main(*sys.argv[1:])
