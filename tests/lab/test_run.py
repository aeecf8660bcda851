"""Runs: which cells, in which order, what stands in a row, and what a stopped run keeps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError, EngineTruncated, InputError
from farside.lab import answering, rows, run, steps, store
from farside.lab.answering import Manner
from farside.lab.base import Case, Count, LabCell, Score
from farside.lab.tasks import niah, registry
from farside.types import UNMEASURED, Aids, Event, Progress
from tests.lab import day
from tests.lab.day import (
    FACT,
    HAYSTACK,
    KINDS,
    KNOWN,
    QUESTION,
    UNKNOWN,
    WANTED,
    engine,
    make,
    prepared,
    speaking,
)
from tests.reading.reader import read, reader

pytestmark = pytest.mark.usefixtures("day_task")


def measured(home: Path, wanted: steps.WantedCells = WANTED) -> rows.KeptRun:
    return rows.read_run(run.measure_run(engine(), prepared(home, wanted)))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every case that an engine is asked, as (question, strategy)."""
    known: list[tuple[str, str]] = []

    def noted(of: Any, case: Case, manner: Manner, notify: Any) -> answering.Answered:
        known.append((case.context, manner.way))
        return answering.answer_case(of, case, manner, notify)

    monkeypatch.setattr(run, "answer_case", noted)
    return known


def test_every_cell_is_run_once_and_the_controls_first(home: Path) -> None:
    done = measured(home)
    assert len(done.rows) == 2 + 2 * 3 * 2
    assert [row.cell.control for row in done.rows[:3]] == ["no haystack", "no needle", ""]
    assert {row.cell.length for row in done.rows[:2]} == {300}
    assert len({row.key for row in done.rows}) == len(done.rows)
    needled = [row for row in done.rows if row.cell.control != "no needle"]
    assert {(row.score, row.verdict, row.finish) for row in needled} == {(100, "right", "stop")}
    (without,) = (row for row in done.rows if row.cell.control == "no needle")
    assert (without.score, without.verdict, without.finish) == (0, "refused", "not stated")


def test_cells_of_one_haystack_and_strategy_follow_each_other(home: Path) -> None:
    wanted = replace(
        WANTED, lengths=(900, 300), depths=(50, 0), kinds=KINDS, languages=("zh", "en"), repeats=2
    )
    planned = [one for one in steps.plan_steps(wanted, UNKNOWN) if not one.cell.control]
    groups = [
        (s.cell.language, s.cell.length, s.cell.repeat, s.cell.kind, s.manner.way) for s in planned
    ]
    assert groups == [group for group in dict.fromkeys(groups) for _ in (0, 50)]
    assert [step.cell.depth for step in planned[:2]] == [0, 50]
    assert [step.cell.length for step in planned[:2]] == [300, 300]
    controls = [one.cell for one in steps.plan_steps(wanted, UNKNOWN) if one.cell.control]
    assert len(controls) == len(set(controls)) == 2 * 2 * 2 * 2


def test_what_stands_in_a_row(home: Path) -> None:
    row = next(
        row for row in measured(home).rows if row.cell.depth == 50 and row.strategy == "scan"
    )
    case = make(row.cell, HAYSTACK, engine().count_text)
    assert (row.question, row.expected, row.model) == (QUESTION, {"answer": "cellar"}, "scripted")
    assert row.given.quotes == (FACT,)
    assert row.given.text == FACT
    assert row.context_tokens == engine().count_text(case.context)
    assert row.prompt_tokens > row.context_tokens
    assert row.completion_tokens > 0
    assert row.parts == {"50": 100.0}
    assert row.seconds > 0


def test_the_first_line_is_the_configuration(home: Path) -> None:
    settings = measured(home).settings
    names = (
        "id task kinds languages lengths depths repeats seed strategies model fingerprint "
        "window created machine"
    )
    assert {*names.split(), "version"} <= set(settings)
    assert settings["lengths"] == [300, 900]
    assert settings["haystacks"]["en"] == prepared(home).settings["haystacks"]["en"]


class Stopping:
    """A listener that stops the run when the `number`th cell begins."""

    def __init__(self, number: int, error: BaseException) -> None:
        self.left, self.error = number, error

    def __call__(self, event: Event) -> None:
        if (
            isinstance(event, Progress)
            and event.stage == "measure"
            and event.detail
            and ";" not in event.detail
        ):
            self.left -= 1
            if self.left < 0:
                raise self.error


def test_a_stopped_run_goes_on_where_it_was(home: Path, asked: list[tuple[str, str]]) -> None:
    first = prepared(home)
    with pytest.raises(KeyboardInterrupt, match=rf"5 of 14 cells of {first.id}; the same command"):
        run.measure_run(engine(), first, Stopping(5, KeyboardInterrupt()))
    assert len(rows.read_run(first.file).rows) == len(asked) == 5
    again = prepared(home)
    assert (again.id, len(again.left)) == (first.id, 9)
    done = rows.read_run(run.measure_run(engine(), again))
    assert len(done.rows) == len(asked) == 14
    assert len(set(asked)) == 14
    assert prepared(home).left == ()
    run.measure_run(engine(), prepared(home))
    assert len(asked) == 14


def test_a_killed_process_loses_the_line_that_it_wrote(
    home: Path, asked: list[tuple[str, str]]
) -> None:
    file = run.measure_run(engine(), prepared(home))
    file.write_bytes(file.read_bytes()[:-40])
    del asked[:]
    done = rows.read_run(run.measure_run(engine(), prepared(home)))
    assert (len(done.rows), len(asked)) == (14, 1)


def test_kinds_are_asked_in_the_languages_that_they_have(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(day, "PAIRS", frozenset({("fact", "en"), ("other", "zh")}), raising=False)
    wanted = replace(
        WANTED, kinds=KINDS, languages=("en", "zh"), haystacks={"en": HAYSTACK, "zh": HAYSTACK}
    )
    found = {(step.cell.kind, step.cell.language) for step in prepared(home, wanted).left}
    assert found == {("fact", "en"), ("other", "zh")}
    assert {step.cell.kind for step in prepared(home, replace(wanted, languages=("zh",))).left} == {
        "other"
    }
    with pytest.raises(InputError, match="no case of kind other in language en"):
        prepared(home, replace(wanted, kinds=("other",), languages=("en",)))


def test_a_gate_of_the_persons_own_is_another_run(home: Path) -> None:
    own = run.prepare_run(
        engine(), WANTED, home, UNKNOWN, replace(UNMEASURED, aids=Aids(judges=False))
    )
    assert own.id != prepared(home).id
    assert not any(step.manner.gate.judges for step in own.left)


def test_another_configuration_is_another_run(home: Path) -> None:
    ids = {
        prepared(home, wanted).id
        for wanted in (
            WANTED,
            replace(WANTED, seed=8),
            replace(WANTED, window=200),
            replace(WANTED, haystacks={"en": HAYSTACK + " More."}),
        )
    }
    assert len(ids) == 4
    assert prepared(home, replace(WANTED, lengths=(900, 300))).id == prepared(home).id


@pytest.mark.parametrize("folder", [False, True])
def test_other_cases_in_the_same_files_are_another_run(
    folder: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        registry.REGISTRY, "day", replace(registry.find_task("day"), data="with_data")
    )
    monkeypatch.setattr(
        f"{day.__name__}.with_data", lambda *_: registry.load_task("day"), raising=False
    )

    def identity(place: Path, case: str, name: str = "a.jsonl") -> str:
        place.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(case)
        data = (place if folder else place / name,)
        return prepared(tmp_path / "home", replace(WANTED, data=data)).id

    first = identity(tmp_path / "x" / "cases", "one")
    assert (
        identity(tmp_path / "y" / "cases", "one")
        == identity(tmp_path / "x" / "cases", "one")
        == first
    )
    assert identity(tmp_path / "x" / "cases", "two") != first
    assert identity(tmp_path / "z" / "cases", "one", "b.jsonl") != first


def test_each_repeat_reads_other_text_and_its_depths_the_same(
    home: Path, asked: list[tuple[str, str]]
) -> None:
    measured(home, replace(WANTED, lengths=(300,), strategies=("scan",), repeats=3))
    texts = [text.replace(FACT, "").split() for text, _ in asked if text != FACT]
    assert len(texts) == 3 * (1 + 3)
    assert len({" ".join(text) for text in texts}) == 3
    # The controls come first: one a repeat, then the depths of each.
    assert texts == texts[:3] + [text for text in texts[:3] for _ in range(3)]
    assert HAYSTACK.startswith(" ".join(texts[0]))


def test_repeats_with_other_needles_share_a_text_until_the_needles_are_used_up(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(
        registry.REGISTRY, "day", replace(registry.find_task("day"), same_text=True, facts=2)
    )
    cells = [LabCell("day", "fact", "en", 300, repeat=repeat) for repeat in range(4)]
    assert [registry.text_of(cell) for cell in cells] == [0, 0, 1, 1]
    planned = steps.plan_steps(
        replace(WANTED, lengths=(900,), depths=(50,), strategies=("scan",), repeats=4), KNOWN
    )
    seconds = [step.seconds or 0.0 for step in planned if not step.cell.control]
    assert seconds[0] == seconds[2] > seconds[1] == seconds[3]


def test_repeats_past_the_needles_are_other_prompts(
    home: Path, asked: list[tuple[str, str]]
) -> None:
    repeats = len(niah.needles_of_kind("en", "latent")) + 2
    wanted = replace(
        WANTED, task="niah", kinds=("latent",), lengths=(300,), depths=(50,), strategies=("plain",)
    )
    ready = prepared(home, replace(wanted, repeats=repeats))
    of = speaking([])
    done = rows.read_run(run.measure_run(of, ready)).rows
    assert len({row.question for row in done if not row.cell.control}) == repeats - 2
    assert len({text for text, _ in asked[2 * repeats :]}) == repeats


def failing(times: int, error: Exception) -> ScriptedEngine:
    """An engine whose first `times` requests fail."""
    left = iter(range(times))

    def reply(request: Request) -> str | Scripted:
        if next(left, None) is not None:
            raise error
        return read(request, lambda text: "brass key" in text)

    return ScriptedEngine(reply, window=4096)


def test_an_error_is_a_row_without_score_and_is_run_again(
    home: Path, asked: list[tuple[str, str]]
) -> None:
    file = run.measure_run(failing(1, EngineError("it died")), prepared(home))
    broken, *others = rows.read_run(file).rows
    assert (broken.finish, broken.verdict, broken.score, broken.error) == (
        "error",
        "error",
        None,
        "it died",
    )
    assert all(row.score is not None for row in others)
    again = prepared(home)
    assert [step.cell for step in again.left] == [broken.cell]
    del asked[:]
    mended = rows.read_run(run.measure_run(engine(), again))
    assert (len(asked), len(mended.rows), mended.rows[0].score) == (1, 14, 100)
    assert len(file.read_text().splitlines()) == 15


def test_a_prompt_that_was_cut_is_no_error_and_no_wrong_answer(home: Path) -> None:
    file = run.measure_run(failing(1, EngineTruncated("read only 3 of 900")), prepared(home))
    cut = rows.read_run(file).rows[0]
    assert (cut.finish, cut.verdict, cut.score, cut.error) == (
        "truncated",
        "truncated",
        None,
        "read only 3 of 900",
    )


def test_cut_prompts_do_not_end_the_run(home: Path) -> None:
    cuts = rows.read_run(
        run.measure_run(failing(10**6, EngineTruncated("read only 3 of 900")), prepared(home))
    ).rows
    assert [row.finish for row in cuts] == ["truncated"] * 14


def test_what_was_never_sent_tells_nothing_of_the_engine(home: Path) -> None:
    """Whole texts that do not fit stand between the others: the engine that fails has not
    recovered."""

    def reply(_request: Request) -> str:
        raise EngineError("it died")

    dead = ScriptedEngine(reply, window=1100)
    wanted = replace(WANTED, lengths=(900,), depths=(50,), repeats=3, strategies=("scan", "full"))
    ready = run.prepare_run(dead, replace(wanted, window=200), home, UNKNOWN, UNMEASURED)
    ready = replace(ready, left=tuple(step for step in ready.left if not step.cell.control))
    with pytest.raises(EngineError, match="it died"):
        run.measure_run(dead, ready)
    errors = [row.error for row in rows.read_run(ready.file).rows]
    assert [error == "it died" for error in errors] == [True, False, True, False, True]


def test_a_case_that_cannot_be_made_is_an_error_of_its_cell(
    home: Path, monkeypatch: pytest.MonkeyPatch, asked: list[tuple[str, str]]
) -> None:
    def sometimes(cell: LabCell, haystack: str, count: Count) -> Case:
        if cell.depth == 50:
            raise InputError("no such document")
        return (
            make(cell, haystack, count)
            if cell.control != "no needle"
            else Case(" \n", QUESTION, {"answer": ""})
        )

    ready = prepared(home)
    monkeypatch.setattr(
        run,
        "_made",
        lambda _task, cell, wanted, count: sometimes(cell, wanted.haystacks["en"], count),
    )
    done = rows.read_run(run.measure_run(engine(), ready)).rows
    assert (len(done), len(asked)) == (14, 14 - 4 - 1)
    broken = [row for row in done if row.cell.depth == 50]
    assert {(row.finish, row.verdict, row.score, row.error) for row in broken} == {
        ("error", "error", None, "no such document")
    }
    (empty,) = (row for row in done if row.cell.control == "no needle")
    assert (empty.finish, empty.score, empty.question) == ("error", None, QUESTION)
    assert "no needle, scan is empty" in empty.error
    assert all(row.score == 100 for row in done if row not in broken and row != empty)
    # Going on ends too, and mends what can be made now.
    monkeypatch.undo()
    monkeypatch.setitem(
        registry.REGISTRY,
        "day",
        registry.TaskEntry(day.__name__, "a fact in a text of days", depths=True),
    )
    again = prepared(home)
    assert len(again.left) == 5
    assert all(
        row.finish != "error" for row in rows.read_run(run.measure_run(engine(), again)).rows
    )


def test_a_question_that_fits_no_window_is_an_error_of_its_cell(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = prepared(home)
    monkeypatch.setattr(f"{day.__name__}.QUESTION", "Where does the key lie? " * 700)
    done = rows.read_run(run.measure_run(engine(), ready)).rows
    assert {(row.finish, row.score) for row in done} == {("error", None)}
    assert all("--window" in row.error for row in done)
    with pytest.raises(InputError, match="--window"):
        prepared(home)
    assert len(prepared(home, replace(WANTED, strategies=("plain",))).left) == 2 + 6


def test_an_engine_that_fails_again_and_again_ends_the_run(home: Path) -> None:
    ready = prepared(home)
    with pytest.raises(EngineError, match="it died"):
        run.measure_run(failing(10**6, EngineError("it died")), ready)
    assert [row.finish for row in rows.read_run(ready.file).rows] == ["error"] * 3
    # The next time these do not keep the others waiting.
    failed = [row.cell for row in rows.read_run(ready.file).rows]
    assert [step.cell for step in prepared(home).left[-3:]] == failed


def test_a_text_that_does_not_fit_is_said_and_the_others_are_run(home: Path) -> None:
    small = reader("brass key", window=1300)
    ready = run.prepare_run(small, WANTED, home, UNKNOWN, UNMEASURED)
    done = rows.read_run(run.measure_run(small, ready)).rows
    unfit = [row for row in done if row.cell.length == 900 and row.strategy == "full"]
    assert {(row.finish, row.verdict, row.score) for row in unfit} == {("error", "error", None)}
    assert all("tokens long" in row.error and "--strategy scan" in row.error for row in unfit)
    assert all(row.score is not None for row in done if row not in unfit)


def test_scoring_again_takes_what_is_stored(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = run.measure_run(failing(1, EngineError("it died")), prepared(home))
    before = rows.read_run(file)
    assert run.score_again(file) == 0
    assert rows.read_run(file) == before
    monkeypatch.setattr(f"{day.__name__}.score", lambda _expected, _given: Score(40, "partly"))
    assert run.score_again(file) == 13
    after = rows.read_run(file)
    assert after.settings == before.settings
    assert [row.given for row in after.rows] == [row.given for row in before.rows]
    assert {(row.score, row.verdict, len(row.parts)) for row in after.rows[1:]} == {
        (40, "partly", 0)
    }
    assert after.rows[0] == before.rows[0]


def test_scoring_again_keeps_what_another_process_adds_before_it_has_the_run(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = run.measure_run(engine(), prepared(home))
    whole = file.read_bytes()
    file.write_bytes(b"".join(whole.splitlines(keepends=True)[:-1]))
    enter = store.Book.__enter__

    def late(book: store.Book) -> store.Book:
        file.write_bytes(whole)
        return enter(book)

    monkeypatch.setattr(store.Book, "__enter__", late)
    assert run.score_again(file) == 0
    assert len(rows.read_run(file).rows) == 14


def test_progress_tells_where_it_is_and_how_long_it_will_take(home: Path) -> None:
    told: list[Any] = []
    run.measure_run(engine(), prepared(home, profile=KNOWN), told.append)
    assert {event.stage for event in told} == {"measure"}
    assert (told[0].done, told[0].total, told[-1].done) == (0, 14, 14)
    assert "no haystack" in told[0].detail
    assert "left" in told[0].detail
    assert any("fact en, 900 tokens, depth 50 %, scan" in event.detail for event in told)
    assert any("tokens read" in event.detail for event in told)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"task": "nonsense"}, "the tasks are niah"),
        ({"kinds": ("odd",)}, "its kinds are fact, other"),
        ({"languages": ("fr",)}, "its languages are en, zh"),
        ({"strategies": ("fast",)}, "full, scan, retrieve"),
        ({"lengths": ()}, "no lengths"),
        ({"lengths": (-5,)}, "-5"),
        ({"depths": (101.0,)}, "101"),
        ({"repeats": 0}, "1 or more"),
        ({"prefill": True}, "plain"),
        ({"lengths": (300, 10**6)}, "the haystack is shorter than 1000000"),
        ({"data": (Path("x"),)}, "--data"),
    ],
)
def test_what_cannot_be_run_is_told_before_it_starts(
    change: dict[str, Any], words: str, home: Path
) -> None:
    with pytest.raises(InputError, match=words):
        prepared(home, replace(WANTED, **change))
    assert not home.exists()


@pytest.fixture(autouse=True)
def _no_drafts_are_left(home: Path) -> Iterator[None]:
    yield
    assert not list(home.glob("lab/*.tmp"))
