"""Rows that another program writes into the database of jobs, and a pickle that leaves a trace
where it is loaded."""

from __future__ import annotations

import base64
import os
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, create_engine, text


class _Trace:
    """Makes a folder in whatever process unpickles it."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (self._folder,)


def pickled(folder: Path) -> str:
    """What DBOS keeps of a pickle, which makes `folder` when it is loaded."""
    return base64.b64encode(pickle.dumps(_Trace(folder))).decode("ascii")


@contextmanager
def rows(url: str) -> Iterator[Connection]:
    """The database, as whoever has its address writes to it."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            if not url.startswith("sqlite"):
                connection.execute(text("SET search_path TO dbos"))
            yield connection
    finally:
        engine.dispose()


def plant(
    url: str, name: str, inputs: str, serialization: str = "py_pickle", function: str = "job"
) -> None:
    """A workflow of ours by its columns, that waits in the queue of the workers; in place of one
    with this id."""
    with rows(url) as connection:
        given = {"id": name, "function": function, "serialization": serialization, "inputs": inputs}
        for table in ("workflow_input", "workflow_status"):
            connection.execute(text(f"DELETE FROM {table} WHERE workflow_uuid = :id"), given)
        connection.execute(
            text(
                "INSERT INTO workflow_status (workflow_uuid, status, name, queue_name, priority, "
                "application_version, serialization, application_name, recovery_attempts) "
                "VALUES (:id, 'ENQUEUED', :function, 'windows', -1, '1', "
                ":serialization, 'farside', 0)"
            ),
            given,
        )
        connection.execute(
            text("INSERT INTO workflow_input (workflow_uuid, inputs) VALUES (:id, :inputs)"), given
        )


def forge(url: str, column: str, value: str, serialization: str) -> None:
    """Every window that is done, alone or as a share, has this for its output or error."""
    given = {"value": value, "serialization": serialization}
    with rows(url) as connection:
        for order in (
            (
                "UPDATE operation_outputs SET output = NULL, error = NULL "
                "WHERE function_name = 'window'"
            ),
            f"UPDATE operation_outputs SET {column} = :value, serialization = :serialization "
            "WHERE function_name = 'window'",
            "UPDATE workflow_output SET output = :value",
            "UPDATE workflow_status SET serialization = :serialization WHERE name = 'share'",
        ):
            connection.execute(text(order), given if ":" in order else {})


def status(url: str, name: str) -> str:
    with rows(url) as connection:
        query = text("SELECT status FROM workflow_status WHERE workflow_uuid = :id")
        return str(connection.execute(query, {"id": name}).scalar())
