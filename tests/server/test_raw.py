"""Requests that no client writes: odd spellings of a path are not past the door, and one request is
never two."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import closing, suppress

import pytest

from farside.access.users import Users
from tests.server.chatty import settings_of
from tests.server.served import Client, serving

# What a proxy in front may take for something else than the server does.
SPELLINGS = [
    "/api//documents", "//api/documents", "/API/documents", "/%61pi/documents", "/api/%64ocuments",
    "/api/documents/", "/api/./documents", "/web/../api/documents", "/web/%2e%2e/api/documents",
    "/healthz/../api/documents", "/api/documents;x", "/api/documents%00", "/api/documents%2f",
    "/api\\documents", "http://127.0.0.1/api/documents",
]  # fmt: skip
INNER = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
# Heads whose body ends at two places, depending on who reads them.
TWO_ENDS = [
    b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n",
    b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n",
    b"Content-Length: 5\r\nContent-Length: %d\r\n" % (5 + len(INNER)),
    b"Content-Length: 5, %d\r\n" % (5 + len(INNER)),
    b"Content-Length: +5\r\n",
    b"Content-Length: 5\r\nTransfer-Encoding: xchunked\r\n",
    b"Transfer-Encoding: chunked, identity\r\n",
    b"Transfer-Encoding : chunked\r\nContent-Length: 5\r\n",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    settings = settings_of(tmp_path_factory.mktemp("raw"))
    with closing(Users(settings)) as users:
        users.add("anna", "correct horse")
    with serving(settings) as client:
        yield client


def said(server: Client, sent: bytes) -> bytes:
    """Everything that the server answers until it closes the line or waits for more."""
    got = b""
    with socket.create_connection(
        (server.base_url.host, server.base_url.port or 0), timeout=3
    ) as line:
        line.sendall(sent)
        with suppress(TimeoutError):
            while piece := line.recv(65_536):
                got += piece
    return got


@pytest.mark.parametrize("path", SPELLINGS)
def test_an_odd_spelling_of_a_path_is_not_past_the_door(server: Client, path: str) -> None:
    reply = said(
        server, f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode()
    )
    status, body = reply.split(b" ")[1], reply.partition(b"\r\n\r\n")[2]
    assert status in (b"400", b"401", b"404") or body.startswith(b"<!doctype html>"), reply
    assert b'"documents"' not in body


@pytest.mark.parametrize("head", TWO_ENDS)
def test_a_request_whose_end_is_doubtful_is_refused_and_nothing_after_it_is_read(
    server: Client, head: bytes
) -> None:
    reply = said(
        server,
        b"POST /api/session HTTP/1.1\r\nHost: 127.0.0.1\r\n" + head + b"\r\n0\r\n\r\n" + INNER,
    )
    assert reply.split(b" ")[1] == b"400", reply
    assert b'"ok"' not in reply, reply
    assert reply.count(b"HTTP/1.1 ") == 1, reply
