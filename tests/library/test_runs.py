"""Runs as rows: they come back as they were asked for, are listed as a plain list says, and one
that was removed stays away."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from farside.errors import NotFound
from farside.library import runs
from farside.library.library import Library
from farside.library.runs import Run, RunFilter, WantedRun

KINDS = ("ask", "read", "extract")
_RUNS = st.tuples(
    st.sampled_from(KINDS),
    st.sampled_from(runs.STATES),
    st.sampled_from(["c1", None]),
    st.booleans(),
)
_FILTERS = st.builds(
    RunFilter,
    st.lists(st.sampled_from(runs.STATES), max_size=2, unique=True).map(tuple),
    st.lists(st.sampled_from(KINDS), max_size=2, unique=True).map(tuple),
    st.sampled_from(["c1", "c9", None]),
    st.booleans(),
    limit=st.integers(1, 4),
)


def ask(library: Library, title: str = "Who?", **more: object) -> Run:
    return runs.insert_run(library, WantedRun("ask", title, **more))  # type: ignore[arg-type]


def test_a_run_comes_back_as_it_was_asked_for_and_as_it_went_on(library: Library) -> None:
    spec = {"questions": ["Who?", "“なに”"], "window": None, "nested": [{"a": 1.5}]}
    run = ask(library, spec=spec, conversation="c1", automatic=True, hidden=True)
    assert (run.state, run.attempt, run.over) == ("queued", 0, False)
    assert runs.load_run(library, run.id) == run
    done = runs.update_run(
        library,
        run,
        state="finished",
        answers=("a1", "a2"),
        result={"left": []},
        error={"code": "x"},
        attempt=2,
        ended=run.created,
    )
    assert done.over
    assert runs.load_run(library, run.id) == done
    assert done.spec == spec


def test_values_that_are_not_named_stay(library: Library) -> None:
    """What one process has in hand of a run may be older than its row."""
    run = ask(library)
    runs.update_run(library, run, answers=("a1",))
    runs.update_run(library, run, state="running")
    kept = runs.load_run(library, run.id)
    assert (kept.state, kept.answers) == ("running", ("a1",))


def test_a_run_that_was_removed_stays_away_with_all_it_told(library: Library) -> None:
    run, other = ask(library), ask(library)
    for one in (run, other):
        runs.keep_log(library, one.id, [{"type": "text", "text": "x"}])
        runs.keep_table(library, one.id, {"rows": []})
    runs.delete_run(library, run.id)
    runs.update_run(library, run, state="finished")
    runs.keep_log(library, run.id, [{"type": "text"}])
    runs.keep_table(library, run.id, {"rows": [1]})
    assert not runs.has_run(library, run.id)
    assert runs.load_run_log(library, run.id) == []
    assert runs.load_run_table(library, run.id) is None
    with pytest.raises(NotFound, match=run.id):
        runs.load_run(library, run.id)
    assert runs.has_run(library, other.id)
    assert runs.load_run_log(library, other.id) == [{"type": "text", "text": "x"}]
    assert runs.load_run_table(library, other.id) == {"rows": []}


def test_the_last_log_and_the_last_table_hold(library: Library) -> None:
    run = ask(library)
    assert runs.load_run_log(library, run.id) == []
    for number in (1, 2):
        runs.keep_log(library, run.id, [{"n": number}])
        runs.keep_table(library, run.id, {"n": number})
    assert runs.load_run_log(library, run.id) == [{"n": 2}]
    assert runs.load_run_table(library, run.id) == {"n": 2}


def test_only_hidden_runs_that_are_long_over_are_swept(library: Library) -> None:
    now = datetime.now(UTC)
    old, fresh = ((now - timedelta(minutes=m)).isoformat(timespec="microseconds") for m in (61, 59))
    kept = []
    for hidden, ended, stays in (
        (True, old, False),
        (True, fresh, True),
        (True, None, True),
        (False, old, True),
    ):
        run = runs.update_run(library, ask(library, hidden=hidden), ended=ended, state="finished")
        kept += [run.id] if stays else []
    runs.sweep_hidden_runs(library)
    found, _ = runs.select_runs(library, RunFilter(hidden=True))
    assert [one.id for one in found] == kept[::-1]


@given(st.lists(_RUNS, max_size=8), _FILTERS)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_runs_are_listed_as_a_plain_list_says_page_by_page(
    library: Library, made: list[tuple[str, runs.State, str | None, bool]], choice: RunFilter
) -> None:
    kept = []
    for kind, state, conversation, hidden in made:
        wanted = WantedRun(kind, "", conversation=conversation, hidden=hidden)
        run = runs.insert_run(library, wanted)
        kept.append(runs.update_run(library, run, state=state))
    expected = [
        one
        for one in reversed(kept)
        if (not choice.states or one.state in choice.states)
        and (not choice.kinds or one.kind in choice.kinds)
        and choice.conversation in (None, one.conversation)
        and (choice.hidden or not one.hidden)
    ]
    seen: list[Run] = []
    while True:
        after = seen[-1].id if seen else None
        found, total = runs.select_runs(library, replace(choice, after=after))
        assert total == len(expected)
        assert len(found) <= choice.limit
        if not found:
            break
        seen += found
    assert seen == expected
    for run in kept:
        runs.delete_run(library, run.id)
