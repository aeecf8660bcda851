"""Rows of jobs that were kept before there were two readers are read, and what another program
wrote is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from farside.reading.step_values import Pointed, Reread, WindowSeen, pack_step, unpack_step
from farside.types import Usage, Wish
from farside.work.jobs import rows
from farside.work.jobs.job import Job
from farside.work.jobs.rows import RowRefused

JOB = Job(
    "ask",
    ("Who signed?",),
    "qwen2.5-0.5b",
    "scan",
    1000,
    2,
    (),
    (("id", "a.txt"),),
    9,
    "key",
    "gate",
)
BEFORE: dict[str, Any] = {
    "gates": [0.5],
    "seconds": [0.1],
    "usage": [[10, 4, 2]],
    "read": [7, 0, 0],
    "read_seconds": 1.5,
    "key": "k",
    "origin": "computed",
    "problem": "",
}


def test_a_job_from_before_is_read_carefully() -> None:
    kept = JOB.plain()
    del kept["reader"]
    assert rows.job_of(kept) == JOB
    assert rows.job_of(replace(JOB, reader="direct").plain()) == replace(JOB, reader="direct")
    with pytest.raises(ValueError, match="reader"):
        rows.job_of(kept | {"reader": "quick"})


def test_every_step_of_a_question_can_be_read_back() -> None:
    """A step that the rows do not know would end a job that goes on after a crash."""
    said = Reread("900 euros", Usage(10, 4, 2))
    assert unpack_step(Reread, rows.check_step("j", "reread 0", pack_step(said))) == said
    with pytest.raises(RowRefused, match="reread"):
        rows.check_step("j", "reread 0", {"said": 3, "usage": [0, 0, 0]})


def test_how_a_job_was_asked_is_kept() -> None:
    asked = replace(JOB, how="twice", wish=Wish("Briefly.", "de"))
    assert rows.job_of(asked.plain()) == asked
    before = JOB.plain()
    del before["how"], before["wish"]
    assert rows.job_of(before) == JOB


def test_a_window_from_before_is_a_window_without_answers() -> None:
    seen = unpack_step(WindowSeen, rows.check_step("j", "window", BEFORE))
    assert seen == WindowSeen(
        (0.5,), (0.1,), (Usage(10, 4, 2),), Usage(7), 1.5, "k", "computed", ""
    )


def test_a_window_that_was_read_directly_is_one_too() -> None:
    seen = WindowSeen(
        (3.0,), (0.0,), (Usage(),), Usage(7), 1.5, "", "", "", (Pointed("Vera", (3,)),)
    )
    assert unpack_step(WindowSeen, rows.check_step("j", "window 2", pack_step(seen))) == seen


@pytest.mark.parametrize(
    "answers", ["Vera", [["Vera", [3]]], [{"answer": 5, "sentences": []}], [{"answer": "x"}]]
)
def test_answers_of_another_shape_are_refused(answers: object) -> None:
    with pytest.raises(RowRefused):
        rows.check_step("j", "window", BEFORE | {"answers": answers})
