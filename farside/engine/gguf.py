"""Just enough of the GGUF format to read a model's metadata, and where an adapter's tensors lie.

Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from farside.errors import ModelError

UNREADABLE = (
    struct.error,
    UnicodeDecodeError,
    ValueError,
    OverflowError,
    KeyError,
    IndexError,
    ZeroDivisionError,
)
"""What is raised when a number that a model file should have is read from a file that is damaged or
lacks it."""
_NUMBERS = {
    0: "B",
    1: "b",
    2: "H",
    3: "h",
    4: "I",
    5: "i",
    6: "f",
    7: "?",
    10: "Q",
    11: "q",
    12: "d",
}
_STRING, _ARRAY = 8, 9
MAGIC = b"GGUF"
ALIGNMENT = 32
"""Bytes that the beginning of a tensor is a multiple of, where a file does not say."""
F32, F16 = 0, 1
"""Kinds of tensors: the only ones that adapters have."""
_LONGEST_KEY = 65_535
_LONGEST_TEXT = 1 << 20
_MOST_TENSORS = 100_000
_MOST_SIZES = 4
# More layers than any model has: longer arrays are vocabularies.
_MOST_LAYERS = 1000


def trained_window(path: Path) -> int:
    """Tokens of `<architecture>.context_length`. Raises `ModelError` for a file that is no GGUF or
    does not say."""
    try:
        with path.open("rb") as file:
            for key, values in read_gguf_numbers(file):
                if key.endswith(".context_length") and len(values) == 1:
                    return int(values[0])
            raise ValueError("its metadata has no context_length")
    except (struct.error, UnicodeDecodeError, ValueError, OverflowError) as error:
        raise ModelError(
            f"{path} is not a whole GGUF model file ({error}); fetch it again"
        ) from error


Fact = tuple[float, ...] | str
"""A number or a short list of them, or a text."""


@dataclass(frozen=True, slots=True)
class TensorPlace:
    """Where a tensor lies. `sizes` tells the innermost first; `kind` is `F32`, `F16` or one of a
    quantised tensor; `offset` counts bytes from the beginning of all tensors."""

    name: str
    sizes: tuple[int, ...]
    kind: int
    offset: int


@dataclass(frozen=True, slots=True)
class GgufHeader:
    """What stands before the tensors, which begin at byte `data`."""

    facts: Mapping[str, Fact]
    tensors: tuple[TensorPlace, ...]
    data: int


def read_gguf_numbers(file: BinaryIO) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield the metadata's keys whose values are numbers or short lists of them, as they come.

    Raises `ValueError` or `struct.error` where the file is no GGUF or ends too early.
    """
    _, facts = _read_counts(file)
    for key, value in _read_facts(file, facts, texts=False):
        if not isinstance(value, str):
            yield key, value


def read_gguf_header(file: BinaryIO) -> GgufHeader:
    """All that stands before the tensors, but for long lists and texts. Raises as
    `read_gguf_numbers` does."""
    tensors, count = _read_counts(file)
    if tensors > _MOST_TENSORS:
        raise ValueError(f"it claims {tensors} tensors")
    facts = dict(_read_facts(file, count, texts=True))
    places = tuple(_read_place(file) for _ in range(tensors))
    return GgufHeader(facts, places, -(-file.tell() // ALIGNMENT) * ALIGNMENT)


def _read_counts(file: BinaryIO) -> tuple[int, int]:
    """How many tensors and how many pairs of metadata the file says it has."""
    if file.read(4) != MAGIC:
        raise ValueError("it does not begin with the letters GGUF")
    version = _number(file, "I")
    if version not in (2, 3):
        raise ValueError(f"version {version}, known are 2 and 3")
    return _number(file, "Q"), _number(file, "Q")


def _read_facts(file: BinaryIO, count: int, texts: bool) -> Iterator[tuple[str, Fact]]:
    for _ in range(count):
        key, kind = _text(file, _LONGEST_KEY), _number(file, "I")
        start = file.tell()
        inner, many = (_number(file, "I"), _number(file, "Q")) if kind == _ARRAY else (kind, 1)
        if inner in _NUMBERS and 0 < many <= _MOST_LAYERS:
            code = f"<{many}{_NUMBERS[inner]}"
            yield key, struct.unpack(code, file.read(struct.calcsize(code)))
        elif texts and kind == _STRING:
            file.seek(start)
            yield key, _text(file, _LONGEST_TEXT)
        else:
            file.seek(start)
            _skip(file, kind)


def _read_place(file: BinaryIO) -> TensorPlace:
    name, count = _text(file, _LONGEST_KEY), _number(file, "I")
    if count > _MOST_SIZES:
        raise ValueError(f"{name} has {count} dimensions")
    sizes = tuple(_number(file, "Q") for _ in range(count))
    return TensorPlace(name, sizes, _number(file, "I"), _number(file, "Q"))


def _skip(file: BinaryIO, kind: int) -> None:
    if kind == _STRING:
        file.seek(_number(file, "Q"), 1)
    elif kind == _ARRAY:
        inner, count = _number(file, "I"), _number(file, "Q")
        if inner in _NUMBERS:
            file.seek(count * struct.calcsize(_NUMBERS[inner]), 1)
        else:
            for _ in range(count):
                _skip(file, inner)
    elif kind in _NUMBERS:
        file.seek(struct.calcsize(_NUMBERS[kind]), 1)
    else:
        raise ValueError(f"value type {kind} is unknown")


def _number(file: BinaryIO, code: str) -> int:
    value: int = struct.unpack("<" + code, file.read(struct.calcsize(code)))[0]
    return value


def _text(file: BinaryIO, longest: int) -> str:
    length = _number(file, "Q")
    if length > longest:
        raise ValueError(f"a name of {length} bytes")
    data = file.read(length)
    if len(data) < length:
        raise ValueError("it ends too early")
    return data.decode("utf-8")
