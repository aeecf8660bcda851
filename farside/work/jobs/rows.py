"""What the database of jobs may hold: jobs and steps as Farside writes them. Other rows are refused
by their name."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from farside.errors import FarsideError
from farside.reading.steps import Kept
from farside.types import Citation, Sentence, Usage
from farside.work.jobs.job import FORMAT, Job

# What DBOS raises where it cannot decode a row.
UNREADABLE = (ValueError, TypeError, KeyError)
_COUNTS = len(fields(Usage))
_Tokens = Annotated[list[int], Field(min_length=_COUNTS, max_length=_COUNTS)]


class RowRefused(FarsideError):
    """A row of the jobs' database is not as Farside writes it, and was not used."""

    code = "row_refused"

    def __init__(self, job: str, place: str) -> None:
        super().__init__(
            f"job {job}: {place} is not as Farside writes it and was not used: another program "
            f"has written to the database. 'farside jobs cancel {shlex.quote(job)}' "
            "removes it; ask again"
        )
        self.job = job


@dataclass
class _Answered:
    answer: str
    sentences: list[int]


@dataclass
class _Window:
    gates: list[float]
    seconds: list[float]
    usage: list[_Tokens]
    read: _Tokens
    read_seconds: float
    key: str
    origin: str
    problem: str
    answers: list[_Answered] = field(default_factory=list)


@dataclass
class _Prefill:
    seconds: float
    usage: _Tokens
    key: str
    problem: str


@dataclass
class _Extract:
    draft: str
    pointed: list[int]
    score: float | None
    usage: _Tokens


@dataclass
class _Check:
    checked: float
    usage: _Tokens


@dataclass
class _Follow:
    needs: list[str]
    usage: _Tokens


@dataclass
class _Enough:
    enough: float
    usage: _Tokens


@dataclass
class _Reread:
    said: str
    usage: _Tokens


@dataclass
class _Answer:
    sentences: list[Sentence]
    citations: list[Citation]
    usage: _Tokens


_JOB: TypeAdapter[Job] = TypeAdapter(Job)
_STEPS: Mapping[str, TypeAdapter[Any]] = {
    "window": TypeAdapter(_Window | _Prefill),
    "extract": TypeAdapter(_Extract),
    "check": TypeAdapter(_Check),
    "follow": TypeAdapter(_Follow),
    "enough": TypeAdapter(_Enough),
    "answer": TypeAdapter(_Answer),
    "reread": TypeAdapter(_Reread),
}


def job_of(given: object) -> Job | None:
    """The job that a row was given; None for one of another release's format. Raises `ValueError`
    for anything else."""
    if not isinstance(given, dict) or not isinstance(given.get("format"), int):
        raise ValueError("it is no job")
    return _JOB.validate_python(given) if given["format"] == FORMAT else None


def check_step(job: str, name: str, kept: object) -> Kept:
    """Check what a row says that the step gave. Raises `RowRefused`."""
    try:
        _STEPS[name.split()[0]].validate_python(kept)
    except ValidationError as error:
        raise RowRefused(
            job, f"the output of a step '{name}' (operation_outputs.output)"
        ) from error
    assert isinstance(kept, dict)
    return kept


def check_share(job: str, name: str, given: object) -> list[Kept]:
    """Check what a row says that the windows of a share gave. Raises `RowRefused`."""
    if not isinstance(given, list):
        raise RowRefused(job, f"the output of share {name} (workflow_status.output)")
    return [check_step(job, "window", one) for one in given]
