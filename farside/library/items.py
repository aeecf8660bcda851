"""Items: files on their way into the library, as rows beside the bytes that wait in the home
folder."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import text

from farside.errors import NotFound
from farside.library.clock import utc_now
from farside.library.database import readable_errors, write_transaction
from farside.library.library import Library

State = Literal["waiting", "parsing", "ready", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class UploadItem:
    """One file. `size` in bytes. A ready one names its `document`, or counts the `members` of an
    archive; a failed or skipped one says `why`. Times are ISO in UTC. `encoding` is what a person
    said that a text file is in, `archive` the name of the archive that the file came in."""

    id: str
    name: str
    size: int
    collection: str | None
    state: State
    document: str | None = None
    members: int = 0
    code: str | None = None
    why: str | None = None
    created: str = ""
    ended: str | None = None
    encoding: str | None = None
    archive: str | None = None


def item_path(library: Library, identity: str) -> Path:
    """The path where the bytes of an item wait."""
    return library.home / "uploads" / identity


def new_item(
    name: str,
    size: int,
    collection: str | None,
    state: State = "waiting",
    why: str | None = None,
    encoding: str | None = None,
    archive: str | None = None,
) -> UploadItem:
    """An item that is not kept yet."""
    ended = None if state == "waiting" else utc_now()
    identity = "i" + secrets.token_hex(8)
    return UploadItem(
        identity,
        name,
        size,
        collection,
        state,
        why=why,
        created=utc_now(),
        ended=ended,
        encoding=encoding,
        archive=archive,
    )


def insert_items(library: Library, items: Sequence[UploadItem]) -> None:
    if not items:
        return
    names = list(asdict(items[0]))
    query = (
        f"INSERT INTO item ({', '.join(names)}) VALUES ({', '.join(f':{name}' for name in names)})"
    )
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(query), [asdict(one) for one in items])


def update_item(library: Library, item: UploadItem, **values: Any) -> UploadItem:
    """The item with other values, as it is kept now."""
    changed = replace(item, **values)
    setting = ", ".join(f"{name} = :{name}" for name in values)
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(f"UPDATE item SET {setting} WHERE id = :id"), asdict(changed))
    return changed


def load_item(library: Library, identity: str) -> UploadItem:
    """Raises `NotFound`."""
    with readable_errors(library.home), library.engine.connect() as connection:
        row = (
            connection.execute(text("SELECT * FROM item WHERE id = :id"), {"id": identity})
            .mappings()
            .first()
        )
    if row is None:
        raise NotFound(f"there is no uploaded file {identity!r}; the list of items has them all")
    return UploadItem(**row)


def wanted_collection(library: Library, identity: str) -> str | None:
    """The collection that an item is for by now: it may have been renamed or dropped since the item
    came. None for an item that was removed."""
    query = text("SELECT collection FROM item WHERE id = :id")
    with readable_errors(library.home), library.engine.connect() as connection:
        found: str | None = connection.execute(query, {"id": identity}).scalar()
    return found


def select_items(
    library: Library, ready_since: str, states: Sequence[str] = ()
) -> list[UploadItem]:
    """Items in the order of their coming; ready ones only when they got ready after an ISO time."""
    query = text("SELECT * FROM item WHERE state <> 'ready' OR ended > :since ORDER BY rowid")
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = connection.execute(query, {"since": ready_since}).mappings()
        return [UploadItem(**row) for row in rows if not states or row["state"] in states]


def held_bytes(library: Library) -> int:
    """Bytes of all documents, of their copies without a lock, and of the files that are on their
    way or failed."""
    query = text(
        "SELECT (SELECT COALESCE(SUM(size), 0) FROM document) + "
        "(SELECT COALESCE(SUM(size), 0) FROM item WHERE state IN ('waiting', 'parsing', 'failed'))"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        return int(connection.execute(query).scalar_one()) + library.unlocked_bytes()


def delete_item(library: Library, identity: str) -> None:
    """Forgets an item and its bytes; the document it became stays."""
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM item WHERE id = :id"), {"id": identity})
    file = item_path(library, identity)
    with suppress(FileNotFoundError):
        library.forget_begun(file)
        file.unlink()


def recover_items(library: Library, ready_before: str, others_before: str) -> list[UploadItem]:
    """Recover after a crash: items that were being parsed wait again; old ready ones are forgotten,
    later those that became no document too, and bytes of no item are removed. Return the items that
    wait, in order.
    """
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("UPDATE item SET state = 'waiting' WHERE state = 'parsing'"))
        before = {"ready": ready_before, "others": others_before}
        old = (
            "state = 'ready' AND ended < :ready OR state IN ('skipped', 'failed') "
            "AND ended < :others"
        )
        connection.execute(text(f"DELETE FROM item WHERE {old}"), before)
        known = set(
            connection.execute(text("SELECT id FROM item WHERE state <> 'ready'")).scalars()
        )
        folder = library.home / "uploads"
        for file in folder.iterdir() if folder.is_dir() else ():
            if file.name not in known:
                file.unlink(missing_ok=True)
    return select_items(library, utc_now(), ("waiting",))
