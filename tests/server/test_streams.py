"""Event streams end with the right to come in, and neither they nor slow clients take the server
from others."""

from __future__ import annotations

import resource
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import replace
from typing import Any

import pytest

from farside.access.users import Users, home_of
from farside.cli import serve
from farside.config import Settings
from farside.library import runs
from farside.library.library import Library
from farside.library.runs import RunFilter
from farside.server import access
from farside.server.access import lines, watch
from farside.server.http import sse
from tests.server.conftest import TEXT
from tests.server.served import Client, serving
from tests.server.test_runs import looked
from tests.server.uploads.test_uploads import left_in

PASSWORD = "correct horse"


@pytest.fixture
def users(settings: Settings) -> Iterator[Users]:
    with closing(Users(settings)) as opened:
        opened.add("anna", PASSWORD)
        opened.add("ben", PASSWORD)
        yield opened


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything that is looked at now and then is looked at often."""
    monkeypatch.setattr(sse, "ALIVE_SECONDS", 0.1)
    monkeypatch.setattr(sse, "_WELCOME_SECONDS", 0.1)
    monkeypatch.setattr(access, "_LOOK_SECONDS", 0.1)
    monkeypatch.setattr(watch, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(lines, "HEAD_SECONDS", 0.5)


def of(server: Client, key: str) -> Client:
    return Client(base_url=server.base_url, timeout=10, headers={"Authorization": f"Bearer {key}"})


def ended(lines: Iterator[str]) -> bool:
    """Whether a stream comes to its end; the client's timeout says when it does not."""
    for _ in lines:
        pass
    return True


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("how", ["user", "key"])
def test_who_is_let_in_no_more_hears_no_more(settings: Settings, users: Users, how: str) -> None:
    anna, (key, shown) = users.named("anna"), users.new_key(users.named("anna"))
    with (
        serving(settings) as server,
        of(server, shown) as client,
        client.stream("GET", "/api/events") as told,
    ):
        lines = told.iter_lines()
        for _ in range(12):
            next(lines)
        users.remove("anna") if how == "user" else users.remove_key(anna, key.id)
        assert ended(lines)
        assert client.get("/api/me").status_code == 401


@pytest.mark.usefixtures("quick")
def test_a_page_that_logs_out_hears_no_more(settings: Settings, users: Users) -> None:
    with serving(settings) as server:
        login = server.ok("POST", "/api/session", {"name": "anna", "password": PASSWORD})
        with server.stream("GET", "/api/events", timeout=10) as told:
            lines = told.iter_lines()
            next(lines)
            server.ok("DELETE", "/api/session", headers={"X-CSRF-Token": login["csrf"]})
            assert ended(lines)


@pytest.mark.usefixtures("quick")
def test_what_a_removed_user_asked_is_stopped(
    settings: Settings, users: Users, slow: Settings
) -> None:
    anna, shown = users.named("anna"), users.new_key(users.named("anna"))[1]
    with serving(slow) as server, of(server, shown) as client:
        document = client.add("a.txt", TEXT.encode())
        first = client.ask("What is the code?", [document])["id"]
        client.ask("Again?", [document])
        looked(client, first)
        users.remove("anna")
        with closing(Library(replace(settings, home=home_of(settings, anna)))) as library:
            patience = time.monotonic() + 20
            while {one.state for one in runs.select_runs(library, RunFilter())[0]} != {"stopped"}:
                assert time.monotonic() < patience
                time.sleep(0.05)


def test_one_person_has_so_many_streams_and_others_have_theirs(
    settings: Settings, users: Users, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sse, "MOST", 2)
    anna, ben = (users.new_key(users.named(name))[1] for name in ("anna", "ben"))
    with (
        serving(settings) as server,
        of(server, anna) as mine,
        of(server, ben) as other,
        ExitStack() as opened,
    ):
        open_lines = [
            opened.enter_context(mine.stream("GET", "/api/events")).iter_lines() for _ in range(2)
        ]
        assert [next(lines)[0] for lines in open_lines] == [":", ":"]
        refused = mine.get("/api/events")
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "busy")
        assert int(refused.headers["retry-after"]) > 0
        with other.stream("GET", "/api/events") as told:
            assert told.status_code == 200
        opened.close()
        patience = time.monotonic() + 10
        while not _opens(mine):
            assert time.monotonic() < patience
            time.sleep(0.05)


def _opens(client: Client) -> bool:
    with client.stream("GET", "/api/events") as told:
        return told.status_code == 200


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("path", ["/api/uploads?name=a.txt", "/api/conversations"])
def test_a_body_that_stops_coming_is_not_waited_for(settings: Settings, path: str) -> None:
    with serving(settings) as server:
        with socket.create_connection(
            (server.base_url.host, server.base_url.port or 0), timeout=10
        ) as line:
            head = "Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 5000"
            line.sendall(f'POST {path} HTTP/1.1\r\n{head}\r\n\r\n{{"title": "'.encode())
            assert line.recv(1000).startswith(b"HTTP/1.1 408")
        assert left_in(settings.home) == []
        assert server.ok("GET", "/api/items")["items"] == []


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("path", ["/api/session", "/api/conversations"])
def test_a_body_of_a_byte_now_and_then_does_not_hold_its_connection_for_ever(
    settings: Settings, path: str
) -> None:
    with serving(settings) as server:
        with socket.create_connection(
            (server.base_url.host, server.base_url.port or 0), timeout=0.1
        ) as line:
            head = "Host: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: 5000"
            line.sendall(f'POST {path} HTTP/1.1\r\n{head}\r\n\r\n{{"name": "'.encode())
            patience, reply = time.monotonic() + 5, b""
            while not reply:
                assert time.monotonic() < patience
                line.sendall(b"x")
                with suppress(TimeoutError):
                    reply = line.recv(1000)
        assert reply.startswith(b"HTTP/1.1 408")


@pytest.mark.usefixtures("quick")
def test_a_body_that_comes_slowly_is_taken(settings: Settings) -> None:
    def slowly() -> Iterator[bytes]:
        for _ in range(8):
            time.sleep(0.1)
            yield b"Some words. "

    with serving(settings) as server:
        assert server.post("/api/uploads?name=a.txt", content=slowly()).json()["size"] == 96


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "sent", [b"", b"GET /healthz HT", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: "]
)
@pytest.mark.parametrize("before", [b"", b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"])
def test_a_head_that_stops_coming_is_not_waited_for(
    settings: Settings, before: bytes, sent: bytes
) -> None:
    with (
        serving(settings) as server,
        socket.create_connection(
            (server.base_url.host, server.base_url.port or 0), timeout=10
        ) as line,
    ):
        line.sendall(before + sent)
        got = b""
        while piece := line.recv(10_000):
            got += piece
        assert got.startswith(b"HTTP/1.1 200") == bool(before)


def test_a_line_is_kept_for_a_stream_however_long(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(sse, "ALIVE_SECONDS", 0.2)
    with serving(settings) as server, server.stream("GET", "/api/events", timeout=5) as told:
        alive = told.iter_lines()
        started = time.monotonic()
        while time.monotonic() - started < 1:
            next(alive)


@pytest.mark.parametrize(
    ("limits", "raised", "connections"),
    [
        ((1024, 1024), None, 768),
        ((1024, 4096), 4096, 3840),
        ((1024, resource.RLIM_INFINITY), 8256, 8000),
        ((100_000, 100_000), None, 8000),
        ((64, 64), None, 16),
    ],
)
def test_there_are_never_more_connections_than_files_that_may_be_open(
    monkeypatch: pytest.MonkeyPatch, limits: tuple[int, int], raised: int | None, connections: int
) -> None:
    given: list[Any] = []
    monkeypatch.setattr(resource, "getrlimit", lambda _: limits)
    monkeypatch.setattr(resource, "setrlimit", lambda _, wanted: given.append(wanted[0]))
    assert serve.most_connections() == connections
    assert given == ([] if raised is None else [raised])
