"""What a person sees of tables in a terminal."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from farside.cli.screen import terminal
from farside.work.tables.nouns import Column, Table
from farside.work.tables.table import sum_totals

MARK = " (?)"
# Rows without values that are named.
_NAMED = 5


def columns_option(columns: Sequence[Column]) -> str:
    """Columns as `--columns` takes them."""
    return ", ".join(
        column.name + (f" ({column.kind})" if column.kind != "text" else "") for column in columns
    )


def tell_outcome(table: Table, out: Path | None) -> None:
    """Say on standard error how many rows there are, what waits for a person and what could not be
    read."""
    bad = [row for row in table.rows if row.problem]
    for row in bad[:_NAMED]:
        _say(f"No values: {row.document}: {row.problem}")
    if len(bad) > _NAMED:
        _say(f"No values: {len(bad) - _NAMED} more")
    for column, said in sum_totals(table):
        _say(f"Total of {column.name}: {said}")
    parts = [f"{len(table.rows)} row{'' if len(table.rows) == 1 else 's'}"]
    if table.flagged:
        parts.append(
            f"{table.flagged} value{'' if table.flagged == 1 else 's'} to be "
            "checked by a person (?)"
        )
    if bad:
        parts.append(f"{len(bad)} without values")
    _say(", ".join(parts) + (f", in {out}" if out else ""))


def _say(line: str) -> None:
    print(terminal.one_line(line), file=sys.stderr)
