"""Which files a question means, and files for what is only a part of one: a row of a data set,
lines of a text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TypedDict, cast

REPOSITORY = Path(__file__).parent.parent.parent


def named_documents(patterns: Sequence[str], data: Path) -> tuple[str, ...]:
    """The documents that patterns mean, by name, in order. Raises `ValueError` where one means
    nothing."""
    found: dict[str, None] = {}
    for pattern in patterns:
        root = REPOSITORY if pattern.startswith("samples/") else data
        path, part, place = pattern.partition("#")
        files = sorted(file for file in root.glob(path) if file.is_file())
        if not files:
            raise ValueError(f"{pattern!r}: there is no such file in {root}")
        found |= dict.fromkeys(
            f"{file.relative_to(root).as_posix()}{part}{place}" for file in files
        )
    return tuple(found)


def document_paths(patterns: Sequence[str], data: Path, parts: Path) -> list[Path]:
    """The files of a question; parts of files are written into the folder `parts` first."""
    return [_path(name, data, parts) for name in named_documents(patterns, data)]


def _path(name: str, data: Path, parts: Path) -> Path:
    path, part, place = name.partition("#")
    file = (REPOSITORY if name.startswith("samples/") else data) / path
    if not part:
        return file
    target = parts / f"{file.stem}-{place}.txt"
    if not target.is_file():
        parts.mkdir(parents=True, exist_ok=True)
        target.write_text(
            _lines(file, place) if "-" in place else _row(file, int(place)), encoding="utf-8"
        )
    return target


def _lines(file: Path, place: str) -> str:
    first, _, last = place.partition("-")
    return (
        "\n".join(file.read_text(encoding="utf-8").splitlines()[int(first) - 1 : int(last)]) + "\n"
    )


class _Passages(TypedDict):
    context: str


class _Article(TypedDict):
    paragraphs: list[_Passages]


class _Squad(TypedDict):
    data: list[_Article]


def _row(file: Path, number: int) -> str:
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".jsonl":
        return str(json.loads(text.splitlines()[number])["input"])
    return cast(_Squad, json.loads(text))["data"][number]["paragraphs"][0]["context"]
