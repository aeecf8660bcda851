"""What a job costs, and what it survives: `python -m benchmarks.jobs`, with the scripted engine alone.

Farside's own time a window, over 400 windows of 2,500 tokens: all that is not the scripted engine, and whether it is
flat. Then random `kill -9` over a job of 500 windows: windows lost, done again, wrong answers.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import farside
from farside import config
from farside.engine.scripted import ScriptedEngine
from farside.types import Event, Looked
from farside.work import durable, jobs
from tests.work.lives import ASKED, story

_LOGGED = Path(__file__).parents[1] / "tests" / "work" / "logged.py"


def model(folder: Path, delay: float) -> str:
    """Finds nothing, and says so of every window."""
    reply = {"answer": "Nothing.", "sentences": [1]}
    default = {"reply": reply, "first_token": {"Yes": -3.0, "No": -0.1}, "delay": delay}
    file = folder / "model.json"
    file.write_text(json.dumps({"default": default}), encoding="utf-8")
    return f"scripted:{file}"


def kills(folder: Path, number: int, sentences: int) -> None:
    """Kills as many lives of one job at random moments, and looks at what became of its windows."""
    chance, log, file = random.Random(number), folder / "windows.log", story(folder, sentences)
    ask = ["ask", ASKED, str(file), "--model", model(folder, 0.001), "--window", "150", "--rounds", "1", "--json"]
    command = [sys.executable, str(_LOGGED), str(log), *ask]
    done = killed = repeated = 0
    while True:
        begun = len(_logged(log))
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as life:
            if killed < number:
                _wait(life, log, begun, chance)
                life.kill()
            out, _ = life.communicate()
        killed += life.returncode < 0
        repeated += sum(window < done for window in _logged(log)[begun:])
        records = jobs.records(config.load())  # none yet where the first life was killed too early
        done = sum(record.done for record in records)
        if life.returncode >= 0:
            break
    answer = json.loads(out)
    windows = Counter(_logged(log))
    total = records[0].job.windows
    print(f"kills: {killed}, jobs: {len(records)}, windows: {total}, written down: {done}")
    print(f"windows never computed: {total - len(windows)}")
    print(f"windows computed again after they were written down: {repeated}")
    print(f"windows computed again because a kill interrupted them: {sum(windows.values()) - len(windows)}")
    print(f"answer as of one life: {_same(answer, file, ask)}")


def _wait(life: subprocess.Popen[bytes], log: Path, begun: int, chance: random.Random) -> None:
    """One life in five is killed while it starts, the others a little after their first window."""
    if chance.random() < 0.2:
        time.sleep(chance.random() * 2)
        return
    while len(_logged(log)) == begun and life.poll() is None:
        time.sleep(0.005)
    time.sleep(chance.random() * 0.08)


def _same(answer: dict[str, object], file: Path, ask: list[str]) -> bool:
    with _home():
        alone = farside.ask(ASKED, [file], farside.Options(model=ask[4], window=150, rounds=1))
        durable.close()
    return (answer["answer"], answer["found"]) == (alone.text, alone.found)


def _logged(log: Path) -> list[int]:
    return [int(line.split()[1]) for line in log.read_text(encoding="ascii").splitlines()] if log.exists() else []


def overhead(folder: Path, sentences: int) -> None:
    """The time of each window less the scripted engine's, by quarters of the job."""
    spent, ends = [0.0], [(time.perf_counter(), 0.0)]
    stream = ScriptedEngine.stream

    def timed(self: ScriptedEngine, request: object) -> Iterator[object]:
        events = stream(self, request)  # type: ignore[arg-type]
        while True:
            started = time.perf_counter()
            event = next(events, None)
            spent[0] += time.perf_counter() - started
            if event is None:
                return
            yield event

    def heard(event: Event) -> None:
        if isinstance(event, Looked):
            ends.append((time.perf_counter(), spent[0]))

    ScriptedEngine.stream = timed  # type: ignore[assignment,method-assign]
    options = farside.Options(model=model(folder, 0.0), window=2_500, rounds=1)
    farside.ask(ASKED, [story(folder, sentences)], options, notify=heard)
    ScriptedEngine.stream = stream  # type: ignore[method-assign]
    own = [1000 * (one[0] - before[0] - one[1] + before[1]) for before, one in pairwise(ends[1:])]
    quarter = len(own) // 4
    parts = [sum(own[at * quarter : (at + 1) * quarter]) / quarter for at in range(4)]
    print(f"windows: {len(own) + 1}, own milliseconds a window: {sum(own) / len(own):.1f}")
    print(f"by quarters of the job: {', '.join(f'{part:.1f}' for part in parts)}")


@contextmanager
def _home() -> Iterator[Path]:
    """A home of its own for a measurement."""
    before = os.environ.get("FARSIDE_HOME")
    with tempfile.TemporaryDirectory() as folder:
        os.environ["FARSIDE_HOME"] = f"{folder}/home"
        yield Path(folder)
    os.environ.pop("FARSIDE_HOME")
    if before:
        os.environ["FARSIDE_HOME"] = before


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--sentences", type=int, default=2_600, help="of the killed job: about 5.2 a window")
    parser.add_argument("--long", type=int, default=32_000, help="sentences of the long job: about 80 a window")
    given = parser.parse_args()
    if given.long:
        with _home() as folder:
            overhead(folder, given.long)
            durable.close()
    if given.kills:
        with _home() as folder:
            kills(folder, given.kills, given.sentences)


if __name__ == "__main__":
    main()
