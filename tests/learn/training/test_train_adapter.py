"""`train_adapter` with a stand-in for the engine and one for the process that learns: the file that
it leaves is a whole adapter of the model, and says what it learned from."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from farside.config import Settings
from farside.engine import launch
from farside.engine.adapters import ALPHA, NONE, adapters_folder, check_base, read_adapter
from farside.engine.gguf import read_gguf_header
from farside.engine.models import ModelFile
from farside.errors import InputError, ModelError, NotFound, TrainingError
from farside.learn.adapters import PROOF, TrainedAdapter, read_learned
from farside.learn.problems import Problem
from farside.learn.training import train
from farside.learn.training.base import Base, read_base
from farside.learn.training.fit import BEGUN, MATRICES, WINDOWS
from farside.learn.training.recipe import Recipe, read_windows
from farside.learn.training.train import train_adapter
from farside.types import Notify, ignore
from tests.learn.small import QWEN, Fact, make_problems, sha256_of, write_model
from tests.learn.training.test_train import Signs

PROBLEMS = make_problems(3)
RECIPE = Recipe(rank=2, alpha=6, passes=1)
NAMES = ("self_attn.q_proj", "mlp.down_proj")
LLAMA: dict[str, Fact] = {
    name.replace("qwen2", "llama"): "llama" if fact == "qwen2" else fact
    for name, fact in QWEN.items()
}


@dataclass
class Signer(Signs):
    """An engine that can be closed."""

    done: list[str] = field(default_factory=list)

    def close(self) -> None:
        self.done.append("closed")


@dataclass
class Bench:
    """A home, a model's file, and what was done in which order."""

    settings: Settings
    model: Path
    done: list[str]
    number: float = 0.25

    @property
    def folder(self) -> Path:
        return adapters_folder(self.settings, sha256_of(self.model)) / "mine"

    def open_local(self, spec: str, settings: Settings, _: Notify) -> Signer:
        assert (spec, settings.reader_adapter) == (str(self.model), NONE)
        self.done.append("opened")
        return Signer(done=self.done)

    def run_fit(self, folder: Path, _: Notify) -> None:
        """Leave matrices as training does, for one layer."""
        self.done.append("learned")
        layer = "base_model.model.model.layers.0"
        matrices: dict[str, Any] = {
            f"{layer}.{name}.lora_{side}.default.weight": np.arange(16, dtype=np.float32).reshape(
                shape
            )
            * self.number
            for name in NAMES
            for side, shape in (("A", (2, 8)), ("B", (8, 2)))
        }
        np.savez(folder / MATRICES, **matrices)

    def train(
        self, *problems: Problem, name: str = "mine", begin: str = "", recipe: Recipe = RECIPE
    ) -> TrainedAdapter:
        return train_adapter(self.settings, str(self.model), problems, recipe, name, ignore, begin)


@pytest.fixture
def bench(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    settings = Settings(home=home, reader_adapter="one/that/is/served.gguf")
    made = Bench(settings, write_model(tmp_path / "m.gguf"), [])
    monkeypatch.setattr(train, "check_extra", lambda: None)
    monkeypatch.setattr(train, "open_local", made.open_local)
    monkeypatch.setattr(train, "run_fit", made.run_fit)
    monkeypatch.setattr(launch, "stop_engine", lambda: made.done.append("stopped"))
    return made


def test_what_is_left_is_an_adapter_of_the_model(bench: Bench) -> None:
    trained = bench.train(*PROBLEMS)
    assert (trained.name, trained.proved, trained.in_force) == ("mine", False, False)
    adapter = check_base(read_adapter(trained.path, bench.settings), sha256_of(bench.model))
    assert (adapter.name, adapter.architecture, adapter.invocation) == ("mine", "qwen2", (900_000,))
    with trained.path.open("rb") as file:
        header = read_gguf_header(file)
    assert header.facts[ALPHA] == (6.0,)
    assert sorted((one.name, one.sizes) for one in header.tensors) == [
        ("blk.0.attn_q.weight.lora_a", (8, 2)),
        ("blk.0.attn_q.weight.lora_b", (2, 8)),
        ("blk.0.ffn_down.weight.lora_a", (8, 2)),
        ("blk.0.ffn_down.weight.lora_b", (2, 8)),
    ]
    card = json.loads(adapter.card)
    assert (card["problems"], card["not_stated"], card["recipe"]["alpha"]) == (6, 3, 6)
    assert [name for name, _ in card["sources"]] == ["log-0.txt", "log-1.txt", "log-2.txt"]


def test_the_engine_has_given_its_memory_back_before_learning_begins(bench: Bench) -> None:
    bench.train(*PROBLEMS)
    assert bench.done == ["opened", "closed", "stopped", "learned"]
    task = json.loads((bench.folder / "task.json").read_text())
    assert (task["model"], task["recipe"]["rank"]) == (str(bench.model), 2)
    windows = list(read_windows(bench.folder / WINDOWS))
    assert [len(one.examples) for one in windows] == [2, 2, 2]
    # The model's own token ends each reply, and its adapter acts from the invocation on.
    assert {one.reply[-1] for each in windows for one in each.examples} == {7}
    assert {one.asked[:2] for each in windows for one in each.examples} == {(900_000, 900_000)}


def test_a_proof_is_of_the_file_that_was_proved(bench: Bench) -> None:
    (bench.train(*PROBLEMS).path.parent / PROOF).write_text("{}")
    bench.number = 0.5
    assert not bench.train(*PROBLEMS).proved


def test_a_training_that_diverged_leaves_the_adapter_before(bench: Bench) -> None:
    before = bench.train(*PROBLEMS).path.read_bytes()
    bench.number = float("nan")
    with pytest.raises(TrainingError, match=r"adapter\.npz .*not finite.* lower --rate"):
        bench.train(*PROBLEMS)
    assert (bench.folder / "adapter.gguf").read_bytes() == before
    assert [one.name for one in bench.folder.iterdir() if one.suffix == ".new"] == []


def test_one_name_is_of_one_set_of_documents(bench: Bench) -> None:
    bench.train(*PROBLEMS)
    bench.done.clear()
    with pytest.raises(InputError, match="'mine' learned from other documents"):
        bench.train(*PROBLEMS[:2])
    assert bench.done == []
    assert bench.train(*PROBLEMS[:2], name="other").path.exists()
    assert bench.train(*reversed(PROBLEMS)).path.exists()


@pytest.mark.parametrize("facts", [QWEN, LLAMA])
def test_an_adapter_learns_on_from_where_it_is(bench: Bench, facts: dict[str, Fact]) -> None:
    write_model(bench.model, facts)
    bench.train(*PROBLEMS[:2])
    bench.number = 0.5
    trained = bench.train(*PROBLEMS[2:], name="more", begin="mine")
    with (
        np.load(trained.path.parent / BEGUN) as begun,
        np.load(bench.folder / MATRICES) as left,
    ):
        assert sorted(begun.files) == sorted(left.files)
        for name in begun.files:
            assert begun[name].tolist() == left[name].tolist()
    task = json.loads((trained.path.parent / "task.json").read_text())
    known = read_adapter(bench.folder / "adapter.gguf", bench.settings)
    assert task["begin"] == known.sha256
    card = json.loads(read_adapter(trained.path, bench.settings).card)
    assert (card["problems"], json.loads(card["before"])["problems"]) == (4, 2)
    # Nobody proves on what either of them learned from.
    assert read_learned(trained.path.parent) == {one.document for one in PROBLEMS}
    assert read_learned(bench.folder) == {one.document for one in PROBLEMS[:2]}


def test_what_cannot_learn_on_is_named(bench: Bench) -> None:
    bench.train(*PROBLEMS)
    bench.done.clear()
    with pytest.raises(InputError, match="--begin 'mine' would be written over"):
        bench.train(*PROBLEMS, begin="mine")
    with pytest.raises(NotFound, match="no adapter 'theirs' of this model; there is mine"):
        bench.train(*PROBLEMS, name="more", begin="theirs")
    with pytest.raises(InputError, match="--rank 3: the adapter 'mine' has the rank 2"):
        bench.train(*PROBLEMS, name="more", begin="mine", recipe=replace(RECIPE, rank=3))
    assert bench.done == []


@pytest.mark.parametrize("name", ["", "../mine", "-mine", "a b"])
def test_a_name_that_no_folder_has_begins_nothing(name: str, bench: Bench) -> None:
    with pytest.raises(InputError, match="plain name"):
        bench.train(*PROBLEMS, name=name)
    with pytest.raises(InputError, match="no problem to learn from"):
        bench.train()
    assert (bench.done, bench.settings.home.exists()) == ([], False)


def base_of(folder: Path, facts: Mapping[str, Fact]) -> Base:
    path = write_model(folder / "m.gguf", facts)
    return read_base(ModelFile("m", path, "ab" * 32, path.stat().st_size, 4096))


def test_a_file_says_what_training_must_know(tmp_path: Path) -> None:
    base = base_of(tmp_path, QWEN)
    assert base == Base(tmp_path / "m.gguf", "ab" * 32, "qwen2", 4, 2, 7)
    alone = {key: value for key, value in QWEN.items() if not key.endswith("_kv")}
    assert base_of(tmp_path, alone) == replace(base, key_heads=4)
    layers = QWEN | {"qwen2.attention.head_count": (6, 6), "qwen2.attention.head_count_kv": (3, 3)}
    assert base_of(tmp_path, layers) == replace(base, heads=6, key_heads=3)


@pytest.mark.parametrize(
    "missing",
    ["general.architecture", "qwen2.attention.head_count", "tokenizer.ggml.eos_token_id"],
)
def test_what_a_file_does_not_say_is_named(missing: str, tmp_path: Path) -> None:
    facts = {key: value for key, value in QWEN.items() if key != missing}
    with pytest.raises(ModelError, match=rf"m\.gguf does not say .*{missing}.*another model"):
        base_of(tmp_path, facts)
    with pytest.raises(ModelError, match=r"m\.gguf does not say"):
        base_of(tmp_path, QWEN | {missing: "many" if "general" not in missing else 5})


@pytest.mark.parametrize("length", [0, 3, 20, 60, 150])
def test_a_file_that_was_cut_is_named(length: int, tmp_path: Path) -> None:
    path = write_model(tmp_path / "cut.gguf")
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(ModelError, match=r"cut\.gguf does not say"):
        read_base(ModelFile("cut", path, "ab" * 32, length, 4096))
