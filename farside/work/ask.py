"""Files and a question in, a checked answer out: the main job, for the command line and for Python alike."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from farside import config
from farside.config import Settings
from farside.engine.registry import open_engine
from farside.errors import InputError
from farside.reading import plan, question
from farside.types import Answer, Notify, Planned, ignore
from farside.work import intake
from farside.work.profile import ObservedEngine


@dataclass(frozen=True, slots=True)
class Options:
    """How to ask. None means: as the settings say."""

    collection: str | None = None
    model: str | None = None
    strategy: plan.Choice = "auto"
    window: int | None = None
    password: str | None = None


def ask(
    asked: str,
    paths: Sequence[str | Path] = (),
    options: Options = Options(),
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> Answer:
    """Answer a question from files, folders, zip archives and a collection, all of them read in full.

    Raises `InputError` for what cannot be read or asked, `ModelError` and `EngineError` when no model can answer.
    """
    settings = settings or config.load()
    _check(asked)
    started = time.perf_counter()
    taken = intake.take(settings, paths, options.collection, options.password, notify)
    parsed = time.perf_counter()
    with opened(settings, options.model, notify) as engine:
        planned = plan.make(
            engine,
            taken.documents,
            [asked],
            options.strategy,
            settings.window_tokens if options.window is None else options.window,
            engine.profile,
        )
        notify(Planned(planned, taken.skipped))
        answer = question.ask(engine, planned, asked, notify)
    seconds = replace(answer.seconds, parse=parsed - started, total=time.perf_counter() - started)
    problems = tuple(f"{document.name} {problem}" for document in taken.documents for problem in document.problems)
    return replace(answer, seconds=seconds, skipped=taken.skipped, problems=problems)


def _check(asked: str) -> None:
    if not asked.strip():
        raise InputError("the question is empty")
    try:
        asked.encode()
    except UnicodeEncodeError as error:
        raise InputError("the question is not valid UTF-8; ask it from a UTF-8 terminal") from error


@contextmanager
def opened(settings: Settings, model: str | None, notify: Notify) -> Iterator[ObservedEngine]:
    """The engine of a model (by default the settings'), let go of at the end."""
    spec = model or settings.model
    engine = ObservedEngine(open_engine(spec, settings, notify), settings, spec)
    try:
        yield engine
    finally:
        engine.close()
