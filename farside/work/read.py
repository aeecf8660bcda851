"""Files read ahead of any question, so that what the engine keeps of them is there when a question
comes."""

from __future__ import annotations

from farside.config import Settings
from farside.reading import ahead
from farside.reading.ahead import ReadAhead
from farside.types import Notify, Planned
from farside.work.intake import Paths
from farside.work.jobs import job
from farside.work.programs.understand import read_rules_ahead
from farside.work.session import Options, note_read, open_session


def read_ahead(paths: Paths, options: Options, settings: Settings, notify: Notify) -> ReadAhead:
    """Read files, folders, zip archives and a collection, in the windows that `ask` uses with the
    same options.

    Raises `InputError` for what cannot be read, `ModelError` and `EngineError` when no model can
    read it.
    """
    with open_session(paths, options, settings, notify) as session:
        engine, skipped = session.engine, session.taken.skipped
        made = session.plan((), options.strategy)
        notify(Planned(made, skipped, session.known.hint))
        if len(made.windows) <= job.FEW:
            read = note_read(settings, ahead.read_windows_ahead(engine, made, notify))
            read_rules_ahead(engine)
            return read
        from farside.work.jobs import (
            lifecycle,
        )  # loading what keeps jobs takes longer than reading a short document

        spec, limit = options.model or settings.model, session.known.limit
        asked = job.Job("read", (), spec, made.strategy, limit, skipped=skipped)
        ready = job.ReadyJob(job.plan_job(asked, engine, made, made.windows), engine, made.windows)
        read = note_read(settings, lifecycle.read_in_job(settings, ready, made, notify))
        read_rules_ahead(engine)
        return read
