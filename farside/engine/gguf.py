"""Just enough of the GGUF format to read the numbers in a model's metadata.

Layout: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md (versions 2 and 3, little-endian).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
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
_LONGEST_KEY = 65_535
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


def read_gguf_numbers(file: BinaryIO) -> Iterator[tuple[str, tuple[float, ...]]]:
    """Yield the metadata's keys whose values are numbers or short lists of them, as they come.

    Raises `ValueError` or `struct.error` where the file is no GGUF or ends too early.
    """
    if file.read(4) != b"GGUF":
        raise ValueError("it does not begin with the letters GGUF")
    version = _number(file, "I")
    if version not in (2, 3):
        raise ValueError(f"version {version}, known are 2 and 3")
    _number(file, "Q")
    for _ in range(_number(file, "Q")):
        key, kind = _text(file, _LONGEST_KEY), _number(file, "I")
        start = file.tell()
        inner, count = (_number(file, "I"), _number(file, "Q")) if kind == _ARRAY else (kind, 1)
        if inner in _NUMBERS and 0 < count <= _MOST_LAYERS:
            code = f"<{count}{_NUMBERS[inner]}"
            yield key, struct.unpack(code, file.read(struct.calcsize(code)))
        else:
            file.seek(start)
            _skip(file, kind)


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
    return file.read(length).decode("utf-8")
