"""Read once, ask many: what a second, different question costs when all Farside processes were
stopped in between.

    python -m benchmarks.read_once TEXT --model qwen2.5-0.5b --windows 16
    python -m benchmarks.read_once TEXT --model qwen2.5-0.5b --growth 8 16 32 64 --window 300

TEXT is a long plain text. A home folder of its own is used and removed. The scan part is bringing
every window and taking its gates (the sums of the ledger); the whole is from the plan to the
answer. Repeated figures are medians.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import psutil

import farside
from farside import config
from farside.config import Settings
from farside.engine import launch
from farside.types import ignore

QUESTIONS = (
    "Who speaks first?",
    "What is said about money?",
    "Which animal is named?",
    "Who travels, and where to?",
)
# Characters of English prose that certainly fill a token.
_PER_TOKEN = 3.2


@dataclass(frozen=True, slots=True)
class Asked:
    """One question. Seconds; `brought` is restoring and checking, or reading; `memory` bytes of
    this process after."""

    windows: int
    scan: float
    brought: float
    whole: float
    memory: int


def ask(settings: Settings, file: Path, question: str, window: int) -> Asked:
    """One question in this process."""
    options = farside.Options(strategy="scan", window=window, rounds=1)
    given = farside.ask(question, [file], options, settings, ignore)
    scan = sum(entry.seconds for entry in given.ledger)
    whole = given.seconds.total - given.seconds.parse
    return Asked(
        given.coverage.windows, scan, given.seconds.read, whole, psutil.Process().memory_info().rss
    )


def ask_apart(settings: Settings, file: Path, question: str, window: int) -> Asked:
    """One question in a process of its own, after all processes of Farside were stopped."""
    launch.stop_engine()
    command = [
        sys.executable,
        "-m",
        "farside",
        "ask",
        question,
        str(file),
        "--strategy",
        "scan",
        "--rounds",
        "1",
    ]
    told = {
        "FARSIDE_HOME": settings.home,
        "FARSIDE_MODELS_DIR": settings.models_dir,
        "FARSIDE_MODEL": settings.model,
    }
    ended = subprocess.run(
        [*command, "--window", str(window), "--json", "--ledger"],
        env={**os.environ, **{name: str(value) for name, value in told.items()}},
        stdout=subprocess.PIPE,
        check=False,
    )
    if ended.returncode > 1:
        sys.exit(ended.returncode)
    given = json.loads(ended.stdout)
    scan = sum(entry["seconds"] for entry in given["ledger"])
    seconds = given["seconds"]
    return Asked(
        given["coverage"]["windows"], scan, seconds["read"], seconds["total"] - seconds["parse"], 0
    )


def cut(text: str, folder: Path, windows: int, window: int) -> Path:
    """A file that makes about so many windows."""
    file = folder / f"{windows}.txt"
    file.write_text(text[: round(windows * window * _PER_TOKEN)], encoding="utf-8")
    return file


def once(settings: Settings, file: Path, window: int) -> None:
    """First question on an unread document against different ones later, each in new processes."""
    first, *later = [ask_apart(settings, file, question, window) for question in QUESTIONS]
    scan, whole = (
        statistics.median(getattr(one, name) for one in later) for name in ("scan", "whole")
    )
    share = statistics.median(one.brought / one.scan for one in later)
    print(f"{first.windows} windows of at most {window} tokens, {len(later)} later questions\n")
    print("| part | first, unread | later, median | ratio |\n|---|---|---|---|")
    print(f"| scan | {first.scan:.1f} s | {scan:.2f} s | {first.scan / scan:.0f} x |")
    print(f"| whole answer | {first.whole:.1f} s | {whole:.2f} s | {first.whole / whole:.1f} x |")
    print(
        f"\na window in a later scan: {scan / first.windows:.2f} s; restore and check are "
        f"{share:.1%} of it"
    )


def growth(settings: Settings, text: str, folder: Path, sizes: Sequence[int], window: int) -> None:
    """How the scan of a read document grows with its windows, and the memory of the caller
    meanwhile."""
    print("| windows | scan, median | a window | memory of the caller |\n|---|---|---|---|")
    points = []
    for size in sizes:
        file = cut(text, folder, size, window)
        ask(settings, file, QUESTIONS[0], window)
        later = [ask(settings, file, question, window) for question in QUESTIONS[1:]]
        scan, count = statistics.median(one.scan for one in later), later[0].windows
        points.append((math.log(count), math.log(scan)))
        print(
            f"| {count} | {scan:.2f} s | {scan / count:.3f} s | {later[-1].memory / 1e6:.0f} MB |",
            flush=True,
        )
    exponent = statistics.linear_regression(*zip(*points, strict=True)).slope
    print(f"\nseconds grow with windows to the power of {exponent:.3f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("text", type=Path)
    parser.add_argument("--model", default="qwen2.5-0.5b")
    parser.add_argument("--window", type=int, default=2500)
    parser.add_argument("--windows", type=int, default=16)
    parser.add_argument("--growth", type=int, nargs="+")
    options = parser.parse_args()
    known, text = config.load(), options.text.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="farside-") as folder:
        models = known.models_dir or str(known.home / "models")
        settings = replace(
            known, home=Path(folder) / "home", models_dir=models, model=options.model
        )
        print(f"{options.model}, {time.strftime('%Y-%m-%d')}\n")
        try:
            if options.growth:
                growth(settings, text, Path(folder), options.growth, options.window)
            else:
                once(
                    settings,
                    cut(text, Path(folder), options.windows, options.window),
                    options.window,
                )
        finally:
            launch.stop_engine()


if __name__ == "__main__":
    main()
