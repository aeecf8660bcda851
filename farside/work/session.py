"""The one place that opens: documents are taken, a model is opened, how it is read is known,
answers are kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from typing import get_args

from farside.config import Settings
from farside.engine.base import Engine
from farside.engine.registry import open_engine
from farside.errors import FarsideError, InputError
from farside.library.answers import keep_answer
from farside.library.library import Library
from farside.library.states import note_states
from farside.reading import windows
from farside.reading.ahead import ReadAhead
from farside.reading.converse import Turn
from farside.reading.cost import model_profile, plan
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.manner import ROUNDS_OF, apply_how
from farside.types import (
    UNKEPT,
    UNMEASURED,
    Answer,
    Calibration,
    Document,
    How,
    Notify,
    Plan,
    Planned,
    Skipped,
    Window,
)
from farside.work import intake, noted_text, readers
from farside.work.engines.observed import ObservedEngine
from farside.work.engines.remembered import RememberedEngine
from farside.work.intake import Paths, TakenDocuments

# Tokens that a measured window leaves for the question.
_LONG_QUESTION = 300


@dataclass(frozen=True, slots=True)
class Options:
    """How to ask. None means: as the settings say. `documents` are ids of the library, asked too,
    and so are the person's own `notes`. `turns` are the questions of the conversation so far, the
    first one first. `sql` is the query of a person who knows what to compute: the question is then
    not understood anew. `how` says how carefully (`reading.manner`), and with it the most `rounds`,
    unless these are given.
    """

    collection: str | None = None
    model: str | None = None
    strategy: plan.Choice = "auto"
    window: int | None = None
    password: str | None = None
    rounds: int | None = None
    documents: tuple[str, ...] = ()
    turns: tuple[Turn, ...] = ()
    sql: str = ""
    how: How = "thorough"
    notes: bool = False

    def __post_init__(self) -> None:
        """Raises `InputError` for a value that is none of its field's."""
        chosen = (("strategy", self.strategy, plan.Choice), ("how", self.how, How))
        for name, value, known in chosen:
            if value not in get_args(known):
                raise InputError(f"{name}={value!r}: give one of {', '.join(get_args(known))}")
        for name, number in (("window", self.window), ("rounds", self.rounds)):
            if number is not None and type(number) is not int:
                raise InputError(f"{name}={number!r}: give a whole number")
        if isinstance(self.documents, str):
            raise InputError(f"documents={self.documents!r}: give ids in a tuple or list")

    @property
    def most_rounds(self) -> int:
        """The most rounds of a question."""
        return ROUNDS_OF[self.how] if self.rounds is None else self.rounds


USUAL = Options()
"""Everything as the settings say."""


@dataclass(frozen=True, slots=True)
class KnownReader:
    """How a model is read: what was measured of it (or what its control questions tell), how many
    tokens of a window follow from that at most, a hint if nothing was measured, and how carefully a
    person wants to have it read."""

    measured: ModelProfile | None
    limit: int
    hint: str
    how: How = "thorough"

    @property
    def calibration(self) -> Calibration:
        """How to read the model's gate and judgements."""
        known = self.measured.calibration if self.measured else UNMEASURED
        return apply_how(known, self.how)


@dataclass(frozen=True, slots=True)
class Desk:
    """Documents, those in `skipped` that could not be taken, and the engine that reads them in
    windows of at most `limit` tokens and is asked nothing twice; `calibration` is how its gate and
    judgements are read."""

    engine: RememberedEngine
    documents: tuple[Document, ...]
    skipped: tuple[Skipped, ...]
    limit: int
    calibration: Calibration

    def windows(self, document: Document) -> tuple[Window, ...]:
        """The windows of one document by itself: there is no other that its name tells it from."""
        return windows.cut_windows([document], self.limit, self.engine.count_text)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, or not surely, in plain words."""
        lost = [f"{one.name}: {one.reason}" for one in self.skipped if not one.passed_over]
        doubtful = [
            f"{document.name} {problem}"
            for document in self.documents
            for problem in document.problems
        ]
        return (*lost, *intake.tell_copies(self.skipped), *doubtful)


@dataclass(frozen=True, slots=True)
class Session:
    """Documents that were taken, and an engine that is open for them, with how it is read.
    `parse_seconds` is how long taking them took."""

    settings: Settings
    options: Options
    taken: TakenDocuments
    engine: ObservedEngine
    known: KnownReader
    parse_seconds: float

    def plan(self, questions: Sequence[str] = (), strategy: plan.Choice = "scan") -> Plan:
        """The windows that the questions meet, and what that will take. Raises `TooLong` if they
        must all fit one window and do not."""
        known = self.known
        documents, profile = self.taken.documents, self.engine.profile
        made = plan.make_plan(
            self.engine, documents, questions, strategy, known.limit, profile, known.measured
        )
        return replace(made, calibration=apply_how(made.calibration, known.how))

    def lay_out(self, library: Library) -> Desk:
        """The desk of the documents; the engine's replies are kept in `library`."""
        engine, known = RememberedEngine(self.engine, library), self.known
        return Desk(
            engine, self.taken.documents, self.taken.skipped, known.limit, known.calibration
        )

    def try_direct(self, notify: Notify) -> Session:
        """Try the control questions and return the session: a server's model that was not measured
        may then be read directly."""
        spec = self.options.model or self.settings.model
        tried = readers.try_direct(self.engine, spec, self.settings, notify)
        return replace(self, known=replace(self.known, measured=self.known.measured or tried))

    def of(self, documents: tuple[Document, ...]) -> Session:
        """The session for some of its documents."""
        return replace(self, taken=replace(self.taken, documents=documents))


@contextmanager
def open_session(
    paths: Paths, options: Options, settings: Settings, notify: Notify
) -> Iterator[Session]:
    """Take the documents, then open the model; it is let go of at the end.

    Raises `InputError` for what cannot be read, `ModelError` and `EngineError` when no model can be
    opened.
    """
    started = time.perf_counter()
    taken = take_documents(paths, options, settings, notify)
    parse_seconds = time.perf_counter() - started
    with open_model(settings, options.model, notify) as engine:
        yield Session(
            settings,
            options,
            taken,
            engine,
            know_reader(engine, options, settings),
            parse_seconds,
        )


@contextmanager
def open_desk(
    paths: Paths,
    options: Options,
    settings: Settings,
    notify: Notify,
    predicted: Callable[[Session], float | None] | None = None,
) -> Iterator[Desk]:
    """Open a session as `open_session` does, for work on many documents. The plan is told before
    anything is read, with the seconds of all of it where they are `predicted`, else of the reading.
    """
    with (
        open_session(paths, options, settings, notify) as session,
        closing(Library(settings)) as library,
    ):
        planned = session.plan()
        whole = predicted(session) if predicted else None
        told = replace(planned, seconds=whole) if whole else planned
        notify(Planned(told, session.taken.skipped, session.known.hint))
        yield session.lay_out(library)


def take_documents(
    paths: Paths, options: Options, settings: Settings, notify: Notify
) -> TakenDocuments:
    """The documents under `paths`, of the options' collection, and of their ids, and the person's
    notes. Raises `InputError`."""
    noted = noted_text.gather_notes(settings) if options.notes else None
    if noted and not (paths or options.collection or options.documents):
        return TakenDocuments((noted.document,), (), noted)
    taken = intake.gather_documents(
        settings, paths, options.collection, options.password, notify, options.documents
    )
    if noted is None:
        return taken
    return replace(taken, documents=(*taken.documents, noted.document), noted=noted)


@contextmanager
def open_model(settings: Settings, model: str | None, notify: Notify) -> Iterator[ObservedEngine]:
    """The engine of a model (by default the settings'), let go of at the end."""
    spec = model or settings.model
    engine = ObservedEngine(open_engine(spec, settings, notify), settings, spec)
    try:
        yield engine
    finally:
        engine.close()


def know_reader(engine: Engine, options: Options, settings: Settings) -> KnownReader:
    """How the model is read: as its profile says. Its window is as a person gave it, else as the
    lab measured it and the engine takes it, else as the settings say, else as it suits how the
    model remembers."""
    spec = options.model or settings.model
    measured = readers.know_model(engine, spec, settings)
    unmeasured = measured in (None, readers.trusted_profile(engine.model))
    hinted = unmeasured and not spec.startswith("scripted:")
    hint = model_profile.unmeasured_hint(spec) if hinted else ""
    if options.window is not None:
        given = measured and replace(
            measured, full_most=None
        )  # a person's window is the most, whatever was measured
        return KnownReader(given, options.window, hint, options.how)
    most = engine.window - plan.RESERVE - _LONG_QUESTION
    if measured is not None and measured.window is not None:
        return KnownReader(measured, min(measured.window, most), hint, options.how)
    if settings.window_tokens or not engine.suited_window:
        return KnownReader(measured, settings.usual_window, hint, options.how)
    return KnownReader(measured, min(engine.suited_window, most), hint, options.how)


def keep_answers(
    settings: Settings, answers: Sequence[Answer], taken: TakenDocuments
) -> tuple[Answer, ...]:
    """Keep the answers in the library, with what could not be read, or not surely; what they cite
    of notes is traced to where it was noted. A library that cannot take them costs their place in
    it and not the answers."""
    problems = tuple(
        f"{document.name} {problem}"
        for document in taken.documents
        for problem in document.problems
    )
    traced = [taken.noted.trace_answer(one) if taken.noted else one for one in answers]
    whole = tuple(replace(one, skipped=taken.skipped, problems=problems) for one in traced)
    try:
        with closing(Library(settings)) as library:
            shown = {
                (line.key, line.document_id) for one in whole for line in one.ledger if line.key
            }
            note_states(library, shown)
            return tuple(keep_answer(library, one) for one in whole)
    except (FarsideError, OSError) as error:
        return tuple(replace(one, problems=(*problems, f"{UNKEPT}: {error}")) for one in whole)


def note_read(settings: Settings, done: ReadAhead) -> ReadAhead:
    """Note in the library which states show which documents, and return what was read. Where the
    library cannot take that, a problem says so; it costs no more than a line of 'farside cache'."""
    try:
        with closing(Library(settings)) as library:
            note_states(library, done.kept)
    except (FarsideError, OSError) as error:
        return replace(
            done, problems=(*done.problems, f"the library does not know what was read: {error}")
        )
    return done
