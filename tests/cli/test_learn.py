"""`farside learn` as a person types it: what is printed, which adapter serves then, and what is
said where something is wrong."""

from __future__ import annotations

import json
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import pytest
from typer.testing import Result

from farside import config
from farside.config import Settings
from farside.engine import registry
from farside.engine.adapters import PROMOTED, adapters_folder
from farside.engine.base import Engine
from farside.learn.adapters import TrainedAdapter, find_trained
from farside.learn.problems import Problem, problems_file, read_problems
from farside.learn.proving import run
from farside.learn.training import train
from farside.learn.training.recipe import Recipe
from farside.types import Notify, ignore
from tests.cli.test_main import ASKED, FACT, STORY, failed, farside
from tests.learn.small import (
    add_adapter,
    make_problems,
    sha256_of,
    write_model,
    write_problems,
    write_script,
)
from tests.script import finds, script


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A model's file; notes about it are of this test alone."""
    monkeypatch.delenv("FARSIDE_MODELS_DIR", raising=False)
    return write_model(tmp_path / "small.gguf")


@pytest.fixture
def problems(tmp_path: Path) -> Path:
    return write_problems(tmp_path / "the problems.jsonl", make_problems(20))


def learn(model: Path, *words: object) -> Result:
    return farside("learn", *words, "--model", model)


def served(model: Path) -> bytes:
    file = adapters_folder(config.load(), sha256_of(model)) / PROMOTED
    return file.read_bytes() if file.exists() else b""


def put_scripted(monkeypatch: pytest.MonkeyPatch, folder: Path, *, good: bool) -> None:
    """Whatever model is named, a scripted one is read."""
    spec = write_script(folder / "script.json", good_adapter=good)

    def open_scripted(name: str, settings: Settings, notify: Notify = ignore) -> Engine:
        return registry.open_engine(spec, settings, notify)

    monkeypatch.setattr(run, "open_engine", open_scripted)


def rows_of(result: Result) -> list[list[str]]:
    return [line.split("\t") for line in result.stdout.splitlines() if "\t" in line]


def test_an_adapter_is_used_and_the_way_goes_back_step_by_step(model: Path) -> None:
    empty = learn(model, "list")
    assert empty.stdout == "There is none; 'farside learn train' makes one\n"
    files = [add_adapter(config.load(), model, name) for name in ("first", "second")]
    (files[1].parent / "proof.json").write_text("{}")
    assert learn(model, "use", "first").stdout == "first is in force\n"
    assert learn(model, "use", "second").stdout == "second is in force\n"
    assert served(model) == files[1].read_bytes()
    assert rows_of(learn(model, "list")) == [
        ["first", "0.0 MB", "no", "no"],
        ["second", "0.0 MB", "yes", "yes"],
    ]
    assert learn(model, "back").stdout == "first is in force\n"
    assert served(model) == files[0].read_bytes()
    assert learn(model, "back").stdout == "no adapter of this home is in force\n"
    assert served(model) == b""
    failed(learn(model, "back"), 2, "no way back")


def test_an_adapter_is_of_one_model(model: Path, tmp_path: Path) -> None:
    add_adapter(config.load(), model, "first")
    other = tmp_path / "other.gguf"
    other.write_bytes(model.read_bytes() + bytes(8))
    assert rows_of(learn(other, "list")) == []
    failed(learn(other, "use", "first"), 2, "no adapter 'first' of this model; there is none")
    failed(learn(model, "use", "third"), 2, "'third'", "there is first", "farside learn train")


@pytest.mark.parametrize(
    "words", [["list"], ["use", "mine"], ["back"], ["prove", "mine", "PROBLEMS"]]
)
def test_a_model_that_is_not_there_is_named(words: list[str], problems: Path) -> None:
    given = [str(problems) if word == "PROBLEMS" else word for word in words]
    failed(farside("learn", *given, "--model", "nosuch"), 2, "'nosuch'", "nor a .gguf file")


def test_training_without_torch_says_what_to_install(
    model: Path, problems: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "find_spec", lambda _: None)
    failed(learn(model, "train", problems), 2, "torch, transformers, peft", "'farside[learn]'")
    assert not adapters_folder(config.load(), sha256_of(model)).exists()


@pytest.mark.parametrize("command", [["train"], ["prove", "mine"]])
@pytest.mark.parametrize("held", ["-0.1", "1.5", "nan"])
def test_a_share_is_from_0_to_1(command: list[str], held: str, model: Path, problems: Path) -> None:
    failed(learn(model, *command, problems, f"--held={held}"), 2, f"--held {held}", "from 0 to 1")


@pytest.mark.parametrize("rate", ["0", "-1", "nan", "inf"])
def test_a_rate_learns(rate: str, model: Path, problems: Path) -> None:
    failed(learn(model, "train", problems, f"--rate={rate}"), 2, "--rate", "such as 0.001")


def test_what_was_left_for_proving_may_be_all_or_nothing(
    model: Path, problems: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "check_extra", lambda: None)
    failed(learn(model, "train", problems, "--held", "1"), 2, "no problem to learn from", "--held")
    add_adapter(config.load(), model, "mine")
    failed(learn(model, "prove", "mine", problems, "--held", "0"), 2, "no problem to prove on")
    failed(learn(model, "prove", "mine", problems, "--most", "0"), 2, "--most 0")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, ("cannot be read", "farside learn make")),
        ("{}\n", ("line 1", "is not an object of")),
        ("no problem\n", ("line 1", "is not JSON")),
    ],
)
def test_problems_that_cannot_be_read_are_named(
    content: str | None, words: Sequence[str], model: Path
) -> None:
    file = problems_file(config.load().home, "mine")
    if content is not None:
        file.parent.mkdir(parents=True)
        file.write_text(content)
    for command in (["train"], ["prove", "reader"]):
        failed(learn(model, *command, "mine"), 2, str(file), *words)
    failed(learn(model, "train", "../mine"), 2, "../mine", "plain name")


@dataclass
class Trainer:
    """Stands in for `train_adapter`: notes what it is given, and leaves an adapter."""

    file: Path
    problems: Sequence[Problem] = ()
    recipe: Recipe | None = None

    def train(
        self,
        settings: Settings,
        model: str,
        problems: Sequence[Problem],
        recipe: Recipe,
        name: str,
        _notify: Notify,
        begin: str,
    ) -> TrainedAdapter:
        assert (model, begin) == (str(self.file), "")
        self.problems, self.recipe = problems, recipe
        add_adapter(settings, self.file, name, {one.document for one in problems})
        return find_trained(settings, sha256_of(self.file), name)


@pytest.mark.parametrize("held", [None, 0.5])
def test_what_training_prints_proves_on_all_that_was_left(
    held: float | None, model: Path, problems: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainer = Trainer(model)
    monkeypatch.setattr(train, "train_adapter", trainer.train)
    share = [] if held is None else ["--held", held]
    trained = learn(model, "train", problems, "--name", "mine", "--rank", 4, *share)
    assert trained.exit_code == 0, trained.output
    assert trainer.recipe == replace(Recipe(), rank=4, alpha=8)
    made, again = trained.stdout.splitlines()
    assert made.endswith("adapter.gguf, 0.0 MB")
    put_scripted(monkeypatch, model.parent, good=True)
    proved = farside(*shlex.split(again.removeprefix("Prove it: farside ")))
    assert proved.exit_code == 0, proved.output
    left = set(read_problems(problems)) - set(trainer.problems)
    assert left
    assert 2 * int(rows_of(proved)[0][2]) == len(left)


def test_what_is_better_serves_from_then_on(
    model: Path, problems: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = add_adapter(config.load(), model, "mine")
    put_scripted(monkeypatch, model.parent, good=True)
    prove = partial(learn, model, "prove", "mine", problems, "--held", "1", "--most", "16")
    result = prove("--beside", "another")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[-1].startswith("Better: +100% [+100%, +100%] right in all")
    rows = rows_of(result)
    assert [row[1] for row in rows if row[0] == "all"] == ["another", "before", "after"]
    assert int(rows[0][2]) + int(rows[0][6]) == 16
    assert served(model) == file.read_bytes()
    assert rows_of(learn(model, "list")) == [["mine", "0.0 MB", "yes", "yes"]]
    assert prove().stdout.splitlines()[-1] == result.stdout.splitlines()[-1]


def test_what_is_not_better_is_kept_aside_and_can_be_used_all_the_same(
    model: Path, problems: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = add_adapter(config.load(), model, "mine")
    put_scripted(monkeypatch, model.parent, good=False)
    result = learn(model, "prove", "mine", problems, "--held", "1")
    assert result.exit_code == 0, result.output
    told, again = result.stdout.splitlines()[-2:]
    assert told.startswith("Kept aside: -50%")
    assert "worse in right, pointed, date" in told
    assert served(model) == b""
    assert rows_of(learn(model, "list")) == [["mine", "0.0 MB", "yes", "no"]]
    used = farside(*shlex.split(again.partition(": farside ")[2]))
    assert used.stdout == "mine is in force\n"
    assert served(model) == file.read_bytes()


def test_nobody_proves_on_what_was_learned(model: Path, problems: Path) -> None:
    learned = [one.document for one in read_problems(problems)]
    add_adapter(config.load(), model, "mine", learned)
    result = learn(model, "prove", "mine", problems)
    failed(result, 2, "the adapter learned from log-", "has not seen")
    failed(learn(model, "prove", "other", problems), 2, "'other'", "there is mine")


def test_a_seed_makes_the_same_problems_under_another_name(home: Path) -> None:
    for name, seed in (("one", 3), ("two", 3), ("three", 4)):
        result = farside(
            "learn", "make", "--built", 6, "--exercises", 0, "--seed", seed, "--out", name
        )
        assert result.exit_code == 0, result.output
        assert result.stdout.splitlines()[-1] == str(problems_file(home, name))
    one, two, three = (problems_file(home, name).read_bytes() for name in ("one", "two", "three"))
    assert one == two != three


def test_a_model_that_writes_nothing_of_use_is_told_with_its_reasons(
    home: Path, tmp_path: Path
) -> None:
    paper = tmp_path / "paper.txt"
    paper.write_text("The bridge at Lund was opened by the mayor on 3 June 1998.\n" * 3)
    result = farside(
        "learn",
        "make",
        paper,
        "--built",
        0,
        "--exercises",
        0,
        "--most",
        4,
        "--model",
        script(tmp_path),
    )
    assert result.exit_code == 0, result.output
    first, *thrown, last = result.stdout.splitlines()
    assert (first, last) == ("No problem was kept", str(problems_file(home, "own")))
    assert thrown == ["the reply was no question and answer\t3"]
    assert read_problems(Path(last)) == ()


def test_what_problems_cannot_be_made_of_is_named(tmp_path: Path) -> None:
    failed(
        farside("learn", "make", tmp_path / "nothing.txt", "--built", 0, "--exercises", 0),
        2,
        "nothing.txt",
    )
    failed(
        farside("learn", "make", "--built", 1, "--exercises", 0, "--out", "../own"),
        2,
        "../own",
        "plain name",
    )
    failed(
        farside("learn", "make", "--built", 0, "--exercises", 0), 2, "nothing to make problems from"
    )
    failed(farside("learn", "make", "--built", 1, "--exercises", 0, "--most", "-1"), 2, "--most -1")


@pytest.fixture
def answered(tmp_path: Path) -> str:
    """The id of an answer to a question to a file."""
    story = tmp_path / "story.txt"
    story.write_text(STORY, encoding="utf-8")
    asked = farside(
        "ask",
        ASKED,
        story,
        "--model",
        finds(tmp_path, "story.txt, lines 1-3", FACT, "Ilse Brandt was."),
    )
    assert asked.exit_code == 0, asked.output
    ((answer, *_),) = rows_of(farside("ledger"))
    return answer


def made_of_corrections() -> list[Problem]:
    words = ("make", "--built", 0, "--exercises", 0, "--corrected")
    result = farside("learn", *words)
    assert result.exit_code == 0, result.output
    return list(read_problems(Path(result.stdout.splitlines()[-1])))


def test_what_is_said_of_an_answer_is_listed_exported_learned_and_deleted(
    answered: str, tmp_path: Path
) -> None:
    empty = farside("learn", "corrections")
    assert "'farside mark'" in empty.stdout.replace("\n", " ")
    marked = farside("mark", answered[:5], "wrong", "--says", "Ilse Brandt")
    assert marked.stdout == f"{answered} is marked as wrong: Ilse Brandt\n"
    ((key, *told, made),) = rows_of(farside("learn", "corrections"))
    assert (key, told) == (answered, ["story.txt", ASKED, "Ilse Brandt"])
    stated, twin = made_of_corrections()
    assert (stated.question, stated.answer) == (ASKED, "Ilse Brandt")
    assert stated.lines[stated.sentences[0] - 1] == FACT
    assert FACT not in twin.lines
    (listed,) = json.loads(farside("learn", "corrections", "--json").stdout)["corrections"]
    file = tmp_path / "mine.jsonl"
    assert farside("learn", "corrections", "--out", file).stdout == ""
    (line,) = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(line) == listed
    assert (listed["id"], listed["said"], listed["made"]) == (key, "wrong", made)
    count, taken_out = farside("learn", "corrections", "--delete", key).stdout.splitlines()
    assert count == "1 deleted"
    assert taken_out.startswith("2 problems made of corrections taken out of ")
    assert rows_of(farside("learn", "corrections")) == []
    assert made_of_corrections() == []
    failed(farside("learn", "corrections", "--delete", key), 2, key, "farside learn corrections")
    assert farside("learn", "corrections", "--delete", "all").stdout == "0 deleted\n"


def test_what_was_said_is_changed_and_taken_back(answered: str) -> None:
    for named in (answered, "last"):
        assert farside("mark", named, "right").stdout == f"{answered} is marked as right\n"
    assert farside("mark", answered, "not-stated").exit_code == 0
    ((_, _, _, told, _),) = rows_of(farside("learn", "corrections"))
    assert told == "not stated"
    (absent,) = made_of_corrections()
    assert (absent.stated, FACT in absent.lines) == (False, True)
    assert farside("mark", answered, "unmarked").stdout == f"{answered} is unmarked\n"
    assert rows_of(farside("learn", "corrections")) == []


def test_what_cannot_be_said_of_an_answer_is_named(answered: str) -> None:
    failed(farside("mark", "nosuch", "right"), 2, "'nosuch'", "farside ledger")
    failed(farside("mark", answered, "wrong", "--says", "Ann"), 2, "'Ann' stands in no sentence")
    failed(farside("mark", answered, "unmarked", "--says", "Ann"), 2, "--says goes with right")
    assert farside("mark", answered, "perhaps").exit_code == 2
    assert rows_of(farside("learn", "corrections")) == []
