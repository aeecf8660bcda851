"""Runs on disk: which there are, and adding to one (`rows` knows what stands in a file).

A line is on the disk before the next cell begins, so a killed process loses the cell that it was at
and no other.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from farside.errors import InputError, NotFound
from farside.lab import rows
from farside.lab.rows import RunRow
from farside.system.replacing import replace_file

Key = tuple[str, str, str]

UNANSWERED = ("error", "truncated")
"""How a cell without an answer finished; it is run again."""

# Settings that do not make another run: a command that goes on later or elsewhere is still the same
# command. The engine's fingerprint has what changes a cell; a text that begins again begins as it
# did.
_PASSING = ("id", "created", "machine", "engine", "loop")
# Settings that choose the cells: a run with a picture's name grows by them.
_GROWING = ("kinds", "languages", "lengths", "depths", "repeats", "strategies")


def make_run_id(settings: Mapping[str, Any]) -> str:
    """The id of a run: its task or picture, and a hash of everything in `settings` (plain JSON
    values) that could change a cell."""
    passing = (*_PASSING, *_GROWING) if settings.get("picture") else _PASSING
    telling = {key: value for key, value in settings.items() if key not in passing}
    digest = hashlib.sha256(json.dumps(telling, sort_keys=True).encode()).hexdigest()
    return f"{settings.get('picture') or settings['task']}-{digest[:10]}"


def grow_settings(known: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The first line of a run that is there already and gets the cells of `wanted`; where its cells
    are fixed, as it is."""
    if not known.get("picture"):
        return dict(known)
    more: dict[str, Any] = {}
    for key in _GROWING:
        old, new = known.get(key), wanted[key]
        if isinstance(new, list):
            both = dict.fromkeys([*(old if isinstance(old, list) else ()), *new])
            more[key] = sorted(both) if key in ("lengths", "depths") else list(both)
        else:
            more[key] = max(old, new) if isinstance(old, int) else new
    return {**known, **more, **({"loop": True} if wanted.get("loop") else {})}


def file_of(home: Path, run: str) -> Path:
    return home / "lab" / f"{run}.jsonl"


def list_run_files(home: Path) -> list[Path]:
    """The files of all runs, the latest first."""
    return sorted(
        (home / "lab").glob("*.jsonl"), key=lambda file: file.stat().st_mtime, reverse=True
    )


def find_run_file(home: Path, name: str) -> Path:
    """The file of a run by its id, the beginning of its id, or its path. Raises `NotFound`, and
    `InputError` where several ids begin so."""
    if name.endswith(".jsonl") and Path(name).is_file():
        return Path(name)
    known = [file for file in list_run_files(home) if name and file.stem.startswith(name)]
    if not known:
        raise NotFound(f"there is no run {name!r}; 'farside eval runs' lists them")
    exact = [file for file in known if file.stem == name]
    if len(known) > 1 and not exact:
        raise InputError(
            f"{name!r} could be {', '.join(file.stem for file in known)}; write more of the id"
        )
    return (exact or known)[0]


class Book:
    """A run that this process alone adds to; a context manager. A new file begins with `settings`,
    and so does the file of a run that grows (`grow_settings`).

    `done` are the keys of the cells that have an answer, `failed` those of the others. Entering
    raises `InputError` where another process has the run, or where its file is damaged by more than
    half a line at its end.
    """

    def __init__(self, file: Path, settings: Mapping[str, Any]) -> None:
        self._file = file
        self._settings = settings
        self._lock = FileLock(file.with_suffix(".lock"), timeout=0, mode=0o600)
        self._again = False
        self.done: frozenset[Key] = frozenset()
        self.failed: frozenset[Key] = frozenset()

    def __enter__(self) -> Book:
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            self._lock.acquire()
        except Timeout as error:
            raise InputError(
                f"{self._file.stem} is at work in another process; wait for it, or stop it"
            ) from error
        try:
            known: tuple[RunRow, ...] = ()
            if self._file.is_file():
                run = rows.read_run(
                    self._file
                )  # which another process may have grown since `settings` were made
                known, self._settings = run.rows, grow_settings(run.settings, self._settings)
            self.rewrite(known)  # without what was half written
            self._out = self._file.open("ab")
        except BaseException:
            self._lock.release()
            raise
        self.done, self.failed = split_answered(known)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._out.close()
            if self._again:  # one line a cell
                self.rewrite(rows.read_run(self._file).rows)
        finally:
            self._lock.release()

    def add(self, row: RunRow) -> None:
        """One line, on the disk when this returns."""
        self._out.write(_bytes(rows.row_line(row)))
        self._out.flush()
        os.fsync(self._out.fileno())
        self._again = self._again or row.key in self.failed

    def rewrite(self, kept: Iterable[RunRow]) -> None:
        """The file with these rows and no others, all at once or not at all. Its first line stays
        as it is, unless the run grows."""
        stays = self._file.is_file() and not self._settings.get("picture")
        first = self._file.read_bytes().partition(b"\n")[0] + b"\n" if stays else b""
        draft = self._file.with_suffix(f".{os.getpid()}.tmp")
        try:
            with draft.open("wb") as out:
                out.write(first or _bytes(rows.head_line(self._settings)))
                out.writelines(_bytes(rows.row_line(row)) for row in kept)
                out.flush()
                os.fsync(out.fileno())
            replace_file(draft, self._file)
        finally:
            draft.unlink(missing_ok=True)


def split_answered(known: Iterable[RunRow]) -> tuple[frozenset[Key], frozenset[Key]]:
    """The keys of the rows with an answer, and of those without."""
    done: set[Key] = set()
    failed: set[Key] = set()
    for row in known:
        (failed if row.finish in UNANSWERED else done).add(row.key)
    return frozenset(done), frozenset(failed)


def _bytes(line: str) -> bytes:
    # Half a character, which UTF-8 cannot hold, becomes its escape, which JSON can.
    return line.encode("utf-8", "backslashreplace")
