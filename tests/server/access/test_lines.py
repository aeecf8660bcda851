"""What a connection may send beside bodies: bounded in bytes, in number and in time, and so is the
server's memory."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import psutil
import pytest
from uvicorn.server import ServerState

from farside.config import Settings
from farside.errors import SettingsError
from farside.server.access import lines, watch
from tests.server.served import Client, running, serving

HOST = b"Host: 127.0.0.1\r\n"
GET = b"GET /healthz HTTP/1.1\r\n" + HOST
CHUNKED = (
    b"POST /api/uploads?name=a.txt HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
)
PIECE = 65_536
MOST_SENT = 20_000_000  # what the kernel's buffers take is sent, too
MOST_KEPT = 12_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, psutil.Process]]:
    """A process of its own, whose memory is its own."""
    with running(Settings(home=Path(tmp_path_factory.mktemp("home")))) as (client, process):
        client.ok("GET", "/api/me")
        yield client, psutil.Process(process.pid)


def connected(client: Client) -> socket.socket:
    return socket.create_connection((client.base_url.host, client.base_url.port or 0), timeout=10)


def taken(line: socket.socket, block: bytes) -> bool:
    """Whether the connection is still open for what is sent."""
    try:
        line.sendall(block)
    except ConnectionError:
        return False
    return True


def answer(line: socket.socket) -> bytes:
    """Everything until the connection is closed."""
    got = b""
    try:
        while piece := line.recv(PIECE):
            got += piece
    except ConnectionResetError:
        pass
    return got


@pytest.mark.parametrize(
    ("begin", "more"),
    [
        pytest.param(GET, b"X-Filler: " + b"x" * 1000 + b"\r\n", id="headers"),
        pytest.param(GET, b"A: b\r\n", id="short headers"),
        pytest.param(GET + b"X: ", b"x" * PIECE, id="a value"),
        pytest.param(GET, b"x" * PIECE, id="a name"),
        pytest.param(b"GET /", b"x" * PIECE, id="a path"),
        pytest.param(
            CHUNKED + b"1\r\nx\r\n0\r\n", b"X-Filler: " + b"x" * 1000 + b"\r\n", id="trailers"
        ),
        pytest.param(CHUNKED + b"1\r\nx\r\n0\r\nX: ", b"x" * PIECE, id="a trailer"),
        pytest.param(CHUNKED + b"1;", b"x" * PIECE, id="a chunk's extension"),
        pytest.param(CHUNKED, b"1\r\nx\r\n", id="chunks of a byte"),
        pytest.param(b"", GET + b"\r\n", id="requests whose replies are not read"),
        pytest.param(
            b"", b"GET /api/events HTTP/1.1\r\n" + HOST + b"\r\n", id="requests behind a stream"
        ),
    ],
)
def test_nobody_fills_the_memory_with_what_is_no_body(
    server: tuple[Client, psutil.Process], begin: bytes, more: bytes
) -> None:
    client, process = server
    before = process.memory_info().rss
    sent, most = 0, before
    with connected(client) as line:
        line.sendall(begin)
        block = more * (PIECE // len(more) or 1)
        while taken(line, block):
            sent += len(block)
            assert sent < MOST_SENT
            most = max(most, process.memory_info().rss)
    assert most - before < MOST_KEPT
    assert client.get("/healthz").is_success


def test_a_large_head_is_refused_in_the_shape_of_every_error(
    server: tuple[Client, psutil.Process],
) -> None:
    client, _ = server
    for head in (
        {"X": "x" * (lines.HEAD_BYTES + 1)},
        {f"X-{n}": "x" for n in range(lines.HEADERS + 1)},
    ):
        reply = client.get("/healthz", headers=head)
        assert reply.status_code == 431
        assert reply.json()["error"]["code"] == "invalid_request"
        assert "65,536 bytes and 200 fields" in reply.json()["error"]["message"]
    assert client.get("/healthz", headers={"X": "x" * 60_000}).is_success
    with connected(client) as line:
        line.sendall(b"\x16\x03\x01 no HTTP\r\n\r\n")
        assert answer(line).startswith(b"HTTP/1.1 400 ")


def test_a_few_requests_may_be_sent_before_the_replies_are_read(
    server: tuple[Client, psutil.Process],
) -> None:
    client, _ = server
    with connected(client) as line:
        line.sendall((GET + b"\r\n") * lines.PIPELINED + GET + b"Connection: close\r\n\r\n")
        assert answer(line).count(b'{"status":"ok"}') == lines.PIPELINED + 1


def test_a_trailer_is_no_header(server: tuple[Client, psutil.Process]) -> None:
    client, _ = server
    head = b"GET /api/me HTTP/1.1\r\n" + HOST + b"Connection: close\r\n"
    with connected(client) as line:
        line.sendall(
            head
            + b"Transfer-Encoding: chunked\r\n\r\n0\r\nOrigin: http://elsewhere.example\r\n\r\n"
        )
        assert answer(line).startswith(b"HTTP/1.1 200 ")
    with connected(client) as line:
        line.sendall(head + b"Origin: http://elsewhere.example\r\n\r\n")
        assert answer(line).startswith(b"HTTP/1.1 403 ")


def test_who_breaks_bounds_again_and_again_is_closed_at_once(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "OFFENCES", 3)
    with serving(settings) as client:
        place = (client.base_url.host, client.base_url.port or 0)
        for said in (b"HTTP/1.1 400 ", b"HTTP/1.1 400 ", b"HTTP/1.1 400 ", b""):
            with socket.create_connection(
                place, timeout=10, source_address=("127.0.0.9", 0)
            ) as line:
                taken(line, b"no HTTP\r\n\r\n")
                assert answer(line)[:13] == said
        assert client.get("/healthz").is_success


def test_a_proxy_is_not_closed_for_what_it_passes_on(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lines, "OFFENCES", 1)
    with serving(replace(settings, server_trusted_proxies="127.0.0.8/31")) as client:
        place = (client.base_url.host, client.base_url.port or 0)
        for _ in range(4):
            with socket.create_connection(
                place, timeout=10, source_address=("127.0.0.9", 0)
            ) as line:
                taken(line, b"no HTTP\r\n\r\n")
                assert answer(line)[:13] == b"HTTP/1.1 400 "


@pytest.mark.parametrize(
    "named", ["127.0.0.1", "127.0.0.0/8", "::ffff:127.0.0.1", "::ffff:127.0.0.0/104"]
)
def test_a_proxy_is_known_by_a_socket_that_hears_both_kinds_of_addresses(
    settings: Settings, named: str
) -> None:
    """There an IPv4 address comes as `::ffff:127.0.0.1`."""
    asked: list[tuple[str, str]] = []

    async def app(scope: Any, _: object, __: object) -> None:
        asked.append((scope["client"][0], scope["scheme"]))

    told = lines.uvicorn_config(app, named)
    told.load()
    line: Any = told.http_protocol_class(  # type: ignore[call-arg]
        told, ServerState(), {}, _loop=asyncio.new_event_loop()
    )
    with closing(line.loop):
        line.connection_made(Transport(("::ffff:127.0.0.1", 5000)))
        assert line._network == "", "it is not closed for what it passes on"
        line.data_received(GET + b"X-Forwarded-For: 10.0.0.9\r\nX-Forwarded-Proto: https\r\n\r\n")
        line.loop.run_until_complete(asyncio.gather(*line.tasks))
        line.connection_lost(None)
    assert asked == [("10.0.0.9", "https")]


class Transport(asyncio.Transport):
    """One that only says who is at its other end."""

    def __init__(self, peer: tuple[str, int]) -> None:
        super().__init__({"peername": peer})

    def is_closing(self) -> bool:
        return False

    def write(self, data: object) -> None: ...

    def close(self) -> None: ...


@pytest.mark.parametrize("number", [pytest.param(2, id="a few"), pytest.param(200, id="too many")])
def test_who_goes_away_from_many_requests_leaves_no_fault_in_the_log(
    settings: Settings, number: int
) -> None:
    """The first of them is a stream, which is told that nobody listens any more."""
    with serving(settings) as client:
        with connected(client) as line:
            line.sendall(b"GET /api/events HTTP/1.1\r\n" + HOST + b"\r\n")
            assert line.recv(PIECE).startswith(b"HTTP/1.1 200 ")
            taken(line, (GET + b"\r\n") * number)
        with connected(client) as line:
            taken(line, (b"GET /api/me HTTP/1.1\r\n" + HOST + b"\r\n") * number)
        client.ok("GET", "/api/me")
        upload = client.add("a.txt", b"Words.")  # of which the streams tell
        assert upload
    said = (settings.home / "logs" / "server.log").read_text().splitlines()
    assert [one for one in map(json.loads, said) if one["level"] == "error" or "at" in one] == []


@pytest.fixture
def quick(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    monkeypatch.setattr(watch, "PATIENCE_SECONDS", 0.4)
    monkeypatch.setattr(lines, "HEAD_SECONDS", 0.4)
    monkeypatch.setattr(lines, "READ_SECONDS", 0.4)
    with serving(settings) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(b"/api/uploads?name=a.txt", id="awaited"),
        pytest.param(b"/api/me", id="answered"),
    ],
)
def test_trailers_and_rests_of_bodies_that_come_slowly_are_not_waited_for(
    quick: Client, path: bytes
) -> None:
    head = b"POST " + path + b" HTTP/1.1\r\n" + HOST + b"Transfer-Encoding: chunked\r\n\r\n"
    with connected(quick) as line:
        line.sendall(head + b"1\r\nx\r\n0\r\nX: ")
        started = time.monotonic()
        while taken(line, b"x"):
            time.sleep(0.05)
            assert time.monotonic() - started < 5


def test_a_reply_that_nobody_reads_is_not_kept(quick: Client, settings: Settings) -> None:
    document = quick.add("a.txt", b"Some words. " * 2_000_000)
    with connected(quick) as line:
        line.sendall(
            f"GET /api/documents/{document}/original HTTP/1.1\r\n".encode() + HOST + b"\r\n"
        )
        time.sleep(1.5)
        assert len(answer(line)) < 24_000_000


@pytest.mark.parametrize("named", ["nginx", "10.0.0.1/8", "*", "127.0.0.1 10.0.0.1"])
def test_a_proxy_is_named_by_its_address(named: str) -> None:
    async def app(*_: object) -> None: ...

    with pytest.raises(SettingsError, match="server_trusted_proxies"):
        lines.uvicorn_config(app, named)
