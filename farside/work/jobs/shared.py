"""Jobs taken up from the books: their documents, the same plan again, and their windows one by
one."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from types import TracebackType

from farside.config import Settings
from farside.errors import DatabaseUnavailable, FarsideError, InputError
from farside.library import codec
from farside.library.library import Library
from farside.reading import ahead, rounds
from farside.reading.cost import plan
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.manner import apply_how
from farside.reading.steps import Kept
from farside.types import Document, Plan, Window, ignore
from farside.work.engines.observed import ObservedEngine
from farside.work.jobs.job import Job, ReadyJob, plan_job
from farside.work.jobs.store import Books, JobRecord
from farside.work.session import open_model


class Bench:
    """Computes windows of shared jobs: the process's own, and others', whose engine is opened when
    it is needed.

    A context manager, so that an engine that was opened is closed.
    """

    def __init__(self, settings: Settings, books: Books) -> None:
        self._settings = settings
        self._books = books
        self._own: dict[str, ReadyJob] = {}
        self._other: tuple[str, ReadyJob] | None = None
        self._open = ExitStack()

    def __enter__(self) -> Bench:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def put(self, name: str, ready: ReadyJob) -> None:
        """A job of this process, which has its engine."""
        self._own[name] = ready

    def window(self, name: str, number: int) -> Kept | None:
        """Compute the step of one window. None for a job of others that failed; the books say
        why."""
        if name in self._own:
            return _computed(self._own[name], number)
        try:
            return _computed(self._ready(name), number)
        except DatabaseUnavailable:
            raise
        except FarsideError as error:
            self._books.failed(name, str(error))
            self._books.stop(name)
            return None

    def _ready(self, name: str) -> ReadyJob:
        if self._other is None or self._other[0] != name:
            self._other = None
            self._open.close()
            record = self._books.find(name)
            engine = self._open.enter_context(open_model(self._settings, record.job.model, ignore))
            made = taken_up(record, engine, documents_of_job(self._settings, self._books, record))
            self._other = name, ReadyJob(record.job, engine, windows_of_job(record.job, made))
        return self._other[1]


def _computed(ready: ReadyJob, number: int) -> Kept:
    """Compute the window. Raises `InputError` for one that the job does not have: its share is not
    as Farside writes it."""
    if not 0 <= number < len(ready.windows):
        raise InputError(
            f"a share asks for window {number} of a job of {len(ready.windows)} windows"
        )
    window = ready.windows[number]
    if ready.job.kind == "read":
        return ahead.prefill_window(ready.engine, window, lambda _: None)
    return rounds.look_at_window(
        ready.engine, window, ready.job.questions, lambda _: None, None, ready.job.reader
    )


def windows_of_job(job: Job, made: Plan) -> Sequence[Window]:
    return plan.looked_at(made, job.questions) if job.kind == "ask" else made.windows


def taken_up(
    record: JobRecord,
    engine: ObservedEngine,
    documents: Sequence[Document],
    measured: ModelProfile | None = None,
) -> Plan:
    """The job's plan again. Raises `InputError` when it has changed. The way to read the model's
    gate is compared where it was `measured`; a process that only computes windows does not need it.
    """
    job = record.job
    made = plan.make_plan(
        engine, documents, job.questions, job.strategy, job.limit, engine.profile, measured
    )
    made = replace(made, calibration=apply_how(made.calibration, job.how))
    again = plan_job(job, engine, made, windows_of_job(job, made))
    if again.key != job.key or (measured and again.gate != job.gate):
        raise InputError(
            f"job {record.id} cannot go on: its documents, the model or Farside have changed "
            f"since. Ask again, and 'farside jobs cancel {record.id}' forgets the old one"
        )
    return made


def pack_documents(documents: Sequence[Document]) -> list[str]:
    """Documents as a shared job has them with it, for processes on other machines."""
    return [base64.b64encode(codec.pack_document(one)).decode("ascii") for one in documents]


def documents_of_job(settings: Settings, books: Books, record: JobRecord) -> tuple[Document, ...]:
    """The job's documents: from the job itself where it is shared, else from the library."""
    if not books.shared:
        with closing(Library(settings)) as library:
            return tuple(
                replace(library.get(identity), name=name) for identity, name in record.job.documents
            )
    published = books.event(record.id, "documents")
    found = map(_unpacked, published if isinstance(published, list) else ())
    documents = tuple(document for document in found if document)
    if len(documents) != len(record.job.documents):
        raise InputError(f"job {record.id} has no documents that this Farside can read; ask again")
    return documents


def _unpacked(packed: object) -> Document | None:
    """A document that another process published, None for anything else."""
    try:
        return codec.unpack_document(base64.b64decode(packed)) if isinstance(packed, str) else None
    except ValueError:
        return None
