"""Shares of a job's windows that DBOS gives to this process (PostgreSQL only). The thread that
calls `compute_shares` computes them.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from dbos import DBOS
from dbos import error as dbos_errors
from sqlalchemy.exc import SQLAlchemyError

from farside.errors import InputError
from farside.reading.steps import Kept
from farside.work.jobs.statuses import SHARE
from farside.work.jobs.store import (
    WINDOW,
)

WATCH_SECONDS = 1.0

# What DBOS raises where a job was stopped, or belongs to another process by now.
TAKEN_AWAY = (
    dbos_errors.DBOSWorkflowCancelledError,
    dbos_errors.DBOSWorkflowConflictIDError,
)


class HaltJob(BaseException):
    """Ends a thread of DBOS and leaves no word in the books: the job can go on later."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A window of a share that DBOS gave to this process, and where its result is waited for."""

    job: str
    number: int
    given: queue.Queue[Kept | None]


Serve = Callable[[str, int], Kept | None]
"""Computes a window (by number) of a job; None where it cannot."""

_wanted: queue.Queue[_Wanted] = queue.Queue()
closed = threading.Event()


@DBOS.workflow(name=SHARE, max_recovery_attempts=None)
def run_share(job: str, first: int, end: int) -> list[Kept]:
    if not (isinstance(job, str) and type(first) is type(end) is int and 0 <= first < end):
        raise InputError("no share of a job as Farside writes it")
    try:
        return [
            DBOS.run_step({"name": WINDOW}, partial(_elsewhere, job, number))
            for number in range(first, end)
        ]
    except (*TAKEN_AWAY, SQLAlchemyError) as error:
        raise HaltJob from error  # stopped, or given to another process: nothing more to do here


def _elsewhere(job: str, number: int) -> Kept:
    """A window's step, computed by the thread that calls `work`."""
    wanted = _Wanted(job, number, queue.Queue())
    _wanted.put(wanted)
    while not closed.is_set():
        with suppress(queue.Empty):
            value = wanted.given.get(timeout=WATCH_SECONDS)
            if value is None:
                break
            return value
    raise HaltJob


def compute_shares(serve: Serve, seconds: float) -> None:
    """Compute windows of the shares that come to this process, for `seconds` and at most one window
    more."""
    end = time.monotonic() + seconds
    with suppress(queue.Empty):
        while (left := end - time.monotonic()) > 0:
            wanted = _wanted.get(timeout=left)
            value = None
            try:
                value = serve(wanted.job, wanted.number)
            finally:
                wanted.given.put(value)
