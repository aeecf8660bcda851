"""The size of a KV cache, from the metadata of files that we make here."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from farside.engine.gguf_shape import Shape, read_model_shape
from farside.errors import ModelError

Facts = dict[str, int | Sequence[int] | str]
# Qwen2.5-Coder 1.5B, as its file says.
QWEN: Facts = {
    "block_count": 28,
    "embedding_length": 1536,
    "attention.head_count": 12,
    "attention.head_count_kv": 2,
}


def gguf(folder: Path, facts: Facts, version: int = 3, arch: str = "qwen2") -> Path:
    file = folder / "model.gguf"
    pairs = b"".join(_string(f"{arch}.{key}") + _value(value) for key, value in facts.items())
    file.write_bytes(b"GGUF" + struct.pack("<IQQ", version, 0, len(facts)) + pairs)
    return file


def _string(text: str) -> bytes:
    return struct.pack("<Q", len(text)) + text.encode()


def _value(value: int | Sequence[int] | str) -> bytes:
    if isinstance(value, str):
        return struct.pack("<I", 8) + _string(value)
    if isinstance(value, int):
        return struct.pack("<II", 4, value)
    return struct.pack(f"<IIQ{len(value)}i", 9, 5, len(value), *value)


@pytest.mark.parametrize(("kv_type", "size"), [("f16", 28_672), ("q8_0", 15_232), ("q4_0", 8_064)])
def test_the_size_is_what_was_measured(kv_type: str, size: int, tmp_path: Path) -> None:
    assert (
        read_model_shape(gguf(tmp_path, {"name": "Qwen", "tokens": [7] * 5000, **QWEN})).kv_bytes(
            kv_type
        )
        == size
    )


def test_head_lengths_that_are_given_count(tmp_path: Path) -> None:
    given = {**QWEN, "attention.key_length": 256, "attention.value_length": 128}
    assert read_model_shape(gguf(tmp_path, given)) == Shape(56, 256, 128)


def test_without_grouped_heads_every_head_has_keys_of_its_own(tmp_path: Path) -> None:
    facts = {key: value for key, value in QWEN.items() if key != "attention.head_count_kv"}
    assert read_model_shape(gguf(tmp_path, facts)).kv_heads == 28 * 12


def test_layers_may_differ(tmp_path: Path) -> None:
    facts = {**QWEN, "block_count": 3, "attention.head_count_kv": [0, 4, 2]}
    assert read_model_shape(gguf(tmp_path, facts)).kv_heads == 6


@pytest.mark.parametrize("lost", ["block_count", "embedding_length", "attention.head_count"])
def test_a_file_that_does_not_say_is_named(lost: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.gguf"):
        read_model_shape(gguf(tmp_path, {key: value for key, value in QWEN.items() if key != lost}))


def test_what_is_no_gguf_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="version"):
        read_model_shape(gguf(tmp_path, QWEN, version=9))
    whole = gguf(tmp_path, QWEN).read_bytes()
    (tmp_path / "model.gguf").write_bytes(whole[:-3])
    with pytest.raises(ModelError):
        read_model_shape(tmp_path / "model.gguf")


# Made up after the published configurations of Qwen3.5-4B, Granite-4.0-H-Tiny, LFM2-1.2B,
# Gemma-3-4B, gpt-oss-20b, Falcon-H1 and Mamba; what llama.cpp does with them stands in its source.
GATED_DELTA: Facts = {
    "block_count": 33,
    "nextn_predict_layers": 1,
    "embedding_length": 2560,
    "attention.head_count": 16,
    "attention.head_count_kv": 4,
    "attention.key_length": 256,
    "attention.value_length": 256,
    "ssm.conv_kernel": 4,
    "ssm.inner_size": 4096,
    "ssm.state_size": 128,
    "ssm.group_count": 16,
    "full_attention_interval": 4,
}
ATTENDING = (5, 15, 25, 35)
MAMBA2: Facts = {
    "block_count": 40,
    "embedding_length": 1536,
    "attention.head_count": 12,
    "attention.head_count_kv": [4 if at in ATTENDING else 0 for at in range(40)],
    "ssm.conv_kernel": 4,
    "ssm.inner_size": 3072,
    "ssm.state_size": 128,
    "ssm.group_count": 1,
}
SHORT: Facts = {
    "block_count": 16,
    "embedding_length": 2048,
    "attention.head_count": 32,
    "attention.head_count_kv": [8 if at in (2, 5, 8, 10, 12, 14) else 0 for at in range(16)],
    "shortconv.l_cache": 3,
}


def test_a_hybrid_has_a_fixed_state_and_wants_long_windows(tmp_path: Path) -> None:
    shape = read_model_shape(gguf(tmp_path, GATED_DELTA, arch="qwen35"))
    one = 128 * 4096 + 3 * (4096 + 2 * 16 * 128)
    assert shape == Shape(8 * 4, 256, 256, fixed_bytes=24 * one * 4)
    assert shape.attention == "hybrid"
    assert shape.state_bytes(2500, "f16") == 2500 * 32_768 + shape.fixed_bytes
    assert shape.suited_window() == 16_384
    # Written by name, and where the interval is left out, it is the same.
    layers = [1 if (at + 1) % 4 else 0 for at in range(32)]
    named = {**GATED_DELTA, "attention.recurrent_layers": layers, "full_attention_interval": 7}
    assert read_model_shape(gguf(tmp_path, named, arch="qwen35")) == shape
    left_out = {key: value for key, value in GATED_DELTA.items() if key[:4] != "full"}
    assert read_model_shape(gguf(tmp_path, left_out, arch="qwen35")) == shape


def test_layers_without_heads_have_the_fixed_state(tmp_path: Path) -> None:
    shape = read_model_shape(gguf(tmp_path, MAMBA2, arch="granitehybrid"))
    assert shape == Shape(16, 128, 128, fixed_bytes=36 * 4 * (128 * 3072 + 3 * (3072 + 256)))
    assert shape.suited_window() == 32_768
    # Of Nemotron-H a layer that only thinks has neither.
    thinking = [1 if at >= 36 else 0 for at in range(40)]
    facts = {**MAMBA2, "feed_forward_length": thinking}
    other = read_model_shape(gguf(tmp_path, facts, arch="nemotron_h"))
    assert (other.kv_heads, other.fixed_bytes) == (16, shape.fixed_bytes * 32 // 36)


def test_a_fixed_state_that_is_small_asks_for_nothing(tmp_path: Path) -> None:
    shape = read_model_shape(gguf(tmp_path, SHORT, arch="lfm2"))
    assert shape == Shape(48, 64, 64, fixed_bytes=10 * 4 * 2 * 2048)
    assert (shape.attention, shape.suited_window()) == ("hybrid", 0)


def test_layers_may_do_both_or_only_keep_a_fixed_state(tmp_path: Path) -> None:
    both = {**MAMBA2, "attention.head_count_kv": 2}
    shape = read_model_shape(gguf(tmp_path, both, arch="falcon-h1"))
    assert (shape.kv_heads, shape.fixed_bytes > 0) == (80, True)
    alone = {**MAMBA2, "attention.head_count": 0, "attention.head_count_kv": 0}
    shape = read_model_shape(gguf(tmp_path, alone, arch="mamba2"))
    assert (shape.kv_bytes("f16"), shape.suited_window()) == (0.0, 32_768)


def test_layers_that_look_back_a_little_keep_no_more(tmp_path: Path) -> None:
    gemma: Facts = {
        "block_count": 34,
        "embedding_length": 2560,
        "attention.head_count": 8,
        "attention.head_count_kv": 4,
        "attention.key_length": 256,
        "attention.value_length": 256,
        "attention.sliding_window": 1024,
    }
    shape = read_model_shape(gguf(tmp_path, gemma, arch="gemma3"))
    assert shape == Shape(5 * 4, 256, 256, 29 * 4, 512, 1024)
    assert (shape.attention, shape.suited_window()) == ("sliding", 0)
    assert shape.state_bytes(4096, "f16") == 1024 * (4096 * 20 + 1024 * 116)
    assert shape.state_bytes(512, "f16") == 1024 * 512 * 136
    # As newer files say it: by layer, with other lengths of those layers, and layers that share.
    newer = {
        **gemma,
        "block_count": 6,
        "attention.shared_kv_layers": 2,
        "attention.sliding_window_pattern": [1, 1, 0, 1, 0, 1],
        "attention.key_length_swa": 64,
        "attention.value_length_swa": 64,
    }
    assert read_model_shape(gguf(tmp_path, newer, arch="gemma4")) == Shape(
        4, 256, 256, 12, 128, 1024
    )
    # Of a model that nothing is known of, all layers are taken to look back to the beginning.
    assert read_model_shape(gguf(tmp_path, gemma, arch="qwen2")).attention == "full"


def test_a_damaged_hybrid_is_named(tmp_path: Path) -> None:
    short = {**GATED_DELTA, "attention.recurrent_layers": [1, 0]}
    with pytest.raises(ModelError, match=r"model\.gguf"):
        read_model_shape(gguf(tmp_path, short, arch="qwen35"))
