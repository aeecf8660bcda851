"""What a person sees of the lab's runs: what one will take, and what came of it, as tables."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from statistics import fmean

from farside.cli.screen.plans import LONG_SECONDS
from farside.cli.screen.terminal import format_duration, one_line
from farside.lab.profile.battery import Battery
from farside.lab.report.tables import VERDICTS
from farside.lab.rows import KeptRun, RunRow
from farside.lab.run import Prepared
from farside.reading.cost.model_profile import KINDS, ModelProfile

RUNS = ("run", "model", "cells", "strategies", "begun")
PROFILE = ("what", "measured")
COLUMNS = ("kind", "strategy", "tokens", "cells", "score", *VERDICTS)


def agree_to_run(prepared: Prepared | Battery, yes: bool) -> None:
    """Say what a run or a battery will take, and ask a person at a terminal before long work,
    unless `yes` was said already.

    Raises `KeyboardInterrupt` when the answer is no.
    """
    print(
        tell_battery(prepared) if isinstance(prepared, Battery) else tell_planned_run(prepared),
        file=sys.stderr,
        flush=True,
    )
    long = prepared.seconds is not None and prepared.seconds > LONG_SECONDS
    if yes or not long or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return
    print("Go on? [y/N] ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().lower() not in ("y", "yes"):
        raise KeyboardInterrupt


def tell_planned_run(prepared: Prepared) -> str:
    """A run in one line, before it starts."""
    done = prepared.cells - len(prepared.left)
    told = _ahead(f"Run {prepared.id}", prepared.cells, done, "cells", prepared.seconds)
    if not prepared.beyond:
        return told
    return (
        f"{told}; {prepared.beyond:,} cannot be asked, being longer in one prompt than the "
        "model reads at once"
    )


def tell_battery(made: Battery) -> str:
    """A battery in one line, before it starts."""
    return _ahead(f"Battery of {one_line(made.model)}", *made.steps, "steps", made.seconds)


def _ahead(what: str, total: int, done: int, unit: str, seconds: float | None) -> str:
    if total == done:
        return f"{what}: all {total:,} {unit} are done"
    known = f", {done:,} done already" if done else ""
    time = f"time not known before 'farside doctor' or the first {unit}"
    if seconds is not None:
        time = f"about {format_duration(seconds)}"
    return f"{what}: {total:,} {unit}{known}, {time}"


def profile_rows(found: ModelProfile) -> Iterator[tuple[str, str]]:
    """Yield what is known about a model, line by line. A length is the longest that went well of
    those that were tried."""
    gate = found.calibration
    yield "model", found.name
    yield "measured", ", ".join(filter(None, (found.measured, found.machine)))
    for kind in KINDS:
        yield f"effective length, {kind}", _tokens(found.effective.get(kind))
    yield "windows", _tokens(found.window)
    yield "one prompt for", _tokens(found.full_most)
    for name, speed in (("prefill", found.prefill), ("decode", found.decode)):
        yield name, "not known" if speed is None else f"{speed:g} tokens/s after 2,000 tokens"
    yield (
        "gate",
        f"margin {gate.margin:g}, drafts above {gate.drafted:g}, stated above {gate.stated:.2g}",
    )
    yield "judges its drafts", "yes" if gate.judges else "no"
    yield "reader", gate.reader
    yield "aids", ", ".join(name for name, on in asdict(gate.aids).items() if on) or "none"
    yield "verdict", found.verdict


def _tokens(length: int | None) -> str:
    return "none" if not length else f"up to {length:,} tokens"


def run_cells(known: KeptRun) -> tuple[str, ...]:
    """One line of the table of runs."""
    strategies = ", ".join(dict.fromkeys(row.strategy for row in known.rows))
    begun = str(known.settings.get("created", ""))
    return known.id, known.model, f"{len(known.rows):,}", strategies, begun


def score_rows(known: KeptRun) -> Iterator[tuple[str, ...]]:
    """Yield a line for each kind, strategy and length, and for each control: the mean score, and
    how many of each verdict. Kinds are not put together: where there is no answer, finding nothing
    is right."""
    groups: dict[tuple[str, str, str], list[RunRow]] = {}
    for row in known.rows:
        kind, place = (
            f"{row.cell.kind} {row.cell.language}",
            row.cell.control or f"{row.cell.length:,}",
        )
        groups.setdefault((kind, row.strategy, place), []).append(row)
    for what, mine in groups.items():
        yield (
            *map(one_line, what),
            f"{len(mine):,}",
            _mean(mine),
            *(_number(mine, one) for one in VERDICTS),
        )


def _mean(mine: Sequence[RunRow]) -> str:
    scores = [row.score for row in mine if row.score is not None]
    return f"{fmean(scores):.1f}" if scores else "none"


def _number(mine: Sequence[RunRow], verdict: str) -> str:
    return f"{sum(row.verdict == verdict for row in mine):,}"
