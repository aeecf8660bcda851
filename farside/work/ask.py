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
from farside.types import Answer, Document, Notify, Plan, Planned, Skipped, ignore
from farside.work import intake, job
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
    limit = settings.window_tokens if options.window is None else options.window
    with opened(settings, options.model, notify) as engine:
        planned = plan.make(
            engine,
            taken.documents,
            [asked],
            options.strategy,
            limit,
            engine.profile,
        )
        notify(Planned(planned, taken.skipped))
        asked_for = job.Job("ask", asked, options.model or settings.model, options.strategy, limit, taken.skipped)
        answer = _answer(settings, asked_for, engine, planned, notify)
    seconds = replace(answer.seconds, parse=parsed - started, total=time.perf_counter() - started)
    return dressed(replace(answer, seconds=seconds), taken.documents, taken.skipped)


def _answer(settings: Settings, asked: job.Job, engine: ObservedEngine, planned: Plan, notify: Notify) -> Answer:
    windows = plan.looked_at(planned, asked.question)
    if len(windows) <= job.FEW:
        return question.ask(engine, planned, asked.question, notify)
    from farside.work import jobs  # loading what keeps jobs takes longer than a short document

    return jobs.ask(settings, job.Ready(job.planned(asked, engine, planned, windows), engine, windows), planned, notify)


def dressed(answer: Answer, documents: Sequence[Document], skipped: tuple[Skipped, ...]) -> Answer:
    """The answer with what could not be read, or not surely."""
    problems = tuple(f"{document.name} {problem}" for document in documents for problem in document.problems)
    return replace(answer, skipped=skipped, problems=problems)


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
