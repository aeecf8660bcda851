"""A target's turn, and the faults that it finds: each kind once, with the smallest input that shows
it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis.strategies import SearchStrategy

T = TypeVar("T")
# Each round of hypothesis begins with simple examples and goes on to odd ones.
_ROUND = 200


@dataclass(frozen=True, slots=True)
class Turn:
    """So many seconds for one target, what its chances begin with, and the folder for inputs that
    fail."""

    seconds: float
    seed: int
    failures: Path


class Faults:
    """What a target found. A `kind` is what two faults of one cause have in common: it is told and
    kept once."""

    def __init__(self, target: str, failures: Path) -> None:
        self._target, self._failures = target, failures
        self.kept: dict[str, Path] = {}

    def add(self, kind: str, content: bytes, ending: str, why: str) -> None:
        """Keeps the input of a new kind, or a smaller one of a known kind."""
        name = f"{self._target}-{hashlib.sha256(kind.encode()).hexdigest()[:8]}"
        path = self._failures / f"{name}{ending}"
        known = self.kept.get(kind)
        if known is not None and known.stat().st_size <= len(content):
            return
        self._failures.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.with_name(f"{name}.why.txt").write_text(why, encoding="utf-8", errors="replace")
        self.kept[kind] = path
        if known is None:
            print(f"  FAULT {self._target}: {kind}\n    input: {path}", flush=True)
        elif known != path:
            known.unlink(missing_ok=True)


def tries(
    examples: SearchStrategy[T], test: Callable[[T], None], turn: Turn, most: int = _ROUND
) -> int:
    """Calls `test` with ever new examples until the turn is over; how many it had. `test` notes
    faults, raises none.

    A round has `most` examples: when the turn is over, what is left of it is still made, though not
    tried.
    """
    end = time.monotonic() + turn.seconds
    count = number = 0

    def tried(example: T) -> None:
        nonlocal count
        if time.monotonic() < end:
            count += 1
            test(example)

    while time.monotonic() < end:
        limits = settings(
            max_examples=most,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        seed(turn.seed + number)(limits(given(examples)(tried)))()
        number += 1
    return count
