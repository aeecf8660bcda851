"""A run: the cells of a configuration, asked one after the other, each kept as soon as it is
finished.

The same configuration is the same run: what is finished is not asked again. Scoring can be done
again at any time.
"""

from __future__ import annotations

import hashlib
import math
import os
import platform
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from farside.engine.base import Engine
from farside.errors import EngineError, EngineTruncated, InputError
from farside.lab import answering, rows, store
from farside.lab.answering import Answered, Manner, answer_case
from farside.lab.base import Case, Count, Given, LabCell, Language, Score, Task
from farside.lab.remembered import RememberingEngine
from farside.lab.rows import RowVerdict, RunRow
from farside.lab.steps import (
    Step,
    WantedCells,
    check_wanted_cells,
    outermost_cells,
    plan_steps,
    unmeasured_cells,
)
from farside.lab.tasks import haystack, registry
from farside.reading.cost import calibration
from farside.reading.cost.predict import Profile
from farside.types import Calibration, Event, Notify, Progress, Usage, ignore

Ask = Callable[[Engine, Case, Manner, Notify], Answered]

# After this many failures of the engine in a row, the next cell would fail too.
_HOPELESS = 3
# How many cases are kept: those of one haystack at all depths, which every strategy asks.
_CASES = 32


@dataclass(frozen=True, slots=True)
class Prepared:
    """A run before it starts. `left` are the steps without an answer, in the order they are asked
    in; `beyond` counts those that put a text longer than the engine reads at once into one prompt.
    """

    id: str
    file: Path
    settings: Mapping[str, Any]
    wanted: WantedCells
    cells: int
    left: tuple[Step, ...]
    beyond: int = 0

    @property
    def seconds(self) -> float | None:
        """Seconds for what is left; None where it cannot be told."""
        known = [step.seconds for step in self.left if step.seconds is not None]
        return sum(known) if len(known) == len(self.left) else None


def prepare_run(
    engine: Engine, wanted: WantedCells, home: Path, profile: Profile, gate: Calibration
) -> Prepared:
    """Do everything but the asking: find out whether the run is possible, what of it is done, and
    what the rest will take.

    The controls, and the shortest and the longest case of each kind and language, are made, so that
    what does not fit (a text too short, a window and question too long) is told now. `gate` says
    how to read the model's gate. Raises `InputError` for what cannot be run.
    """
    check_wanted_cells(wanted)
    task = registry.load_task(wanted.task, wanted.data)
    wanted = replace(wanted, pairs=getattr(task, "PAIRS", wanted.pairs))
    alone: dict[tuple[str, Language], int] = {}
    asked: set[str] = set()
    for cell in outermost_cells(wanted):
        case = _made(task, cell, wanted, engine.count_text)
        if cell.control == "no haystack":
            alone[cell.kind, cell.language] = engine.count_text(case.context)
        asked.add(case.question)
    if not asked:
        kinds, languages = ", ".join(wanted.kinds), ", ".join(wanted.languages)
        raise InputError(
            f"{wanted.task} has no case of kind {kinds} in language {languages}; "
            "take others of either"
        )
    if set(wanted.strategies) != {"plain"}:
        answering.check_window_fits(engine, asked, wanted.window)
    settings = _settings(engine, wanted, gate)
    file = store.file_of(home, settings["id"])
    known = rows.read_run(file) if file.is_file() else None
    settings = store.grow_settings(known.settings, settings) if known else settings
    done, failed = store.split_answered(known.rows if known else ())
    counted = (
        unmeasured_cells(wanted) if profile.prefill.law() else ()
    )  # else nothing can be predicted anyway
    own = {
        cell: engine.count_text(_made(task, cell, wanted, engine.count_text).context)
        for cell in counted
    }
    steps = plan_steps(wanted, profile, gate, alone, own)
    left = [step for step in steps if _key(step, engine) not in done]
    left.sort(
        key=lambda step: _key(step, engine) in failed
    )  # what fails each time must not keep the others waiting
    whole = [step.cell for step in left if step.manner.way in answering.WHOLE]
    beyond = sum(own.get(cell, cell.length) > engine.window for cell in whole)
    return Prepared(settings["id"], file, settings, wanted, len(steps), tuple(left), beyond)


def _made(task: Task, cell: LabCell, wanted: WantedCells, count: Count) -> Case:
    """The case of a cell. Repeats beyond a task's facts have a haystack that begins elsewhere:
    equal prompts would measure nothing new."""
    text = haystack.turn_haystack(
        wanted.haystacks.get(cell.language, ""), wanted.seed, registry.text_of(cell)
    )
    if wanted.loop:
        text = haystack.loop_haystack(text, max(wanted.lengths))
    return task.make(cell, text, count)


def measure_run(
    engine: Engine, prepared: Prepared, notify: Notify = ignore, most: float = math.inf
) -> Path:
    """Ask what is left, and give the run's file. It ends before a cell that would not be answered
    within `most` seconds from now, as predicted; the cells after it are left too.

    Raises `EngineError` when the engine fails again and again, `InputError` when another process
    has the run, and `KeyboardInterrupt` when it is stopped; what was finished is kept then, and the
    same command goes on.
    """
    wanted = prepared.wanted
    task, remembering = registry.load_task(wanted.task, wanted.data), RememberingEngine(engine)
    finished, failures, began = prepared.cells - len(prepared.left), 0, time.monotonic()

    @lru_cache(_CASES)
    def made(cell: LabCell) -> Case:
        return _made(task, cell, wanted, engine.count_text)

    try:
        with store.Book(prepared.file, prepared.settings) as book:
            for step, hear in _heard(prepared, finished, notify):
                if (
                    _key(step, engine) in book.done
                ):  # by another process, since this one was prepared
                    finished += 1
                    continue
                if time.monotonic() - began + (step.seconds or 0.0) > most:
                    break
                case, answered = _asked(remembering, step, task, made, hear)
                book.add(_row(engine, step, case, answered, task))
                finished += 1
                failures = _failures(failures, answered)
                if failures >= _HOPELESS and isinstance(answered.failure, EngineError):
                    raise answered.failure
    except KeyboardInterrupt as stop:
        raise KeyboardInterrupt(
            f"stopped after {finished} of {prepared.cells} cells of {prepared.id}; "
            "the same command goes on"
        ) from stop
    return prepared.file


def _asked(
    engine: Engine, step: Step, task: Task, made: Callable[[LabCell], Case], hear: Notify
) -> tuple[Case, Answered]:
    """A case and what came of it. One that cannot be made is a failure of this cell alone: the
    others go on."""
    case = Case("", "", {})
    try:
        case = made(step.cell)
        if not case.context.strip():
            raise InputError(
                f"the text of {_told(step)} is empty, and there is nothing to ask; "
                "use a greater length"
            )
    except InputError as failure:
        return case, Answered(Given("", found=False), "error", Usage(), 0.0, failure=failure)
    ask: Ask = getattr(task, "answer", answer_case)
    return case, ask(engine, case, step.manner, hear)


def _failures(before: int, answered: Answered) -> int:
    """Count how often the engine has failed in a row. A server that cuts prompts works; a case that
    was never sent says nothing."""
    if isinstance(answered.failure, InputError):
        return before
    failed = isinstance(answered.failure, EngineError) and not isinstance(
        answered.failure, EngineTruncated
    )
    return before + 1 if failed else 0


def score_again(file: Path, notify: Notify = ignore) -> int:
    """Score the answers of a run anew by its task, as it is now; errors stay as they are. Return
    how many scores changed.

    Raises `InputError` where the file is no run of the lab, or another process adds to it.
    """
    settings = rows.read_run(file).settings
    scored: list[RunRow] = []
    with store.Book(file, settings) as book:
        known = rows.read_run(file)  # again: what another process added until now must not be lost
        for number, row in enumerate(known.rows, 1):
            scored.append(_scored(row, registry.load_task(row.cell.task)))
            notify(Progress("measure", number, len(known.rows), "cells"))
        book.rewrite(scored)
    return sum(before != after for before, after in zip(known.rows, scored, strict=True))


def _scored(row: RunRow, task: Task) -> RunRow:
    if row.finish in store.UNANSWERED:
        return row
    score = task.score(row.expected, row.given)
    return replace(row, score=score.value, verdict=score.verdict, parts=dict(score.parts))


def _row(engine: Engine, step: Step, case: Case, answered: Answered, task: Task) -> RunRow:
    score: Score | None = None if answered.failure else task.score(case.expected, answered.given)
    without: RowVerdict = "truncated" if answered.finish == "truncated" else "error"
    return RunRow(
        cell=step.cell,
        strategy=step.manner.way,
        model=engine.model,
        question=case.question,
        expected=dict(case.expected),
        given=answered.given,
        finish=answered.finish,
        score=score.value if score else None,
        verdict=score.verdict if score else without,
        parts=dict(score.parts) if score else {},
        error=str(answered.failure or ""),
        context_tokens=engine.count_text(case.context),
        prompt_tokens=answered.usage.prompt_tokens,
        cached_tokens=answered.usage.cached_tokens,
        completion_tokens=answered.usage.completion_tokens,
        seconds=round(answered.seconds, 3),
    )


def _key(step: Step, engine: Engine) -> store.Key:
    return step.cell.id, step.manner.way, engine.model


def _settings(engine: Engine, wanted: WantedCells, gate: Calibration) -> dict[str, Any]:
    """The first line of a run's file."""
    settings: dict[str, Any] = {
        "task": wanted.task,
        "kinds": list(wanted.kinds),
        "languages": list(wanted.languages),
        "lengths": sorted(set(wanted.lengths)),
        "depths": sorted(set(wanted.depths)),
        "repeats": wanted.repeats,
        "seed": wanted.seed,
        "strategies": list(wanted.strategies),
        "prefill": wanted.prefill,
        "model": engine.model,
        "fingerprint": engine.fingerprint(),
        "window": wanted.window,
        "data": [f"{path.name} {_content(path)}" for path in wanted.data],
        "haystacks": {key: _digest(text) for key, text in sorted(wanted.haystacks.items())},
        "engine": dict(wanted.engine),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": _machine(),
        "version": version("farside"),
    }
    if gate != calibration.packaged_calibration(engine.model):  # the person's own profile
        told = ", ".join(
            f"{name}={value!r}" for name, value in calibration.tell_apart(gate).items()
        )
        settings["gate"] = _digest(f"Calibration({told})")
    if wanted.loop:
        settings["loop"] = True
    if wanted.picture:
        settings["picture"] = wanted.picture
    return {"id": store.make_run_id(settings), **settings}


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _content(place: Path) -> str:
    """A digest of a file, or of all files of a folder: their names and their bytes, and not where
    they lie."""
    whole = hashlib.sha256()
    try:
        for file in sorted(
            one for one in (place.rglob("*") if place.is_dir() else [place]) if one.is_file()
        ):
            name = file.relative_to(place).as_posix()
            whole.update(
                f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode(
                    "utf-8", "replace"
                )
            )
    except OSError as error:
        raise InputError(
            f"{error.filename}: {error.strerror}: give --data what can be read"
        ) from error
    return whole.hexdigest()[:16]


def _machine() -> str:
    memory = psutil.virtual_memory().total
    return f"{platform.machine()}, {os.cpu_count()} cores, {memory / 1e9:.0f} GB of memory"


def _heard(prepared: Prepared, finished: int, notify: Notify) -> Iterator[tuple[Step, Notify]]:
    """The steps that are left, each with a listener for its progress; the listener tells what the
    rest will take."""
    weights = [step.seconds or 0.0 for step in prepared.left]
    if prepared.seconds is None:  # then it goes by the tokens, as soon as something is finished
        weights = [float(max(step.cell.length, 1)) for step in prepared.left]
    started = time.monotonic()
    for at, step in enumerate(prepared.left):
        gone, spent, ahead = sum(weights[:at]), time.monotonic() - started, sum(weights[at:])
        left = ahead * spent / gone if gone else prepared.seconds
        told = _told(step) + (f", about {_duration(left)} left" if left else "")
        notify(Progress("measure", finished + at, prepared.cells, "cells", told))
        yield (
            step,
            _inner(notify, Progress("measure", finished + at, prepared.cells, "cells", told)),
        )
    notify(Progress("measure", prepared.cells, prepared.cells, "cells"))


def _inner(notify: Notify, at: Progress) -> Notify:
    """Tell what is read within a cell in the cell's own line."""

    def hear(event: Event) -> None:
        if isinstance(event, Progress) and event.stage == "read" and event.total:
            notify(
                replace(
                    at, detail=f"{at.detail}; {event.done:,.0f} of {event.total:,.0f} tokens read"
                )
            )

    return hear


def _told(step: Step) -> str:
    cell = step.cell
    where = cell.control or f"{cell.length:,} tokens, depth {cell.depth:g} %"
    return f"{cell.kind} {cell.language}, {where}, {step.manner.way}"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
