"""Old binary Office files become new ones by the LibreOffice of this machine, in a process of its
own that reaches nothing but a folder with that file.

No macro runs, no link is followed, no field is brought up to date from elsewhere: its profile,
which is made for one file and then gone, says so, and what it would do all the same its confinement
keeps off (`office_child`).
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path

import psutil

from farside.documents.old_office import OLD, Old
from farside.documents.options import ParseOptions
from farside.errors import FileLimit, UnsupportedFile
from farside.system.children import child_environment, python_command
from farside.system.confine import SHOWN

_TICK = 0.1
_AGAIN, _TIMES = 81, 2  # it made its profile, and wants to be begun once more
_WORDS = 300  # characters of what LibreOffice says
_SAFE = {
    "Security/Scripting": {
        "DisableMacrosExecution": "true",
        "MacroSecurityLevel": "3",
        "BlockUntrustedRefererLinks": "true",
        "DisableActiveContent": "true",
    },
    "Save/Document": {"LoadPrinter": "false"},
    "Misc": {"FirstRun": "false", "CrashReport": "false", "CollectUsageInformation": "false"},
}
_UPDATES = {
    "Writer/Content/Update": {"Link": "2", "Field": "false"},
    "Calc/Content/Update": {"Link": "1"},
}
_ITEM = (
    '<item oor:path="/org.openoffice.Office.{}"><prop oor:name="{}" '
    'oor:op="fuse"><value>{}</value></prop></item>'
)
_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items '
    'xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{}</oor:items>'
)


def find_office() -> Path | None:
    """The program of LibreOffice, not the script that starts it; None where it is not installed."""
    for name in ("soffice", "libreoffice"):
        script = shutil.which(name)
        program = Path(script).resolve().with_name("soffice.bin") if script else None
        if program and program.is_file():
            return program
    return None


@contextmanager
def converted_file(
    program: Path,
    file: BufferedReader,
    old: Old,
    options: ParseOptions,
    resting: Callable[[int], bool],
) -> Iterator[Path]:
    """A new Office file made from the open old one, for as long as the context lasts.
    `resting(pid)` says whether the caller has stopped the process for a while: its time does not
    pass then.

    Raises `DocumentError` where LibreOffice cannot make one within the limits.
    """
    new = OLD[old].new
    with tempfile.TemporaryDirectory(prefix="farside-office-") as folder:
        place = Path(folder)
        with (place / f"document.{old}").open("wb") as copy:
            file.seek(0)
            shutil.copyfileobj(file, copy)
        _make_profile(place / "profile")
        said = _run(program, place, old, options, resting)
        made = place.resolve() / "out" / f"document.{new}"
        # Whoever took it over could lay links there: what they point to is not ours to read.
        if made.resolve() != made or not made.is_file():
            why = said.strip()[-_WORDS:] or "it said nothing"
            reason = (
                f"LibreOffice could not convert it ({why}): it is damaged, "
                "locked with a password, or its part "
            )
            raise UnsupportedFile(
                options.name, f"{reason}for such files is not installed; save it as .{new} or PDF"
            )
        yield made


def _make_profile(folder: Path) -> None:
    items = [
        _ITEM.format(f"Common/{path}" if group is _SAFE else path, name, value)
        for group in (_SAFE, _UPDATES)
        for path, values in group.items()
        for name, value in values.items()
    ]
    (folder / "user").mkdir(parents=True)
    (folder / "user" / "registrymodifications.xcu").write_text(
        _PROFILE.format("".join(items)), encoding="utf-8"
    )


def _run(
    program: Path,
    place: Path,
    old: Old,
    options: ParseOptions,
    resting: Callable[[int], bool],
    again: int = _TIMES,
) -> str:
    """Run the program, and return what it said. Raises `DocumentError` where it takes too long."""
    job = {
        "program": str(program),
        "place": str(place),
        "file": f"document.{old}",
        "to": OLD[old].new,
        "memory_mb": options.memory_mb,
        "most_bytes": options.expanded_mb * 1_000_000,
    }
    environment = child_environment() | {
        "HOME": str(SHOWN),
        "TMPDIR": str(SHOWN),
        "SAL_USE_VCLPLUGIN": "svp",
    }
    with (place / "said").open("w+b") as words:
        process = subprocess.Popen(
            [*python_command("farside.documents.office_child"), json.dumps(job)],
            env=environment,
            cwd=place,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )
        try:
            _wait(process, place, options, resting)
        finally:
            process.kill()
            process.wait()
        if process.returncode == _AGAIN and again:
            return _run(program, place, old, options, resting, again - 1)
        words.seek(max(0, words.seek(0, os.SEEK_END) - 4 * _WORDS))
        return words.read().decode("utf-8", "replace")


def _wait(
    process: subprocess.Popen[bytes],
    place: Path,
    options: ParseOptions,
    resting: Callable[[int], bool],
) -> None:
    deadline = time.monotonic() + options.seconds
    while process.poll() is None:
        if resting(process.pid):
            deadline = time.monotonic() + options.seconds
        if time.monotonic() > deadline:
            reason = f"converting it took longer than {options.seconds:g} seconds"
            raise FileLimit(options.name, f"{reason}: raise parse_seconds to give it more")
        if _memory(process.pid) > options.memory_mb * 1_000_000:
            reason = f"converting it needed more than {options.memory_mb:,} MB of memory"
            raise FileLimit(options.name, f"{reason}: raise parse_memory_mb to give it more")
        if _written(place) > options.expanded_mb * 1_000_000:
            reason = f"converting it wrote more than {options.expanded_mb:,} MB"
            raise FileLimit(options.name, f"{reason}: raise parse_expanded_mb to let it")
        time.sleep(_TICK)


def _written(place: Path) -> int:
    """Bytes in the folder, at least a thousand a file: very many small ones fill a disk too."""
    total = 0
    for folder, _, files in os.walk(place):
        for file in files:
            with suppress(OSError):  # it was only there for a moment
                total += max(1000, os.lstat(os.path.join(folder, file)).st_size)
    return total


def _memory(pid: int) -> int:
    try:
        return int(psutil.Process(pid).memory_info().rss)
    except psutil.NoSuchProcess:
        return 0
