"""The adapters of a model that were trained here: which there are, which is in force, and back.

In the folder of a model's adapters each one has a folder of its own. The one in force is the file
that the engine looks for, a copy; `history.json` names those that were in force, the present one
last.
"""

from __future__ import annotations

import filecmp
import json
import os
import re
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from farside.config import Settings
from farside.engine.adapters import PROMOTED, adapters_folder
from farside.errors import InputError, NotFound
from farside.system.replacing import replace_file, write_whole

ADAPTER = "adapter.gguf"
PROOF = "proof.json"
LEARNED = "learned.json"
_HISTORY = "history.json"


@dataclass(frozen=True, slots=True)
class TrainedAdapter:
    """`proved`: the folder has what proving found. `in_force`: the engine serves it, and not an
    older one that had its name before it was trained anew."""

    name: str
    path: Path
    bytes: int
    proved: bool
    in_force: bool


def check_name(name: str) -> None:
    """Raises `InputError` for a name that is no folder's."""
    if not re.fullmatch(r"\w[\w.-]{0,60}", name):
        raise InputError(f"--name {name!r}: give a plain name, such as contracts")


def list_adapters(settings: Settings, sha256: str) -> tuple[TrainedAdapter, ...]:
    """The adapters of the model file with this SHA-256 that were trained in this home."""
    folder = adapters_folder(settings, sha256)
    now = _history(folder)[-1:]
    return tuple(
        TrainedAdapter(
            path.parent.name,
            path,
            path.stat().st_size,
            (path.parent / PROOF).exists(),
            [path.parent.name] == now and _is_same(path, folder / PROMOTED),
        )
        for path in sorted(folder.glob(f"*/{ADAPTER}"))
    )


def find_trained(settings: Settings, sha256: str, name: str) -> TrainedAdapter:
    """Raises `NotFound` that names those that there are."""
    known = list_adapters(settings, sha256)
    for one in known:
        if one.name == name:
            return one
    names = ", ".join(one.name for one in known) or "none"
    raise NotFound(
        f"there is no adapter {name!r} of this model; there is {names}. Train one with "
        "'farside learn train'"
    )


def put_in_force(settings: Settings, sha256: str, name: str) -> None:
    """From now on the engine serves the model with this adapter. Raises `NotFound`."""
    adapter = find_trained(settings, sha256, name)
    folder = adapters_folder(settings, sha256)
    _copy(adapter.path, folder / PROMOTED)
    _write_history(folder, [*_history(folder), name])


def go_back(settings: Settings, sha256: str) -> str:
    """Put the adapter in force that was so before, or none of this home; its name, or "".

    Raises `InputError` where none is in force.
    """
    folder = adapters_folder(settings, sha256)
    past = _history(folder)
    if not past:
        raise InputError("no adapter that was trained here is in force, so there is no way back")
    known = {one.name: one.path for one in list_adapters(settings, sha256)}
    before = [name for name in past[:-1] if name in known]
    if before:
        _copy(known[before[-1]], folder / PROMOTED)
    else:
        (folder / PROMOTED).unlink(missing_ok=True)
    _write_history(folder, before)
    return before[-1] if before else ""


def read_learned(folder: Path) -> frozenset[str]:
    """The documents (SHA-256 of their text) that the adapter in this folder learned from. Raises
    `InputError` for a note of it that is missing or damaged."""
    file = folder / LEARNED
    try:
        return frozenset(map(str, json.loads(file.read_text(encoding="utf-8"))))
    except (OSError, ValueError, TypeError) as error:
        raise InputError(
            f"{file}, which tells what the adapter learned from, cannot be read ({error}): remove "
            f"{folder} and train it again"
        ) from error


def _is_same(one: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(one, other, shallow=False)


def _history(folder: Path) -> list[str]:
    try:
        given = json.loads((folder / _HISTORY).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    except ValueError as error:
        raise InputError(
            f"{folder / _HISTORY} is not JSON: remove it; the adapter in force stays"
        ) from error
    return [str(name) for name in given]


def _write_history(folder: Path, names: Sequence[str]) -> None:
    write_whole(folder / _HISTORY, json.dumps(list(names)))


def _copy(source: Path, target: Path) -> None:
    """All at once or not at all: an engine that starts meanwhile finds the one or the other."""
    draft = target.with_suffix(f".{os.getpid()}.tmp")
    try:
        shutil.copyfile(source, draft)
        replace_file(draft, target)
    finally:
        draft.unlink(missing_ok=True)
