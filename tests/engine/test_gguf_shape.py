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


def gguf(folder: Path, facts: Facts, version: int = 3) -> Path:
    file = folder / "model.gguf"
    pairs = b"".join(_string(f"qwen2.{key}") + _value(value) for key, value in facts.items())
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
