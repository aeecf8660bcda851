"""The database of jobs, as DBOS keeps it: what there is, how far it is, and orders to jobs of other
processes.

SQLite in the home folder, or PostgreSQL by `database_url`. Nothing is run here; that is `durable`.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from typing import Literal

from dbos import DBOS, DBOSClient, WorkflowStatus
from dbos import error as dbos_errors
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from farside.config import Settings
from farside.errors import DatabaseUnavailable, FarsideError, InputError, NotFound
from farside.library.database import sqlite_url
from farside.library.files import disk_full, full_disk, make_private
from farside.work.jobs import decoding, rows
from farside.work.jobs.held import FileLeases, Leases, in_home, is_lease_free
from farside.work.jobs.job import Job
from farside.work.jobs.lease import ServerLeases, database_unreachable
from farside.work.jobs.rows import RowRefused
from farside.work.jobs.statuses import (
    JOB,
    LATEST,
    SHARE,
    count_windows,
    job_of_row,
    list_paces,
    read_attribute,
    seconds_between,
    work_of_row,
)

NAME = "farside"
WINDOW = "window"
# Several processes share the windows of a job through this queue (PostgreSQL only).
QUEUE = "windows"
SERIALIZER = decoding.only_json()
_UNFINISHED = ["ENQUEUED", "PENDING", "CANCELLED", "ERROR"]
# Ends of a share that Farside gives none: what DBOS could not read or not run.
_OVER = ["ERROR", "MAX_RECOVERY_ATTEMPTS_EXCEEDED"]
_ROW_BYTES = 65_536

State = Literal["running", "stopping", "stopped", "failed", "finished"]


class JobLost(FarsideError):
    """The job was stopped or cancelled from another process."""

    code = "job_stopped"
    elsewhere = ""
    exit_code = 130

    def __init__(self, job: str, what: str = "was stopped") -> None:
        super().__init__(f"job {job} {what}")
        self.job = job


@dataclass(frozen=True, slots=True)
class JobRecord:
    """A job as it is kept. `why` says why it failed. `seconds` is the time of a window lately, 0
    where it is not known."""

    id: str
    job: Job
    state: State
    done: int
    seconds: float
    why: str = ""


def shares_jobs(settings: Settings) -> bool:
    """Tell whether processes on several machines may share jobs."""
    return settings.database_url.startswith("postgres")


def url_of(settings: Settings) -> str:
    """The address of the database, as DBOS wants it: written out."""
    if shares_jobs(settings):
        return settings.database_url
    return sqlite_url(settings.home / "jobs" / "jobs.db").render_as_string(hide_password=False)


class Books:
    """Raises `DatabaseUnavailable` where the database does not answer, `DiskFull` where it finds no
    room."""

    def __init__(self, settings: Settings) -> None:
        self.shared = shares_jobs(settings)
        self.folder = settings.home / "jobs"
        self.url = url_of(settings)
        silence_dbos()
        self.leases: Leases = ServerLeases(self.url) if self.shared else _in_folder(settings)
        with self.answering():
            DBOS.migrate(self.url)
            self._client = DBOSClient(
                system_database_url=self.url,
                serializer=SERIALIZER,
                application_name=NAME,
                retry_connection_errors=False,
            )

    def close(self) -> None:
        self._client.destroy()
        self.leases.close()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Turns what the database says into errors that people can act on."""
        try:
            yield
        except (SQLAlchemyError, sqlite3.Error, dbos_errors.DBOSException) as error:
            raise self.trouble(error) from error

    def trouble(self, error: Exception) -> FarsideError:
        said = error.orig if isinstance(error, DBAPIError) and error.orig else error
        if self.shared:
            return database_unreachable(self.url, said if isinstance(said, Exception) else error)
        if "full" in str(said) or "disk I/O error" in str(said):
            return disk_full(self.folder, _ROW_BYTES)
        return DatabaseUnavailable(
            f"the jobs in {self.folder} cannot be used: {said}. Put jobs.db back from a copy, "
            "or move it away; then what was not finished is read again"
        )

    def records(self) -> list[JobRecord]:
        """All jobs, the newest first."""
        return [
            self._record(status, given)
            for status, given in self._listed()
            if isinstance(given, Job)
        ]

    def refused(self) -> list[RowRefused]:
        """The reasons why rows that should be jobs are not, the newest first."""
        return [given for _, given in self._listed() if isinstance(given, RowRefused)]

    def find(self, name: str) -> JobRecord:
        """The job with this id or beginning of one. Raises `NotFound`, `InputError` where several
        match, and `RowRefused` where its row is not as Farside writes it."""
        status, given = self._named(name)
        if isinstance(given, RowRefused):
            raise given
        return self._record(status, given)

    def id_of(self, name: str) -> str:
        """Find an id as `find` does, also of a row that is refused, so that it can be removed."""
        return self._named(name)[0].workflow_id

    def _named(self, name: str) -> tuple[WorkflowStatus, Job | RowRefused]:
        found = self._listed(name)
        exact = [one for one in found if one[0].workflow_id == name] or found
        if not exact or not name:
            raise NotFound(f"there is no job {name!r}; 'farside jobs' lists what there is")
        if len(exact) > 1:
            raise InputError(f"{name!r} begins the ids of several jobs; give more of it")
        return exact[0]

    def _listed(self, prefix: str | None = None) -> list[tuple[WorkflowStatus, Job | RowRefused]]:
        """Jobs of this release's format, and rows that are no jobs."""
        rows = self._rows(prefix)
        # Listed after the shares: a job is there before its shares are.
        jobs = (
            {one.workflow_id for one in self._rows(name=JOB)}
            if any(one.name == SHARE for one in rows)
            else set()
        )
        found = ((status, work_of_row(status, jobs)) for status in rows)
        return [(status, given) for status, given in found if given is not None]

    def name_for(self, job: Job) -> tuple[str, bool]:
        """The id under which this job goes on, and whether it was begun; a finished one is done
        anew."""
        tried = self._rows(job.id)
        mine = (
            one for one in tried if one.name == JOB and not isinstance(job_of_row(one), RowRefused)
        )
        unfinished = next((one.workflow_id for one in mine if one.status in _UNFINISHED), None)
        if unfinished:
            return unfinished, True
        taken = {one.workflow_id for one in tried}
        free = (
            name
            for number in count(1)
            if (name := f"{job.id}-{number}" if number > 1 else job.id) not in taken
        )
        return next(free), False

    def finished(self, name: str) -> bool:
        return [one.status for one in self._rows(name, JOB) if one.workflow_id == name] == [
            "SUCCESS"
        ]

    def share(self, name: str) -> object:
        """What a share's row says that it gave; None while it is not finished. Raises `JobLost`
        when the share was stopped, and `RowRefused` where no process could begin it."""
        with self.answering():
            found = self._client.list_workflows(workflow_ids=[name], load_input=False)
        if not found or found[0].status == "CANCELLED":
            raise JobLost(name.partition(":")[0])
        if found[0].status in _OVER:
            raise RowRefused(name.partition(":")[0], f"share {name} (workflow_status)")
        return found[0].output if found[0].status == "SUCCESS" else None

    def failed(self, name: str, why: str) -> None:
        """Note why a job cannot go on by itself; "" when it goes on."""
        with self.answering():
            self._client.update_workflow_attributes(name, {"why": why}, merge=True)

    def stop(self, name: str) -> None:
        """Tell the process that runs the job to end it after its present window."""
        with self.answering():
            self._client.cancel_workflow(name, cancel_children=True)

    def cancel(self, name: str) -> None:
        """Stops a job and forgets it; where it runs, its process does so when it hears of it."""
        with self.answering():
            self._client.update_workflow_attributes(name, {"forget": True}, merge=True)
        self.stop(name)
        self.forget_cancelled(name)

    def forget_cancelled(self, name: str) -> bool:
        """Remove a job that was cancelled and that nobody runs; return whether that was done."""
        found = [one for one in self._rows(name) if one.workflow_id == name]
        cancelled = not found or bool(read_attribute(found[0], "forget"))
        if found and cancelled and self.leases.take(name):
            with self.answering():
                self._client.delete_workflow(name, delete_children=True)
            self.leases.release(name)
        return cancelled

    def requeue(self, name: str, queue: str) -> None:
        """The job goes on in the process that listens to `queue`, its stopped shares wherever there
        is room."""
        with self.answering():
            (status,) = [one for one in self._rows(name, JOB) if one.workflow_id == name]
            shares = self._client.list_workflows(
                parent_workflow_id=name, status="CANCELLED", load_input=False, load_output=False
            )
            self._client.resume_workflows([one.workflow_id for one in shares], queue_name=QUEUE)
            if status.queue_name and status.queue_name != queue:
                self._client.delete_queue(status.queue_name)  # of a process that was killed
            if status.status == "ERROR":
                steps = self._client.list_workflow_steps(name, load_output=False)
                self._client.rewind_workflow(name, start_step=len(steps) + 1, queue_name=queue)
            else:
                self._client.resume_workflow(name, queue_name=queue)

    def give_back(self, mine: str) -> None:
        """Gives the shares of dead processes back to the queue. `mine` is this process."""
        with self.answering():
            running = self._client.list_workflows(
                name=SHARE,
                status="PENDING",
                load_input=False,
                load_output=False,
                application_name=NAME,
            )
        for executor in {one.executor_id for one in running if one.executor_id} - {mine}:
            if self.leases.take(process_lease(executor)):
                with self.answering():
                    left = self._client.list_workflows(
                        name=SHARE,
                        status="PENDING",
                        executor_id=executor,
                        load_input=False,
                        load_output=False,
                    )
                    self._client.resume_workflows(
                        [one.workflow_id for one in left], queue_name=QUEUE
                    )
                self.leases.release(process_lease(executor))

    def event(self, name: str, key: str) -> object:
        """What the job has published under `key`, None when it has not. Raises `RowRefused`."""
        try:
            with self.answering():
                return self._client.get_event(name, key, 0)
        except rows.UNREADABLE as error:
            raise RowRefused(name, f"event '{key}' (workflow_events.value)") from error

    def queue(self, name: str, at_once: int, every_seconds: float) -> None:
        with self.answering():
            self._client.register_queue(
                name, worker_concurrency=at_once, polling_interval_sec=every_seconds
            )

    def drop_queue(self, name: str) -> None:
        with self.answering():
            self._client.delete_queue(name)

    def _rows(self, prefix: str | None = None, name: str | None = None) -> list[WorkflowStatus]:
        """Farside's workflows, of the one kind or of any, also of none that is ours; the newest
        first."""
        with self.answering():
            return self._client.list_workflows(
                name=name,
                workflow_id_prefix=prefix,
                sort_desc=True,
                load_output=False,
                application_name=NAME,
            )

    def _record(self, status: WorkflowStatus, job: Job) -> JobRecord:
        why = read_attribute(status, "why")
        state: State = "finished"
        if status.status != "SUCCESS":
            running = not is_lease_free(self.leases, status.workflow_id)
            stopped: State = "failed" if why or status.status == "ERROR" else "stopped"
            state = (
                ("stopping" if status.status == "CANCELLED" else "running") if running else stopped
            )
        done, seconds = self._progress(status.workflow_id)
        why = why or ("a fault of Farside's own" if state == "failed" else "")
        return JobRecord(
            status.workflow_id, job, state, done, seconds, why if state == "failed" else ""
        )

    def _progress(self, name: str) -> tuple[int, float]:
        """How many windows are done, and how many seconds one takes lately, all processes
        together."""
        with self.answering():
            shares = (
                self._client.list_workflows(parent_workflow_id=name, load_output=False)
                if self.shared
                else []
            )
            done = sum(count_windows(one) for one in shares if one.status == "SUCCESS")
            latest = list_paces(shares)
            for under in [
                name,
                *(one.workflow_id for one in shares if one.status not in ("SUCCESS", "ENQUEUED")),
            ]:
                steps = self._client.list_workflow_steps(under, load_output=False)
                windows = [step for step in steps if step["function_name"] == WINDOW]
                done += len(windows)
                latest += [
                    seconds_between(step["started_at_epoch_ms"], step["completed_at_epoch_ms"])
                    for step in windows
                ]
        at_once = max(1, sum(one.status == "PENDING" for one in shares))
        few = latest[-LATEST:]
        return done, sum(few) / len(few) / at_once if few else 0.0


def process_lease(executor: str) -> str:
    """The lease that a process holds for as long as it lives."""
    return f"process {executor}"


def silence_dbos() -> None:
    """DBOS writes to no console: what matters reaches a person as an error or as a job's state."""
    logger = logging.getLogger("dbos")
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
    logger.propagate = False


def _in_folder(settings: Settings) -> FileLeases:
    folder = settings.home / "jobs"
    with full_disk(settings.home.parent, _ROW_BYTES):
        leases = in_home(settings)
    make_private(folder / "jobs.db")
    try:
        with closing(sqlite3.connect(folder / "jobs.db", timeout=60)) as connection:
            connection.execute(
                "PRAGMA journal_mode = WAL"
            )  # stays with the file; readers go on while one writes
    except sqlite3.Error as error:
        raise DatabaseUnavailable(
            f"the jobs in {folder} cannot be used: {error}; move jobs.db away"
        ) from error
    return leases
