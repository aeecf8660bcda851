"""What a job costs, and what it survives: `python -m benchmarks.jobs`, with the scripted engine,
and with `--real TEXT` with a model too.

Farside's own time a window, over 400 windows of 2,500 tokens: all that is not the scripted engine,
and whether it is flat. Then random `kill -9` over a job of 500 windows: windows lost, done again,
wrong answers; with a model the engine is killed as well.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Literal

import farside
from farside import config
from farside.engine import launch, machine
from farside.engine.scripted import ScriptedEngine
from farside.types import Event, Looked
from farside.work.jobs import durable, lifecycle
from tests.work.jobs.lives import ASKED, story

Victim = Literal["caller", "engine", "both"]
_REAL_WINDOW = 300
_LOGGED = Path(__file__).parents[1] / "tests" / "work" / "logged.py"


def model(folder: Path, delay: float) -> str:
    """Finds nothing, and says so of every window."""
    reply = {"answer": "Nothing.", "sentences": [1]}
    default = {"reply": reply, "first_token": {"Yes": -3.0, "No": -0.1}, "delay": delay}
    file = folder / "model.json"
    file.write_text(json.dumps({"default": default}), encoding="utf-8")
    return f"scripted:{file}"


@dataclass(frozen=True, slots=True)
class Faults:
    """How a job is disturbed: `number` kills of `victims` in turn, at most `wait` seconds after a
    window's end."""

    number: int
    wait: float
    victims: tuple[Victim, ...] = ("caller",)


def kills(folder: Path, ask: Sequence[str], faults: Faults) -> None:
    """Kills lives of one job at random moments, and looks at what became of its windows and its
    answer."""
    chance, log = random.Random(faults.number), folder / "windows.log"
    command = [sys.executable, str(_LOGGED), str(log), *ask]
    done = killed = repeated = 0
    while True:
        begun = len(_logged(log))
        status, out, struck = _live(command, log, killed, faults, chance)
        killed += struck
        repeated += sum(window < done for window in _logged(log)[begun:])
        records = lifecycle.job_records(
            config.load()
        )  # none yet where the first life was killed too early
        done = sum(record.done for record in records)
        if status < 0 and not struck:
            sys.exit(f"a life ended of itself, by signal {-status}")
        if status >= 0:
            break
    if status > 1:
        sys.exit(f"the last life ended with status {status}")
    answer = json.loads(out)
    windows = Counter(_logged(log))
    total = records[0].job.windows
    print(
        f"kills: {killed} ({', '.join(faults.victims)} in turn), jobs: {len(records)}, "
        f"windows: {total}"
    )
    print(f"windows never computed: {total - len(windows)}, written down: {done}")
    print(f"windows computed again after they were written down: {repeated}")
    print(
        "windows computed again because a kill interrupted them: "
        f"{sum(windows.values()) - len(windows)}"
    )
    print(f"answer as of one life: {_same(answer, ask)}")


def _live(
    command: Sequence[str], log: Path, killed: int, faults: Faults, chance: random.Random
) -> tuple[int, bytes, int]:
    """One life, struck until it dies or no kill is left: its exit status, what it printed, and the
    kills."""
    struck = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as life:
        while killed + struck < faults.number and life.poll() is None:
            _wait(life, log, chance, faults.wait)
            victim = faults.victims[(killed + struck) % len(faults.victims)]
            struck += _strike(life, victim)
            if victim != "engine":
                break
        out, _ = life.communicate()
    return life.returncode, out, struck


def _strike(life: subprocess.Popen[bytes], victim: Victim) -> bool:
    """Kill; False when there was nobody any more."""
    running = None if victim == "caller" else machine.open_engine_room().running()
    if running:
        with suppress(ProcessLookupError):
            os.kill(running.pid, signal.SIGKILL)
    alive = life.poll() is None
    if victim != "engine":
        life.kill()
    return alive and (victim == "caller" or running is not None)


def _wait(life: subprocess.Popen[bytes], log: Path, chance: random.Random, most: float) -> None:
    """One time in five any moment of a start, else a little after the next window's end."""
    if chance.random() < 0.2:
        time.sleep(chance.random() * 2)
        return
    begun = len(_logged(log))
    while len(_logged(log)) == begun and life.poll() is None:
        time.sleep(0.005)
    time.sleep(chance.random() * most)


def real(folder: Path, model: str, text: Path, number: int, windows: int) -> None:
    """The same with a model: caller, engine and both are killed in turn."""
    file = folder / "part.txt"
    file.write_text(
        text.read_text(encoding="utf-8")[: windows * _REAL_WINDOW * 3], encoding="utf-8"
    )
    ask = ["ask", "Who is spoken of?", str(file), "--model", model, "--window", str(_REAL_WINDOW)]
    faults = Faults(number, 6.0, ("caller", "engine", "both"))
    kills(folder, [*ask, "--strategy", "scan", "--rounds", "1", "--json"], faults)
    launch.stop_engine()


def _same(answer: dict[str, object], ask: Sequence[str]) -> bool:
    """Does a home that knows nothing give the same answer in one undisturbed life?"""
    with _home():
        told = subprocess.run(
            [sys.executable, "-m", "farside", *ask], stdout=subprocess.PIPE, check=False
        ).stdout
    alone = json.loads(told)
    return all(answer[name] == alone[name] for name in ("answer", "found", "citations"))


def _logged(log: Path) -> list[int]:
    return (
        [int(line.split()[1]) for line in log.read_text(encoding="ascii").splitlines()]
        if log.exists()
        else []
    )


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
    parser.add_argument(
        "--sentences", type=int, default=2_600, help="of the killed job: about 5.2 a window"
    )
    parser.add_argument(
        "--long", type=int, default=32_000, help="sentences of the long job: about 80 a window"
    )
    parser.add_argument("--real", type=Path, help="a long plain text for a job with a real model")
    parser.add_argument("--real-kills", type=int, default=6)
    parser.add_argument(
        "--windows", type=int, default=24, help="about so many windows of the real job"
    )
    parser.add_argument("--model", default="qwen2.5-0.5b", help="of the real job")
    given = parser.parse_args()
    if given.long:
        with _home() as folder:
            overhead(folder, given.long)
            durable.close_process()
    if given.kills:
        with _home() as folder:
            spec = model(folder, 0.001)
            ask = [
                "ask",
                ASKED,
                str(story(folder, given.sentences)),
                "--model",
                spec,
                "--window",
                "150",
            ]
            kills(folder, [*ask, "--rounds", "1", "--json"], Faults(given.kills, 0.08))
    if given.real:
        usual = config.load()
        os.environ["FARSIDE_MODELS_DIR"] = str(usual.models_dir or usual.home / "models")
        with _home() as folder:
            real(folder, given.model, given.real, given.real_kills, given.windows)


if __name__ == "__main__":
    main()
