"""The reader adapter of a model: a small file that changes how the model reads a question, and
never how it reads a window.

It is an activated adapter (aLoRA): it acts from its invocation tokens on. What stands before them
is computed by the model alone, so that kept states serve with and without it. The invocation is of
control tokens, which no document's text can become (`llama_client.tokens`).
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from importlib import resources
from pathlib import Path

from farside.config import Settings
from farside.engine import models
from farside.engine.checksums import remember_fact
from farside.engine.gguf import (
    F16,
    F32,
    UNREADABLE,
    Fact,
    GgufHeader,
    TensorPlace,
    read_gguf_header,
)
from farside.errors import ModelError, SettingsError

NONE = "none"
"""The value of the setting `reader_adapter` for a model without adapter, whatever is there."""
ALPHA = "adapter.lora.alpha"
INVOCATION = "adapter.alora.invocation_tokens"
BASE, CARD, NAME = "farside.adapter.base", "farside.adapter.card", "farside.adapter.name"
PROMOTED = "reader.gguf"
"""The name of the file in force in the folder of a model's adapters."""
_REMEDY = "remove the file, or set reader_adapter to 'none' or to another file"
_BYTES = {F32: 4, F16: 2}
_MOST_BYTES = 1 << 30
_SIDES = (".lora_a", ".lora_b")


@dataclass(frozen=True, slots=True)
class Adapter:
    """An adapter file that was checked. `base` is the SHA-256 of the model file that it belongs to;
    `card` is JSON text for people."""

    path: Path
    name: str
    sha256: str
    base: str
    architecture: str
    invocation: tuple[int, ...]
    card: str

    @property
    def opening(self) -> tuple[int, ...]:
        """As `adapter_opening` says."""
        return adapter_opening(self.invocation)


def adapter_opening(invocation: tuple[int, ...]) -> tuple[int, ...]:
    """The tokens that a prompt has after its kept prefix to switch an adapter on.

    llama.cpp switches it on one token before the invocation, and computes that token anew. A token
    of its own stands there, so that the last token of the kept prefix stays as the model alone
    computed it.
    """
    return invocation[:1] + invocation


def find_adapter(settings: Settings, sha256: str) -> Adapter | None:
    """The adapter for the model file with this SHA-256: the one that `reader_adapter` names, else
    the one in force in the home folder, else the one that comes with the package; None without any.

    Raises `SettingsError` where the setting names no file, `ModelError` for a file that is damaged
    or belongs to another model.
    """
    if settings.reader_adapter == NONE:
        return None
    if settings.reader_adapter:
        path = Path(settings.reader_adapter).expanduser().absolute()
        if not path.is_file():
            raise SettingsError(
                f"reader_adapter: there is no file {path}; set it to a .gguf file of an adapter, "
                f"to '{NONE}', or to nothing"
            )
    else:
        places = adapters_folder(settings, sha256), packaged_folder(sha256)
        found = (place / PROMOTED for place in places)
        path = next((one for one in found if one.is_file()), Path())
        if not path.name:
            return None
    return check_base(read_adapter(path, settings), sha256)


def adapters_folder(settings: Settings, sha256: str) -> Path:
    """The folder for adapters of the model file with this SHA-256, made on this machine."""
    return settings.shared / "adapters" / sha256[:8]


def packaged_folder(sha256: str) -> Path:
    """The folder for adapters of this model file that come with the package. It may not be
    there."""
    return Path(str(resources.files("farside"))) / "adapters" / sha256[:8]


def check_base(adapter: Adapter, sha256: str) -> Adapter:
    """The adapter, if it was made for this model file. Raises `ModelError`."""
    if adapter.base != sha256:
        raise ModelError(
            f"{adapter.path} was made for the model file with SHA-256 {adapter.base[:8]}…, and "
            f"this one has {sha256[:8]}…: {_REMEDY}"
        )
    return adapter


def read_adapter(path: Path, settings: Settings) -> Adapter:
    """An adapter file, checked to the last number; what was checked is remembered as long as the
    file does not change. Raises `ModelError`."""
    notes = models.models_folder(settings) / "adapters.json"
    try:
        with path.open("rb") as file:
            header = read_gguf_header(file)
        facts = header.facts
        _check_kind(facts)
        sha256 = remember_fact((path,), notes, partial(_check_tensors, path, header))
        return Adapter(
            path=path,
            name=_text(facts, NAME),
            sha256=sha256,
            base=_text(facts, BASE),
            architecture=_text(facts, "general.architecture"),
            invocation=tuple(int(one) for one in _numbers(facts, INVOCATION)),
            card=_text(facts, CARD),
        )
    except (*UNREADABLE, OSError) as error:
        raise ModelError(
            f"{path} is not a whole adapter for reading ({_told(error)}): {_REMEDY}"
        ) from error


def _told(error: Exception) -> str:
    return f"{error.args[0]} is missing" if isinstance(error, KeyError) else str(error)


def _check_kind(facts: Mapping[str, Fact]) -> None:
    """Is it an activated adapter that can be switched on? Raises `ValueError` or `KeyError`."""
    kinds = _text(facts, "general.type"), _text(facts, "adapter.type")
    if kinds != ("adapter", "lora"):
        raise ValueError(f"it is {kinds[0]} {kinds[1]} and not adapter lora")
    (alpha,) = _numbers(facts, ALPHA)
    if not (math.isfinite(alpha) and alpha > 0):
        raise ValueError(f"{ALPHA} is {alpha}")
    if any(one != int(one) or one < 0 for one in _numbers(facts, INVOCATION)):
        raise ValueError(f"{INVOCATION} holds what is no token")


def _text(facts: Mapping[str, Fact], key: str) -> str:
    value = facts[key]
    if not isinstance(value, str) or not value:
        raise ValueError(f"{key} is not a text")
    return value


def _numbers(facts: Mapping[str, Fact], key: str) -> tuple[float, ...]:
    value = facts[key]
    if isinstance(value, str):
        raise ValueError(f"{key} is not a number")
    return value


def _check_tensors(path: Path, header: GgufHeader) -> str:
    """The SHA-256 of a file whose tensors are whole pairs of finite numbers. Raises
    `ValueError`."""
    size = path.stat().st_size
    if size > _MOST_BYTES:
        raise ValueError(f"it has {size:,} bytes, more than {_MOST_BYTES:,}")
    data = path.read_bytes()
    by_name = {one.name: one for one in header.tensors}
    for one in header.tensors:
        _check_pair(one, by_name)
        _check_numbers(one, data, header.data)
    if not by_name or len(by_name) < len(header.tensors):
        raise ValueError(f"it has {len(by_name)} of {len(header.tensors)} tensors with a name")
    return hashlib.sha256(data).hexdigest()


def _check_pair(one: TensorPlace, by_name: Mapping[str, TensorPlace]) -> None:
    """Is there the other half of this tensor, of the same rank?"""
    stem, side = one.name[: -len(_SIDES[0])], one.name[-len(_SIDES[0]) :]
    if side not in _SIDES or len(one.sizes) != 2 or one.kind not in _BYTES:
        raise ValueError(f"{one.name} is no matrix of an adapter in 16 or 32 bits")
    a, b = (by_name[stem + each] for each in _SIDES)
    if len(a.sizes) != len(b.sizes) or a.sizes[1] != b.sizes[0]:
        raise ValueError(f"the two halves of {stem} are not of one rank")


def _check_numbers(one: TensorPlace, data: bytes, start: int) -> None:
    import numpy as np  # a fifth of a second that a file which is known does not take

    begin = start + one.offset
    end = begin + math.prod(one.sizes) * _BYTES[one.kind]
    if end > len(data):
        raise ValueError(f"it ends at byte {len(data):,}, within {one.name}")
    kind = np.dtype("<f4" if one.kind == F32 else "<f2")
    if not np.isfinite(np.frombuffer(data[begin:end], kind)).all():
        raise ValueError(f"{one.name} holds a number that is not finite")
