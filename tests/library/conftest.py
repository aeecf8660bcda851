"""A library in the home of a test, and a way to fill it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from farside.config import Settings
from farside.library.library import Library
from tests.library.parsing import CountingParse

Put = Callable[[str], str]
"""Puts a file with these words into the library; gives the document's id."""


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with closing(Library(Settings(home=tmp_path / "home"))) as opened:
        yield opened


@pytest.fixture
def put(library: Library, tmp_path: Path) -> Put:
    def put(words: str) -> str:
        file = tmp_path / "given.txt"
        file.write_text(words)
        return library.add(file, f"{words}.txt", CountingParse()).id

    return put
