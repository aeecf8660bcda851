"""A job's id follows from what is read and asked; who runs it holds a lease that dies with it."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from farside.config import load
from farside.engine.scripted import ScriptedEngine
from farside.reading.manner import apply_how
from farside.types import Calibration, Cost, Plan, Wish
from farside.work.jobs import held, rows
from farside.work.jobs.job import Job, plan_job
from tests.work.test_json_form import DOCUMENT

ASKED = Job("ask", ("Who?",), "local", "scan", 2000)
PLAN = Plan("scan", (), (DOCUMENT,), 7, 0.0, Cost(None, None, 0))


def planned(job: Job = ASKED, plan: Plan = PLAN) -> Job:
    return plan_job(job, ScriptedEngine(lambda _: "no"), plan, plan.windows)


def test_the_same_question_of_the_same_documents_is_the_same_job() -> None:
    assert planned().id == planned().id
    assert planned(replace(ASKED, model="another name")).id == planned().id  # the engine counts
    assert planned().documents == ((DOCUMENT.id, "a.txt"),)


@pytest.mark.parametrize(
    "other",
    [
        planned(replace(ASKED, questions=("Who?", "When?"))),
        planned(replace(ASKED, questions=("Who",))),
        planned(replace(ASKED, kind="read")),
        planned(replace(ASKED, rounds=2)),
        planned(replace(ASKED, wish=Wish("Briefly."))),
        planned(plan=replace(PLAN, calibration=apply_how(PLAN.calibration, "twice"))),
        planned(plan=replace(PLAN, documents=(replace(DOCUMENT, id="1" * 64),))),
        planned(plan=replace(PLAN, strategy="full")),
        planned(plan=replace(PLAN, calibration=Calibration(9.0, stated=0.0))),
    ],
)
def test_what_changes_a_step_is_another_job(other: Job) -> None:
    assert other.id != planned().id


@pytest.mark.parametrize(
    ("model", "whole"),
    [("scripted:m.json", True), ("m.gguf", True), ("qwen2.5-1.5b", False), ("remote:gpt", False)],
)
def test_a_model_that_is_a_file_is_known_by_its_whole_path(model: str, whole: bool) -> None:
    """A job may go on from another folder."""
    kept = planned(replace(ASKED, model=model)).model
    assert kept.endswith(model.rpartition(":")[2])
    assert (str(Path.cwd()) in kept) is whole
    assert whole or kept == model


def test_a_job_is_read_as_it_was_written_and_one_of_another_release_is_none() -> None:
    job = planned()
    assert rows.job_of(job.plain()) == job
    assert rows.job_of({**job.plain(), "format": 1}) is None
    wrongs: list[object] = [None, [], {}, {"format": "6"}, {**job.plain(), "limit": "many"}]
    for wrong in wrongs:
        with pytest.raises(ValueError, match=r".+"):
            rows.job_of(wrong)


def test_a_lease_is_had_by_one_and_free_again_however_its_process_ends(home: Path) -> None:
    mine, other = held.in_home(load()), held.in_home(load())
    assert mine.take("w1")
    assert not other.take("w1")
    assert not held.is_lease_free(other, "w1")
    assert held.is_lease_free(other, "w2")
    mine.release("w1")
    assert other.take("w1")
    other.close()
    assert held.is_lease_free(mine, "w1")
    code = (
        "import os\nfrom farside.config import load\nfrom farside.work.jobs import held\n"
        "assert held.in_home(load()).take('w1')\nos._exit(9)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 9
    assert held.is_lease_free(mine, "w1")
