"""Runs: pieces of work that people asked a server for, as rows that outlive the server's
process."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import RowMapping, text

from farside.errors import NotFound
from farside.library.clock import utc_now
from farside.library.database import as_written, readable_errors, write_transaction
from farside.library.library import Library

Plain = dict[str, Any]
"""An object as JSON has it."""

State = Literal["queued", "running", "stopping", "stopped", "failed", "finished"]
STATES: tuple[State, ...] = ("queued", "running", "stopping", "stopped", "failed", "finished")
OVER: tuple[State, ...] = ("stopped", "failed", "finished")
WAITING: tuple[State, ...] = ("queued", "running", "stopping")
_HIDDEN_HOURS = 1


@dataclass(frozen=True, slots=True)
class Run:
    """One piece of work. `spec` is what was asked, `attempt` how often it was begun, times are ISO
    in UTC.

    `answers` are ids; `automatic` runs nobody asked for; `hidden` ones stand in no list.
    """

    id: str
    kind: str
    state: State
    title: str
    spec: Plain
    created: str
    started: str | None = None
    ended: str | None = None
    attempt: int = 0
    answers: tuple[str, ...] = ()
    result: Plain | None = None
    error: Plain | None = None
    conversation: str | None = None
    automatic: bool = False
    hidden: bool = False

    @property
    def over(self) -> bool:
        return self.state in OVER


@dataclass(frozen=True, slots=True)
class WantedRun:
    """A run as it is asked for."""

    kind: str
    title: str
    spec: Plain = field(default_factory=dict)
    conversation: str | None = None
    automatic: bool = False
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class RunFilter:
    """Which runs to list: empty tuples and None mean any. `after` is the id of the last one
    seen."""

    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    conversation: str | None = None
    hidden: bool = False
    after: str | None = None
    limit: int = 200


def insert_run(library: Library, wanted: WantedRun) -> Run:
    """A queued run."""
    run = Run(
        id="r" + secrets.token_hex(8),
        kind=wanted.kind,
        state="queued",
        title=wanted.title,
        spec=wanted.spec,
        created=utc_now(),
        conversation=wanted.conversation,
        automatic=wanted.automatic,
        hidden=wanted.hidden,
    )
    names = ", ".join(asdict(run))
    places = ", ".join(f":{name}" for name in asdict(run))
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(f"INSERT INTO run ({names}) VALUES ({places})"), _row(run))
    return run


def update_run(library: Library, run: Run, **values: Any) -> Run:
    """The run with other values, as it is kept now. One that was removed meanwhile stays away."""
    changed = replace(run, **values)
    row = _row(changed)
    setting = ", ".join(f"{name} = :{name}" for name in values)
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(f"UPDATE run SET {setting} WHERE id = :id"), row)
    return changed


def load_run(library: Library, identity: str) -> Run:
    """Raises `NotFound`."""
    with readable_errors(library.home), library.engine.connect() as connection:
        row = (
            connection.execute(text("SELECT * FROM run WHERE id = :id"), {"id": identity})
            .mappings()
            .first()
        )
    if row is None:
        raise NotFound(f"there is no run {identity!r}; the list of runs has them all")
    return _run(row)


def select_runs(library: Library, choice: RunFilter = RunFilter()) -> tuple[Sequence[Run], int]:
    """Runs, the newest first, and how many there are in all."""
    where, values = ["1 = 1"], dict[str, Any]()
    for name, wanted in (("state", choice.states), ("kind", choice.kinds)):
        if wanted:
            where.append(f"{name} IN ({', '.join(f':{name}{at}' for at in range(len(wanted)))})")
            values |= {f"{name}{at}": one for at, one in enumerate(wanted)}
    if choice.conversation is not None:
        where.append("conversation = :conversation")
        values["conversation"] = choice.conversation
    if not choice.hidden:
        where.append("hidden = 0")
    known = " AND ".join(where)
    page = f"{known} AND rowid < COALESCE((SELECT rowid FROM run WHERE id = :after), 9e18)"
    query = f"SELECT * FROM run WHERE {page} ORDER BY rowid DESC LIMIT :limit"
    with readable_errors(library.home), library.engine.connect() as connection:
        total = connection.execute(
            text(f"SELECT COUNT(*) FROM run WHERE {known}"), values
        ).scalar_one()
        rows = connection.execute(
            text(query), values | {"after": choice.after, "limit": choice.limit}
        ).mappings()
        return [_run(row) for row in rows], total


def has_run(library: Library, identity: str) -> bool:
    """Tell whether there is such a run."""
    with readable_errors(library.home), library.engine.connect() as connection:
        return (
            connection.execute(text("SELECT 1 FROM run WHERE id = :id"), {"id": identity}).first()
            is not None
        )


def delete_run(library: Library, identity: str) -> None:
    """Forgets a run; what it answered stays."""
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM run WHERE id = :id"), {"id": identity})


def sweep_hidden_runs(library: Library) -> None:
    """Forgets hidden runs that ended an hour ago: of these there may be many, and nobody looks at
    them again."""
    before = (datetime.now(UTC) - timedelta(hours=_HIDDEN_HOURS)).isoformat(timespec="microseconds")
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(
            text("DELETE FROM run WHERE hidden = 1 AND ended < :before"), {"before": before}
        )


def keep_log(library: Library, identity: str, events: Sequence[Mapping[str, Any]]) -> None:
    """Keeps what a run told."""
    row = {"run": identity, "events": json.dumps(events)}
    query = (
        "INSERT INTO run_log SELECT id, :events FROM run WHERE id = :run "
        "ON CONFLICT (run) DO UPDATE SET events = :events"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(query), row)


def load_run_log(library: Library, identity: str) -> list[Plain]:
    """What a run told; empty where nothing is kept."""
    with readable_errors(library.home), library.engine.connect() as connection:
        query = text("SELECT events FROM run_log WHERE run = :run")
        kept = connection.execute(query, {"run": identity}).scalar()
    with as_written("run_log", identity):
        events: list[Plain] = json.loads(kept) if kept else []
    return events


def keep_table(library: Library, identity: str, table: Plain) -> None:
    """Keeps the table of a run, in place of what it had."""
    query = (
        "INSERT INTO run_table SELECT id, :content FROM run WHERE id = :run "
        "ON CONFLICT (run) DO UPDATE SET content = :content"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(query), {"run": identity, "content": json.dumps(table)})


def load_run_table(library: Library, identity: str) -> Plain | None:
    """The table of a run, as it was kept."""
    with readable_errors(library.home), library.engine.connect() as connection:
        query = text("SELECT content FROM run_table WHERE run = :run")
        kept = connection.execute(query, {"run": identity}).scalar()
    with as_written("run_table", identity):
        found: Plain | None = json.loads(kept) if kept else None
    return found


def _row(run: Run) -> Plain:
    row = asdict(run)
    for name in ("spec", "answers", "result", "error"):
        row[name] = None if row[name] is None else json.dumps(row[name])
    return row | {"automatic": int(run.automatic), "hidden": int(run.hidden)}


def _run(row: RowMapping) -> Run:
    values: Plain = dict(row)
    with as_written("run", row["id"]):
        for name in ("spec", "answers", "result", "error"):
            values[name] = None if values[name] is None else json.loads(values[name])
        values["answers"] = tuple(values["answers"])
    return Run(
        **values | {"automatic": bool(values["automatic"]), "hidden": bool(values["hidden"])}
    )
