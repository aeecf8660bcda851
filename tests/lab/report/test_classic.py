"""The classic picture: which cells it has, in which order, and that it grows and goes on."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from farside.engine.base import Prefilled, Reply, Request, Text
from farside.engine.kvstore import KVStore
from farside.engine.scripted import ScriptedEngine
from farside.errors import InputError
from farside.lab import rows, run, steps
from farside.lab.answering import one_page_document
from farside.lab.base import LabCell
from farside.lab.report import classic
from farside.lab.report.classic import ClassicPicture
from farside.lab.tasks import haystack, niah
from farside.reading import windows
from farside.reading.cost.predict import Profile, RequestCost
from farside.reading.prompts import wording
from farside.types import UNMEASURED, Event, Progress
from tests.reading.reader import read, reader

HAYSTACK = " ".join(
    f"On day {number} it rained and nobody came to the shore." for number in range(800)
)
SMALL = ClassicPicture((300, 600), (900,), (0.0, 50.0, 100.0), ("scan", "first", "full"))
# 40 tokens a second, whatever the length, and 60 written in 5 seconds.
KNOWN = Profile()
for _tokens in (500, 2000, 4000):
    KNOWN = KNOWN.observed(RequestCost(_tokens, 0, _tokens / 40, 60, 5.0))


def engine() -> ScriptedEngine:
    return reader("", window=4096)


def wanted(picture: ClassicPicture = SMALL) -> steps.WantedCells:
    return classic.classic_run(picture, {"en": HAYSTACK}, 300, {"context": 4096})


def keys(steps: Sequence[steps.Step]) -> list[tuple[str, int, float]]:
    return [
        (one.manner.way, one.cell.length, one.cell.depth) for one in steps if not one.cell.control
    ]


def test_what_looks_at_windows_is_asked_further_away() -> None:
    found = {(one.way, one.length) for one in classic.classic_groups(SMALL)}
    assert found == {(way, length) for way in SMALL.ways for length in (300, 600, 900)} - {
        ("full", 900)
    }


def test_one_prompt_for_a_long_text_is_asked_at_three_depths() -> None:
    picture = ClassicPicture(
        (4000, 8000), (64_000,), (0.0, 25.0, 50.0, 75.0, 100.0), ("scan", "full")
    )
    depths = {(one.way, one.length): one.depths for one in classic.classic_groups(picture)}
    assert depths["full", 4000] == depths["scan", 8000] == picture.depths
    assert depths["full", 8000] == depths["scan", 64_000] == (0.0, 50.0, 100.0)


def test_nothing_to_ask_is_an_error() -> None:
    with pytest.raises(InputError, match="no cell"):
        classic.classic_groups(ClassicPicture((), (64_000,), (0.0,), ("full",)))


def test_the_context_has_room_for_the_longest_prompt() -> None:
    assert (
        600
        < steps.context_for_run(wanted())
        == steps.context_for_run(wanted(replace(SMALL, far=(64_000,))))
    )
    assert steps.context_for_run(wanted(replace(SMALL, ways=("scan", "first")))) == 0


def test_cheap_cells_stand_first() -> None:
    ordered = classic.cheapest_first(wanted(), KNOWN, UNMEASURED)
    assert sorted(ordered.groups, key=str) == sorted(wanted().groups, key=str)
    costs: dict[tuple[bool, int], float] = {}
    for step in steps.plan_steps(ordered, KNOWN, UNMEASURED):
        if not step.cell.control:
            unit = step.manner.way == "full", step.cell.length
            costs[unit] = costs.get(unit, 0.0) + (step.seconds or 0.0)
    assert list(costs.values()) == sorted(costs.values())
    assert [one.way for one in ordered.groups if one.length == 900] == ["scan", "first"]
    assert classic.cheapest_first(wanted(), Profile(), UNMEASURED) == wanted()


def test_it_ends_in_time_and_goes_on(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # What is predicted decides, not how busy the machine is.
    monkeypatch.setattr(run, "time", SimpleNamespace(monotonic=lambda: 0.0))
    prepared = run.prepare_run(engine(), wanted(), home, KNOWN, UNMEASURED)
    first = prepared.left[0].seconds
    assert first
    assert not rows.read_run(run.measure_run(engine(), prepared, most=first / 2)).rows
    some = rows.read_run(
        run.measure_run(
            engine(), prepared, most=max(one.seconds or 0 for one in prepared.left[:4]) + 1
        )
    ).rows
    assert 4 <= len(some) < prepared.cells
    rest = run.prepare_run(engine(), wanted(), home, KNOWN, UNMEASURED)
    assert len(rest.left) == prepared.cells - len(some)
    assert len(rows.read_run(run.measure_run(engine(), rest)).rows) == prepared.cells


def test_more_lengths_join_the_same_run(home: Path) -> None:
    small = run.prepare_run(engine(), wanted(replace(SMALL, far=())), home, KNOWN, UNMEASURED)
    run.measure_run(engine(), small)
    grown = run.prepare_run(engine(), wanted(), home, KNOWN, UNMEASURED)
    assert (grown.id, grown.file) == (small.id, small.file)
    assert grown.id.startswith("classic-")
    assert {step.cell.length for step in grown.left} == {900}
    done = rows.read_run(run.measure_run(engine(), grown))
    assert done.settings["lengths"] == [300, 600, 900]
    assert done.settings["created"] == small.settings["created"]
    assert len(done.rows) == grown.cells
    other = run.prepare_run(engine(), replace(wanted(), seed=8), home, KNOWN, UNMEASURED)
    assert other.id != grown.id


def test_lengths_that_need_the_text_again_join_the_same_run(home: Path) -> None:
    run.measure_run(engine(), run.prepare_run(engine(), wanted(), home, KNOWN, UNMEASURED))
    far = replace(SMALL, far=(900, 12_000), ways=("scan",))
    with pytest.raises(InputError, match="are asked for"):
        run.prepare_run(engine(), wanted(far), home, KNOWN, UNMEASURED)
    grown = run.prepare_run(engine(), replace(wanted(far), loop=True), home, KNOWN, UNMEASURED)
    assert {step.cell.length for step in grown.left} == {12_000}
    done = rows.read_run(run.measure_run(engine(), grown))
    assert done.settings["loop"] is True
    assert max(row.context_tokens for row in done.rows) > 11_900
    farther = replace(wanted(replace(far, far=(900, 12_000, 13_000))), loop=True)
    assert {
        step.cell.length
        for step in run.prepare_run(engine(), farther, home, KNOWN, UNMEASURED).left
    } == {13_000}


@pytest.mark.parametrize("limit", [1000, 2500])
def test_a_text_is_read_once_for_all_depths(limit: int) -> None:
    """Windows that a needle neither left nor came into are the same, so their states are too."""
    count, text, known, new = (
        engine().count_text,
        haystack.builtin_haystack("en"),
        set[tuple[str, ...]](),
        [],
    )
    for depth in (0.0, 25.0, 50.0, 75.0, 100.0):
        case = niah.make(LabCell("niah", "literal", "en", 24_000, depth), text, count)
        made = windows.cut_windows([one_page_document(case.context)], limit, count)
        prefixes = {
            tuple(message.content for message in wording.window_prefix(window)) for window in made
        }
        new.append(len(prefixes - known))
        known |= prefixes
    assert new[0] >= 10
    # After a change some windows are cut otherwise, until an old cut is met again: each text alone
    # would be four times.
    assert sum(new[1:]) <= new[0]


def test_that_is_what_a_run_computes(home: Path, tmp_path: Path) -> None:
    """With an engine that keeps states, as the local one does: cells after the first find nearly
    all there."""
    store = KVStore(tmp_path / "kv", "scripted", 0)
    computed: list[int] = []

    class Counting(ScriptedEngine):
        def stream(self, request: Request) -> Generator[Prefilled | Text | Reply]:
            for event in super().stream(request):
                if isinstance(event, Reply) and event.prefix:
                    computed[-1] += event.prefix.origin == "computed"
                yield event

    counting = Counting(lambda request: read(request, lambda _: False), window=4096, store=store)
    picture = ClassicPicture((3000,), (), (0.0, 25.0, 50.0, 75.0, 100.0), ("scan", "retrieve"))
    prepared = run.prepare_run(counting, wanted(picture), home, KNOWN, UNMEASURED)

    def hear(event: Event) -> None:
        if (
            isinstance(event, Progress)
            and event.stage == "measure"
            and event.detail
            and ";" not in event.detail
        ):
            computed.append(0)

    run.measure_run(counting, prepared, hear)
    controls, first, later = computed[:2], computed[2], computed[3:]
    assert sum(controls) + first >= 10
    assert len(later) == 9
    assert sum(later[:4]) <= 3 * 4
    assert sum(later[4:]) == 0
    counting.close()
