"""What a row of the jobs' database is taken for: a job, a share of a known job, or nothing that
Farside wrote; and the pace that finished shares give."""

from __future__ import annotations

from typing import Any

import pytest
from dbos import WorkflowStatus
from hypothesis import given
from hypothesis import strategies as st

from farside.work.jobs import statuses
from farside.work.jobs.rows import RowRefused
from tests.work.jobs.test_rows import JOB


def _row(name: str = statuses.JOB, given_: Any = None, **more: Any) -> WorkflowStatus:
    status = WorkflowStatus()
    fields: dict[str, Any] = {
        "workflow_id": "job-1",
        "parent_workflow_id": None,
        "status": "SUCCESS",
    }
    fields |= {"dequeued_at": 1000, "completed_at": 3000, "attributes": None}
    for field, value in (fields | {"name": name, "input": given_} | more).items():
        setattr(status, field, value)
    return status


def _share(first: Any = 0, last: Any = 4, of: Any = "job-1", **more: Any) -> WorkflowStatus:
    said = {"workflow_id": f"job-1:{first}", "parent_workflow_id": "job-1"} | more
    return _row(statuses.SHARE, {"args": [of, first, last], "kwargs": {}}, **said)


def test_the_job_of_a_row_is_the_job_that_was_written() -> None:
    assert statuses.work_of_row(_row(given_={"args": [JOB.plain()]}), ()) == JOB
    earlier = JOB.plain() | {"format": 1}
    assert statuses.work_of_row(_row(given_={"args": [earlier]}), ()) is None


@pytest.mark.parametrize(
    "given_",
    [None, "a pickle", {}, {"args": None}, {"args": "text"}, {"args": []}, {"args": [5]},
     {"args": [{}]}, {"args": [{"format": "2"}]}, {"args": [JOB.plain() | {"windows": "many"}]}],
)  # fmt: skip
def test_a_row_that_holds_no_job_is_refused_by_its_name(given_: object) -> None:
    found = statuses.work_of_row(_row(given_=given_), ())
    assert isinstance(found, RowRefused)
    assert found.job == "job-1"
    assert "workflow_status.inputs" in str(found)


def test_another_kind_of_work_is_refused() -> None:
    found = statuses.work_of_row(_row("theirs", {"args": [JOB.plain()]}), ())
    assert isinstance(found, RowRefused)
    assert "workflow_status.name" in str(found)


@pytest.mark.parametrize(
    ("share", "belongs"),
    [
        (_share(), True),
        (_share(8, 12), True),
        (_share(of="job-2"), False),
        (_share(parent_workflow_id="job-2"), False),
        (_share(parent_workflow_id=None), False),
        (_share(workflow_id="job-1:4"), False),
        (_row(statuses.SHARE, None), False),
        (_row(statuses.SHARE, {"args": []}), False),
        (_row(statuses.SHARE, {"args": ["job-1"]}, parent_workflow_id="job-1"), False),
    ],
)
def test_a_share_belongs_to_the_job_that_it_names_in_all_places(
    share: WorkflowStatus, belongs: bool
) -> None:
    found = statuses.work_of_row(share, {"job-1"})
    assert found is None if belongs else isinstance(found, RowRefused)
    assert isinstance(statuses.work_of_row(share, set()), RowRefused)


@pytest.mark.parametrize(
    ("first", "last", "windows"),
    [(0, 4, 4), (4, 4, 0), (4, 0, 0), (0, "4", 0), (None, 4, 0), (3, 4, 1)],
)
def test_the_windows_of_a_share_are_never_below_zero(first: Any, last: Any, windows: int) -> None:
    assert statuses.count_windows(_share(first, last)) == windows


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(1, 9000)), max_size=30))
def test_the_pace_is_that_of_the_latest_shares_in_their_order(made: list[tuple[int, int]]) -> None:
    shares = [
        _share(0, windows, dequeued_at=1000, completed_at=1000 + at * 10_000 + took)
        for at, (windows, took) in enumerate(made)
    ]
    seconds = [(at * 10_000 + took) / 1000 / windows for at, (windows, took) in enumerate(made)]
    assert statuses.list_paces(shares[::-1]) == pytest.approx(seconds[-statuses.LATEST :])


def test_shares_that_did_not_end_well_or_hold_nothing_have_no_pace() -> None:
    others = [_share(status="ERROR"), _share(status="PENDING"), _share(4, 4), _row(statuses.SHARE)]
    assert statuses.list_paces(others) == []


@pytest.mark.parametrize(
    ("attributes", "read"),
    [
        (None, ""),
        ({}, ""),
        ({"note": None}, ""),
        ({"note": "x"}, "x"),
        ({"note": 5}, "5"),
        ([], ""),
    ],
)
def test_an_attribute_that_nobody_wrote_is_empty(attributes: object, read: str) -> None:
    assert statuses.read_attribute(_row(attributes=attributes), "note") == read
