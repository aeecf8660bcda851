"""How large the KV cache of a GGUF model is, from its metadata alone.

Keys: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md, part "Attention".
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from farside.engine.gguf import UNREADABLE, read_gguf_numbers
from farside.errors import ModelError

# Bytes a value. A q8_0 block is 32 values of one byte and a scale of two, a q4_0 block 32 of half a
# byte and such a scale: `block_q8_0` and `block_q4_0` in ggml's ggml-common.h.
_VALUE_BYTES = {"f16": 2.0, "q8_0": 34 / 32, "q4_0": 18 / 32}

Values = dict[str, tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Shape:
    """The sizes that a KV cache depends on. `kv_heads` is the sum over all layers: they may
    differ."""

    kv_heads: int
    key_length: int
    value_length: int

    def kv_bytes(self, kv_type: str) -> float:
        """Bytes of a token's keys and values in all layers, with `kv_type` "f16", "q8_0" or "q4_0".

        2 · layers · kv heads · head length · bytes of a value, where keys and values are equally
        long. Layers with a sliding window keep less of a long text than this.
        """
        return self.kv_heads * (self.key_length + self.value_length) * _VALUE_BYTES[kv_type]


def read_model_shape(path: Path) -> Shape:
    """The shape of a model file. Raises `ModelError` for a file that is no GGUF or does not say."""
    try:
        with path.open("rb") as file:
            return _shape(
                {key.partition(".")[2]: values for key, values in read_gguf_numbers(file)}
            )
    except UNREADABLE as error:
        raise ModelError(f"{path} does not say how large its KV cache is ({error})") from error


def _shape(values: Values) -> Shape:
    (layers,), heads = values["block_count"], values["attention.head_count"]
    kv_heads = values.get("attention.head_count_kv", heads)
    length = (values["embedding_length"][0] // heads[0],)
    return Shape(
        kv_heads=int(sum(kv_heads) if len(kv_heads) > 1 else kv_heads[0] * layers),
        key_length=int(values.get("attention.key_length", length)[0]),
        value_length=int(values.get("attention.value_length", length)[0]),
    )
