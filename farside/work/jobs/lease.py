"""Who runs a job, where several machines share a PostgreSQL server: an advisory lock of a
connection that is held for nothing else. The server frees it when the connection ends, however its
process died.
"""

from __future__ import annotations

import threading
from contextlib import suppress

import psycopg
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from farside.errors import DatabaseUnavailable, SettingsError
from farside.system.addresses import hide_secrets, show_address

# A machine that lost its power or its network is given up after about 25 seconds.
_KEEPALIVE = {"tcp_keepalives_idle": 10, "tcp_keepalives_interval": 5, "tcp_keepalives_count": 3}


class ServerLeases:
    """Advisory locks of a PostgreSQL server, which frees them when the connection ends."""

    def __init__(self, url: str) -> None:
        try:
            self._connection = psycopg.connect(
                _for_psycopg(url), autocommit=True, connect_timeout=10
            )
        except (psycopg.OperationalError, psycopg.ProgrammingError) as error:
            raise database_unreachable(url, error) from error
        self._url = url
        self._held: set[str] = set()
        self._one_at_a_time = threading.Lock()
        for name, value in _KEEPALIVE.items():
            self._connection.execute(f"SET {name} = {value}")

    def take(self, name: str) -> bool:
        with self._one_at_a_time:
            taken = name not in self._held and self._ask(
                "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", name
            )
            if taken:
                self._held.add(name)
            return taken

    def release(self, name: str) -> None:
        with self._one_at_a_time:
            self._held.remove(name)
            with suppress(DatabaseUnavailable):  # then the server has freed it already
                self._ask("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", name)

    def close(self) -> None:
        self._connection.close()

    def _ask(self, query: str, name: str) -> bool:
        try:
            row = self._connection.execute(query, (f"farside {name}",)).fetchone()
        except psycopg.OperationalError as error:
            raise database_unreachable(self._url, error) from error
        return bool(row and row[0])


def database_unreachable(url: str, error: Exception) -> DatabaseUnavailable:
    """The error to raise; it shows host, port and name of the URL, and hides the rest in what
    `error` says."""
    said = hide_secrets(str(error), url).strip().rstrip(".")
    return DatabaseUnavailable(
        f"the database {show_address(url)} cannot be used: {said}. See that it runs, "
        "or correct FARSIDE_DATABASE_URL; what was read is kept there"
    )


def _for_psycopg(url: str) -> str:
    """`postgres://…` and `postgresql+psycopg://…` are other ways to write it. Raises
    `SettingsError`."""
    try:
        return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    except (ArgumentError, ValueError) as error:  # its words have the URL
        raise SettingsError(
            f"database_url is {show_address(url)}, which is no PostgreSQL URL such as "
            "postgresql://user:password@host:5432/name: correct it (FARSIDE_DATABASE_URL)"
        ) from error
