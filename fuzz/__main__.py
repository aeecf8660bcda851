"""`make fuzz`, or `python -m fuzz --minutes 5`: every target for its share of the time.

Exit status 1 when a fault is found, with its input in a file that is named."""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from fuzz import archives, exports, lines, parsers, requests, seeds
from fuzz.found import Faults, Turn

Target = Callable[[Turn], tuple[int, Faults]]


def targets(samples: seeds.Seeds) -> dict[str, tuple[int, Target]]:
    """By name: its part of the time in percent, and what it does in it."""
    return {
        "parsers": (36, partial(parsers.bare, seeds=samples)),
        "sandbox": (14, partial(parsers.sandboxed, seeds=samples)),
        "archives": (6, archives.read),
        "exports": (10, exports.written),
        "lines": (14, lines.sent),
        "requests": (20, requests.asked),
    }


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=20.0, help="of all targets together")
    arguments.add_argument(
        "--seed", type=int, help="what the chances begin with; without it another one each time"
    )
    arguments.add_argument("--only", action="append", help="a target by name; may be given again")
    arguments.add_argument("--formats", help="of the parsers, by commas: pdf,docx")
    arguments.add_argument("--files", type=Path, help="a folder with more files to begin with")
    arguments.add_argument(
        "--failures", type=Path, default=Path(".cache/fuzz"), help="where failing inputs are kept"
    )
    given = arguments.parse_args()
    seed = random.SystemRandom().randrange(10**6) if given.seed is None else given.seed
    print(f"seed {seed}: the same again with --seed {seed}", flush=True)
    unread = {"parsers", "sandbox"}.isdisjoint(given.only or {"parsers"})
    samples = {} if unread else seeds.found(given.files)
    if given.formats:
        samples = {format: samples[format] for format in given.formats.split(",")}
    chosen = {
        name: one for name, one in targets(samples).items() if not given.only or name in given.only
    }
    whole = sum(part for part, _ in chosen.values())
    kinds = 0
    for name, (part, run) in chosen.items():
        seconds = given.minutes * 60 * part / whole
        print(f"{name}: {seconds:.0f} seconds", flush=True)
        start = time.monotonic()
        count, faults = run(Turn(seconds, seed, given.failures))
        spent = time.monotonic() - start
        print(
            f"{name}: {count:,} tries in {spent:.0f} seconds, {len(faults.kept)} kinds of fault",
            flush=True,
        )
        kinds += len(faults.kept)
    print(f"{kinds} kinds of fault" + (f"; inputs in {given.failures}" if kinds else ""))
    sys.exit(1 if kinds else 0)


if __name__ == "__main__":
    main()
