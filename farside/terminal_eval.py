"""What a person sees of the lab's runs: what one will take, and what came of it, as tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from statistics import fmean

from farside.lab.rows import Row, Run
from farside.lab.run import Prepared
from farside.lab.tables import VERDICTS
from farside.terminal import duration, one_line
from farside.terminal_plan import LONG_SECONDS

RUNS = ("run", "model", "cells", "strategies", "begun")
COLUMNS = ("strategy", "tokens", "cells", "score", *VERDICTS)


def agree(prepared: Prepared, yes: bool) -> None:
    """Say what a run will take, and ask a person at a terminal before long work, unless `yes` was said already.

    Raises `KeyboardInterrupt` when the answer is no.
    """
    print(planned(prepared), file=sys.stderr, flush=True)
    long = prepared.seconds is not None and prepared.seconds > LONG_SECONDS
    if yes or not long or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise KeyboardInterrupt


def planned(prepared: Prepared) -> str:
    """A run in one line, before it starts."""
    left, done = len(prepared.left), prepared.cells - len(prepared.left)
    if not left:
        return f"Run {prepared.id}: all {prepared.cells:,} cells are done"
    known = f", {done:,} done already" if done else ""
    time = "time not known before 'farside doctor' or the first cells"
    if prepared.seconds is not None:
        time = f"about {duration(prepared.seconds)}"
    return f"Run {prepared.id}: {prepared.cells:,} cells{known}, {time}"


def run(known: Run) -> tuple[str, ...]:
    """One line of the table of runs."""
    strategies = ", ".join(dict.fromkeys(row.strategy for row in known.rows))
    begun = str(known.settings.get("created", ""))
    return known.id, known.model, f"{len(known.rows):,}", strategies, begun


def summary(known: Run) -> Iterator[tuple[str, ...]]:
    """A line for each strategy and length, and one for each control: the mean score, and how many of each verdict."""
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in known.rows:
        place = row.cell.control or f"{row.cell.length:,}"
        groups.setdefault((row.strategy, place), []).append(row)
    for (strategy, place), mine in groups.items():
        yield strategy, one_line(place), f"{len(mine):,}", _mean(mine), *(_number(mine, one) for one in VERDICTS)


def _mean(mine: Sequence[Row]) -> str:
    scores = [row.score for row in mine if row.score is not None]
    return f"{fmean(scores):.1f}" if scores else "none"


def _number(mine: Sequence[Row], verdict: str) -> str:
    return f"{sum(row.verdict == verdict for row in mine):,}"
