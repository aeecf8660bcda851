"""How an adapter is trained, and what it is trained on: token ids, written by who knows the prompt
and read by who knows torch."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from farside.errors import InputError


@dataclass(frozen=True, slots=True)
class Recipe:
    """`rank` and `alpha` of the low-rank matrices: what they add is scaled by alpha / rank.
    `rate`: the highest learning rate, reached after a tenth of the steps and falling to a tenth of
    itself, linearly. `passes`: how often each example is learned from. `together`: examples of one
    window that are computed at once. `step_examples`: examples between two changes of the weights.
    `seed` decides the beginning and the order. Raises `InputError` for a rate that none learns at.
    """

    rank: int = 8
    alpha: int = 16
    rate: float = 1e-3
    passes: int = 2
    together: int = 4
    step_examples: int = 4
    seed: int = 5

    def __post_init__(self) -> None:
        if not 0 < self.rate < 1:
            raise InputError(f"--rate {self.rate}: give a number between 0 and 1, such as 0.001")


@dataclass(frozen=True, slots=True)
class TokenExample:
    """`asked`: what follows the window, from the adapter's first token on; `reply`: what the model
    should write, with the token that ends it."""

    asked: tuple[int, ...]
    reply: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TokenWindow:
    """A window as it is kept, before the adapter acts, and what is asked of it."""

    prefix: tuple[int, ...]
    examples: tuple[TokenExample, ...]


def write_windows(path: Path, windows: Iterable[TokenWindow]) -> None:
    """A line of JSON for each window. Raises `OSError`."""
    with path.open("w", encoding="utf-8") as file:
        for one in windows:
            file.write(json.dumps(asdict(one)) + "\n")


def read_windows(path: Path) -> Iterator[TokenWindow]:
    """Raises `InputError` that names the line which is not one that `write_windows` writes."""
    with path.open(encoding="utf-8") as file:
        for number, line in enumerate(file, 1):
            try:
                given = json.loads(line)
                yield TokenWindow(
                    tuple(given["prefix"]),
                    tuple(
                        TokenExample(tuple(one["asked"]), tuple(one["reply"]))
                        for one in given["examples"]
                    ),
                )
            except (ValueError, KeyError, TypeError) as error:
                raise InputError(f"{path}, line {number}: not a window of token ids") from error
