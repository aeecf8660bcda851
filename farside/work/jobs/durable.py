"""Runs a job so that it survives its process: DBOS keeps the result of every step before the next
one begins.

All computing stays in the thread that asked for it, so that Ctrl-C ends it at once; DBOS's own
threads only keep books.
"""

from __future__ import annotations

import os
import queue
import secrets
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

from dbos import DBOS, SetWorkflowID
from dbos import error as dbos_errors
from sqlalchemy.exc import SQLAlchemyError

from farside.config import Settings
from farside.errors import DatabaseUnavailable, FarsideError, InputError
from farside.reading.steps import Item, Kept
from farside.work.jobs import rows
from farside.work.jobs.job import Job
from farside.work.jobs.rows import RowRefused
from farside.work.jobs.statuses import JOB
from farside.work.jobs.store import (
    NAME,
    QUEUE,
    SERIALIZER,
    WINDOW,
    Books,
    JobLost,
    process_lease,
    url_of,
)
from farside.work.jobs.window_shares import (
    TAKEN_AWAY,
    WATCH_SECONDS,
    HaltJob,
    Serve,
    closed,
    compute_shares,
    run_share,
)

# The version of the workflows below; it is raised when they change so that a job begun before
# cannot go on in them.
_VERSION = "1"
# A job is cut into at most this many shares: each costs the database as much as a few windows.
_MOST_SHARES = 256
_POLL_SECONDS = 0.1
_PATIENCE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Failed:
    """Why DBOS's thread cannot go on."""

    error: Exception


@dataclass(frozen=True, slots=True)
class _Finish:
    result: Kept


_COMPUTE = "compute"  # what DBOS's thread says when an earlier life did not do a step
_desks: dict[str, JobDesk] = {}


class JobDesk:
    """The place where the thread that computes meets DBOS's thread of one job."""

    def __init__(self, name: str, published: list[str] | None) -> None:
        self._name = name
        self._published = published
        self._orders: queue.Queue[Callable[[], Iterator[Any]] | _Finish | None] = queue.Queue()
        self._replies: queue.Queue[Any] = queue.Queue()
        self._values: queue.Queue[Kept | None] = queue.Queue()
        self._ended = threading.Event()

    # the thread that computes

    def step(self, name: str, compute: Callable[[], Kept]) -> Kept:
        """`compute()`, or what it gave in an earlier life of the job. Raises `RowRefused`."""
        self._orders.put(partial(self._step, name))
        reply = self._hear()
        if reply is _COMPUTE:
            self._values.put(compute())
            kept: Kept = self._hear()
            return kept
        return rows.check_step(self._name, name, reply)

    def enlist(self, count: int) -> list[str]:
        """Put the windows 0 to `count` where every process takes them from. Return the ids of their
        shares, in order."""
        self._orders.put(partial(self._enlist, count))
        ids: list[str] = self._hear()
        return ids

    def finish(self, result: Kept) -> None:
        """The last order. What DBOS writes of it comes later."""
        self._orders.put(_Finish(result))

    def halt(self) -> None:
        """DBOS's thread ends as soon as it has written what is done."""
        self._values.put(None)
        self._orders.put(None)
        self._ended.wait(5)

    def _hear(self) -> Any:
        reply = self._replies.get()
        if isinstance(reply, _Failed):
            raise reply.error
        return reply

    # DBOS's thread

    def keep(self) -> Kept:
        """Carries out orders until the last one; the job's result."""
        try:
            if self._published:
                DBOS.set_event("documents", self._published)
            while order := self._orders.get():
                if isinstance(order, _Finish):
                    return order.result
                for reply in order():
                    self._replies.put(reply)
            raise HaltJob
        except TAKEN_AWAY as error:
            raise self._failed(JobLost(self._name)) from error
        except (SQLAlchemyError, dbos_errors.DBOSException, RowRefused) as error:
            raise self._failed(error) from error
        finally:
            self._ended.set()

    def _failed(self, said: Exception) -> HaltJob:
        self._replies.put(_Failed(said))
        return HaltJob()

    def _step(self, name: str) -> Iterator[Any]:
        try:
            reply = DBOS.run_step({"name": name}, self._computed)
        except rows.UNREADABLE as error:
            raise RowRefused(
                self._name, f"the output of a step '{name}' (operation_outputs.output)"
            ) from error
        yield reply

    def _computed(self) -> Kept:
        self._replies.put(_COMPUTE)
        value = self._values.get()
        if value is None:
            raise HaltJob
        return value

    def _enlist(self, count: int) -> Iterator[Any]:
        size, ids = -(-count // _MOST_SHARES), []
        for first in range(0, count, size):
            with SetWorkflowID(f"{self._name}:{first}"):
                handle = DBOS.enqueue_workflow(
                    QUEUE, run_share, self._name, first, min(count, first + size)
                )
            ids.append(handle.get_workflow_id())
        yield ids


@DBOS.workflow(name=JOB, max_recovery_attempts=None)
def _job(inputs: Kept) -> Kept:  # noqa: ARG001 - kept for whoever goes on with it
    desk = _desks.get(DBOS.workflow_id or "")
    if desk is None:
        raise HaltJob
    return desk.keep()


class JobProcess:
    """This process as DBOS knows it. Made once; `take_shares` where it takes windows of any job
    (PostgreSQL)."""

    def __init__(self, settings: Settings) -> None:
        self.books = Books(settings)
        self.name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        self._stop = threading.Event()
        self._trouble: FarsideError | None = None
        with self.books.answering():
            self._launch()
        if self.books.shared:
            self.books.leases.take(process_lease(self.name))
            self.books.queue(QUEUE, 1, _POLL_SECONDS)
            self._watch = threading.Thread(
                target=self._give_back, name="farside-watch", daemon=True
            )
            self._watch.start()

    def _launch(self) -> None:
        closed.clear()
        launched = DBOS(
            config={
                "name": NAME,
                "system_database_url": self.books.url,
                "executor_id": self.name,
                "application_version": _VERSION,
                "serializer": SERIALIZER,
                "enable_otlp": False,
                "log_level": "CRITICAL",
                # Its end waits for one such pause, a second without this. Nothing is notified: no
                # query is made.
                "notification_listener_polling_interval_sec": 0.1,
            }
        )
        DBOS.listen_queues([self.name, QUEUE] if self.books.shared else [self.name])
        DBOS.launch()
        # DBOS would wait for a lost database without a word, and for ever; DBOS has no public
        # setting for it.
        launched._sys_db._retry_connection_errors = False

    def close(self) -> None:
        """Lets go of everything; windows of other jobs that were taken go to other processes."""
        closed.set()
        self._stop.set()
        DBOS.destroy()
        if self.books.shared:
            self._watch.join(10)
        self.books.close()

    @contextmanager
    def running(self, job: Job, published: list[str] | None) -> Iterator[tuple[str, JobDesk]]:
        """Begin the job, or go on with it; gives it with its id. Raises `InputError` when another
        process runs it."""
        name, begun = self._taken(job)
        desk = _desks[name] = JobDesk(name, published)
        try:
            if begun:
                self._again(name)
            else:
                with self.books.answering(), SetWorkflowID(name):
                    DBOS.start_workflow(_job, job.plain())
            yield name, desk
        finally:
            desk.halt()
            del _desks[name]
            if begun:
                with suppress(
                    FarsideError
                ):  # only an empty queue stays behind; what went wrong before must be heard
                    self.books.drop_queue(self.name)
            self.books.leases.release(name)

    def finish(self, name: str, desk: JobDesk, result: Kept) -> None:
        """Ends the job with its result, once that is written."""
        desk.finish(result)
        patience = time.monotonic() + _PATIENCE_SECONDS
        while not self.books.finished(name):
            if time.monotonic() > patience:
                raise DatabaseUnavailable(f"the end of job {name} could not be written")
            time.sleep(_POLL_SECONDS / 10)

    def check(self) -> None:
        """Raises what ended the watch over other processes."""
        if self._trouble:
            raise self._trouble

    def _taken(self, job: Job) -> tuple[str, bool]:
        """The id that the job goes on under, and whether it was begun; nobody else has it now."""
        patience = (
            time.monotonic() + _POLL_SECONDS
        )  # a process that only looks at the job has it for a moment too
        while True:
            found = self.books.name_for(job)
            if self.books.leases.take(found[0]):
                if self.books.name_for(job) == found:
                    return found
                self.books.leases.release(found[0])  # it was finished meanwhile
            elif time.monotonic() > patience:
                raise InputError(
                    f"job {found[0]} reads the same in another process; 'farside jobs' shows "
                    f"how far it is, and 'farside jobs stop {found[0]}' stops it there"
                )

    def _again(self, name: str) -> None:
        self.books.failed(name, "")
        self.books.queue(self.name, 1, _POLL_SECONDS)
        self.books.requeue(name, self.name)

    def _give_back(self) -> None:
        try:
            while not self._stop.wait(WATCH_SECONDS):
                self.books.give_back(self.name)
        except FarsideError as error:  # said by `check` in the thread that computes
            self._trouble = error


_process: JobProcess | None = None
_users = 0
_one_at_a_time = threading.Lock()


@contextmanager
def open_process(settings: Settings) -> Iterator[JobProcess]:
    """This process, begun when it is first wanted, and anew for another database that nobody here
    uses.

    With PostgreSQL it ends with its last user, so that windows of other people's jobs do not wait
    for it.
    """
    global _process, _users
    with _one_at_a_time:
        if _process and _process.books.url != url_of(settings) and not _users:
            _close()
        _process = mine = _process or JobProcess(settings)
        _users += 1
    try:
        yield mine
    finally:
        with _one_at_a_time:
            _users -= 1
            if mine.books.shared and not _users:
                _close()


def close_process() -> None:
    """End what is left of the process when nobody uses it."""
    with _one_at_a_time:
        _close()


def _close() -> None:
    global _process
    if _process:
        _process.close()
        _process = None


class Durable:
    """Steps that survive. With `serve`, windows are shared with other processes, and this one
    computes some too."""

    def __init__(self, desk: JobDesk, books: Books, serve: Serve | None = None) -> None:
        self._desk = desk
        self._books = books
        self._serve = serve

    def each(
        self, name: str, items: Sequence[Item], work: Callable[[Item], Kept]
    ) -> Iterator[Kept]:
        if name == WINDOW and self._serve:
            yield from self._shared(len(items), self._serve)
            return
        for item in items:
            yield self._desk.step(name, partial(work, item))

    def _shared(self, count: int, serve: Serve) -> Iterator[Kept]:
        for share in self._desk.enlist(count):
            while (done := self._books.share(share)) is None:
                compute_shares(serve, _POLL_SECONDS)
            yield from rows.check_share(share.partition(":")[0], share, done)
