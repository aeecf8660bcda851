"""Files and a question in, a checked answer out: the main job, for the command line and for Python alike."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from farside import config
from farside.config import Settings
from farside.engine.base import Engine
from farside.engine.registry import open_engine
from farside.errors import FarsideError, InputError
from farside.library import answers as given
from farside.library import windows
from farside.library.library import Library
from farside.reading import model_profile, plan, question
from farside.reading.converse import Turn
from farside.reading.model_profile import ModelProfile
from farside.types import (
    UNKEPT,
    UNMEASURED,
    Answer,
    Calibration,
    Document,
    Notify,
    Plan,
    Planned,
    Seconds,
    Skipped,
    ignore,
)
from farside.work import intake, job
from farside.work.profile import ObservedEngine

MOST_ROUNDS = 5
# Tokens that a measured window leaves for the question.
_LONG_QUESTION = 300


@dataclass(frozen=True, slots=True)
class Options:
    """How to ask. None means: as the settings say. `documents` are ids of the library, asked too. `turns` are the
    questions of the conversation so far, the first one first. `sql` is the query of a person who knows what to compute:
    the question is not understood anew then.
    """

    collection: str | None = None
    model: str | None = None
    strategy: plan.Choice = "auto"
    window: int | None = None
    password: str | None = None
    rounds: int = question.ROUNDS
    documents: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    sql: str = ""


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
    return ask_all([asked], paths, options, settings, notify)[0]


def ask_all(
    asked: Sequence[str],
    paths: Sequence[str | Path] = (),
    options: Options = Options(),
    settings: Settings | None = None,
    notify: Notify = ignore,
) -> tuple[Answer, ...]:
    """As `ask`, for several questions: each window is brought to the engine once and asked all of them."""
    settings = settings or config.load()
    check_question(asked, options)
    started = time.perf_counter()
    taken = intake.take(settings, paths, options.collection, options.password, notify, options.documents)
    parsed = time.perf_counter()
    with opened(settings, options.model, notify) as engine:
        answers = ask_taken(asked, taken, options, settings, engine, notify)
    answers = tuple(replace(one, seconds=with_parsing(one.seconds, parsed - started)) for one in answers)
    return kept_answers(settings, answers, taken.documents, taken.skipped)


def ask_taken(
    asked: Sequence[str],
    taken: intake.Taken,
    options: Options,
    settings: Settings,
    engine: ObservedEngine,
    notify: Notify,
) -> tuple[Answer, ...]:
    """As `ask_all`, of documents that were taken and with an engine that is open; the answers are not kept yet."""
    known = believed(engine, options, settings)
    planned = plan.make(engine, taken.documents, asked, options.strategy, known.limit, engine.profile, known.measured)
    notify(Planned(planned, taken.skipped, known.hint))
    spec = options.model or settings.model
    wanted = job.Job("ask", tuple(asked), spec, planned.strategy, known.limit, options.rounds, taken.skipped)
    return _answers(settings, wanted, engine, planned, notify)


@dataclass(frozen=True, slots=True)
class Believed:
    """What was measured of a model, the most tokens of a window that follows from it, and a hint where nothing was."""

    measured: ModelProfile | None
    limit: int
    hint: str

    @property
    def calibration(self) -> Calibration:
        """How the model's gate and judgements are read."""
        return self.measured.calibration if self.measured else UNMEASURED


def believed(engine: Engine, options: Options, settings: Settings) -> Believed:
    """A window as a person gave it, else as the lab measured it and the engine takes it, else as the settings say."""
    spec = options.model or settings.model
    measured = model_profile.known(engine.model, settings.shared)
    hint = "" if measured or spec.startswith("scripted:") else model_profile.hint(spec)
    if options.window is not None:
        given = measured and replace(measured, full_most=None)  # a person's window is the most, whatever was measured
        return Believed(given, options.window, hint)
    if measured is None or measured.window is None:
        return Believed(measured, settings.window_tokens, hint)
    return Believed(measured, min(measured.window, engine.window - plan.RESERVE - _LONG_QUESTION), hint)


def _answers(
    settings: Settings, asked: job.Job, engine: ObservedEngine, planned: Plan, notify: Notify
) -> tuple[Answer, ...]:
    looked = plan.looked_at(planned, asked.questions)
    if len(looked) <= job.FEW:
        return question.ask(engine, planned, asked.questions, notify, most=asked.rounds)
    from farside.work import jobs  # loading what keeps jobs takes longer than a short document

    return jobs.ask(settings, job.Ready(job.planned(asked, engine, planned, looked), engine, looked), planned, notify)


def with_parsing(seconds: Seconds, parse: float) -> Seconds:
    return replace(seconds, parse=parse, total=seconds.total + parse)


def kept_answers(
    settings: Settings, answers: Sequence[Answer], documents: Sequence[Document], skipped: tuple[Skipped, ...]
) -> tuple[Answer, ...]:
    """The answers with what could not be read, or not surely, as they are kept in the library; one that cannot
    take them costs their place in it and not the answers."""
    problems = tuple(f"{document.name} {problem}" for document in documents for problem in document.problems)
    whole = tuple(replace(one, skipped=skipped, problems=problems) for one in answers)
    try:
        with closing(Library(settings)) as library:
            windows.note(library, {(line.key, line.document_id) for one in whole for line in one.ledger if line.key})
            return tuple(given.keep(library, one) for one in whole)
    except FarsideError as error:
        return tuple(replace(one, problems=(*problems, f"{UNKEPT}: {error}")) for one in whole)


def check_question(asked: Sequence[str], options: Options) -> None:
    """Raises `InputError` for what cannot be asked."""
    if not asked or not all(one.strip() for one in asked):
        raise InputError("the question is empty")
    if not 1 <= options.rounds <= MOST_ROUNDS:
        raise InputError(f"--rounds {options.rounds}: a question takes 1 to {MOST_ROUNDS} rounds")
    try:
        "".join(asked).encode()
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
