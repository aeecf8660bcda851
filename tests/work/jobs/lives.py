"""Long documents, processes of Farside that keep a log of the windows they compute, and what the
database knows."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.script import script

ASKED = "Who was the harbour master?"
_WORDS = "harbour ship year storm town calm letter bread rope winter lamp keel".split()
_LOGGED = Path(__file__).with_name("logged.py")
_COUNT = (
    "SELECT count(*) FROM {schema}operation_outputs WHERE function_name = 'window' "
    "AND workflow_uuid LIKE :name"
)


def story(folder: Path, sentences: int) -> Path:
    """A text of sentences of 13 tokens, no two the same: about 7 of them are a window of 150
    tokens."""
    chance = random.Random(7)
    lines = (
        f"{' '.join(chance.choices(_WORDS, k=12)).capitalize()} {n}.\n" for n in range(sentences)
    )
    file = folder / "story.txt"
    file.write_text("".join(lines), encoding="utf-8")
    return file


def _heed_ctrl_c() -> None:
    """A shell that runs the tests in the background makes them, and all their children, deaf to
    SIGINT."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class Lives:
    """Processes that log into one file, with the same model."""

    def __init__(
        self, folder: Path, delay: float = 0.0, rules: Sequence[Mapping[str, Any]] = ()
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.log = folder / "windows.log"
        self.model = script(folder, rules, delay)

    def asking(self, file: Path) -> tuple[object, ...]:
        return ("ask", ASKED, file, "--model", self.model, "--window", "150", "--json")

    def reading(self, file: Path) -> tuple[object, ...]:
        return ("read", file, "--model", self.model, "--window", "150")

    def begin(
        self, *words: object, before: Callable[[], object] = _heed_ctrl_c
    ) -> subprocess.Popen[bytes]:
        """The process; `before` runs in it first."""
        command = [sys.executable, str(_LOGGED), str(self.log), *map(str, words)]
        return subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            preexec_fn=before,
            env=os.environ
            | {
                "FARSIDE_KV_BYTES": "1"
            },  # no KV states: they would make it faster, and slower to test
        )

    def lines(self) -> list[tuple[str, int]]:
        """(process, window) of every window computed, in the order of their ends."""
        if not self.log.exists():
            return []
        logged = [line.split() for line in self.log.read_text(encoding="ascii").splitlines()]
        return [(process, int(window)) for process, window in logged]

    def times(self) -> Mapping[int, int]:
        """How often each window was computed."""
        return Counter(window for _, window in self.lines())


def ended(process: subprocess.Popen[bytes], seconds: float = 120) -> tuple[int, str, str]:
    """Exit status, standard output and standard error."""
    with process:
        try:
            out, err = process.communicate(timeout=seconds)
        finally:
            process.kill()
    return process.returncode, out.decode(), err.decode()


def written(url: str) -> int:
    """Windows that the database has, of all jobs."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            schema = "" if url.startswith("sqlite") else "dbos."
            return int(
                connection.execute(text(_COUNT.format(schema=schema)), {"name": "%"}).scalar() or 0
            )
    finally:
        engine.dispose()


def processes(url: str) -> int:
    """Processes that have said to a PostgreSQL server that they live: the last that they said there
    by this connection. A worker does when it is there for windows."""
    engine = create_engine(url)
    try:
        with engine.connect() as connection:
            # as `ServerLeases.take` does, and nobody else
            said = "SELECT pg_try_advisory_lock(hashtextextended(%"
            query = text("SELECT count(*) FROM pg_stat_activity WHERE query LIKE :said")
            return int(connection.execute(query, {"said": said}).scalar() or 0)
    finally:
        engine.dispose()


def unchanging(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer's fields without what differs between two runs of the same question."""
    times = ("seconds", "usage", "id", "ledger")
    return {name: value for name, value in answer.items() if name not in times}
