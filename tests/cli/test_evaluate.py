"""`farside eval`: its words, a run from beginning to end with a scripted model, and what stops
it."""

from __future__ import annotations

import io
import json
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner, Result

from farside import config
from farside.cli import evaluate, main
from farside.cli.lab_options import parsed_depths, parsed_lengths, split_at_commas
from farside.cli.screen import runs
from farside.config import Settings
from farside.errors import InputError
from farside.lab import answering, rows, run, steps, store
from farside.lab.base import LabCell, Score
from farside.lab.profile import battery, gates, trials
from farside.lab.report import folder
from farside.lab.tasks import niah, registry
from farside.reading.cost import model_profile
from farside.server.runs.kinds import evaluating, typed_specs
from farside.types import UNMEASURED, Calibration, ignore
from farside.work import session
from tests.script import finds, script

FACT = niah.make(LabCell("niah", "literal", "en", 0, control="no haystack"), "", len)
STORY = "\n".join(f"On day {number} it rained and nobody came." for number in range(200))
# The whole text as one window, and in windows; the first needle of the package's, at the start and
# at the end.
SMALL = (
    "--lengths",
    "0.2k,400",
    "--depths",
    "0,100",
    "--strategy",
    "full,scan",
    "--window",
    200,
    "--seed",
    7,
)


def farside(*words: object) -> Result:
    return CliRunner().invoke(main.app, ["eval", *(str(word) for word in words)])


@pytest.fixture
def story(tmp_path: Path) -> Path:
    file = tmp_path / "story.txt"
    file.write_text(STORY, encoding="utf-8")
    return file


@pytest.fixture
def model(tmp_path: Path) -> str:
    return finds(tmp_path, "text", FACT.context, FACT.context)


def only_run(home: Path) -> rows.KeptRun:
    (file,) = store.list_run_files(home)
    return rows.read_run(file)


def test_a_run_from_the_command_line(story: Path, model: str, home: Path) -> None:
    result = farside("niah", *SMALL, "--model", model, "--haystack", story)
    assert result.exit_code == 0, result.output
    done = only_run(home)
    assert f"Run {done.id}: 10 cells, time not known before" in result.stderr
    assert len(done.rows) == 2 + 2 * 2 * 2
    assert {row.score for row in done.rows if row.cell.control != "no needle"} == {100}
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert ["literal en", "scan", "400", "2", "100.0", "2", "0", "0", "0", "0", "0"] in lines
    assert ["literal en", "full", "no needle", "1", "0.0", "0", "0", "0", "1", "0", "0"] in lines
    assert lines[-1] == [f"run {done.id}: farside eval report {done.id}"]


def test_a_run_reads_a_model_as_it_was_measured_for_all_users(
    story: Path, model: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = tmp_path / "shared"
    monkeypatch.setenv("FARSIDE_SHARED_DIR", str(shared))
    known = replace(UNMEASURED, margin=3.0, most=4)
    with session.open_model(config.load(), model, ignore) as engine:
        profile = model_profile.ModelProfile(engine.model, calibration=known)
    model_profile.keep_profile(shared, profile)
    given: list[Calibration] = []

    def prepare(*arguments: Any) -> run.Prepared:
        given.append(arguments[-1])
        return prepare_run(*arguments)

    prepare_run = run.prepare_run
    monkeypatch.setattr(run, "prepare_run", prepare)
    result = farside("niah", *SMALL, "--model", model, "--haystack", story)
    assert result.exit_code == 0, result.output
    assert given == [known]
    spec = typed_specs.EvalSpec(
        task="niah",
        lengths=(200,),
        depths=(0.0,),
        strategies=("scan",),
        repeats=1,
        language="en",
        model=model,
        window=200,
    )
    evaluating.run_evaluation(config.load(), spec, lambda _: None)
    assert given == [known, known]


def test_kinds_are_told_apart(story: Path, model: str) -> None:
    small = ("--lengths", "200", "--depths", "50", "--window", 200, "--kinds", "literal,absent")
    result = farside("niah", *small, "--model", model, "--haystack", story)
    lines = [line.split("\t") for line in result.stdout.splitlines()]
    assert ["absent en", "scan", "200", "1", "100.0", "1", "0", "0", "0", "0", "0"] in lines
    assert ["literal en", "scan", "200", "1", "100.0", "1", "0", "0", "0", "0", "0"] in lines


def test_the_same_command_asks_nothing_again(
    story: Path, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ("niah", *SMALL, "--model", model, "--haystack", story)
    first = farside(*command)
    monkeypatch.setattr(run, "answer_case", lambda *_: pytest.fail("asked again"))
    again = farside("run", *command)
    assert again.exit_code == 0, again.output
    assert "all 10 cells are done" in again.stderr
    assert again.stdout == first.stdout


def test_ctrl_c_keeps_what_was_done(
    story: Path, model: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = iter(range(4))

    def answer(*given: Any) -> answering.Answered:
        if next(left, None) is None:
            raise KeyboardInterrupt
        return answering.answer_case(*given)

    command = ("niah", *SMALL, "--model", model, "--haystack", story)
    monkeypatch.setattr(run, "answer_case", answer)
    stopped = farside(*command)
    assert stopped.exit_code == 130
    assert "farside: stopped after 4 of 10 cells" in stopped.stderr.splitlines()[-1]
    monkeypatch.setattr(run, "answer_case", answering.answer_case)
    again = farside(*command)
    assert again.exit_code == 0
    assert "10 cells, 4 done already" in again.stderr
    assert len(only_run(home).rows) == 10


def test_a_chinese_haystack_comes_with_the_package(tmp_path: Path, home: Path) -> None:
    result = farside(
        "niah",
        "--languages",
        "zh",
        "--lengths",
        "300",
        "--depths",
        "50",
        "--model",
        script(tmp_path),
    )
    assert result.exit_code == 0, result.output
    assert {row.cell.language for row in only_run(home).rows} == {"zh"}
    assert {row.verdict for row in only_run(home).rows} == {"refused"}


def test_a_short_haystack_may_begin_again(story: Path, model: str, home: Path) -> None:
    long = (
        "niah",
        "--lengths",
        "3k",
        "--depths",
        "50",
        "--model",
        model,
        "--haystack",
        story,
        "--window",
        200,
    )
    refused = farside(*long)
    assert refused.exit_code == 2
    assert "are asked for" in refused.stderr
    assert farside(*long, "--loop").exit_code == 0
    assert max(row.context_tokens for row in only_run(home).rows) > 2900


def test_scoring_again(
    story: Path, model: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    farside("niah", *SMALL, "--model", model, "--haystack", story)
    unchanged = farside("score", only_run(home).id)
    assert unchanged.stdout.splitlines()[-1] == "0 scores changed"
    monkeypatch.setattr(niah, "score", lambda _expected, _given: Score(12.5, "partly"))
    changed = farside("score", only_run(home).id[:6])
    assert changed.exit_code == 0, changed.output
    assert changed.stdout.splitlines()[-1] == "10 scores changed"
    assert {row.score for row in only_run(home).rows} == {12.5}


def test_a_report_on_runs(
    story: Path, model: str, home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    farside("niah", *SMALL, "--model", model, "--haystack", story)
    farside("niah", *SMALL[:-1], 8, "--model", model, "--haystack", story)
    told: list[tuple[list[Path], Path]] = []

    def write(runs: list[Path], folder: Path) -> Path:
        told.append((runs, folder))
        return folder / "index.html"

    monkeypatch.setattr(folder, "write_report", write)
    one, other = store.list_run_files(home)
    result = farside("report", one.stem, other, one.stem, "--out", tmp_path / "pictures")
    assert result.stdout.strip() == str(tmp_path / "pictures" / "index.html")
    assert told == [([one, other], tmp_path / "pictures")]
    assert farside("report", one.stem).exit_code == 0
    assert told[1] == ([one], home / "lab" / "reports" / one.stem)


def test_the_runs_are_listed(story: Path, model: str, home: Path) -> None:
    assert "no run yet" in farside("runs").stdout
    farside("niah", *SMALL, "--model", model, "--haystack", story)
    name, engine, cells, strategies, _ = farside("runs").stdout.rstrip("\n").split("\t")
    assert (name, engine, cells, strategies) == (
        only_run(home).id,
        "scripted:model.json",
        "10",
        "full, scan",
    )


def test_a_profile_from_the_command_line(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = script(tmp_path)
    result = farside("profile", model)
    assert result.exit_code == 0, result.output
    assert "Battery of scripted:model.json: " in result.stderr
    assert "steps, time not known before" in result.stderr
    told = dict(line.split("\t") for line in result.stdout.splitlines()[:-1])
    assert told["model"] == "scripted:model.json"
    assert told["effective length, multi"] == "none"
    assert told["windows"] == "up to 1,000 tokens"
    assert told["verdict"].startswith("tadpole: too small to answer from a fact that stands alone")
    kept = model_profile.find_profile("scripted:model.json", home)
    assert kept is not None
    assert kept.verdict == told["verdict"]
    assert result.stdout.splitlines()[-1] == str(model_profile.profile_path(home, kept.name))
    assert json.loads(model_profile.profile_path(home, kept.name).read_text())["full_most"] == 0

    monkeypatch.setattr(run, "answer_case", lambda *_: pytest.fail("asked again"))
    monkeypatch.setattr(gates, "observe_window", lambda *_: pytest.fail("asked again"))
    again = farside("profile", model)
    assert again.exit_code == 0, again.output
    assert "steps are done" in again.stderr
    assert again.stdout == result.stdout


def test_a_model_that_reads_too_little_has_no_profile(tmp_path: Path) -> None:
    file = tmp_path / "small.json"
    file.write_text('{"window": 2000, "default": {"reply": "Yes"}}', encoding="utf-8")
    result = farside("profile", f"scripted:{file}")
    assert result.exit_code == 2
    assert "2000 tokens at once has no profile" in result.stderr.splitlines()[-1]


def test_a_long_battery_is_agreed_first(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = gates.Gates(Path("x"), (), (), {}, 0.0)
    long = battery.Battery(
        "m", (ready(7200.0),), asked, trials.Trials(Path("y"), asked, (), 0.0), 7200.0
    )
    monkeypatch.setattr("sys.stdin", Terminal("n\n"))
    shown = Terminal()
    monkeypatch.setattr("sys.stderr", shown)
    with pytest.raises(KeyboardInterrupt):
        runs.agree_to_run(long, yes=False)
    assert "Battery of m: 3 steps, 1 done already, about 2.0 h" in shown.getvalue()
    runs.agree_to_run(long, yes=True)


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (["nonsense"], ["no task 'nonsense'", "ruler"]),
        (["niah", "--lengths", "2k,4q"], ["'4q'", "2k,4k,8k"]),
        (["niah", "--lengths", ","], ["--lengths", "2k,4k,8k"]),
        (["niah", "--depths", "0,half"], ["'half'", "0,25,50,75,100"]),
        (["niah", "--depths", "0,101"], ["'101'", "0 to 100"]),
        (["ruler", "--depths", "0,50"], ["--depths 0,50", "leave --depths out"]),
        (["niah", "--kinds", "odd"], ["'odd'", "literal, latent"]),
        (["niah", "--languages", "fr"], ["'fr'", "en, zh"]),
        (["niah", "--strategy", "fast"], ["'fast'", "scan, retrieve"]),
        (["niah", "--repeats", "0"], ["1 or more"]),
        (["niah", "--haystack", "nowhere.txt"], ["nowhere.txt"]),
        (["niah", "--data", "cases"], ["--data"]),
        (["niah", "--lengths", "2k,900k"], ["the haystack has", "are asked for"]),
        (["score", "niah-nowhere"], ["niah-nowhere", "farside eval runs"]),
        (["report", "niah-nowhere"], ["niah-nowhere"]),
        (["classic", "--strategy", "fast"], ["'fast'", "scan, retrieve"]),
        (["classic", "--languages", "fr"], ["'fr'", "en, zh"]),
    ],
)
def test_a_wrong_word_is_one_plain_line(given: list[str], words: list[str], tmp_path: Path) -> None:
    model = [] if given[0] in ("score", "report") else ["--model", script(tmp_path)]
    result = farside(*given, *model)
    assert result.exit_code == 2, result.output
    last = result.stderr.splitlines()[-1]
    assert last.startswith("farside: ")
    assert all(word in last for word in words), last
    assert "Traceback" not in result.stderr


def test_a_word_is_a_task_only_where_it_is_no_command() -> None:
    assert "Usage" in farside().output
    assert "--lengths" in farside("niah", "--help").output
    assert not set(registry.REGISTRY) & {"run", "score", "report", "runs", "profile"}


@given(st.lists(st.integers(1, 999), min_size=1, unique=True))
def test_lengths_are_thousands(numbers: list[int]) -> None:
    assert parsed_lengths(",".join(f" {number}K " for number in numbers)) == tuple(
        1000 * number for number in numbers
    )
    assert parsed_lengths(",".join(map(str, numbers))) == tuple(numbers)


@given(st.text(alphabet="0123456789kKmM.,- %x二", max_size=12))
def test_any_words_are_read_or_refused(text: str) -> None:
    for parsed in (parsed_lengths, parsed_depths):
        found: tuple[float, ...] = (0,)
        with suppress(InputError):
            found = parsed(text)
        assert len(found) == len(set(found)) > 0
        assert all(0 <= one < 10**18 for one in found)


def test_the_forms_of_numbers() -> None:
    assert parsed_lengths("2k,1.5k,1m,500,2000") == (2000, 1500, 1_000_000, 500)
    assert parsed_depths("0,12.5,100%") == (0, 12.5, 100)
    assert split_at_commas(" full, scan,,full") == ("full", "scan")


def ready(seconds: float) -> run.Prepared:
    manner = answering.Manner("scan", 200)
    step = steps.Step(LabCell("niah", "literal", "en", 1000), manner, seconds)
    wanted = steps.WantedCells("niah", (), (), (), (), (), {}, 200)
    return run.Prepared("niah-1", Path("x"), {}, wanted, 3, (step, step))


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("seconds", "typed", "yes", "goes_on"),
    [
        (7200, "y\n", False, True),
        (7200, "n\n", False, False),
        (7200, "", False, False),
        (7200, "", True, True),
        (60, "", False, True),
    ],
)
def test_long_work_is_agreed_first(
    seconds: float, typed: str, yes: bool, goes_on: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = Terminal()
    monkeypatch.setattr("sys.stdin", Terminal(typed))
    monkeypatch.setattr("sys.stderr", shown)
    if goes_on:
        runs.agree_to_run(ready(seconds), yes)
    else:
        with pytest.raises(KeyboardInterrupt):
            runs.agree_to_run(ready(seconds), yes)
    assert "Run niah-1: 3 cells, 1 done already, about" in shown.getvalue()
    assert ("Go on?" in shown.getvalue()) == (seconds > 600 and not yes)


CLASSIC = ("classic", "--lengths", "200,400", "--far", 800, "--depths", "0,100", "--window", 200)


def test_the_classic_picture(story: Path, model: str, home: Path) -> None:
    first = farside(*CLASSIC, "--model", model, "--haystack", story, "--strategy", "scan,first")
    assert first.exit_code == 0, first.output
    done = only_run(home)
    assert done.id.startswith("classic-")
    assert len(done.rows) == 2 + 2 * 3 * 2
    again = farside(*CLASSIC, "--model", model, "--haystack", story, "--strategy", "full")
    assert again.exit_code == 0, again.output
    assert {
        (row.strategy, row.cell.length) for row in only_run(home).rows if not row.cell.control
    } == {
        *((way, length) for way in ("scan", "first") for length in (200, 400, 800)),
        *(("full", length) for length in (200, 400)),
    }
    page = Path(again.stdout.splitlines()[-1])
    assert page.name == "index.html"
    names = [picture.name for picture in page.parent.glob("*.png")]
    assert sum("niah-literal-en-scripted" in name for name in names) == 3
    assert any("difference" in name for name in names)


def test_the_classic_picture_ends_in_time(story: Path, model: str, home: Path) -> None:
    result = farside(*CLASSIC, "--model", model, "--haystack", story, "--minutes", 0)
    assert result.exit_code == 0, result.output
    assert "are left; the same command goes on" in result.stdout


def test_the_classic_picture_may_have_no_far_lengths(story: Path, model: str, home: Path) -> None:
    far = farside(
        *CLASSIC, "--far", "none", "--model", model, "--haystack", story, "--strategy", "scan"
    )
    assert far.exit_code == 0, far.output
    assert max(row.cell.length for row in only_run(home).rows) == 400
    wrong = farside(*CLASSIC, "--far", "much", "--model", model, "--haystack", story)
    assert wrong.exit_code == 2
    assert "--far much" in wrong.stderr


def test_an_engine_gets_the_context_that_one_prompt_needs(
    story: Path, tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[int] = []

    def noted(settings: Settings, *given: Any) -> Any:
        served.append(settings.engine_context)
        return session.open_model(settings, *given)

    monkeypatch.setattr(evaluate, "open_model", noted)
    monkeypatch.setenv("FARSIDE_ENGINE_CONTEXT", "2048")
    name = script(tmp_path)
    file = Path(name.removeprefix("scripted:"))
    file.write_text(json.dumps({**json.loads(file.read_text()), "window": 2000}), encoding="utf-8")
    small = (
        "niah",
        "--depths",
        "0",
        "--model",
        name,
        "--haystack",
        story,
        "--loop",
        "--window",
        200,
    )
    whole = farside(*small, "--lengths", "200,3k", "--strategy", "full")
    assert whole.exit_code == 0, whole.output
    # A scripted model has its own window, as a local one has that of its training: what is longer
    # is told before.
    assert (
        "1 cannot be asked, being longer in one prompt than the model reads at once" in whole.stderr
    )
    assert [row.error != "" for row in only_run(home).rows if not row.cell.control] == [False, True]
    few = farside(*small, "--lengths", "200", "--strategy", "scan")
    assert "cannot be asked" not in few.stderr
    farside(*small, "--lengths", "200,3k", "--strategy", "full", "--context", "1k")
    assert served == [max(served[0], 4000), 2048, 1000]


def test_how_the_engine_is_set_stands_with_the_run(story: Path, model: str, home: Path) -> None:
    wrong = farside("niah", *SMALL, "--model", model, "--haystack", story, "--context", "many")
    assert (wrong.exit_code, "--context many" in wrong.stderr) == (2, True)
    more = farside("niah", *SMALL, "--model", model, "--haystack", story, "--context", "9k")
    assert (more.exit_code, "serves 8,192 tokens at once" in more.stderr) == (2, True)
    farside(
        "niah", *SMALL, "--model", model, "--haystack", story, "--rope", "yarn", "--kv-type", "q8_0"
    )
    assert only_run(home).settings["engine"] == {"context": 8192}  # a scripted model has neither
