"""A home that cannot be written to: one line says so, and nothing that is there is lost."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from farside.cli import main
from tests.script import finds

FACT = "Ilse Brandt kept the mill."
_CAPABILITIES = (0x20080522, 0)
_WRITES_ANYWHERE = 1 << 1
pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="root's capabilities are given up as Linux has them"
)


def farside(*words: object) -> Result:
    return CliRunner().invoke(main.app, [str(word) for word in words])


@contextmanager
def as_everybody() -> Iterator[None]:
    """Where the tests run as root, modes bind this thread, too."""
    libc, head, data = (
        ctypes.CDLL(None),
        (ctypes.c_uint32 * 2)(*_CAPABILITIES),
        (ctypes.c_uint32 * 6)(),
    )
    assert libc.capget(head, data) == 0
    effective = data[0]
    data[0] = effective & ~_WRITES_ANYWHERE
    assert libc.capset(head, data) == 0
    try:
        yield
    finally:
        data[0] = effective
        assert libc.capset(head, data) == 0


@contextmanager
def read_only(home: Path) -> Iterator[None]:
    """Every folder and file of a home."""
    inside = [home, *home.rglob("*")]
    modes = [(path, path.stat().st_mode) for path in inside]
    for path, mode in modes:
        path.chmod(mode & ~0o222)
    try:
        with as_everybody():
            yield
    finally:
        for path, mode in modes:
            path.chmod(mode)


def contents(home: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in home.rglob("*") if path.is_file()}


def test_a_home_that_cannot_be_written_to_is_told_in_one_line_and_loses_nothing(
    home: Path, tmp_path: Path
) -> None:
    story, other = tmp_path / "story.txt", tmp_path / "other.txt"
    story.write_text(f"A town.\n{FACT}\n", encoding="utf-8")
    other.write_text("Another town.\n", encoding="utf-8")
    model = finds(tmp_path, "story.txt, lines 1-2", FACT)
    ask = ("ask", "Who kept the mill?", story, "--model", model)
    assert farside(*ask).exit_code == 0
    assert farside("add", story, "--collection", "town").exit_code == 0
    before = contents(home)
    with read_only(home):
        for words in (
            ask,
            ("add", other, "--collection", "town"),
            ("read", other, "--model", model),
            ("summarise", story, "--model", model),
            ("jobs",),
            ("serve", "--no-open", "--port", "0"),
        ):
            told = farside(*words)
            assert told.exit_code == 2, words
            (line,) = told.stderr.splitlines()
            assert line.startswith(f"farside: {home}/"), words
            assert (
                f"Permission denied; Farside writes into its home {home}: make it writable" in line
            ), words
    assert contents(home) == before
    assert farside(*ask).exit_code == 0
