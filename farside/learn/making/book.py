"""A file of problems while it is made: written unit by unit, and gone on with after any end.

The counts beside it say which units are done and how long the file was then; what was written after
that, by a process that was killed, is cut off and made again.
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

from filelock import FileLock, Timeout

from farside.errors import InputError
from farside.learn.problems import Problem, problem_line, read_problems
from farside.system.replacing import write_whole

Settings = Mapping[str, str | int]
COUNTS = ".counts.json"


@dataclass(frozen=True, slots=True)
class UnitCounts:
    """What came of one unit: a document, or some built texts. `kept` by how they were made,
    `thrown` by the reason; `licence` is that of its text."""

    name: str
    licence: str
    kept: Mapping[str, int]
    thrown: Mapping[str, int]


@dataclass(slots=True)
class Book:
    """The problems of one name; a context manager. Entering raises `InputError` where another
    process has them, where they were begun with other `settings`, or where a file was changed."""

    file: Path
    settings: Settings
    units: dict[str, UnitCounts] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    _lock: FileLock | None = None

    @property
    def counts_file(self) -> Path:
        """Where the counts stand."""
        return self.file.with_suffix(COUNTS)

    @property
    def kept(self) -> Counter[str]:
        """How many problems are kept, by how they were made."""
        return _sum(unit.kept for unit in self.units.values())

    @property
    def thrown(self) -> Counter[str]:
        """How many attempts were thrown away, by the reason."""
        return _sum(unit.thrown for unit in self.units.values())

    def __enter__(self) -> Book:
        self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        lock = FileLock(self.file.with_suffix(".lock"), timeout=0, mode=0o600)
        try:
            lock.acquire()
        except Timeout as error:
            raise InputError(
                f"the problems {self.file.stem!r} are being made by another process: "
                "wait for it, or give another --out"
            ) from error
        self._lock = lock
        try:
            self._go_on()
        except BaseException:
            lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._lock is not None:
            self._lock.release()

    def add(self, unit: str, counts: UnitCounts, problems: Sequence[Problem]) -> None:
        """Write what came of a unit; it is on the disk when this returns."""
        with self.file.open("ab") as out:
            out.writelines(problem_line(one).encode() for one in problems)
            out.flush()
            os.fsync(out.fileno())
            length = out.tell()
        self.units[unit] = counts
        self.ids.update(one.id for one in problems)
        self._write_counts(length)

    def drop_last(self, prefix: str) -> int:
        """Take out the units at the end whose keys begin so, and say how many problems they had.
        The counts are written first: what the file has beyond them is cut off whatever happens."""
        kept = dict(self.units)
        while kept and next(reversed(kept)).startswith(prefix):
            kept.popitem()
        dropped = sum(sum(one.kept.values()) for one in self.units.values())
        dropped -= sum(sum(one.kept.values()) for one in kept.values())
        if len(kept) < len(self.units):
            lines = self.file.read_bytes().splitlines(keepends=True)
            length = sum(map(len, lines[: len(lines) - dropped]))
            self.units = kept
            self._write_counts(length)
            os.truncate(self.file, length)
            self.ids = {one.id for one in read_problems(self.file)}
        return dropped

    def _go_on(self) -> None:
        remedy = _remedy(self.counts_file)
        if not self.counts_file.exists():
            if self.file.exists():
                raise InputError(f"{self.file} has no counts beside it: {remedy}")
            self.file.touch(mode=0o600)
            self._write_counts(0)
            return
        known = _read_counts(self.counts_file)
        if known["settings"] != dict(self.settings):
            said = ", ".join(f"{key} {value}" for key, value in known["settings"].items())
            raise InputError(
                f"the problems {self.file.stem!r} were begun with other options ({said}): give "
                "the same, or another --out"
            )
        self.units = {key: UnitCounts(**unit) for key, unit in known["units"].items()}
        length = self.file.stat().st_size if self.file.exists() else -1
        if length < known["bytes"]:
            raise InputError(f"{self.file} is shorter than when it was written: {remedy}")
        os.truncate(self.file, known["bytes"])
        self.ids = {one.id for one in read_problems(self.file)}

    def _write_counts(self, length: int) -> None:
        values = {
            "settings": dict(self.settings),
            "bytes": length,
            "kept": self.kept,
            "thrown": self.thrown,
            "units": {
                key: {
                    "name": unit.name,
                    "licence": unit.licence,
                    "kept": dict(unit.kept),
                    "thrown": dict(unit.thrown),
                }
                for key, unit in self.units.items()
            },
        }
        write_whole(self.counts_file, json.dumps(values, ensure_ascii=False, indent=1) + "\n")


def drop_units(file: Path, prefix: str) -> int:
    """Take the last units whose keys begin so out of problems that were made, and say how many
    problems they had. Raises `InputError` as `Book` does."""
    with Book(file, _read_counts(file.with_suffix(COUNTS))["settings"]) as book:
        return book.drop_last(prefix)


def _remedy(counts: Path) -> str:
    return f"remove it and {counts}, or give another --out"


def _read_counts(file: Path) -> Mapping[str, Any]:
    try:
        known = json.loads(file.read_text(encoding="utf-8"))
        if not isinstance(known["bytes"], int) or not {"settings", "units"} <= set(known):
            raise ValueError("something is missing")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise InputError(f"{file} cannot be read ({error}): {_remedy(file)}") from error
    return dict(known)


def _sum(counts: Any) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total
