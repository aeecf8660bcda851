"""What a row of the jobs' database says, as DBOS gives it: its job, its share, its pace."""

from __future__ import annotations

from collections.abc import Container, Sequence

from dbos import WorkflowStatus

from farside.work.jobs import rows
from farside.work.jobs.job import Job
from farside.work.jobs.rows import RowRefused

JOB, SHARE = "job", "share"

# How many of the latest windows give the job's pace.
LATEST = 20


def read_arguments(status: WorkflowStatus) -> Sequence[object]:
    """The arguments that a row was begun with; none where DBOS could not read them and gives the
    text as it stands."""
    given = status.input.get("args") if isinstance(status.input, dict) else ()
    return given if isinstance(given, list | tuple) else ()


def job_of_row(status: WorkflowStatus) -> Job | RowRefused | None:
    """The job of a row, or the reason why it is not one; None for a job that a release with another
    format made.
    """
    try:
        return rows.job_of(next(iter(read_arguments(status)), None))
    except ValueError:
        return RowRefused(status.workflow_id, "what it was begun with (workflow_status.inputs)")


def work_of_row(status: WorkflowStatus, jobs: Container[str]) -> Job | RowRefused | None:
    """The job of a row, as `job_of_row` reads it, for a row of any kind; None for a share of one
    of the `jobs`, too.
    """
    if status.name == JOB:
        return job_of_row(status)
    if status.name != SHARE:
        return RowRefused(status.workflow_id, "its kind of work (workflow_status.name)")
    of, first, *_ = *read_arguments(status), None, None
    belongs = (
        status.parent_workflow_id == of and status.workflow_id == f"{of}:{first}" and of in jobs
    )
    return (
        None
        if belongs
        else RowRefused(status.workflow_id, "the job of a share (workflow_status.inputs)")
    )


def read_attribute(status: WorkflowStatus, name: str) -> str:
    given: object = status.attributes
    return str(given.get(name) or "") if isinstance(given, dict) else ""


def count_windows(share: WorkflowStatus) -> int:
    bounds = [one for one in read_arguments(share)[1:] if isinstance(one, int)]
    return max(0, bounds[1] - bounds[0]) if len(bounds) == 2 else 0


def list_paces(shares: Sequence[WorkflowStatus]) -> list[float]:
    finished = sorted(
        (one for one in shares if one.status == "SUCCESS"), key=lambda one: one.completed_at or 0
    )
    return [
        seconds_between(one.dequeued_at, one.completed_at) / count_windows(one)
        for one in finished[-LATEST:]
        if count_windows(one)
    ]


def seconds_between(started: int | None, ended: int | None) -> float:
    return (ended - started) / 1000 if started and ended else 0.0
