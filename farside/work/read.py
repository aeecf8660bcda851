"""Files read ahead of any question, so that what the engine keeps of them is there when a question comes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from farside.config import Settings
from farside.errors import FarsideError
from farside.library import windows
from farside.library.library import Library
from farside.reading import ahead, plan
from farside.reading.ahead import ReadAhead
from farside.types import Notify, Planned
from farside.work import intake, job
from farside.work.ask import Options, believed, opened


def read(paths: Sequence[str | Path], options: Options, settings: Settings, notify: Notify) -> ReadAhead:
    """Read files, folders, zip archives and a collection, in the windows that `ask` uses with the same options.

    Raises `InputError` for what cannot be read, `ModelError` and `EngineError` when no model can read it.
    """
    taken = intake.take(settings, paths, options.collection, options.password, notify, options.documents)
    with opened(settings, options.model, notify) as engine:
        known = believed(engine, options, settings)
        made = plan.make(engine, taken.documents, [], options.strategy, known.limit, engine.profile, known.measured)
        notify(Planned(made, taken.skipped, known.hint))
        if len(made.windows) <= job.FEW:
            return noted(settings, ahead.read(engine, made, notify))
        from farside.work import jobs  # loading what keeps jobs takes longer than reading a short document

        asked = job.Job("read", (), options.model or settings.model, made.strategy, known.limit, skipped=taken.skipped)
        ready = job.Ready(job.planned(asked, engine, made, made.windows), engine, made.windows)
        return noted(settings, jobs.read(settings, ready, made, notify))


def noted(settings: Settings, done: ReadAhead) -> ReadAhead:
    """What was read, after the library knows which states show which documents; one that cannot take that is told,
    and costs no more than a line of 'farside cache'."""
    try:
        with closing(Library(settings)) as library:
            windows.note(library, done.kept)
    except FarsideError as error:
        return replace(done, problems=(*done.problems, f"the library does not know what was read: {error}"))
    return done
