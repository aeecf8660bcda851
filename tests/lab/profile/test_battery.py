"""A battery on scripted models that see everything, only the end, or nothing; and what follows from
rows alone."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError, InputError
from farside.lab.base import Given, LabCell
from farside.lab.profile import battery, gates, verdict
from farside.lab.profile.gates import Observation
from farside.lab.profile.verdict import AskedFact
from farside.lab.rows import RunRow
from farside.lab.tasks import niah
from farside.reading.cost.model_profile import ModelProfile
from farside.reading.cost.predict import Profile, RequestCost
from farside.types import UNMEASURED
from tests.reading.reader import read

HAYSTACK = " ".join(
    f"On day {number} it rained and nobody came to the shore." for number in range(800)
)
FACTS = {
    one["question"]: one["needles"][0] for one in niah.load_needles() if len(one["needles"]) == 1
}
UNKNOWN = Profile()


def known(rate: float = 40.0) -> Profile:
    """An engine that reads so many tokens a second, whatever the length, and writes 60 tokens in 5
    seconds."""
    found = UNKNOWN
    for tokens in (500, 2000, 4000, 6000):
        found = found.observed(RequestCost(tokens, 0, tokens / rate, 60, 5.0))
    return found


def engine(
    last: int | None = None, window: int = 8192, seen: list[Request] | None = None
) -> ScriptedEngine:
    """A model that finds what is asked for; in a plain prompt only in the `last` words, where
    given."""

    def reply(request: Request) -> str | Scripted:
        if seen is not None:
            seen.append(request)
        asked = request.messages[-1].content.rpartition("</text>")[2]
        fact = next(
            (fact for question, fact in FACTS.items() if question in asked), "One of the three"
        )
        if (
            request.schema is not None
            or request.alternatives
            or "[1]" in request.messages[-1].content
        ):
            return read(request, lambda line: fact in line)
        shown = request.messages[-1].content.partition("</text>")[0].split(" ")
        text = " ".join(shown if last is None else shown[-last:])
        sentences = re.findall(re.escape(fact) + r"[^.]*\.?", text)
        return " ".join(sentences) or "The text does not say."

    return ScriptedEngine(reply, window=window)


def measured(home: Path, of: ScriptedEngine) -> ModelProfile:
    made = battery.prepare_battery(of, home, UNKNOWN, HAYSTACK)
    answered, seen = battery.measure_battery(of, made)
    return battery.fit_profile(made, answered, seen, known(), battery.try_readers(of, made, seen))


def test_it_takes_less_than_twenty_minutes_on_two_cores(home: Path) -> None:
    made = battery.prepare_battery(engine(), home, known(), HAYSTACK)
    assert made.seconds is not None
    assert 600 < made.seconds < 1200
    longer = battery.prepare_battery(engine(), home, known(20.0), HAYSTACK).seconds
    assert longer is not None
    assert longer > made.seconds
    assert battery.prepare_battery(engine(), home, UNKNOWN, HAYSTACK).seconds is None


def test_what_does_not_fit_is_left_out() -> None:
    lengths = [one.lengths for one in battery.list_battery(4800, HAYSTACK)]
    assert lengths == [(2000, 4000), (4000,), (1000, 2000), (1500, 3000)]
    assert [one.strategies for one in battery.list_battery(4800, HAYSTACK)].count(("scan",)) == 1
    assert [one.window for one in battery.list_battery(2600, HAYSTACK)] == [1400] * 4
    with pytest.raises(InputError, match="2599 tokens at once has no profile"):
        battery.list_battery(2599, HAYSTACK)


def test_a_model_that_finds_everything(home: Path) -> None:
    found = measured(home, engine())
    assert found.effective == {"literal": 4000, "latent": 2000, "multi": 5000}
    assert (found.window, found.full_most) == (3500, 5000)
    assert found.verdict == (
        "no short cut up to 5K, the longest that was tried; use windows of 3.5K; "
        "facts told in other words than the question's are found up to 2K; scan finds 1 of 1 facts"
    )
    assert (found.prefill, found.decode) == (40.0, 12.0)
    assert found.measured
    assert "cores" in found.machine
    # The windows with the facts were above all others, of the questions that the text answers and
    # of the open ones.
    assert found.calibration.margin == 1.0
    assert 0.1 < found.calibration.drafts < 0.5


def test_a_model_that_sees_only_the_end(home: Path) -> None:
    found = measured(home, engine(last=1200))
    assert found.verdict.startswith("goldfish: facts before the last 1")
    assert found.full_most == 0
    assert found.window == 1000
    assert "scan finds 1 of 1" in found.verdict


def test_a_model_that_finds_nothing(home: Path) -> None:
    nothing = ScriptedEngine(
        lambda request: (
            Scripted("No", dict.fromkeys(request.alternatives, -1.0))
            if request.alternatives
            else '{"answer": "Nothing.", "sentences": [1]}'
        )
    )
    found = measured(home, nothing)
    assert found.verdict.startswith(
        "tadpole: too small to answer from a fact that stands alone; use windows of 1K"
    )
    assert found.effective == {"literal": None, "latent": None, "multi": None}
    assert (found.window, found.full_most) == (1000, 0)
    assert found.calibration == UNMEASURED


def test_it_goes_on_where_it_was_stopped(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []
    look = gates.observe_window

    def stopped(of: Any, window: Any, asked: Any) -> Any:
        if len(looked) == 2:
            raise KeyboardInterrupt
        looked.append(window.index)
        return look(of, window, asked)

    monkeypatch.setattr(gates, "observe_window", stopped)
    with pytest.raises(KeyboardInterrupt):
        measured(home, engine())
    monkeypatch.undo()
    left = battery.prepare_battery(engine(), home, known(), HAYSTACK)
    steps, done = left.steps
    assert steps - done == len(left.gates.windows) - 2 + len(left.trials.ways)
    assert set(left.gates.seen) == set(looked) == {0, 1}
    assert left.seconds is not None
    assert left.seconds < 300
    found = measured(home, engine())
    asked: list[Request] = []
    assert measured(home, engine(seen=asked)) == found
    assert asked == []
    again = battery.prepare_battery(engine(), home, known(), HAYSTACK)
    assert (again.seconds, *again.steps) == (0.0, steps, steps)


@pytest.mark.parametrize("damage", ["", "[1]", '{"0": [{"odd": 1}]}', '{"0": 5}', '{"x": []}'])
def test_damaged_observations_are_made_again(damage: str, home: Path) -> None:
    file = battery.prepare_battery(engine(), home, UNKNOWN, HAYSTACK).gates.file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(damage, encoding="utf-8")
    assert battery.prepare_battery(engine(), home, UNKNOWN, HAYSTACK).gates.seen == {}


def test_another_model_or_text_has_observations_of_its_own(home: Path) -> None:
    one = battery.prepare_battery(engine(), home, UNKNOWN, HAYSTACK).gates.file
    other = battery.prepare_battery(
        engine(), home, UNKNOWN, HAYSTACK.replace("rained", "snowed")
    ).gates.file
    renamed = ScriptedEngine(lambda _: "", model="other")
    assert (
        len({one, other, battery.prepare_battery(renamed, home, UNKNOWN, HAYSTACK).gates.file}) == 3
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_each_question_has_its_fact_in_the_text_of_the_gate_once(language: Any) -> None:
    asked = gates.pick_gate_questions(language)
    assert [one.kind for one in asked] == ["literal", "latent", "absent"] * 3
    text = gates.gate_text(
        "天又下雨了，没有人来。" * 900 if language == "zh" else HAYSTACK, asked, engine().count_text
    )
    assert all(text.count(one.fact) == 1 for one in asked)
    assert 2900 < engine().count_text(text) <= 3000


def test_an_open_question_has_no_right_draft(home: Path) -> None:
    made = battery.prepare_battery(engine(), home, UNKNOWN, HAYSTACK)
    _, seen = battery.measure_battery(engine(), made)
    assert len(seen) == 9 * len(made.gates.windows)
    held = [one for one in seen if one.holds]
    assert len(held) == 9
    assert {one.right for one in held if one.kind == "absent"} == {False}
    assert {one.right for one in held if one.kind != "absent"} == {True}
    assert all(one.score is one.checked is one.right is None for one in seen if not one.holds)


def row(
    kind: str,
    length: int,
    score: float | None,
    depth: float = 50,
    way: Any = "plain",
    control: Any = "",
    **parts: float,
) -> RunRow:
    task = "multineedle" if kind == "three" else "niah"
    cell = LabCell(task, kind, "en", length, depth, control=control)
    at = {name.removeprefix("at"): value for name, value in parts.items()}
    return RunRow(
        cell,
        way,
        "m",
        "?",
        {},
        Given(""),
        "stop" if score is not None else "error",
        score,
        "right",
        at,
    )


def rows_of(*found: AskedFact) -> list[RunRow]:
    return [row("literal", one.length, 100 if one.found else 0, one.depth) for one in found]


def test_only_plain_prompts_with_an_answer_tell_of_facts() -> None:
    answered = [
        row("literal", 2000, 100),
        row("literal", 2000, 0, way="scan"),
        row("literal", 2000, None),
        row("literal", 2000, 0, control="no needle"),
        row("latent", 2000, 0),
        row("three", 4000, 200 / 3, 0, at0=100, at67=0),
    ]
    assert verdict.asked_facts(answered) == (
        AskedFact(2000, 50, True),
        AskedFact(4000, 0, True),
        AskedFact(4000, 67, False),
    )
    assert verdict.scores_by_length(answered, "literal") == {2000: 100}
    assert verdict.scores_by_length(answered, "latent") == {2000: 0}
    assert verdict.scores_by_length(answered, "multi") == {4000: pytest.approx(66.7, abs=0.1)}


def test_a_longer_text_that_goes_well_after_one_that_does_not_is_not_believed() -> None:
    assert (
        verdict.sound_length(
            [AskedFact(1000, 0, True), AskedFact(2000, 0, False), AskedFact(4000, 0, True)]
        )
        == 1000
    )
    assert verdict.sound_length([AskedFact(1000, 0, False), AskedFact(2000, 0, True)]) is None


places = st.lists(
    st.tuples(st.sampled_from([2000, 4000, 6000]), st.sampled_from([0.0, 33.0, 50.0, 67.0])),
    max_size=12,
)


@given(places, st.integers(500, 6500))
def test_a_goldfish_is_known_by_its_reach(where: list[tuple[int, float]], reach: int) -> None:
    facts = [
        AskedFact(length, depth, length * (1 - depth / 100) <= reach) for length, depth in where
    ]
    kept = [one.distance for one in facts if one.found]
    found = verdict.goldfish_horizon(facts)
    if min(len(kept), len(facts) - len(kept)) >= 2:
        assert found == max(kept)
    else:
        assert found is None


@given(
    st.lists(
        st.builds(AskedFact, st.sampled_from([2000, 4000, 6000]), st.floats(0, 100), st.booleans()),
        min_size=1,
    )
)
def test_a_window_is_never_longer_than_what_went_well(facts: list[AskedFact]) -> None:
    window = verdict.window_tokens(facts)
    assert 1000 <= window <= 4000
    assert window % 500 == 0
    assert window <= max(1000, verdict.goldfish_horizon(facts) or verdict.sound_length(facts) or 0)


def test_where_other_words_are_lost_windows_are_no_longer() -> None:
    facts = [AskedFact(length, 50, True) for length in (2000, 4000, 6000)]
    tried = [row("latent", 1000, 100), row("latent", 2000, 100), row("latent", 3000, 0)]
    assert verdict.window_tokens(facts, verdict.understood_length(tried)) == 2000
    assert verdict.understood_length(tried[:2]) is None, "longer ones were not tried"
    assert verdict.understood_length([row("latent", 1000, 0)]) is None
    assert verdict.window_tokens(facts) == 4000


def lost(length: int, *depths: float) -> list[AskedFact]:
    return [AskedFact(length, depth, depth not in depths) for depth in (0, 33, 50, 67)]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        (
            [*lost(2000), *lost(4000)],
            "no short cut up to 4K, the longest that was tried; use windows of 3K",
        ),
        (
            [*lost(2000), *lost(4000), *lost(6000, 0, 33)],
            "goldfish beyond 4K: facts before the last 4K are lost; use windows of 3K",
        ),
        (
            [*lost(2000, 0, 33, 50), *lost(4000, 0, 33, 67)],
            "tadpole: too small even at 2K, where it finds 1 of 4 facts",
        ),
        (
            [*lost(2000), *lost(4000, 50, 67), *lost(6000, 33)],
            "bee beyond 2K: 3 of 12 facts are lost, wherever",
        ),
        (
            [*lost(2000, 50), *lost(4000, 67), *lost(6000, 33)],
            "bee: 3 of 12 facts are lost, wherever they stand",
        ),
    ],
)
def test_the_verdict_names_the_short_cut(facts: Sequence[AskedFact], said: str) -> None:
    assert verdict.tell_short_cut(rows_of(*facts)).startswith(said)


def test_the_verdict_tells_of_latent_facts_and_of_scan() -> None:
    answered = [
        *rows_of(*lost(2000)),
        row("latent", 1000, 0),
        row("latent", 2000, 0),
        row("literal", 2000, 0, way="scan"),
    ]
    said = verdict.tell_short_cut(answered)
    assert "other words than the question's are lost even at 1K" in said
    assert said.endswith("scan finds 0 of 1 facts")
    alone = row("literal", 2000, 0, control="no haystack")
    assert verdict.tell_short_cut([*answered, alone]).startswith(
        "tadpole: too small to answer from a fact that stands alone"
    )


def test_a_battery_without_an_answer_has_no_profile(home: Path) -> None:
    made = battery.prepare_battery(engine(), home, UNKNOWN, HAYSTACK)
    with pytest.raises(EngineError, match="1 of 1 answers"):
        battery.fit_profile(made, [row("literal", 2000, None)], (), UNKNOWN)


observations = st.builds(
    Observation,
    question=st.integers(0, 3),
    kind=st.sampled_from(["literal", "absent"]),
    holds=st.booleans(),
    gate=st.floats(-20, 20),
)
judged = observations.flatmap(
    lambda one: st.builds(
        replace, st.just(one), score=st.floats(-9, 9), checked=st.floats(-9, 9), right=st.booleans()
    )
)


@given(st.lists(observations | judged, max_size=30))
def test_no_window_with_a_fact_that_was_seen_is_passed_over(seen: list[Observation]) -> None:
    found = gates.calibrate_gates(seen)
    for one in seen:
        best = max(other.gate for other in seen if other.question == one.question)
        if one.holds and one.kind != "absent":
            assert one.gate >= best - found.margin
        if one.right and one.score is not None:
            assert one.score >= found.drafted
    assert 0 <= found.drafts <= 1
    assert 0 <= found.checks <= 1


def test_the_margin_is_the_worst_that_was_seen_and_some_room() -> None:
    seen = [
        Observation(0, "literal", False, 3.0),
        Observation(0, "literal", True, 2.52),
        Observation(1, "latent", True, 4),
    ]
    assert gates.calibrate_gates(seen).margin == 1.5
    assert gates.calibrate_gates(seen).drafted == -math.inf
    assert gates.calibrate_gates([replace(one, gate=0.0) for one in seen]) == UNMEASURED
    assert gates.calibrate_gates([replace(one, kind="absent") for one in seen]) == UNMEASURED


odds = st.lists(st.floats(-20, 20), min_size=3, max_size=12)


@given(odds, odds)
def test_the_threshold_parts_right_from_wrong_at_least_as_well_as_zero(
    right: list[float], wrong: list[float]
) -> None:
    def worth(at: float) -> float:
        return sum(one >= at for one in right) / len(right) - sum(one >= at for one in wrong) / len(
            wrong
        )

    stated, judges = gates.fit_stated_threshold(right, wrong)
    assert worth(stated) >= worth(0.0)
    if min(right) > max(wrong) + 1e-6:
        assert judges
        assert worth(stated) == 1
    if max(right) < min(wrong):
        assert not judges


def test_a_coin_does_not_judge_and_a_few_cases_tell_nothing() -> None:
    assert gates.fit_stated_threshold([1, -1, 1, -1], [1, -1, 1, -1])[1] is False
    assert gates.fit_stated_threshold([-5, -5], [5, 5, 5]) == (0.0, True)
    assert gates.fit_stated_threshold([2, 3, 4], [-1, -2, -3]) == (0.0, True)


def test_the_controls_cost_what_they_are(home: Path) -> None:
    made = battery.prepare_battery(engine(), home, known(), HAYSTACK)
    steps = [step for one in made.runs for step in one.left]
    short = [step.seconds or 0 for step in steps if step.cell.control == "no haystack"]
    assert len(short) == 3
    assert max(short) < 0.5 * max(step.seconds or 0 for step in steps)
