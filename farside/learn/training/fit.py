"""Trains a low-rank adapter (LoRA) of a GGUF model, in a process of its own: the only one that
loads torch.

The adapter is of the activated form (aLoRA, arXiv:2504.12397): a window is read by the model as it
is, so that its keys and values are those which are kept, and the adapter acts from its first token
on. So the window is computed once without gradients, and only what is asked and replied is computed
with them.

    python -m farside.learn.training.fit FOLDER

FOLDER has `task.json` (see `Task`) and `windows.jsonl`. A line of JSON on standard output tells how
far it is. It ends with `adapter.npz` in FOLDER. `state.pt` there lets a training that was killed go
on with the step after its last one.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import sys
import time
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from farside.engine.adapter_file import list_modules
from farside.learn.training.recipe import Recipe, TokenExample, TokenWindow, read_windows

WINDOWS, MATRICES, BEGUN = "windows.jsonl", "adapter.npz", "begin.npz"
LAYERS = tuple(module.rpartition(".")[2] for module in list_modules().values())
_KEEP_SECONDS = 60.0
_MOST_NORM = 1.0


@dataclass(frozen=True, slots=True)
class Task:
    """What to train: the GGUF file of the model, and how. `begin`: the SHA-256 of the adapter that
    learns on, whose matrices the folder has, or "" for one that knows nothing. `threads` 0 lets
    torch choose."""

    model: str
    recipe: Recipe
    begin: str = ""
    threads: int = 0


def write_task(folder: Path, task: Task) -> None:
    """Write what `main` reads."""
    (folder / "task.json").write_text(json.dumps(asdict(task)), encoding="utf-8")


def _read_task(folder: Path) -> Task:
    given = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    return Task(given["model"], Recipe(**given["recipe"]), given["begin"], given["threads"])


@dataclass(frozen=True, slots=True)
class Batch:
    """Examples of one window."""

    window: int
    examples: tuple[TokenExample, ...]


def batches_of(windows: Sequence[TokenWindow], recipe: Recipe) -> Iterator[Batch]:
    """All examples, `recipe.passes` times, each time in another order. Examples of a window stay
    together, so that the window is computed once for them."""
    for turn in range(recipe.passes):
        chance = random.Random(f"{recipe.seed} {turn}")
        order = list(range(len(windows)))
        chance.shuffle(order)
        for at in order:
            examples = list(windows[at].examples)
            chance.shuffle(examples)
            for first in range(0, len(examples), recipe.together):
                yield Batch(at, tuple(examples[first : first + recipe.together]))


@dataclass(frozen=True, slots=True)
class Packed:
    """Examples set one after the other. For each token: `example`, the number of its example, and
    `place`, its place in it. For each token of a reply: `before`, where the token before it
    stands, whose scores should name it; `wanted`, the token itself."""

    tokens: tuple[int, ...]
    example: tuple[int, ...]
    place: tuple[int, ...]
    before: tuple[int, ...]
    wanted: tuple[int, ...]


def pack_examples(examples: Sequence[TokenExample]) -> Packed:
    """Without padding: what is computed is what is learned from."""
    tokens: list[int] = []
    numbers: list[int] = []
    places: list[int] = []
    before: list[int] = []
    for number, one in enumerate(examples):
        first = len(tokens) + len(one.asked) - 1
        before += range(first, first + len(one.reply))
        tokens += one.asked + one.reply
        length = len(one.asked) + len(one.reply)
        numbers += [number] * length
        places += range(length)
    wanted = tuple(token for one in examples for token in one.reply)
    return Packed(tuple(tokens), tuple(numbers), tuple(places), tuple(before), wanted)


def rate_at(done: float, recipe: Recipe) -> float:
    """The learning rate after this share (0 to 1) of all examples."""
    return recipe.rate * (done / 0.1 if done < 0.1 else 1.0 - 0.9 * (done - 0.1) / 0.9)


def main(folder: Path) -> None:
    """Train, or go on; then write the adapter's matrices."""
    task = _read_task(folder)
    windows = list(read_windows(folder / WINDOWS))
    Training(folder, task, windows).run()


class Training:
    """A model with an adapter, and how far its training is."""

    def __init__(self, folder: Path, task: Task, windows: Sequence[TokenWindow]) -> None:
        import torch

        self._torch = torch
        if task.threads:
            torch.set_num_threads(task.threads)
        torch.manual_seed(task.recipe.seed)
        self._device = "cuda" if torch.cuda.is_available() else "cpu"
        self._folder, self._recipe, self._windows = folder, task.recipe, windows
        self._batches = list(batches_of(windows, task.recipe))
        self._learned = hashlib.sha256(repr((task, windows)).encode()).hexdigest()
        self._model = _open_model(Path(task.model), task.recipe).to(self._device)
        if task.begin:
            self._begin_with(folder / BEGUN)
        self._weights = [one for one in self._model.parameters() if one.requires_grad]
        self._optimizer = torch.optim.AdamW(self._weights, lr=task.recipe.rate, weight_decay=0.0)
        self._losses: list[float] = []
        self._held: tuple[int, Any] = -1, None
        self._done = self._go_on()

    def run(self) -> None:
        """Raises what torch raises where memory does not suffice."""
        total = sum(len(one.examples) for one in self._batches)
        seen = sum(len(one.examples) for one in self._batches[: self._done])
        began, first, since, kept = time.monotonic(), seen, 0, time.monotonic()
        self._model.train()
        for batch in self._batches[self._done :]:
            self._learn(batch)
            self._done += 1
            seen, since = seen + len(batch.examples), since + len(batch.examples)
            if since >= self._recipe.step_examples or seen == total:
                self._step(rate_at(seen / total, self._recipe))
                since = 0
                if time.monotonic() - kept > _KEEP_SECONDS:
                    self._keep()
                    kept = time.monotonic()
            left = (time.monotonic() - began) / (seen - first) * (total - seen)
            tell(done=seen, total=total, seconds_left=left, loss=_mean(self._losses[-50:]))
        self._write()

    def _learn(self, batch: Batch) -> None:
        """Add the gradients of a batch: cross-entropy of the replies' tokens, each reply with the
        same weight. The examples are set one after the other, each sees the window and itself."""
        torch, functional = self._torch, self._torch.nn.functional
        cache, read = self._prefix(batch.window)
        packed = pack_examples(batch.examples)
        own = torch.tensor(packed.example)
        places = torch.tensor(packed.place)
        seen = torch.ones((len(own), read + len(own)), dtype=torch.bool)
        seen[:, read:] = (own[:, None] == own) & (places[:, None] >= places)
        scores = self._model(
            input_ids=torch.tensor([packed.tokens], device=self._device),
            position_ids=(places + read)[None].to(self._device),
            past_key_values=cache,
            attention_mask=seen[None, None].to(self._device),
            use_cache=True,
            logits_to_keep=torch.tensor(packed.before, device=self._device),
        ).logits[0]
        loss = functional.cross_entropy(
            scores.float(), torch.tensor(packed.wanted, device=self._device), reduction="none"
        )
        each = torch.stack(
            [one.mean() for one in loss.split([len(one.reply) for one in batch.examples])]
        )
        (each.sum() / self._recipe.step_examples).backward()
        self._losses += each.detach().tolist()

    def _prefix(self, window: int) -> tuple[Any, int]:
        """Keys and values of a window as the model without the adapter computes them, and of how
        many tokens. Those of the last window are held: its batches follow each other."""
        from transformers import DynamicCache

        tokens = self._windows[window].prefix
        if self._held[0] != window:
            with self._torch.no_grad(), self._model.disable_adapter():
                cache = DynamicCache()
                ids = self._torch.tensor([list(tokens)], device=self._device)
                self._model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
            self._held = window, cache
        return deepcopy(self._held[1]), len(tokens)

    def _step(self, rate: float) -> None:
        self._torch.nn.utils.clip_grad_norm_(self._weights, _MOST_NORM)
        for group in self._optimizer.param_groups:
            group["lr"] = rate
        self._optimizer.step()
        self._optimizer.zero_grad()

    def _adapter(self) -> dict[str, Any]:
        """The trained matrices by their names in the model."""
        return {
            name: one.detach().cpu()
            for name, one in self._model.named_parameters()
            if one.requires_grad
        }

    def _keep(self) -> None:
        draft = self._folder / "state.tmp"
        state = {
            "done": self._done,
            "losses": self._losses[-50:],
            "adapter": self._adapter(),
            "optimizer": self._optimizer.state_dict(),
            "learned": self._learned,
        }
        self._torch.save(state, draft)
        os.replace(draft, self._folder / "state.pt")

    def _begin_with(self, matrices: Path) -> None:
        import numpy as np

        with np.load(matrices) as begun, self._torch.no_grad():
            for name, one in self._model.named_parameters():
                if one.requires_grad:
                    one.copy_(self._torch.from_numpy(begun[name]))

    def _go_on(self) -> int:
        """Batches that are done already. A state of other problems or of another recipe is left
        alone."""
        kept = self._folder / "state.pt"
        if not kept.exists():
            return 0
        state = self._torch.load(kept, weights_only=True, map_location=self._device)
        if state["learned"] != self._learned:
            return 0
        with self._torch.no_grad():
            for name, one in self._model.named_parameters():
                if one.requires_grad:
                    one.copy_(state["adapter"][name])
        self._optimizer.load_state_dict(state["optimizer"])
        self._losses = state["losses"]
        return int(state["done"])

    def _write(self) -> None:
        import numpy as np

        draft = self._folder / "adapter.tmp.npz"
        np.savez(draft, **{name: one.float().numpy() for name, one in self._adapter().items()})
        os.replace(draft, self._folder / MATRICES)


def _open_model(path: Path, recipe: Recipe) -> Any:
    """The model, its weights dequantised to numbers of 32 bits, with an adapter that adds nothing
    yet."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    tell(stage="open")
    model = AutoModelForCausalLM.from_pretrained(
        str(path.parent), gguf_file=path.name, dtype=torch.float32
    )
    config = LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        target_modules=list(LAYERS),
        task_type="CAUSAL_LM",
    )
    return get_peft_model(model, config)


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers)


def tell(**values: object) -> None:
    """One line for who began this process."""
    print(json.dumps(values), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
