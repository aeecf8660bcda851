"""What the cells of a run will take, told before it starts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from farside.lab import answering, steps
from farside.lab.answering import Before, Manner
from farside.lab.base import Case, Count, LabCell
from farside.lab.tasks import registry
from farside.reading.cost import calibration
from farside.types import UNMEASURED, Calibration
from tests.lab import day
from tests.lab.day import FACT, HAYSTACK, KINDS, KNOWN, WANTED, engine, make, prepared

pytestmark = pytest.mark.usefixtures("day_task")


def test_what_a_document_of_its_own_length_takes_is_predicted(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(cell: LabCell, haystack: str, count: Count) -> Case:
        return make(replace(cell, length=(900, 2800, 9000)[cell.repeat]), haystack, count)

    monkeypatch.setattr(day, "make", made)
    monkeypatch.setitem(
        registry.REGISTRY, "day", replace(registry.find_task("day"), controls=(), depths=False)
    )
    wanted = replace(WANTED, lengths=(0,), depths=(0.0,), strategies=("plain", "scan"), repeats=3)
    wanted = replace(wanted, haystacks={"en": f"{HAYSTACK} " * 6})
    ready = prepared(home, wanted, KNOWN)
    seconds = [step.seconds or 0.0 for step in ready.left if step.manner.way == "plain"]
    assert ready.seconds
    assert 0 < seconds[0] < seconds[1] < seconds[2]
    assert ready.beyond == 1
    assert prepared(home, wanted).seconds is None


def test_the_time_is_predicted_where_the_engine_was_measured(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert prepared(home).seconds is None
    both = prepared(home, profile=KNOWN).seconds
    scan = prepared(home, replace(WANTED, strategies=("scan",)), KNOWN).seconds
    assert both is not None
    assert scan is not None
    assert both > scan > 0
    # A haystack is read once for all depths where the engine keeps it.
    first, second, *_ = (one for one in steps.plan_steps(WANTED, KNOWN) if one.cell.length == 900)
    assert first.seconds is not None
    assert second.seconds is not None
    assert second.seconds < first.seconds
    # Another kind asks the same windows something else.
    monkeypatch.setitem(
        registry.REGISTRY, "day", replace(registry.find_task("day"), same_text=True)
    )
    kinds = steps.plan_steps(replace(WANTED, kinds=KINDS), KNOWN)
    _, other = (
        one
        for one in kinds
        if one.cell.length == 900 and one.cell.depth == 0 and one.manner.way == "scan"
    )
    assert other.seconds is not None
    assert second.seconds < other.seconds < first.seconds


def test_facts_without_a_haystack_take_little_time(home: Path) -> None:
    alone, without, *_ = prepared(home, replace(WANTED, lengths=(3000,)), KNOWN).left
    assert (alone.cell.control, without.cell.control) == ("no haystack", "no needle")
    assert alone.seconds is not None
    assert without.seconds is not None
    assert alone.seconds < without.seconds / 5
    assert alone.seconds == answering.predict_case(KNOWN, engine().count_text(FACT), alone.manner)


def test_a_needle_that_moves_has_two_windows_read_again() -> None:
    def reading(read: int) -> float:
        return answering.predict_case(KNOWN, 6000, Manner("scan", 600), Before(read, read)) or 0.0

    windows = 12
    window = reading(6000 - 6000 // windows) - reading(6000)
    assert window > 0
    assert reading(6000) == pytest.approx(reading(0) - (windows - 2) * window, rel=0.01)
    short = Manner("scan", 600)
    assert answering.predict_case(KNOWN, 500, short, Before(500, 500)) == answering.predict_case(
        KNOWN, 500, short
    )


def test_the_gate_of_a_model_is_part_of_the_time() -> None:
    def seconds(gate: Calibration) -> float:
        return (
            answering.predict_case(KNOWN, 6000, Manner("scan", 600, gate=gate), Before(6000)) or 0.0
        )

    known = calibration.packaged_calibration("qwen2.5-1.5b")
    assert known.draft_share(12) < 1
    assert (
        seconds(known)
        < seconds(calibration.packaged_calibration("nobody's"))
        == seconds(UNMEASURED)
    )
    briefly = replace(known, aids=replace(known.aids, plain=not known.aids.plain))
    shorter, longer = sorted((known, briefly), key=lambda one: not one.aids.plain)
    assert seconds(shorter) < seconds(longer)  # plain lines are shorter than JSON
    both = [steps.plan_steps(WANTED, KNOWN, gate) for gate in (known, UNMEASURED)]
    assert all((one.seconds or 0) <= (other.seconds or 0) for one, other in zip(*both, strict=True))
    assert sum(one.seconds or 0 for one in both[0]) < sum(one.seconds or 0 for one in both[1])
