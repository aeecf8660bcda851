"""Commands that work on many documents: the words they were given, and how far they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import text

from farside.library.clock import utc_now
from farside.library.database import as_written, readable_errors, write_transaction
from farside.library.library import Library


@dataclass(frozen=True, slots=True)
class Command:
    """`words` are what follows `farside` on the command line, `folder` is where it was called. It
    has done `done` of `total` `unit`s. `why` says why it failed; `note_stop` that it was told to
    stop."""

    id: str
    words: tuple[str, ...]
    folder: str
    done: float = 0.0
    total: float = 0.0
    unit: str = ""
    finished: bool = False
    stop: bool = False
    why: str = ""


def note_begun(library: Library, one: Command) -> None:
    """Note a command as begun now, whatever is known of one with its id."""
    columns = "id, words, folder, begun, done, total, unit, finished, stop, why"
    row = {"id": one.id, "words": json.dumps(one.words), "folder": one.folder, "begun": utc_now()}
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM command WHERE id = :id"), {"id": one.id})
        connection.execute(
            text(
                f"INSERT INTO command ({columns}) VALUES (:id, :words, :folder, :begun, 0, "
                "0, '', 0, 0, '')"
            ),
            row,
        )


def note_progress(library: Library, name: str, done: float, total: float, unit: str) -> bool:
    """Note how far a command is, and return whether it may go on."""
    query = text(
        "UPDATE command SET done = :done, total = :total, unit = :unit WHERE id = :id AND stop = 0"
    )
    with write_transaction(library.engine, library.home) as connection:
        row = {"id": name, "done": done, "total": total, "unit": unit}
        return connection.execute(query, row).rowcount == 1


def note_ended(library: Library, name: str, why: str = "") -> None:
    """Note that a command has failed, and `why`; without that, that it is finished."""
    query = text("UPDATE command SET finished = :finished, why = :why WHERE id = :id")
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, {"id": name, "finished": int(not why), "why": why})


def note_stop(library: Library, name: str) -> None:
    """Tell a command to stop: it ends when it next says how far it is."""
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("UPDATE command SET stop = 1 WHERE id = :id"), {"id": name})


def forget_command(library: Library, name: str) -> None:
    """Forget a command. Where it still runs, it ends when it next says how far it is."""
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM command WHERE id = :id"), {"id": name})


def every_command(library: Library) -> list[Command]:
    """All of them, the newest first."""
    query = text("SELECT * FROM command ORDER BY begun DESC")
    with readable_errors(library.home), library.engine.connect() as connection:
        return [_of(row) for row in connection.execute(query).mappings()]


def _of(row: Any) -> Command:
    flags = bool(row["finished"]), bool(row["stop"])
    with as_written("command", row["id"]):
        words = _words(json.loads(row["words"]))
    return Command(
        row["id"], words, row["folder"], row["done"], row["total"], row["unit"], *flags, row["why"]
    )


def _words(given: object) -> tuple[str, ...]:
    if not (isinstance(given, list) and given and all(isinstance(one, str) for one in given)):
        raise TypeError("no words")
    return tuple(given)
