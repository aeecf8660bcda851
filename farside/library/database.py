"""The database of the home folder (SQLite), brought up to date when it is opened.

Two processes that open it at once are safe: migrations run under a lock, each in one transaction.
"""

from __future__ import annotations

import logging
import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from filelock import FileLock, Timeout
from sqlalchemy import URL, Connection, Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from farside.errors import DatabaseBusy, InputError, LibraryUnusable, SettingsError
from farside.library.files import disk_full, make_private

BUSY_SECONDS = 60.0
_NUMBERED = re.compile(r"(\d{4})_\w+\.sql")
_AGAIN = {"library": "add the files", "users": "add the users"}
# This is the cache of each connection: a server has several a person open, and the system keeps
# what is read anyway.
_CACHE_KB = 512
_SHOWN = 100  # characters of a value that is no text
_ROW_BYTES = 65_536  # what a few rows and their journal take: told to a person with a full disk


def connect_database(
    home: Path,
    url: str = "",
    name: str = "library",
    room: str = "farside.library",
    busy_seconds: float = BUSY_SECONDS,
) -> Engine:
    """The database at `url`, by default `NAME.db` in `home`, with every migration of `room`
    applied. `busy_seconds` is the longest wait for another process that writes.

    Raises `SettingsError` for a `url` that cannot be used, `DatabaseBusy` for a locked database,
    and `LibraryUnusable` for one that is damaged or of a newer release.
    """
    try:
        engine = create_engine(
            url or sqlite_url(home / f"{name}.db"), **_arguments(url, busy_seconds)
        )
    except (
        ArgumentError,
        ModuleNotFoundError,
    ) as error:  # the URL is not shown: it may hold a password
        raise SettingsError(
            "database_url is neither a SQLite URL such as sqlite:////folder/library.db nor a "
            "PostgreSQL one such as postgresql://user:password@host/name: correct it, "
            "or leave it empty for the one in the home folder"
        ) from error
    _turns[engine] = _Turns(threading.Lock(), busy_seconds)
    pool = type(engine.pool)
    logging.getLogger(f"{pool.__module__}.{pool.__name__}").addFilter(_no_ctrl_c)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    try:
        if not url:
            make_private(home / f"{name}.db")
        with (
            FileLock(home / f"{name}.lock", timeout=busy_seconds, mode=0o600),
            readable_errors(home, name),
        ):
            if engine.dialect.name == "sqlite":
                _write_ahead(engine)
            migrate_database(engine, room)
    except Timeout as error:
        raise DatabaseBusy(
            f"{home / name}.db is being opened by another program; try again"
        ) from error
    return engine


def sqlite_url(file: Path) -> URL:
    """The URL of a SQLite file, whatever signs its path has: `?` and `%` mean something in a URL
    that is written."""
    return URL.create("sqlite", database=str(file))


def _no_ctrl_c(record: logging.LogRecord) -> bool:
    """SQLAlchemy tells of Ctrl-C, with a traceback, where it comes as a connection is put back; it
    is raised anyhow."""
    return not (record.exc_info and isinstance(record.exc_info[1], KeyboardInterrupt))


@dataclass(frozen=True, slots=True)
class _Turns:
    """Threads of this process write one after another: left to SQLite, each would look again after
    ever longer pauses, and some would be passed over for a second and more."""

    lock: threading.Lock
    seconds: float

    @contextmanager
    def one(self, home: Path, name: str) -> Iterator[None]:
        if not self.lock.acquire(timeout=self.seconds):
            raise DatabaseBusy(f"{home / name}.db is being written to all the time; try again")
        try:
            yield
        finally:
            self.lock.release()


_turns: WeakKeyDictionary[Engine, _Turns] = WeakKeyDictionary()


@contextmanager
def write_transaction(engine: Engine, home: Path, name: str = "library") -> Iterator[Connection]:
    """A transaction that holds the write lock from its start, so that it never fails half-way for
    want of it."""
    with (
        _turns[engine].one(home, name),
        readable_errors(home, name),
        engine.connect().execution_options(farside_write=True) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def readable_errors(home: Path, name: str = "library") -> Iterator[None]:
    """Turns what SQLite says of a full or locked disk, of a damaged file, or of a value that is no
    text, into errors that people can act on."""
    try:
        yield
    except UnicodeEncodeError as error:  # a word of the shell in bytes that are no UTF-8
        raise InputError(
            f"{error.object[:_SHOWN]!a} is not valid UTF-8; write it in a UTF-8 terminal"
        ) from error
    except (DatabaseError, sqlite3.DatabaseError) as error:
        said = error.orig if isinstance(error, DatabaseError) else error
        if "full" in str(said) or "disk I/O error" in str(said):
            raise disk_full(home, _ROW_BYTES) from error
        if "locked" in str(said):
            raise DatabaseBusy(
                f"{home / name}.db cannot be used: {said}. Is another program using it?"
            ) from error
        if isinstance(error, (OperationalError, sqlite3.OperationalError)):
            raise LibraryUnusable(
                f"{home / name}.db cannot be used: {said}. Is another program using it?"
            ) from error
        if type(said) is sqlite3.DatabaseError:  # its subclasses are faults of ours
            raise LibraryUnusable(
                f"{home / name}.db is damaged: {said}. Put {name}.db back from a copy, "
                f"or move it away and {_AGAIN[name]} again"
            ) from error
        raise


@contextmanager
def as_written(table: str, row: object) -> Iterator[None]:
    """Turns what reading a row of the library raises, where another program has written it, into an
    error that names it."""
    try:
        yield
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise LibraryUnusable(
            f"row {row!r} of table '{table}' in library.db is not as Farside writes it: "
            "another program has changed it. Put library.db back from a copy, or remove the row"
        ) from error


def migrate_database(engine: Engine, room: str = "farside.library") -> None:
    """Applies the numbered files of the room's `list_migrations/` that this database has not seen.
    Raises `LibraryUnusable` where it has seen one that this release does not know: what it would
    write, the newer one could not read."""
    with engine.connect().execution_options(farside_write=True) as connection, connection.begin():
        connection.execute(
            text("CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY)")
        )
        done = set(connection.execute(text("SELECT number FROM migration")).scalars())
    known = list_migrations(room)
    if newer := done - {number for number, _ in known}:
        raise LibraryUnusable(
            f"{engine.url.database} was written by a newer release of Farside (its schema has "
            f"number {max(newer)}, this release knows {max(number for number, _ in known)}): "
            "upgrade Farside, or set FARSIDE_HOME to another home"
        )
    for number, script in known:
        if number not in done:
            with (
                engine.connect().execution_options(farside_write=True) as connection,
                connection.begin(),
            ):
                for statement in split_statements(script):
                    connection.exec_driver_sql(statement)
                connection.execute(
                    text("INSERT INTO migration (number) VALUES (:number)"), {"number": number}
                )


def list_migrations(room: str = "farside.library") -> list[tuple[int, str]]:
    """(number, SQL) of every migration of a room, in order."""
    folder = resources.files(room) / "migrations"
    found = (
        (match, file) for file in folder.iterdir() if (match := _NUMBERED.fullmatch(file.name))
    )
    return sorted((int(match[1]), file.read_text(encoding="utf-8")) for match, file in found)


def split_statements(script: str) -> Iterator[str]:
    """The statements of a script; those inside of a trigger belong to it."""
    statement = ""
    for piece in script.split(";"):
        statement += f"{piece};"
        if sqlite3.complete_statement(statement):
            yield from [statement] if piece.strip() else []
            statement = ""
    if statement.strip("; \n"):
        raise ValueError(f"a statement without an end: {statement!r}")


def _arguments(url: str, busy_seconds: float) -> dict[str, Any]:
    return (
        {"connect_args": {"timeout": busy_seconds}} if not url or url.startswith("sqlite") else {}
    )


def _prepare(connection: Any, _record: Any) -> None:
    connection.isolation_level = (
        None  # the driver's own BEGIN comes too late for what is read before the first write
    )
    connection.create_function("casefold", 1, str.casefold, deterministic=True)
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")


def _begin(connection: Connection) -> None:
    write = connection.get_execution_options().get("farside_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")


def _write_ahead(engine: Engine) -> None:
    """WAL lets readers go on while one writes. It stays with the file; the switch needs the file
    for itself."""
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA journal_mode = WAL")
    finally:
        raw.close()
