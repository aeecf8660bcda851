"""`farside serve`: where it is, or one line that says why it cannot start, and no address."""

from __future__ import annotations

import signal
import socket
import sqlite3
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from functools import partial
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI
from sse_starlette.sse import AppStatus
from typer.testing import CliRunner, Result

from farside.access.users import Users
from farside.cli import main
from farside.cli.serve import _url
from farside.config import load
from farside.engine.machine import Running
from farside.errors import FarsideError, LibraryUnusable
from farside.library.library import Library
from farside.server.running import run_server


@asynccontextmanager
async def _failing(app: FastAPI) -> AsyncIterator[None]:
    app.state.failed = FarsideError("no room")
    raise app.state.failed
    yield


def serve() -> Result:
    return CliRunner().invoke(main.app, ["serve", "--no-open", "--port", "0"])


@pytest.mark.parametrize("name", ["library", "users"])
def test_a_damaged_database_is_one_line(home: Path, name: str) -> None:
    home.mkdir()
    (home / f"{name}.db").write_bytes(b"no database" * 1000)
    result = serve()
    assert (result.exit_code, result.stdout) == (3, "")
    assert f"{name}.db is damaged" in result.stderr
    assert len(result.stderr.splitlines()) == 1


def test_a_home_of_a_newer_release_is_named_so(home: Path) -> None:
    home.mkdir()
    Library(load()).close()
    with closing(sqlite3.connect(home / "library.db")) as kept:
        kept.execute("INSERT INTO migration VALUES (9999)")
        kept.commit()
    result = serve()
    assert (result.exit_code, result.stdout) == (3, "")
    assert "was written by a newer release of Farside" in result.stderr
    with pytest.raises(LibraryUnusable, match="newer release"):
        Library(load())


def test_a_home_that_had_users_is_not_served_open(home: Path) -> None:
    with closing(Users(load())) as users:
        users.add("anna", "correct horse")
        users.remove("anna")
    result = serve()
    assert (result.exit_code, result.stdout) == (2, "")
    assert "farside user reopen" in result.stderr


def test_an_app_that_fails_at_its_start_raises_its_own_error(
    capfd: pytest.CaptureFixture[str],
) -> None:
    app, announced = FastAPI(lifespan=_failing), []
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as listening,
        pytest.raises(FarsideError, match="no room"),
    ):
        run_server(
            app, uvicorn.Config(app, log_config=None), listening, lambda: announced.append(1)
        )
    assert (announced, capfd.readouterr().err) == ([], "")


def test_a_server_that_is_asked_to_end_ends_as_programs_do_and_leaves_nothing_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # What is told of the process: the streams of other servers here would end too.
    monkeypatch.setattr(AppStatus, "should_exit", False)
    before = signal.getsignal(signal.SIGTERM)
    app, asked = FastAPI(), partial(signal.raise_signal, signal.SIGTERM)
    with (
        closing(socket.create_server(("127.0.0.1", 0))) as listening,
        pytest.raises(SystemExit) as ended,
    ):
        run_server(app, uvicorn.Config(app, log_config=None), listening, asked)
    assert ended.value.code == 0, (
        "else nothing is taken away of what multiprocessing keeps in the temporary folder"
    )
    assert signal.getsignal(signal.SIGTERM) is before


class _Listening:
    def __init__(self, address: str, only: bool) -> None:
        self._address, self._only = address, only

    def getsockname(self) -> tuple[str, int]:
        return self._address, 8500

    def getsockopt(self, *_: int) -> bool:
        return self._only


@pytest.mark.parametrize(
    ("address", "only", "host"),
    [
        ("127.0.0.1", False, "127.0.0.1"),
        ("0.0.0.0", False, "127.0.0.1"),
        ("::", False, "127.0.0.1"),
        ("::", True, "[::1]"),
        ("::1", True, "[::1]"),
        ("::ffff:0.0.0.0", False, "127.0.0.1"),
        ("::ffff:10.0.0.1", False, "10.0.0.1"),
        ("2001:db8::1", False, "[2001:db8::1]"),
    ],
)
def test_the_first_line_says_where_this_machine_reaches_the_server(
    address: str, only: bool, host: str
) -> None:
    """Where the system has a socket for IPv6 hear IPv6 alone, `::` is reached by no IPv4
    address."""
    assert _url(_Listening(address, only)) == f"http://{host}:8500/"  # type: ignore[arg-type]


def test_the_engine_that_it_began_ends_with_it(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    began: list[float] = []

    def end(since: float) -> Running:
        began.append(since)
        return Running(1, since, "", "", "tiny.gguf", "job")

    def stopped(_app: object, _config: object, listening: socket.socket, _announce: object) -> None:
        listening.close()
        raise KeyboardInterrupt

    monkeypatch.setattr("farside.server.running.run_server", stopped)
    monkeypatch.setattr("farside.engine.launch.end_unused_engine", end)
    before = time.time()
    assert "The engine with tiny.gguf was ended too" in serve().stdout
    assert before <= began[0] <= time.time()
