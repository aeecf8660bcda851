"""Readings are kept as they come: proving that was stopped goes on with the first problem that was
not read."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from farside.engine.base import Engine
from farside.errors import InputError
from farside.learn.problems import Problem
from farside.learn.proving.ask import read_each
from farside.learn.proving.score import Reading
from farside.types import Notify


def read_kept(
    engine: Engine, problems: Sequence[Problem], file: Path, notify: Notify
) -> tuple[Reading, ...]:
    """A reading of each problem by this engine; those that `file` has are taken from there."""
    kept = _load(file, engine.fingerprint())
    ids = [one.id for one in problems]
    missing = [one for one, id_ in zip(problems, ids, strict=True) if id_ not in kept]
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with file.open("a", encoding="utf-8") as lines:
        for problem, reading in zip(missing, read_each(engine, missing, notify), strict=True):
            kept[problem.id] = reading
            row = {"engine": engine.fingerprint(), "problem": problem.id, **asdict(reading)}
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")
            lines.flush()
    return tuple(kept[id_] for id_ in ids)


def _load(file: Path, fingerprint: str) -> dict[str, Reading]:
    """What `file` has of an engine. Half a line, as a killed process leaves it, is cut off. Raises
    `InputError` that names another line that is none."""
    if not file.exists():
        return {}
    with file.open("rb+") as lines:
        data = lines.read()
        lines.truncate(data.rfind(b"\n") + 1)
    kept: dict[str, Reading] = {}
    for number, line in enumerate(data[: data.rfind(b"\n") + 1].splitlines(), 1):
        try:
            row = json.loads(line)
            reading = Reading(row["answer"], tuple(row["sentences"]), row["odds"], row["seconds"])
            if row["engine"] == fingerprint:
                kept[row["problem"]] = reading
        except (ValueError, KeyError, TypeError) as error:
            raise InputError(
                f"{file}, line {number}: not a reading ({error}): take the line out, and it is "
                "read again"
            ) from error
    return kept
