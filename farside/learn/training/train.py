"""`train_adapter`: from problems to an adapter in a file that llama.cpp loads.

The engine makes token ids of the problems, a process of its own (`fit`) learns from them, and the
matrices that it leaves are written as GGUF beside a card. All of it lies in one folder, and goes on
from there after it was killed.
"""

from __future__ import annotations

import json
import re
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from farside.config import Settings
from farside.engine import launch
from farside.engine.adapter_file import (
    AdapterFacts,
    LowRank,
    name_tensor,
    permute_heads,
    write_adapter,
)
from farside.engine.adapters import NONE, Adapter, adapter_opening, adapters_folder
from farside.engine.local import open_local
from farside.engine.models import resolve_model
from farside.errors import InputError, TrainingError
from farside.learn.adapters import (
    ADAPTER,
    LEARNED,
    PROOF,
    TrainedAdapter,
    check_name,
    find_trained,
    read_learned,
)
from farside.learn.problems import Problem
from farside.learn.training.base import Base, read_base
from farside.learn.training.begin import find_begun, write_begun
from farside.learn.training.card import make_card, write_card
from farside.learn.training.fit import MATRICES, WINDOWS, Task, write_task
from farside.learn.training.prepare import EngineTokenizer, choose_invocation, write_tokens
from farside.learn.training.recipe import Recipe, write_windows
from farside.system.children import child_environment, python_command
from farside.system.replacing import write_whole
from farside.types import Notify, Progress

_NEEDED = ("torch", "transformers", "peft", "gguf")
# Threads that spin while they wait take the cores from each other as soon as anything else runs.
_SPIN = {"GOMP_SPINCOUNT": "1000", "HF_HUB_OFFLINE": "1"}
_MATRIX = re.compile(r"\.layers\.(?P<layer>\d+)\.(?P<module>.+)\.lora_(?P<side>[AB])\.")
_SAID = 1500


def check_extra() -> None:
    """Raises `InputError` where what trains is not installed."""
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise InputError(
            f"training needs {', '.join(missing)}, which is not installed: "
            "pip install 'farside[learn]'"
        )


def train_adapter(
    settings: Settings,
    model: str,
    problems: Sequence[Problem],
    recipe: Recipe,
    name: str,
    notify: Notify,
    begin: str = "",
) -> TrainedAdapter:
    """Train an adapter of a model on problems, or go on with one that was begun. `begin` names the
    trained adapter that learns on; its own stays as it is.

    Raises `InputError` where there is nothing to learn from, where an adapter of this name learned
    from something else, or where torch is missing; `TrainingError` where training fails.
    """
    check_extra()
    check_name(name)
    if not problems:
        raise InputError(
            "there is no problem to learn from: make some with 'farside learn make', or leave "
            "fewer for proving (--held)"
        )
    base = read_base(resolve_model(model, settings, notify))
    folder = adapters_folder(settings, base.sha256) / name
    if begin == name:
        raise InputError(f"--begin {begin!r} would be written over: give another --name")
    begun = find_begun(settings, base, begin, recipe.rank) if begin else None
    invocation = prepare_training(settings, model, base, problems, recipe, folder, notify, begun)
    began = time.monotonic()
    run_fit(folder, notify)
    seconds = time.monotonic() - began
    card = make_card(model, problems, recipe, seconds, begun.card if begun else "")
    facts = AdapterFacts(
        name, base.sha256, base.architecture, float(recipe.alpha), invocation, write_card(card)
    )
    write_trained(folder, facts, base)
    return find_trained(settings, base.sha256, name)


def prepare_training(
    settings: Settings,
    model: str,
    base: Base,
    problems: Sequence[Problem],
    recipe: Recipe,
    folder: Path,
    notify: Notify,
    begun: Adapter | None = None,
) -> tuple[int, ...]:
    """Write what the training process reads; the token from which the adapter will act. The engine
    is ended: training needs the memory. `begun`: the adapter that learns on."""
    check_same(folder, problems, read_learned(begun.path.parent) if begun else frozenset())
    with closing(open_local(model, replace(settings, reader_adapter=NONE), notify)) as engine:
        tokenizer = EngineTokenizer(engine, base.end_token)
        invocation = choose_invocation(tokenizer)
        opening = adapter_opening(invocation)
        write_windows(folder / WINDOWS, write_tokens(tokenizer, opening, problems))
    launch.stop_engine()
    if begun:
        write_begun(folder, begun, base)
    write_task(folder, Task(str(base.path), recipe, begun.sha256 if begun else ""))
    return invocation


def write_trained(folder: Path, facts: AdapterFacts, base: Base) -> None:
    """Write the matrices that training left as an adapter. What was proved of one that had this
    name before is removed.

    Raises `TrainingError` for matrices of which none can be made, such as those of a training that
    diverged.
    """
    (folder / PROOF).unlink(missing_ok=True)
    try:
        with np.load(folder / MATRICES) as matrices:
            write_adapter(folder / ADAPTER, facts, pair_matrices(matrices, base))
    except ValueError as error:
        raise TrainingError(
            f"no adapter can be made of {folder / MATRICES} ({error}): train again with a lower "
            "--rate"
        ) from error


def check_same(
    folder: Path, problems: Sequence[Problem], before: frozenset[str] = frozenset()
) -> None:
    """Note what is learned from, so that nobody proves on it; `before`: what the adapter that
    learns on knows already. Raises `InputError` where the folder has an adapter of other problems.
    """
    learned = {one.document for one in problems} | before
    if (folder / LEARNED).exists() and read_learned(folder) != learned:
        raise InputError(
            f"the adapter {folder.name!r} learned from other documents: give another --name, or "
            f"remove {folder}"
        )
    write_whole(folder / LEARNED, json.dumps(sorted(learned)))


def run_fit(folder: Path, notify: Notify) -> None:
    """Run the process that learns, and tell how far it is. Raises `TrainingError` with what it said
    last."""
    command = [*python_command("farside.learn.training.fit"), str(folder)]
    log = folder / "training.log"
    with (
        log.open("wb") as said,
        subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=child_environment() | _SPIN,
            encoding="utf-8",
            errors="replace",
        ) as process,
    ):
        assert process.stdout is not None
        try:
            for line in process.stdout:
                hear_line(line, notify)
        except BaseException:
            process.terminate()
            raise
    if process.returncode != 0:
        told = log.read_text(encoding="utf-8", errors="replace").strip()[-_SAID:]
        raise TrainingError(
            f"training ended with {process.returncode}; call it again to go on from its last "
            f"minute. The whole log is {log}; it said last:\n{told}"
        )


def hear_line(line: str, notify: Notify) -> None:
    """Tell of a line that the process wrote; other lines are a library's."""
    try:
        told = json.loads(line)
    except ValueError:
        return
    if isinstance(told, dict) and "total" in told:
        notify(
            Progress(
                "train",
                told["done"],
                told["total"],
                "examples",
                f"loss {told['loss']:.2f}",
                told["seconds_left"],
            )
        )


def pair_matrices(matrices: Mapping[str, np.ndarray], base: Base) -> dict[str, LowRank]:
    """The trained matrices by the names that tensors have in the model's file."""
    sides: dict[str, dict[str, np.ndarray]] = {}
    for name, values in matrices.items():
        found = _MATRIX.search(name)
        if found is None:
            raise TrainingError(f"{name} is no matrix of an adapter")
        tensor = name_tensor(int(found["layer"]), found["module"])
        heads = base.heads_of(found["module"])
        rows = permute_heads(values, heads) if found["side"] == "B" and heads else values
        sides.setdefault(tensor, {})[found["side"]] = rows
    return {tensor: LowRank(pair["A"], pair["B"]) for tensor, pair in sides.items()}
