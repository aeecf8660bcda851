"""Folders that are watched, and what became of each of their files, as rows of the library: whoever
watches goes on with them after a restart."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal, get_args

from sqlalchemy import Connection, Row, text

from farside.errors import Exists, NotFound
from farside.library import names
from farside.library.clock import utc_now
from farside.library.database import as_written, readable_errors, write_transaction
from farside.library.document_rows import record_name
from farside.library.library import Library

FileState = Literal["taking", "kept", "failed", "gone"]


@dataclass(frozen=True, slots=True)
class Watch:
    """A folder, by its whole path. `removes`: documents of files that are gone are removed too.
    `active`: the server looks at it. Times are ISO in UTC; `problem` says why the last look
    failed."""

    id: str
    folder: str
    collection: str
    removes: bool
    active: bool
    created: str
    looked: str | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class WatchedFile:
    """A file, by its path below the folder. `seen` is its signature as it was when it was taken. A
    `kept` one has a `document` (id), which it `brought` where the library had none such; of one
    that is still being taken this is the document before. A `taking` one may have an `item`; a
    `failed` one says `why`. `since` is an ISO time in UTC."""

    path: str
    seen: str
    state: FileState
    document: str | None = None
    brought: bool = False
    item: str | None = None
    why: str | None = None
    since: str = ""


def create_watch(
    library: Library, folder: str, collection: str, removes: bool, active: bool
) -> Watch:
    """Begin a watch and its collection. Raises `Exists` for a folder that has one, and `InputError`
    for a name that no collection may have."""
    collection = names.collection_name(collection)
    watch = Watch(f"w{secrets.token_hex(8)}", folder, collection, removes, active, utc_now())
    library.create(collection)
    query = text(
        "INSERT INTO watch (id, folder, collection, removes, active, created) VALUES "
        "(:id, :folder, :collection, :removes, :active, :created) ON CONFLICT DO NOTHING"
    )
    with write_transaction(library.engine, library.home) as connection:
        if not connection.execute(query, asdict(watch)).rowcount:
            raise Exists(f"{folder} is watched already; the list of watches has it")
    return watch


def select_watches(library: Library) -> list[Watch]:
    """All watches, in the order in which they began."""
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = connection.execute(text("SELECT * FROM watch ORDER BY created, id"))
        return [_watch(row) for row in rows]


def load_watch(library: Library, identity: str) -> Watch:
    """Raises `NotFound`."""
    query = text("SELECT * FROM watch WHERE id = :id")
    with readable_errors(library.home), library.engine.connect() as connection:
        row = connection.execute(query, {"id": identity}).first()
    if row is None:
        raise NotFound(f"there is no watch {identity[:100]!r}; the list of watches has them all")
    return _watch(row)


def find_watch(library: Library, folder: str) -> Watch | None:
    """The watch of a folder, by its whole path."""
    return next((one for one in select_watches(library) if one.folder == folder), None)


def update_watch(library: Library, watch: Watch, **values: Any) -> Watch:
    """The watch with other values, as it is kept now; one that was forgotten stays so."""
    changed = replace(watch, **values)
    setting = ", ".join(f"{name} = :{name}" for name in values)
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text(f"UPDATE watch SET {setting} WHERE id = :id"), asdict(changed))
    return changed


def delete_watch(library: Library, identity: str) -> None:
    """Forget a watch; its collection and documents stay."""
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(text("DELETE FROM watch WHERE id = :id"), {"id": identity})


def select_watched_files(library: Library, watch: str) -> dict[str, WatchedFile]:
    """The files of a watch, by their paths."""
    query = text(
        "SELECT path, seen, state, document, brought, item, why, since FROM watch_file "
        "WHERE watch = :watch ORDER BY path"
    )
    with readable_errors(library.home), library.engine.connect() as connection:
        rows = connection.execute(query, {"watch": watch})
        return {row.path: _file(row) for row in rows}


def keep_watched_file(library: Library, watch: str, file: WatchedFile) -> None:
    """Keep what became of a file, in the place of what was known; nothing for a watch that was
    forgotten meanwhile."""
    columns = list(asdict(file))
    query = text(
        f"INSERT INTO watch_file (watch, {', '.join(columns)}) SELECT id, "
        f"{', '.join(f':{name}' for name in columns)} FROM watch WHERE id = :watch "
        "ON CONFLICT (watch, path) DO UPDATE SET "
        + ", ".join(f"{name} = :{name}" for name in columns if name != "path")
    )
    values = {**asdict(file), "watch": watch, "since": file.since or utc_now()}
    with write_transaction(library.engine, library.home) as connection:
        connection.execute(query, values)


def forget_watched_files(library: Library, watch: str, paths: Sequence[str]) -> None:
    """Forget files of a watch; their documents stay."""
    query = text("DELETE FROM watch_file WHERE watch = :watch AND path = :path")
    with write_transaction(library.engine, library.home) as connection:
        for path in paths:
            connection.execute(query, {"watch": watch, "path": path})


def has_document(library: Library, identity: str, name: str = "") -> bool:
    """Tell whether the library has a document by its id, which then has this `name` too."""
    query = text("SELECT 1 FROM document WHERE id = :id")
    with readable_errors(library.home), library.engine.connect() as connection:
        found = connection.execute(query, {"id": identity}).first() is not None
    if found and name:
        with write_transaction(library.engine, library.home) as connection:
            found = connection.execute(query, {"id": identity}).first() is not None
            if found:
                record_name(connection, identity, name)
    return found


def replace_version(library: Library, watch: Watch, old: str, brought: bool) -> bool:
    """Take the document `old` (id), which no file of the watch has any more, out of its collection.
    Where the watch removes and `brought` it, and no other collection or watch holds it, it is
    removed altogether: true then."""
    with write_transaction(library.engine, library.home) as connection:
        if _is_held(connection, old, watch.id):
            return False
        values = {"name": watch.collection, "id": old}
        query = "DELETE FROM collection_document WHERE collection = :name AND document_id = :id"
        connection.execute(text(query), values)
        held = connection.execute(
            text(
                "SELECT 1 FROM collection_document WHERE document_id = :id UNION "
                "SELECT 1 FROM watch_file WHERE document = :id AND watch <> :watch"
            ),
            {"id": old, "watch": watch.id},
        ).first()
    if not watch.removes or not brought or held:
        return False
    try:
        library.remove(old)
    except NotFound:  # somebody has removed it already
        return False
    return True


def _is_held(connection: Connection, document: str, watch: str) -> bool:
    """Tell whether a file that is there has this document."""
    query = text(
        "SELECT 1 FROM watch_file WHERE watch = :watch AND document = :id AND state <> 'gone'"
    )
    return connection.execute(query, {"watch": watch, "id": document}).first() is not None


def _watch(row: Row[Any]) -> Watch:
    values = row._asdict()
    return Watch(**{**values, "removes": bool(row.removes), "active": bool(row.active)})


def _file(row: Row[Any]) -> WatchedFile:
    with as_written("watch_file", row.path):
        if row.state not in get_args(FileState):
            raise ValueError(row.state)
        return WatchedFile(**{**row._asdict(), "brought": bool(row.brought)})
