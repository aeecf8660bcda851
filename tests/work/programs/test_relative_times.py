"""Days that a question counts from today are put into the query by code, and none that a model
made up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.work.programs.program import Program
from farside.work.programs.relative_times import count_from, find_period, invents_date

TODAY = date(2026, 11, 30)  # a Monday


@pytest.mark.parametrize(
    ("question", "first", "last"),
    [
        ("Who can start within 4 weeks?", "2026-11-30", "2026-12-28"),
        ("Who can start within four weeks?", "2026-11-30", "2026-12-28"),
        ("Which bills fall due in the next 10 days?", "2026-11-30", "2026-12-10"),
        ("What was bought in the last three months?", "2026-08-30", "2026-11-30"),
        ("Who joined a year ago?", "2025-11-30", "2026-11-30"),
        ("What did we spend last month?", "2026-10-01", "2026-10-31"),
        ("Which contracts end this quarter?", "2026-10-01", "2026-12-31"),
        ("What is due next year?", "2027-01-01", "2027-12-31"),
        ("What is due next week?", "2026-12-07", "2026-12-13"),
        ("Which are valid today?", "2026-11-30", "2026-11-30"),
        ("What is due tomorrow?", "2026-12-01", "2026-12-01"),
        ("谁能在四周内入职？", "2026-11-30", "2026-12-28"),
        ("最近三个月买了什么？", "2026-08-30", "2026-11-30"),
        ("去年签了哪些合同？", "2025-01-01", "2025-12-31"),
        ("上个月花了多少钱？", "2026-10-01", "2026-10-31"),
        ("本周到期的有哪些？", "2026-11-30", "2026-12-06"),
    ],
)
def test_a_period_is_counted_from_today(question: str, first: str, last: str) -> None:
    found = find_period(question, TODAY)
    assert found is not None
    assert (found.first.isoformat(), found.last.isoformat()) == (first, last)


@pytest.mark.parametrize(
    "question",
    ["Who joined last?", "What is due in May 2027?", "谁最后入职？", "2025年有哪些合同？"],
)
def test_what_names_no_such_time_has_no_period(question: str) -> None:
    assert find_period(question, TODAY) is None


@pytest.mark.parametrize(
    ("question", "condition", "counted"),
    [
        ("Who can start within 4 weeks?", "start <= '2023-04-01'", "start <= '2026-12-28'"),
        ("Who can start within 4 weeks?", "start < '2023-04-01'", "start < '2026-12-29'"),
        (
            "What was bought in the last 2 weeks?",
            "day BETWEEN '2023-01-01' AND '2023-01-14'",
            "day BETWEEN '2026-11-16' AND '2026-11-30'",
        ),
        (
            "去年签了哪些？",
            "strftime('%Y', day) = '2022'",
            "strftime('%Y', day) = '2025'",
        ),
        (
            "What was bought last month?",
            "strftime('%m', day) = '04'",
            "strftime('%Y-%m', day) = '2026-10'",
        ),
    ],
)
def test_days_that_were_made_up_give_way_to_counted_ones(
    question: str, condition: str, counted: str
) -> None:
    sql = "SELECT name FROM documents WHERE "
    program = count_from(question, Program("table", sql=sql + condition), TODAY)
    assert program.sql.replace("STRFTIME", "strftime") == sql + counted
    assert program.counted_from == "2026-11-30"
    assert not invents_date(question, program)


@pytest.mark.parametrize(
    "question", ["Who joined after 2023?", "Who is free within 4 weeks of 3 March 2023?"]
)
def test_days_that_the_question_names_stay(question: str) -> None:
    program = Program("table", sql="SELECT name FROM documents WHERE day >= '2023-03-03'")
    assert count_from(question, program, TODAY) == program


def test_a_day_that_nothing_in_the_question_means_is_made_up() -> None:
    program = Program("table", sql="SELECT name FROM documents WHERE day >= '2023-03-03'")
    assert count_from("Who is free soon?", program, TODAY) == program
    assert invents_date("Who is free soon?", program)


@given(
    st.dates(date(1990, 1, 1), date(2080, 12, 31)),
    st.sampled_from(("day", "week", "month", "quarter", "year")),
)
def test_named_periods_lie_side_by_side(today: date, unit: str) -> None:
    """The day after "last month" is the first of "this month"; today is in "this" one."""
    last, this, following = (
        find_period(f"What is due {one} {unit}?", today) for one in ("last", "this", "next")
    )
    assert last
    assert this
    assert following
    assert this.first <= today <= this.last
    assert last.last + timedelta(days=1) == this.first
    assert this.last + timedelta(days=1) == following.first
