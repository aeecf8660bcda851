"""`farside worker`: computes windows of whatever job is shared through PostgreSQL, until it is
stopped."""

from __future__ import annotations

from farside.config import Settings
from farside.errors import InputError
from farside.work.jobs import durable, window_shares
from farside.work.jobs.shared import Bench
from farside.work.jobs.store import shares_jobs

_IDLE_SECONDS = 1.0


def serve_windows(settings: Settings) -> None:
    """Runs until it is interrupted, or raises `DatabaseUnavailable`. A job that fails here is noted
    as failed."""
    if not shares_jobs(settings):
        raise InputError(
            "workers share jobs through PostgreSQL: set FARSIDE_DATABASE_URL to "
            "postgresql://user:password@host/name"
        )
    with durable.open_process(settings) as process, Bench(settings, process.books) as bench:
        while True:
            window_shares.compute_shares(bench.window, _IDLE_SECONDS)
            process.check()
