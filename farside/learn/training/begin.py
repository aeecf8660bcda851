"""An adapter that was trained before learns on: its matrices, as the process that learns names
them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from farside.config import Settings
from farside.engine.adapter_file import (
    LowRank,
    Numbers,
    list_modules,
    read_matrices,
    restore_heads,
)
from farside.engine.adapters import PROMOTED, Adapter, packaged_folder, read_adapter
from farside.errors import InputError
from farside.learn.adapters import find_trained
from farside.learn.training.base import Base
from farside.learn.training.fit import BEGUN

_TENSOR = re.compile(r"blk\.(?P<layer>\d+)\.(?P<name>\w+)\.weight")


def find_begun(settings: Settings, base: Base, begin: str, rank: int) -> Adapter:
    """The adapter of this name: the one that comes with the package, or one that was trained here.

    Raises `NotFound`, `ModelError` for a damaged file, and `InputError` for another rank.
    """
    packaged = packaged_folder(base.sha256) / PROMOTED
    found = read_adapter(packaged, settings) if packaged.is_file() else None
    if found is None or found.name != begin:
        found = read_adapter(find_trained(settings, base.sha256, begin).path, settings)
    ranks = {pair.a.shape[0] for pair in read_matrices(found.path).values()}
    if ranks != {rank}:
        known = ", ".join(map(str, sorted(ranks)))
        raise InputError(f"--rank {rank}: the adapter {begin!r} has the rank {known}")
    return found


def write_begun(folder: Path, begun: Adapter, base: Base) -> None:
    """Write its matrices for the process that learns."""
    named = dict(_name_matrices(read_matrices(begun.path), base))
    np.savez(folder / BEGUN, **named)  # type: ignore[arg-type]


def _name_matrices(weights: dict[str, LowRank], base: Base) -> Iterator[tuple[str, Numbers]]:
    """Yield each matrix with the name that peft gives it."""
    modules = list_modules()
    for tensor, pair in weights.items():
        found = _TENSOR.fullmatch(tensor)
        if found is None or found["name"] not in modules:
            raise InputError(f"{tensor} is a tensor that no training here changes")
        module = modules[found["name"]]
        heads = base.heads_of(module)
        b = restore_heads(pair.b, heads) if heads else pair.b
        stem = f"base_model.model.model.layers.{found['layer']}.{module}"
        yield f"{stem}.lora_A.default.weight", pair.a
        yield f"{stem}.lora_B.default.weight", b
