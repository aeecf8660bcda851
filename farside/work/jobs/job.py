"""A job: what a long reading needs in order to go on in another process, as plain values that a
later release reads.

Its id follows from what is read and asked, so that asking again finds the job that was not
finished.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from farside.engine.base import Engine
from farside.reading.cost import calibration
from farside.reading.cost.plan import Choice
from farside.reading.steps import Kept
from farside.types import NO_WISH, Document, How, Plan, ReaderName, Skipped, Window, Wish

# This is raised whenever a step's values change their meaning: old jobs are then begun anew.
FORMAT = 6
# Windows that are read without a job: less than the time it takes to begin one.
FEW = 4

Kind = Literal["ask", "read"]


@dataclass(frozen=True, slots=True)
class Job:
    """`documents` are (id, name) in the order of reading, `model` as it was asked for,
    `strategy` as it was planned, `limit` the most tokens of a window, `rounds` the most rounds of a
    question, `windows` how many are looked at. `key` changes with anything that changes the step of
    a window, `gate` with how the model's gate is read: it says which windows the later steps are
    about. `reader` asks the windows, in every process that takes some of them. `how` and `wish` as
    the person asked."""

    kind: Kind
    questions: tuple[str, ...]
    model: str
    strategy: Choice
    limit: int
    rounds: int = 1
    skipped: tuple[Skipped, ...] = ()
    documents: tuple[tuple[str, str], ...] = ()
    windows: int = 0
    key: str = ""
    gate: str = ""
    reader: ReaderName = "careful"
    how: How = "thorough"
    wish: Wish = NO_WISH

    @property
    def id(self) -> str:
        wished = [asdict(self.wish)] if self.wish else []
        told = (self.kind, self.questions, self.rounds, self.key, self.gate, *wished)
        return _hash(FORMAT, *told)[:12]

    def plain(self) -> Kept:
        return {"format": FORMAT, **asdict(self)}


@dataclass(frozen=True, slots=True)
class ReadyJob:
    """A job whose windows can be computed now."""

    job: Job
    engine: Engine
    windows: Sequence[Window]


def plan_job(job: Job, engine: Engine, plan: Plan, windows: Sequence[Window]) -> Job:
    """The job with what follows from its plan: documents, how many windows are looked at, the key
    and the gate."""
    cut = [
        [[part.document.id, part.span.start, part.span.end] for part in window.parts]
        for window in windows
    ]
    documents = document_names(plan.documents)
    key = _hash(version("farside"), engine.fingerprint(), plan.strategy, documents, cut)
    gate = _hash(calibration.tell_apart(plan.calibration))
    return replace(
        job,
        model=_anywhere(job.model),
        documents=documents,
        windows=len(windows),
        key=key,
        gate=gate,
        reader=plan.calibration.reader,
    )


def document_names(documents: Sequence[Document]) -> tuple[tuple[str, str], ...]:
    return tuple((document.id, document.name) for document in documents)


def _anywhere(model: str) -> str:
    """The name of a model, by its whole path where it is a file: a job may go on from another
    folder.
    """
    kind, colon, name = model.rpartition(":")
    is_file = kind == "scripted" or (not kind and model.endswith(".gguf"))
    return f"{kind}{colon}{Path(name).absolute()}" if is_file else model


def _hash(*values: object) -> str:
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).hexdigest()
