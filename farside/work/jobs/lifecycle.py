"""Long readings as jobs: begun, continued after whatever ended them, listed, stopped, cancelled."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict
from typing import TypeVar

from farside.config import Settings
from farside.errors import FarsideError, InputError
from farside.reading import ahead, question
from farside.reading.ahead import ReadAhead
from farside.reading.manner import Manner
from farside.reading.steps import Kept, Steps
from farside.types import Answer, Notify, Plan, Planned
from farside.work import readers
from farside.work.intake import TakenDocuments
from farside.work.jobs import durable
from farside.work.jobs.durable import Durable
from farside.work.jobs.job import ReadyJob
from farside.work.jobs.rows import RowRefused
from farside.work.jobs.shared import (
    Bench,
    documents_of_job,
    pack_documents,
    taken_up,
    windows_of_job,
)
from farside.work.jobs.store import Books, JobLost, JobRecord
from farside.work.session import keep_answers, note_read, open_model

Result = TypeVar("Result")


def ask_in_job(
    settings: Settings, ready: ReadyJob, plan: Plan, notify: Notify
) -> tuple[Answer, ...]:
    """Answers the job's questions, going on where an earlier process stopped."""

    def run(steps: Steps) -> tuple[Answer, ...]:
        return question.ask_questions(
            ready.engine,
            plan,
            ready.job.questions,
            notify,
            steps,
            Manner(ready.job.rounds, ready.job.wish),
        )

    return _carry_out(
        settings, ready, plan, run, lambda answers: {"answers": [one.text for one in answers]}
    )


def read_in_job(settings: Settings, ready: ReadyJob, plan: Plan, notify: Notify) -> ReadAhead:
    """Reads the job's documents ahead, going on where an earlier process stopped."""

    def run(steps: Steps) -> ReadAhead:
        return ahead.read_windows_ahead(ready.engine, plan, notify, steps)

    return _carry_out(settings, ready, plan, run, lambda done: {"read": asdict(done)})


def go_on_with_job(settings: Settings, name: str, notify: Notify) -> tuple[Answer, ...] | ReadAhead:
    """Goes on with a job. Raises `InputError` when it is finished, or its documents or model have
    changed."""
    with open_books(settings) as kept:
        record = kept.find(name)
        if record.state == "finished":
            raise InputError(f"job {record.id} is finished")
        documents = documents_of_job(settings, kept, record)
    job = record.job
    with open_model(settings, job.model, notify) as engine:
        measured = readers.know_model(engine, job.model, settings)
        if measured is None and job.reader == "direct":  # the note of its control questions is gone
            measured = readers.trusted_profile(engine.model)
        plan = taken_up(record, engine, documents, measured)
        ready = ReadyJob(job, engine, windows_of_job(job, plan))
        notify(Planned(plan, job.skipped))
        if job.kind == "read":
            return note_read(settings, read_in_job(settings, ready, plan, notify))
        return keep_answers(
            settings,
            ask_in_job(settings, ready, plan, notify),
            TakenDocuments(documents, job.skipped),
        )


def job_records(settings: Settings) -> Sequence[JobRecord]:
    """All jobs, the newest first."""
    with open_books(settings) as kept:
        return kept.records()


def refused_jobs(settings: Settings) -> Sequence[RowRefused]:
    """The reasons why rows that should be jobs are not, the newest first."""
    with open_books(settings) as kept:
        return kept.refused()


def halt_job(settings: Settings, name: str) -> JobRecord:
    """Tell a running job to end after its present window; it can be resumed. Return the job as it
    was.
    """
    with open_books(settings) as kept:
        record = kept.find(name)
        if record.state != "finished":
            kept.stop(record.id)
        return record


def drop_job(settings: Settings, name: str) -> str:
    """Stop a job and forget it, also one whose row is refused. Return its id."""
    with open_books(settings) as kept:
        identity = kept.id_of(name)
        kept.cancel(identity)
        return identity


@contextmanager
def open_books(settings: Settings) -> Iterator[Books]:
    kept = Books(settings)
    try:
        yield kept
    finally:
        kept.close()


def _carry_out(
    settings: Settings,
    ready: ReadyJob,
    plan: Plan,
    run: Callable[[Steps], Result],
    plain: Callable[[Result], Kept],
) -> Result:
    """Runs a job to its end. Whatever ends it earlier, what was finished is kept, and the error
    says how to go on."""
    with durable.open_process(settings) as process:
        published = pack_documents(plan.documents) if process.books.shared else None
        try:
            with (
                process.running(ready.job, published) as (name, desk),
                _noted(process.books, name),
                Bench(settings, process.books) as bench,
            ):
                bench.put(name, ready)
                result = run(
                    Durable(desk, process.books, bench.window if process.books.shared else None)
                )
                process.finish(name, desk, plain(result))
                return result
        except JobLost as lost:
            raise _why(process.books, lost) from lost


@contextmanager
def _noted(kept: Books, name: str) -> Iterator[None]:
    """Note with the job what ends it before its time, and tell the person how it goes on."""
    on = f"'farside jobs resume {name}' goes on"
    try:
        with kept.answering():
            yield
    except KeyboardInterrupt as error:
        if kept.shared:
            kept.stop(name)
        raise KeyboardInterrupt(f"stopped; {on}") from error
    except JobLost:
        raise
    except FarsideError as error:
        with suppress(
            FarsideError
        ):  # the database itself may be what failed: then the job is a stopped one
            kept.failed(name, str(error))
            if kept.shared:
                kept.stop(name)
        if not isinstance(error, RowRefused):  # it would be met again
            error.args = (
                f"{error.whole}. What was read is kept: {on}",
            )  # the class is what callers know
        raise


def _why(kept: Books, lost: JobLost) -> FarsideError:
    """The error for a job that was ended from elsewhere; a cancelled one is forgotten."""
    if kept.forget_cancelled(lost.job):
        return JobLost(lost.job, "was cancelled")
    record = kept.find(lost.job)
    on = f"'farside jobs resume {lost.job}' goes on"
    if record.why:
        return FarsideError(f"{record.why}. What was read is kept: {on}")
    return JobLost(lost.job, f"was stopped; {on}")
