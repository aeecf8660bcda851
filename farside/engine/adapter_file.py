"""Writes a reader adapter as a GGUF file, with numpy alone.

Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (version 3, little-endian). Keys
and names of tensors are those that llama.cpp's llama-adapter.cpp reads.
"""

from __future__ import annotations

import math
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from farside.engine.adapters import ALPHA, BASE, CARD, INVOCATION, NAME
from farside.engine.gguf import ALIGNMENT, F16, F32, MAGIC, TensorPlace, read_gguf_header
from farside.system.replacing import replace_file

Numbers = NDArray[np.float32]

_VERSION = 3
_UINT32, _FLOAT32, _STRING, _ARRAY = 4, 6, 8, 9
_MODULES = {
    "self_attn.q_proj": "attn_q",
    "self_attn.k_proj": "attn_k",
    "self_attn.v_proj": "attn_v",
    "self_attn.o_proj": "attn_output",
    "mlp.gate_proj": "ffn_gate",
    "mlp.up_proj": "ffn_up",
    "mlp.down_proj": "ffn_down",
}


@dataclass(frozen=True, slots=True)
class AdapterFacts:
    """What an adapter says of itself. `base` is the SHA-256 of the model file that it belongs to,
    `architecture` that file's `general.architecture`. Weights are scaled by `alpha` / rank.
    `invocation`: the tokens that switch it on. `card` is JSON text for people."""

    name: str
    base: str
    architecture: str
    alpha: float
    invocation: tuple[int, ...]
    card: str = "{}"


@dataclass(frozen=True, slots=True)
class LowRank:
    """What is added to one tensor: `b @ a`. `a` has rank rows of the tensor's inputs, `b` outputs
    rows of the rank."""

    a: Numbers
    b: Numbers


def write_adapter(
    path: Path, facts: AdapterFacts, weights: Mapping[str, LowRank], *, half: bool = True
) -> None:
    """Write an adapter, all at once or not at all. `weights` by the names of the model's tensors
    (`blk.0.attn_q.weight`); `half`: as 16-bit floats.

    Raises `ValueError` for weights that are no pairs of matrices or hold a number that is not
    finite.
    """
    tensors = dict(_list_tensors(weights, np.float16 if half else np.float32))
    draft = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with draft.open("wb") as file:
            file.write(_write_header(facts, tensors))
            for values in tensors.values():
                file.write(_padded(values.tobytes()))
            file.flush()
            os.fsync(file.fileno())
        replace_file(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def name_tensor(layer: int, module: str) -> str:
    """The name in a GGUF file of a layer's module that transformers calls `self_attn.q_proj`.
    Raises `ValueError` for a module that no adapter changes."""
    if module not in _MODULES:
        raise ValueError(f"{module!r} is none of {', '.join(_MODULES)}")
    return f"blk.{layer}.{_MODULES[module]}.weight"


def permute_heads(b: Numbers, heads: int) -> Numbers:
    """The rows of `b` for attn_q or attn_k of a model of architecture `llama`, whose GGUF files
    hold the halves of each head interleaved. `heads`: those of queries or of keys. Qwen's files
    hold them as transformers does."""
    return b.reshape(heads, 2, -1, b.shape[1]).swapaxes(1, 2).reshape(b.shape)


def restore_heads(b: Numbers, heads: int) -> Numbers:
    """The rows that `permute_heads` made these of."""
    return b.reshape(heads, -1, 2, b.shape[1]).swapaxes(1, 2).reshape(b.shape)


def list_modules() -> dict[str, str]:
    """What transformers calls the modules that an adapter changes, by their names in a GGUF
    file."""
    return {name: module for module, name in _MODULES.items()}


def read_matrices(path: Path) -> dict[str, LowRank]:
    """The weights of an adapter that `read_adapter` has checked, by the names of tensors."""
    data = path.read_bytes()
    with path.open("rb") as file:
        header = read_gguf_header(file)
    halves = {one.name: _read_tensor(one, data, header.data) for one in header.tensors}
    names = [name.removesuffix(".lora_a") for name in halves if name.endswith(".lora_a")]
    return {name: LowRank(halves[f"{name}.lora_a"], halves[f"{name}.lora_b"]) for name in names}


def _read_tensor(one: TensorPlace, data: bytes, start: int) -> Numbers:
    kind = np.dtype("<f4" if one.kind == F32 else "<f2")
    values = np.frombuffer(data, kind, math.prod(one.sizes), start + one.offset)
    return values.reshape(tuple(reversed(one.sizes))).astype(np.float32)


def _list_tensors(
    weights: Mapping[str, LowRank], kind: type[np.floating[Any]]
) -> Iterator[tuple[str, NDArray[np.floating[Any]]]]:
    for name, one in weights.items():
        if one.a.ndim != 2 or one.b.ndim != 2 or one.a.shape[0] != one.b.shape[1]:
            raise ValueError(f"{name}: {one.a.shape} and {one.b.shape} are not of one rank")
        for side, values in (("a", one.a), ("b", one.b)):
            with np.errstate(over="ignore"):  # what does not fit becomes infinite
                written: NDArray[np.floating[Any]] = np.ascontiguousarray(values).astype(kind)
            if not np.isfinite(written).all():
                raise ValueError(f"{name}.lora_{side} holds a number that is not finite")
            yield f"{name}.lora_{side}", written


def _write_header(facts: AdapterFacts, tensors: Mapping[str, NDArray[np.floating[Any]]]) -> bytes:
    pairs = [
        _text_pair("general.type", "adapter"),
        _text_pair("general.architecture", facts.architecture),
        _text_pair("adapter.type", "lora"),
        _text(ALPHA) + struct.pack("<If", _FLOAT32, facts.alpha),
        _text(INVOCATION)
        # llama.cpp takes unsigned numbers only.
        + struct.pack("<IIQ", _ARRAY, _UINT32, len(facts.invocation))
        + struct.pack(f"<{len(facts.invocation)}I", *facts.invocation),
        _text_pair(NAME, facts.name),
        _text_pair(BASE, facts.base),
        _text_pair(CARD, facts.card),
    ]
    places, offset = [], 0
    for name, values in tensors.items():
        sizes = tuple(reversed(values.shape))  # GGUF tells the innermost first
        kind = F16 if values.dtype == np.float16 else F32
        places.append(_text(name) + struct.pack("<IQQIQ", len(sizes), *sizes, kind, offset))
        offset += len(_padded(values.tobytes()))
    counts = struct.pack("<IQQ", _VERSION, len(tensors), len(pairs))
    return _padded(MAGIC + counts + b"".join(pairs) + b"".join(places))


def _text_pair(key: str, value: str) -> bytes:
    return _text(key) + struct.pack("<I", _STRING) + _text(value)


def _text(value: str) -> bytes:
    data = value.encode("utf-8")
    return struct.pack("<Q", len(data)) + data


def _padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % ALIGNMENT)
