"""What a person deleted and may take back for a while, as rows: nothing of it is gone until it is
due, and whatever ends the server meanwhile, it is carried out afterwards."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from sqlalchemy import text

from farside.errors import NotFound
from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library

DeletedKind = Literal["document", "collection", "conversation", "run"]


@dataclass(frozen=True, slots=True)
class Deleted:
    """A thing that is to be deleted: the name of a collection, the id of anything else."""

    kind: DeletedKind
    key: str


@dataclass(frozen=True, slots=True)
class Deletion:
    """Things that were deleted at once. `due` is an ISO time in UTC."""

    id: str
    due: str
    things: tuple[Deleted, ...]

    def seconds(self, now: datetime | None = None) -> float:
        """How long it can still be taken back."""
        left = datetime.fromisoformat(self.due) - (now or datetime.now(UTC))
        return max(0.0, left.total_seconds())


def plan_deletion(library: Library, things: Sequence[Deleted], seconds: float) -> Deletion:
    """Note that things are to be deleted in so many seconds. What was noted before is noted anew,
    unless it is being deleted."""
    due = (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat()
    made = Deletion("x" + secrets.token_hex(8), due, tuple(dict.fromkeys(things)))
    query = text(
        "INSERT INTO deletion (batch, kind, key, due) VALUES (:batch, :kind, :key, :due) "
        "ON CONFLICT (kind, key) DO UPDATE SET batch = :batch, due = :due WHERE begun = 0"
    )
    with write_transaction(library.engine, library.home) as connection:
        for one in made.things:
            row = {"batch": made.id, "kind": one.kind, "key": one.key, "due": due}
            connection.execute(query, row)
    return made


def list_deletions(library: Library) -> list[Deletion]:
    """What is to be deleted, the next first."""
    query = text("SELECT batch, due, kind, key FROM deletion ORDER BY due, batch, kind, key")
    found: dict[tuple[str, str], list[Deleted]] = {}
    with readable_errors(library.home), library.engine.connect() as connection:
        for batch, due, kind, key in connection.execute(query):
            found.setdefault((batch, due), []).append(Deleted(kind, key))
    return [Deletion(batch, due, tuple(things)) for (batch, due), things in found.items()]


def list_deleted(library: Library, kind: DeletedKind) -> set[str]:
    """The keys of this kind that are to be deleted."""
    query = text("SELECT key FROM deletion WHERE kind = :kind")
    with readable_errors(library.home), library.engine.connect() as connection:
        return set(connection.execute(query, {"kind": kind}).scalars())


def take_back(library: Library, batch: str) -> Deletion:
    """Forget that things are to be deleted. Raises `NotFound` where it is too late."""
    known = next((one for one in list_deletions(library) if one.id == batch), None)
    query = text("DELETE FROM deletion WHERE batch = :batch AND begun = 0")
    with write_transaction(library.engine, library.home) as connection:
        gone = connection.execute(query, {"batch": batch}).rowcount
    if known is None or not gone:
        raise NotFound("this can no longer be taken back: it is deleted")
    return known


def begin_deletion(library: Library, batch: str) -> bool:
    """From here on it cannot be taken back. Tell whether there is anything to delete."""
    query = text("UPDATE deletion SET begun = 1 WHERE batch = :batch")
    with write_transaction(library.engine, library.home) as connection:
        return connection.execute(query, {"batch": batch}).rowcount > 0


def end_deletion(library: Library, batch: str) -> None:
    """Everything of it is deleted."""
    query = text("DELETE FROM deletion WHERE batch = :batch")
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, {"batch": batch})
