"""Runs: which cells, in which order, what stands in a row, and what a stopped run keeps. This module is its own task:
a fact in a text of numbered days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from farside.engine.base import Request
from farside.engine.scripted import Scripted, ScriptedEngine
from farside.errors import EngineError, EngineTruncated, InputError
from farside.lab import answering, rows, run, tasks
from farside.lab.answering import WAYS, Manner
from farside.lab.base import Case, Cell, Count, Given, Language, Score
from farside.lab.rows import RowStrategy as Way
from farside.reading.cost import Profile, Run
from farside.types import Event, Progress
from tests.reading.reader import read, reader

KINDS = ("fact", "other")
LANGUAGES: tuple[Language, ...] = ("en", "zh")
FACT = "The brass key lies in the cellar."
HAYSTACK = " ".join(f"On day {number} it rained and nobody came." for number in range(400))
QUESTION = "Where does the key lie?"


def make(cell: Cell, haystack: str, count: Count) -> Case:
    if count(haystack) < cell.length:
        raise InputError(f"the haystack is shorter than {cell.length}")
    expected = {"answer": "cellar"}
    if cell.control == "no haystack":
        return Case(FACT, QUESTION, expected)
    sentences = haystack.split(". ")[: cell.length // 9]
    if cell.control != "no needle":
        sentences.insert(round(len(sentences) * cell.depth / 100), FACT.rstrip("."))
    return Case(". ".join(sentences) + ".", QUESTION, expected)


def score(expected: Mapping[str, Any], given: Given) -> Score:
    if not given.found:
        return Score(0, "refused")
    right = expected["answer"] in given.text
    return Score(100 if right else 0, "right" if right else "wrong", {"50": 100.0 if right else 0.0})


@pytest.fixture(autouse=True)
def _task(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tasks.REGISTRY, "day", tasks.Entry(__name__, "a fact in a text of days", depths=True))


WANTED = run.Wanted(
    task="day",
    kinds=("fact",),
    languages=("en",),
    lengths=(300, 900),
    depths=(0.0, 50.0, 100.0),
    strategies=("scan", "full"),
    haystacks={"en": HAYSTACK},
    window=300,
)


def engine(seen: list[Request] | None = None) -> ScriptedEngine:
    return reader("brass key", seen=seen, window=4096)


UNKNOWN = Profile()
KNOWN = UNKNOWN.observed(Run(1000, 0, 10.0, 100, 10.0))


def prepared(home: Path, wanted: run.Wanted = WANTED, profile: Profile = UNKNOWN) -> run.Prepared:
    return run.prepare(engine(), wanted, home, profile)


def measured(home: Path, wanted: run.Wanted = WANTED) -> rows.Run:
    return rows.read(run.measure(engine(), prepared(home, wanted)))


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Every case that an engine is asked, as (question, strategy)."""
    known: list[tuple[str, str]] = []

    def noted(of: Any, case: Case, manner: Manner, notify: Any) -> answering.Answered:
        known.append((case.context, manner.way))
        return answering.answer(of, case, manner, notify)

    monkeypatch.setattr(run, "answer", noted)
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
    wanted = replace(WANTED, lengths=(900, 300), depths=(50, 0), kinds=KINDS, languages=("zh", "en"), repeats=2)
    steps = [one for one in run.plan(wanted, UNKNOWN, True) if not one.cell.control]
    groups = [(s.cell.language, s.cell.length, s.cell.repeat, s.cell.kind, s.manner.way) for s in steps]
    assert groups == [group for group in dict.fromkeys(groups) for _ in (0, 50)]
    assert [step.cell.depth for step in steps[:2]] == [0, 50]
    assert [step.cell.length for step in steps[:2]] == [300, 300]
    controls = [one.cell for one in run.plan(wanted, UNKNOWN, True) if one.cell.control]
    assert len(controls) == len(set(controls)) == 2 * 2 * 2 * 2


def test_what_stands_in_a_row(home: Path) -> None:
    row = next(row for row in measured(home).rows if row.cell.depth == 50 and row.strategy == "scan")
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
    names = "id task kinds languages lengths depths repeats seed strategies model fingerprint window created machine"
    assert {*names.split(), "version"} <= set(settings)
    assert settings["lengths"] == [300, 900]
    assert settings["haystacks"]["en"] == prepared(home).settings["haystacks"]["en"]


class Stopping:
    """A listener that stops the run when the `number`th cell begins."""

    def __init__(self, number: int, error: BaseException) -> None:
        self.left, self.error = number, error

    def __call__(self, event: Event) -> None:
        if isinstance(event, Progress) and event.stage == "measure" and event.detail and ";" not in event.detail:
            self.left -= 1
            if self.left < 0:
                raise self.error


def test_a_stopped_run_goes_on_where_it_was(home: Path, asked: list[tuple[str, str]]) -> None:
    first = prepared(home)
    with pytest.raises(KeyboardInterrupt, match=rf"5 of 14 cells of {first.id}; the same command"):
        run.measure(engine(), first, Stopping(5, KeyboardInterrupt()))
    assert len(rows.read(first.file).rows) == len(asked) == 5
    again = prepared(home)
    assert (again.id, len(again.left)) == (first.id, 9)
    done = rows.read(run.measure(engine(), again))
    assert len(done.rows) == len(asked) == 14
    assert len(set(asked)) == 14
    assert prepared(home).left == ()
    run.measure(engine(), prepared(home))
    assert len(asked) == 14


def test_a_killed_process_loses_the_line_that_it_wrote(home: Path, asked: list[tuple[str, str]]) -> None:
    file = run.measure(engine(), prepared(home))
    file.write_bytes(file.read_bytes()[:-40])
    del asked[:]
    done = rows.read(run.measure(engine(), prepared(home)))
    assert (len(done.rows), len(asked)) == (14, 1)


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


def failing(times: int, error: Exception) -> ScriptedEngine:
    """An engine whose first `times` requests fail."""
    left = iter(range(times))

    def reply(request: Request) -> str | Scripted:
        if next(left, None) is not None:
            raise error
        return read(request, lambda text: "brass key" in text)

    return ScriptedEngine(reply, window=4096)


def test_an_error_is_a_row_without_score_and_is_run_again(home: Path, asked: list[tuple[str, str]]) -> None:
    file = run.measure(failing(1, EngineError("it died")), prepared(home))
    broken, *others = rows.read(file).rows
    assert (broken.finish, broken.verdict, broken.score, broken.error) == ("error", "error", None, "it died")
    assert all(row.score is not None for row in others)
    again = prepared(home)
    assert [step.cell for step in again.left] == [broken.cell]
    del asked[:]
    mended = rows.read(run.measure(engine(), again))
    assert (len(asked), len(mended.rows), mended.rows[0].score) == (1, 14, 100)
    assert len(file.read_text().splitlines()) == 15


def test_a_prompt_that_was_cut_is_no_error_and_no_wrong_answer(home: Path) -> None:
    file = run.measure(failing(1, EngineTruncated("read only 3 of 900")), prepared(home))
    cut = rows.read(file).rows[0]
    assert (cut.finish, cut.verdict, cut.score, cut.error) == ("truncated", "truncated", None, "read only 3 of 900")


def test_an_engine_that_fails_again_and_again_ends_the_run(home: Path) -> None:
    ready = prepared(home)
    with pytest.raises(EngineError, match="it died"):
        run.measure(failing(10**6, EngineError("it died")), ready)
    assert [row.finish for row in rows.read(ready.file).rows] == ["error"] * 3
    # The next time these do not keep the others waiting.
    failed = [row.cell for row in rows.read(ready.file).rows]
    assert [step.cell for step in prepared(home).left[-3:]] == failed


def test_a_text_that_does_not_fit_is_said_and_the_others_are_run(home: Path) -> None:
    small = reader("brass key", window=1300)
    ready = run.prepare(small, WANTED, home, UNKNOWN)
    done = rows.read(run.measure(small, ready)).rows
    unfit = [row for row in done if row.cell.length == 900 and row.strategy == "full"]
    assert {(row.finish, row.verdict, row.score) for row in unfit} == {("error", "error", None)}
    assert all("tokens long" in row.error and "--strategy scan" in row.error for row in unfit)
    assert all(row.score is not None for row in done if row not in unfit)


def test_scoring_again_takes_what_is_stored(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = run.measure(failing(1, EngineError("it died")), prepared(home))
    before = rows.read(file)
    assert run.score_again(file) == 0
    assert rows.read(file) == before
    monkeypatch.setattr(f"{__name__}.score", lambda _expected, _given: Score(40, "partly"))
    assert run.score_again(file) == 13
    after = rows.read(file)
    assert after.settings == before.settings
    assert [row.given for row in after.rows] == [row.given for row in before.rows]
    assert {(row.score, row.verdict, len(row.parts)) for row in after.rows[1:]} == {(40, "partly", 0)}
    assert after.rows[0] == before.rows[0]


def test_the_time_is_predicted_where_the_engine_was_measured(home: Path) -> None:
    assert prepared(home).seconds is None
    both = prepared(home, profile=KNOWN).seconds
    scan = prepared(home, replace(WANTED, strategies=("scan",)), KNOWN).seconds
    assert both is not None
    assert scan is not None
    assert both > scan > 0
    # A haystack is read once for all depths where the engine keeps it.
    first, second, *_ = (one for one in run.plan(WANTED, KNOWN, True) if one.cell.length == 900)
    assert first.seconds is not None
    assert second.seconds is not None
    assert second.seconds < first.seconds
    unkept = [one.seconds for one in run.plan(WANTED, KNOWN, False) if one.cell.length == 900]
    assert unkept[0] == unkept[1] == first.seconds


def test_progress_tells_where_it_is_and_how_long_it_will_take(home: Path) -> None:
    told: list[Any] = []
    run.measure(engine(), prepared(home, profile=KNOWN), told.append)
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
def test_what_cannot_be_run_is_told_before_it_starts(change: dict[str, Any], words: str, home: Path) -> None:
    with pytest.raises(InputError, match=words):
        prepared(home, replace(WANTED, **change))
    assert not home.exists()


CASE = make(Cell("day", "fact", "en", 900, 100), HAYSTACK, lambda text: len(text))


def answered(
    way: Way, case: Case = CASE, of: ScriptedEngine | None = None, prefill: bool = False
) -> answering.Answered:
    return answering.answer(of or engine(), case, Manner(way, 300, prefill))


@pytest.mark.parametrize("way", ["full", "scan", "retrieve"])
def test_farsides_own_ways_find_what_stands_at_the_end(way: Way) -> None:
    given = answered(way)
    assert (given.given.text, given.given.quotes, given.finish) == (FACT, (FACT,), "stop")
    assert given.coverage
    assert given.coverage.complete == (way != "retrieve")


def test_the_first_window_alone_does_not_and_says_what_it_saw() -> None:
    given = answered("first")
    assert (given.given.found, given.finish) == (False, "not stated")
    assert given.coverage
    assert given.coverage.windows_read == 1 < given.coverage.windows
    assert given.coverage.characters_read < given.coverage.characters
    early = make(Cell("day", "fact", "en", 900, 0), HAYSTACK, lambda text: len(text))
    assert answered("first", early).given.quotes == (FACT,)


def speaking(seen: list[Request], reply: str = " In the cellar. ") -> ScriptedEngine:
    def reply_to(request: Request) -> str:
        seen.append(request)
        return reply

    return ScriptedEngine(reply_to, window=4096)


def test_a_plain_prompt_is_one_prompt_with_everything() -> None:
    seen: list[Request] = []
    given = answered("plain", of=speaking(seen))
    assert (given.given, given.finish, given.coverage) == (Given("In the cellar."), "stop", None)
    (request,) = seen
    assert request.schema is None
    assert CASE.context in request.messages[-1].content
    assert request.messages[-1].content.endswith(QUESTION)
    assert given.usage.prompt_tokens == engine().count_prompt(request.messages)


@pytest.mark.parametrize(("question", "words"), [(QUESTION, "most relevant"), ("钥匙在哪里？", "最相关")])
def test_the_most_relevant_sentence_is_asked_for_first(question: str, words: str) -> None:
    case = replace(CASE, question=question)
    assert words in answering.messages(case, prefill=True)[-1].content
    assert words not in answering.messages(case, prefill=False)[-1].content


def test_a_plain_reply_that_ran_on_says_so() -> None:
    assert answered("plain", of=speaking([], "on and " * 400)).finish == "length"


@pytest.mark.parametrize("way", ["plain", "full"])
def test_what_does_not_fit_is_an_error_and_never_cut(way: Way) -> None:
    given = answered(way, replace(CASE, context=HAYSTACK), reader("brass key", window=1300))
    assert (given.finish, given.given.text) == ("error", "")
    assert "1300" in str(given.failure)


def test_windows_that_do_not_fit_the_model_are_a_mistake_of_the_caller() -> None:
    with pytest.raises(InputError, match="--window"):
        answered("scan", of=reader("x", window=900))


def test_the_ways() -> None:
    assert set(WAYS) == {"plain", "full", "scan", "retrieve", "first"}


@pytest.fixture(autouse=True)
def _no_drafts_are_left(home: Path) -> Iterator[None]:
    yield
    assert not list(home.glob("lab/*.tmp"))
