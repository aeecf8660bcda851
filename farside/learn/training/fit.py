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

from farside.learn.training.recipe import Recipe, TokenExample, TokenWindow, read_windows

WINDOWS, MATRICES = "windows.jsonl", "adapter.npz"
LAYERS = ("q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj")
_KEEP_SECONDS = 60.0
_MOST_NORM = 1.0


@dataclass(frozen=True, slots=True)
class Task:
    """What to train: the GGUF file of the model, and how. `threads` 0 lets torch choose."""

    model: str
    recipe: Recipe
    threads: int = 0


def write_task(folder: Path, task: Task) -> None:
    """Write what `main` reads."""
    (folder / "task.json").write_text(json.dumps(asdict(task)), encoding="utf-8")


def _read_task(folder: Path) -> Task:
    given = json.loads((folder / "task.json").read_text(encoding="utf-8"))
    return Task(given["model"], Recipe(**given["recipe"]), given["threads"])


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
        """Add the gradients of a batch: cross-entropy of the replies' tokens."""
        torch, functional = self._torch, self._torch.nn.functional
        cache, read = self._prefix(batch.window, len(batch.examples))
        lengths = [len(one.asked) + len(one.reply) for one in batch.examples]
        shape = (len(lengths), max(lengths))
        ids = torch.zeros(shape, dtype=torch.long)
        wanted = torch.full(shape, -100)
        seen = torch.zeros((shape[0], read + shape[1]), dtype=torch.long)
        for row, (one, length) in enumerate(zip(batch.examples, lengths, strict=True)):
            ids[row, :length] = torch.tensor(one.asked + one.reply)
            wanted[row, len(one.asked) : length] = torch.tensor(one.reply)
            seen[row, : read + length] = 1
        heard = max(lengths) - min(len(one.asked) for one in batch.examples) + 1
        scores = self._model(
            input_ids=ids.to(self._device),
            past_key_values=cache,
            attention_mask=seen.to(self._device),
            use_cache=True,
            logits_to_keep=heard,
        ).logits
        loss = functional.cross_entropy(
            scores[:, :-1].float().reshape(-1, scores.shape[-1]),
            wanted[:, -heard + 1 :].reshape(-1).to(self._device),
            ignore_index=-100,
            reduction="none",
        ).view(len(lengths), -1)
        each = loss.sum(1) / loss.new_tensor([len(one.reply) for one in batch.examples])
        (each.sum() / self._recipe.step_examples).backward()
        self._losses += each.detach().tolist()

    def _prefix(self, window: int, rows: int) -> tuple[Any, int]:
        """Keys and values of a window as the model without the adapter computes them, for so many
        rows. Those of the last window are held: its batches follow each other."""
        from transformers import DynamicCache

        tokens = self._windows[window].prefix
        if self._held[0] != window:
            with self._torch.no_grad(), self._model.disable_adapter():
                cache = DynamicCache()
                ids = self._torch.tensor([list(tokens)], device=self._device)
                self._model(input_ids=ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
            self._held = window, cache
        cache = deepcopy(self._held[1])
        if rows > 1:
            cache.batch_repeat_interleave(rows)
        return cache, len(tokens)

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
