"""How much a GGUF model keeps of what it read, and which windows suit that, from its metadata
alone.

Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md. Sizes of fixed states: `n_embd_r`
and `n_embd_s` in llama.cpp's llama-hparams.cpp.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from farside.engine.gguf import UNREADABLE, read_gguf_numbers
from farside.errors import ModelError

# Bytes a value. A q8_0 block is 32 values of one byte and a scale of two, a q4_0 block 32 of half a
# byte and such a scale: `block_q8_0` and `block_q4_0` in ggml's ggml-common.h.
_VALUE_BYTES = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}
_FIXED_VALUE_BYTES = 4
"""llama.cpp holds fixed states in 32-bit floats, whatever the KV type."""
_FIXED_SHARE = 0.1
"""A window suits a model with a fixed state once that state is this share of the growing one."""
_SMALL_WINDOW = 4096
_SUITED = 16_384, 32_768
_STEP = 1024
# In groups of this many layers the last one looks back without end, where the file does not say (as
# llama.cpp has it). In other models with such a key all layers do.
_SLIDING_PATTERNS = {
    "cohere2": 4,
    "exaone4": 4,
    "gemma2": 2,
    "gemma3": 6,
    "gemma3n": 5,
    "gpt-oss": 2,
    "olmo2": 4,
}
_FULL_INTERVAL = 4
"""Every fourth layer of a Qwen hybrid attends, where the file does not say."""
_BOTH = ("falcon-h1",)
"""Models where every layer attends and has a fixed state as well."""

Attention = Literal["full", "sliding", "hybrid"]
"""How a model remembers what it read.

`full`: a state grows with the text and can be kept and gone back to. `sliding`: a small state,
which serves again only from the end of a window. `hybrid`: a large state of fixed size, for long
windows.
"""


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that a kept state depends on. `kv_heads` is the sum over all layers that look back
    to the beginning, `sliding_heads` over those that look back `sliding_window` tokens only, whose
    keys and values together have `sliding_length`; `fixed_bytes` is the state of all layers that
    keep no keys and values."""

    kv_heads: int
    key_length: int
    value_length: int
    sliding_heads: int = 0
    sliding_length: int = 0
    sliding_window: int = 0
    fixed_bytes: int = 0

    @property
    def attention(self) -> Attention:
        return "hybrid" if self.fixed_bytes else "sliding" if self.sliding_heads else "full"

    def kv_bytes(self, kv_type: str) -> float:
        """Bytes that a state grows by with each token of a long text, with `kv_type` "f16", "q8_0"
        or "q4_0".

        2 · layers · kv heads · head length · bytes of a value, where keys and values are equally
        long.
        """
        return self.kv_heads * (self.key_length + self.value_length) * _VALUE_BYTES[kv_type]

    def state_bytes(self, tokens: int, kv_type: str) -> float:
        """Bytes of the state of a window of `tokens` tokens."""
        near = min(tokens, self.sliding_window) * self.sliding_heads * self.sliding_length
        return tokens * self.kv_bytes(kv_type) + near * _VALUE_BYTES[kv_type] + self.fixed_bytes

    def suited_window(self) -> int:
        """The size of a window (tokens) where a fixed state is a tenth of the growing one; 0 where
        any window suits the model.

        Keeping a window of 2,500 tokens of a large hybrid costs more for its fixed state than for
        the text.
        """
        growing = self.kv_bytes("f16")
        wanted = self.fixed_bytes / _FIXED_SHARE / growing if growing else math.inf
        if not self.fixed_bytes or wanted <= _SMALL_WINDOW:
            return 0
        least, most = _SUITED
        return int(min(max(wanted, least), most)) // _STEP * _STEP


def read_model_shape(path: Path) -> Shape:
    """The shape of a model file. Raises `ModelError` for a file that is no GGUF or does not say."""
    try:
        with path.open("rb") as file:
            facts = dict(read_gguf_numbers(file))
        return _Facts(facts).shape()
    except UNREADABLE as error:
        raise ModelError(f"{path} does not say how large its KV cache is ({error})") from error


class _Facts:
    """The numbers of a model's metadata, by their names without the architecture's. A missing
    number raises `KeyError`."""

    def __init__(self, facts: dict[str, tuple[float, ...]]) -> None:
        named = [key for key in facts if key.endswith(".block_count")]
        if not named:
            raise KeyError("block_count")
        self._arch = named[0].removesuffix(".block_count")
        self._facts = {key.partition(".")[2]: values for key, values in facts.items()}
        self._layers = (
            self._whole("block_count")
            - self._whole("attention.shared_kv_layers", 0)
            - self._whole("nextn_predict_layers", 0)
        )

    def shape(self) -> Shape:
        fixed, heads = self._fixed_layers(), self._kv_heads()
        sliding = self._sliding_layers()
        attending = [i for i in range(self._layers) if not fixed[i] or self._arch in _BOTH]
        length = self._head_length()
        key, value = (self._whole(f"attention.{one}_length", length) for one in ("key", "value"))
        near_key = self._whole("attention.key_length_swa", key)
        near_value = self._whole("attention.value_length_swa", value)
        return Shape(
            kv_heads=sum(heads[i] for i in attending if not sliding[i]),
            key_length=key,
            value_length=value,
            sliding_heads=(slid := sum(heads[i] for i in attending if sliding[i])),
            sliding_length=near_key + near_value if slid else 0,
            sliding_window=self._whole("attention.sliding_window", 0) if slid else 0,
            fixed_bytes=sum(fixed) * self._fixed_values() * _FIXED_VALUE_BYTES,
        )

    def _whole(self, name: str, default: int | None = None) -> int:
        if name not in self._facts and default is not None:
            return default
        return int(self._facts[name][0])

    def _each(self, name: str) -> Sequence[int]:
        """One value for each layer, also where the file has one for all."""
        values = self._facts[name]
        spread = values * self._layers if len(values) == 1 else values
        return [int(one) for one in spread]

    def _kv_heads(self) -> Sequence[int]:
        named = "attention.head_count_kv"
        return self._each(named if named in self._facts else "attention.head_count")

    def _head_length(self) -> int:
        heads = max(self._each("attention.head_count"), default=0)
        return self._whole("embedding_length") // heads if heads else 0

    def _sliding_layers(self) -> Sequence[bool]:
        window = self._whole("attention.sliding_window", 0)
        given = self._facts.get("attention.sliding_window_pattern", ())
        if not window or len(given) > 1:
            return [bool(window and one) for one in given] or [False] * self._layers
        every = int(given[0]) if given else _SLIDING_PATTERNS.get(self._arch, 1)
        return [every == 0 or i % every < every - 1 for i in range(self._layers)]

    def _fixed_layers(self) -> Sequence[bool]:
        """For each layer, whether it keeps a state of fixed size."""
        if not self._fixed_values():
            return [False] * self._layers
        given = self._facts.get("attention.recurrent_layers", ())
        if len(given) > 1:
            return [bool(one) for one in given]
        heads = self._kv_heads()
        if self._arch in _BOTH or not any(heads):
            return [True] * self._layers
        if all(heads):  # the file has one number for all layers
            every = self._whole("full_attention_interval", _FULL_INTERVAL)
            return [(i + 1) % every != 0 for i in range(self._layers)]
        # Some layers of Nemotron-H neither attend nor keep anything.
        idle = self._each("feed_forward_length") if self._arch.startswith("nemotron_h") else ()
        return [not heads[i] and not (idle and idle[i]) for i in range(self._layers)]

    def _fixed_values(self) -> int:
        """Values of one layer's fixed state; 0 for a model that has none."""
        width, conv = self._whole("embedding_length"), self._whole("ssm.conv_kernel", 0)
        if size := self._whole("wkv.head_size", 0):
            return width * (size + self._whole("token_shift_count", 2))
        if cached := self._whole("shortconv.l_cache", 0):
            return width * (cached - 1)
        if size := self._whole("kda.head_dim", 0):
            inner = size * max(self._each("attention.head_count"))
            return inner * size + 3 * (conv - 1 if conv else 3) * inner
        state, inner = self._whole("ssm.state_size", 0), self._whole("ssm.inner_size", 0)
        mixed = inner + 2 * self._whole("ssm.group_count", 0) * state
        return state * inner + max(conv - 1, 0) * mixed
