"""What a person sees of jobs: one row each, and what was read ahead."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING

from farside.cli.screen.terminal import format_duration, one_line

if TYPE_CHECKING:  # what keeps jobs takes most of a second to load
    from farside.reading.ahead import ReadAhead
    from farside.work.jobs.commands import CommandRecord
    from farside.work.jobs.rows import RowRefused
    from farside.work.jobs.store import JobRecord

JOB_COLUMNS = ["id", "kind", "what", "done", "a window", "left", "state"]
NO_JOB = "There is no job; 'farside read', long questions and work on many documents make them"
_NAMED = 2


def list_jobs(records: Sequence[JobRecord]) -> list[tuple[str, ...]]:
    """The cells of `COLUMNS`."""
    return [
        (
            one.id,
            one.job.kind,
            " / ".join(one.job.questions) or _documents(one),
            f"{one.done} of {one.job.windows} windows",
            f"{one.seconds:.2g} s" if one.seconds else "",
            _left(one),
            f"{one.state}: {one.why}" if one.why else one.state,
        )
        for one in records
    ]


def list_commands(records: Sequence[CommandRecord]) -> list[tuple[str, ...]]:
    """Rows like those of `list_jobs`, for commands that work on many documents."""
    return [
        (
            one.command.id,
            one.command.words[0],
            shlex.join(one.command.words[1:]),
            f"{one.command.done:.0f} of {one.command.total:.0f} {one.command.unit}",
            "",
            "",
            one.state,
        )
        for one in records
    ]


def list_refused(errors: Sequence[RowRefused]) -> list[tuple[str, ...]]:
    """Rows like those of `list_jobs`, for rows of the database that are no jobs."""
    return [(one.job, "", "", "", "", "", f"refused: {one}") for one in errors]


def show_read_ahead(done: ReadAhead) -> str:
    """Say in one line what was read."""
    kept = (
        f", {done.usage.cached_tokens:,} of them kept from before"
        if done.usage.cached_tokens
        else ""
    )
    windows = f"{done.windows:,} window{'' if done.windows == 1 else 's'}"
    line = (
        f"read {windows} · {done.usage.prompt_tokens:,} tokens{kept} · "
        f"{format_duration(done.seconds)}"
    )
    return "\n".join((line, *map(one_line, done.problems)))


def _documents(one: JobRecord) -> str:
    names = [name for _, name in one.job.documents]
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _left(one: JobRecord) -> str:
    waits = one.state != "finished" and one.seconds
    return format_duration((one.job.windows - one.done) * one.seconds) if waits else ""
