"""Real processes: two at once, one killed at a random moment, one whose disk is full. Nothing is
ever half there."""

from __future__ import annotations

import hashlib
import random
import subprocess
import sys
import time
from pathlib import Path

from farside.config import Settings
from farside.library.library import Library
from tests.library.parsing import CountingParse, files_of, write_inputs


def _adding(home: Path, inputs: Path, limit: int = 0) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.library.parsing", str(home), str(inputs), str(limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _check_whole(library: Library) -> int:
    """Every blob is what its name says and every listed document reads whole. Returns how many
    there are."""
    for blob in (library.home / "blobs").glob("??/*"):
        assert hashlib.sha256(blob.read_bytes()).hexdigest() == blob.name
    for kept in library.documents():
        document = library.get(kept.id)
        assert document.text.endswith(" end\n")
        assert len(document.text) == kept.characters == kept.size + 1
    return len(library.documents())


def test_two_processes_at_once(tmp_path: Path) -> None:
    inputs = write_inputs(tmp_path / "in", 25)
    running = [_adding(tmp_path / "home", tmp_path / "in") for _ in range(3)]
    for process in running:
        process.communicate(timeout=60)
        assert process.returncode == 0
    library = Library(Settings(home=tmp_path / "home"))
    assert _check_whole(library) == len(inputs)
    assert list((library.home / "tmp").iterdir()) == []
    library.close()


def test_killed_at_random_moments(tmp_path: Path) -> None:
    inputs = write_inputs(tmp_path / "in", 60)
    chance = random.Random(2)
    for _ in range(8):
        process = _adding(tmp_path / "home", tmp_path / "in")
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.15))
        process.kill()
        process.communicate(timeout=60)
        library = Library(Settings(home=tmp_path / "home"))
        _check_whole(library)
        library.close()
    library = Library(Settings(home=tmp_path / "home"))
    for path in inputs:
        library.add(path, path.name, CountingParse())
    assert _check_whole(library) == len(inputs)
    library.close()


def test_a_full_disk_is_said_and_leaves_nothing_half(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "big.txt").write_text("x" * 900_000 + " end")
    process = _adding(tmp_path / "home", tmp_path / "in", limit=300_000)
    said, _ = process.communicate(timeout=60)
    assert process.returncode == 7
    assert "The disk is full" in said
    assert "FARSIDE_HOME" in said
    library = Library(Settings(home=tmp_path / "home"))
    assert library.documents() == ()
    assert files_of(library) == []
    library.close()
