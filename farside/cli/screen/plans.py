"""What a person sees of a plan before it starts: its cost as a table or as JSON, and the question
before long work."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from farside.cli.screen.terminal import format_duration, one_object
from farside.types import Plan
from farside.work import json_form
from farside.work.planning import Foreseen, Outlook

# Work that is predicted to take longer than this is not begun without asking.
LONG_SECONDS = 600.0
COLUMNS = ("what", "window by window", "in one window")


def ask_before_long(yes: bool) -> Callable[[Plan], None]:
    """Asks a person at a terminal before long work, unless `yes` was said already; elsewhere nobody
    could answer.

    What it returns raises `KeyboardInterrupt` when the answer is no.
    """

    def agree(plan: Plan) -> None:
        if yes or plan.seconds <= LONG_SECONDS or not (sys.stdin.isatty() and sys.stderr.isatty()):
            return
        print(
            f"This will take about {format_duration(plan.seconds)}. Go on? [y/N] ",
            end="",
            file=sys.stderr,
            flush=True,
        )
        if sys.stdin.readline().strip().lower() not in ("y", "yes"):
            raise KeyboardInterrupt

    return agree


def cost_rows(told: Outlook) -> Sequence[tuple[str, str, str]]:
    """The cost of both ways of reading, in plain words."""
    scan = _column(told.scan, f"at most {told.limit:,} tokens each")
    if told.full:
        full = _column(told.full, "everything at once")
    else:
        full = [f"does not fit: {told.model} reads {told.at_once:,} tokens at once", "", "", "", ""]
    names = (
        "windows",
        "tokens to read",
        "reading, once",
        "each question after that",
        "kept on disk",
    )
    return list(zip(names, scan, full, strict=True))


def outlook_json(told: Outlook) -> str:
    """One object; seconds are null where this engine was never measured here, `full` where it does
    not fit."""
    return one_object(json_form.outlook_as_plain(told))


def tell_foreseen(told: Foreseen) -> Sequence[tuple[str, str]]:
    """What a question was understood as, the columns to read and the time."""
    understood, cost, all_ = told.understood, told.plan.cost, len(told.plan.documents)
    columns = [
        ("column", f"{one.name} ({one.kind}), to be read of {one.documents} of {all_} documents")
        for one in understood.columns
    ]
    query = [("query, for --sql", understood.sql)] if understood.sql else []
    known = cost.read is not None and cost.question is not None
    time = ("time", _seconds(told.plan.seconds if known else None))
    return [("understood as", understood.words), *columns, *query, time]


def _column(plan: Plan, windows: str) -> list[str]:
    cost = plan.cost
    return [
        f"{len(plan.windows):,}, {windows}",
        f"{plan.tokens:,}",
        _seconds(cost.read),
        _seconds(cost.question),
        _size(cost.bytes),
    ]


def _seconds(seconds: float | None) -> str:
    return (
        "not known before 'farside doctor' or the first run"
        if seconds is None
        else f"about {format_duration(seconds)}"
    )


def _size(size: int) -> str:
    if not size:
        return "nothing, or not known"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
