"""Evaluation runs of the lab, as numbers for heat maps."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import fmean
from typing import Annotated, Any

from fastapi import APIRouter, Path

from farside.errors import NotFound
from farside.lab import rows, store
from farside.lab.report import classic
from farside.lab.rows import KeptRun, RunRow
from farside.lab.tasks import registry
from farside.server.http.told import model_for
from farside.server.person import Me, Person
from farside.server.shapes.runs import EvaluationFacts, EvaluationList, EvaluationTasks

router = APIRouter(prefix="/api/evaluations", tags=["evaluations"])
Id = Annotated[str, Path(pattern=r"^[a-z_]+-[0-9a-f]{10}$", description="The evaluation's id")]


@router.get("", response_model=EvaluationList)
def list_evaluations(me: Me) -> dict[str, Any]:
    """The latest first."""
    found = [_facts(rows.read_run(file), me) for file in store.list_run_files(me.settings.home)]
    return {"evaluations": found, "total": len(found)}


@router.get("/tasks", response_model=EvaluationTasks)
def list_tasks() -> dict[str, Any]:
    """The tests that a run of kind `eval` can do: those that make their own cases, of a given
    length, and the classic picture."""
    registered = registry.REGISTRY.items()
    own = {name: entry for name, entry in registered if not entry.data and all(entry.lengths)}
    listed = [
        {
            "name": name,
            "says": entry.says,
            "depths": entry.depths,
            "lengths": list(entry.lengths),
            "languages": list(registry.load_task(name).LANGUAGES),
        }
        for name, entry in own.items()
    ]
    # its cells are those of a needle in a haystack
    picture = {
        "name": classic.NAME,
        "says": "the classic picture: one needle, by depth and length, for each strategy",
    }
    return {"tasks": [*listed, {**listed[0], **picture}]}


@router.get("/{identity}", response_model=EvaluationFacts)
def get_evaluation(identity: Id, me: Me) -> dict[str, Any]:
    """Means of the cells of its heat maps; controls stand beside them."""
    file = store.file_of(me.settings.home, identity)
    if not file.is_file():
        raise NotFound(f"there is no evaluation {identity!r}")
    known = rows.read_run(file)
    entry = registry.REGISTRY.get(str(known.settings.get("task", "")))
    return {**_facts(known, me), "rows": _means(known.rows, deep=entry is None or entry.depths)}


def _facts(known: KeptRun, me: Person) -> dict[str, Any]:
    return {
        "id": known.id,
        "task": str(known.settings.get("picture") or known.settings.get("task", "")),
        "model": model_for(me, known.model),
        "strategies": list(dict.fromkeys(row.strategy for row in known.rows)),
        "created": str(known.settings.get("created", "")),
        "cells": len(known.rows),
        "score": _mean([row for row in known.rows if not row.cell.control]),
    }


def _means(found: Sequence[RunRow], deep: bool) -> list[dict[str, Any]]:
    """Cells have a depth where the task has, and where there is something to be deep in."""
    groups: dict[tuple[Any, ...], list[RunRow]] = defaultdict(list)
    for row in found:
        cell = row.cell
        depth = cell.depth if deep and not cell.control else None
        groups[row.strategy, cell.language, cell.kind, cell.control, cell.length, depth].append(row)
    names = ("strategy", "language", "kind", "control", "length", "depth")
    return [
        {**dict(zip(names, place, strict=True)), "n": len(mine), "score": _mean(mine)}
        for place, mine in sorted(groups.items())
    ]


def _mean(mine: Sequence[RunRow]) -> float | None:
    """The mean score from 0 to 1; None where nothing has a score."""
    scores = [row.score for row in mine if row.score is not None]
    return round(fmean(scores) / 100, 4) if scores else None
