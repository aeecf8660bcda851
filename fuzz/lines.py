"""Bytes on a socket of a running server: heads, bodies and pipelines that are nearly HTTP."""

from __future__ import annotations

import ipaddress
import secrets
import socket
import time
from urllib.parse import urlsplit

from hypothesis import strategies as st

from fuzz.found import Faults, Turn, tries
from fuzz.serving import Server, serving

_PATIENCE = 0.2  # seconds for a reply: many requests rightly get none
_CHECKED_EVERY = 50
# Megabytes of memory that a server may gain over one turn.
_MOST_GAIN = 300.0

_METHOD = st.sampled_from(
    [
        b"GET",
        b"POST",
        b"PUT",
        b"DELETE",
        b"HEAD",
        b"OPTIONS",
        b"PRI",
        b"get",
        b"G\x00T",
        b"CONNECT",
        b"",
    ]
)
_PATH = st.sampled_from([
    b"/", b"/api/me", b"/api/runs", b"/api/uploads?name=a.txt", b"/v1/chat/completions",
    b"/v1/files", b"/web/../x", b"//", b"/api/documents/%00", b"/%ff%fe", b"*", b"http://x/api/me",
    b"/api/items/" + b"a" * 5000, b"/?" + b"&" * 9000, b"",
])  # fmt: skip
_VERSION = st.sampled_from(
    [b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b"http/1.1", b"", b"XTP/1.1"]
)
_NAME = st.sampled_from([
    b"Host", b"Content-Length", b"Transfer-Encoding", b"Connection", b"Expect", b"Upgrade",
    b"Content-Type", b"Origin", b"Cookie", b"Range", b"Accept-Encoding", b"X-Forwarded-For",
    b"Trailer", b"X" * 300, b"", b"Bad Name", b"\xe4",
])  # fmt: skip
_VALUE = st.sampled_from([
    b"x", b"127.0.0.1", b"0", b"5", b"-1", b"+5", b"5, 5", b"99999999999999999999", b"chunked",
    b"gzip, chunked", b"close", b"keep-alive", b"100-continue", b"websocket", b"application/json",
    b"multipart/form-data; boundary=x", b"bytes=0-", b"\x00", b"\xff\xfe", b"a" * 20_000,
    b"x\r\n folded", b"x\nInjected: y", b"",
])  # fmt: skip
_BODY = st.one_of(
    st.sampled_from([
        b"", b"{}", b"[" * 2000, b'{"kind":"ask"}', b"5\r\nhello\r\n0\r\n\r\n",
        b"FFFFFFFFFFFFFFFFF\r\n", b"-1\r\n\r\n", b"1;" + b"e" * 5000 + b"\r\nx\r\n0\r\n\r\n",
        b"0\r\nTrailer: " + b"x" * 9000 + b"\r\n\r\n", b"5\r\nhel", (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="../a"\r\n'
            b'\r\nx\r\n--x--\r\n'
        ), b"\xff" * 100,
    ]),
    st.binary(max_size=40),
)  # fmt: skip


@st.composite
def _request(draw: st.DrawFn, key: bytes, host: bytes) -> bytes:
    """Mostly one that gets in and beyond the door; else whatever comes."""
    heads = draw(st.lists(st.tuples(_NAME, _VALUE), max_size=4))
    if draw(st.integers(0, 4)):
        heads += [(b"Host", host), (b"Authorization", b"Bearer " + key)]
    body = draw(_BODY)
    if draw(st.booleans()):
        heads.append((b"Content-Length", b"%d" % len(body)))
    end = draw(st.sampled_from([b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r"]))
    first = b" ".join((draw(_METHOD), draw(_PATH), draw(_VERSION)))
    return end.join([first, *(name + b": " + value for name, value in heads), b"", body])


def _put_in(line: bytes, at: int, other: bytes) -> bytes:
    at %= len(line) + 1
    return line[:at] + other + line[at:]


def _lines(server: Server) -> st.SearchStrategy[tuple[bytes, list[int]]]:
    """The bytes of a connection, and where they are cut into what is sent at once."""
    host, key = urlsplit(server.url).netloc.encode(), server.keys["ben"].encode()
    pipelined = st.lists(_request(key, host), min_size=1, max_size=4).map(b"".join)
    junk = st.binary(max_size=200)
    turned = st.builds(_put_in, pipelined, st.integers(0, 3000), st.binary(max_size=3))
    return st.tuples(
        st.one_of(pipelined, pipelined, turned, junk), st.lists(st.integers(0, 4000), max_size=2)
    )


def sent(turn: Turn) -> tuple[int, Faults]:
    """Connections of such bytes, one after the other; the server is asked now and then how it
    is."""
    faults = Faults("lines", turn.failures)
    with serving() as server:
        before, count = server.megabytes, 0

        def tried(line: tuple[bytes, list[int]]) -> None:
            nonlocal count
            content, cuts = line
            fault = _fault(_reply(server, content, cuts))
            count += 1
            if not fault and (not server.alive or count % _CHECKED_EVERY == 0):
                fault = server.complaint() or _unwell(server, before)
            if fault:
                faults.add(
                    fault,
                    content,
                    ".http",
                    f"{fault}\ncuts: {cuts}\n{server.errors.read_text()[-4000:]}",
                )

        return tries(_lines(server), tried, turn), faults


def _reply(server: Server, content: bytes, cuts: list[int]) -> bytes:
    """What the server says in the first moments."""
    where = urlsplit(server.url)
    said = b""
    try:
        place = (where.hostname or "", where.port or 0)
        with socket.create_connection(place, timeout=5, source_address=_elsewhere()) as line:
            at = 0
            for end in [*sorted(cuts), len(content)]:
                line.sendall(content[at : max(at, end)])
                at = max(at, end)
            line.settimeout(_PATIENCE)
            while len(said) < 100_000 and (block := line.recv(65_536)):
                said += block
                line.settimeout(_PATIENCE / 4)
    except OSError:  # closed by the server, or nothing more in time
        pass
    return said


def _elsewhere() -> tuple[str, int]:
    """One of the many addresses of loopback: who sends much junk from one address is soon not heard
    any more."""
    return str(ipaddress.IPv4Address(secrets.randbelow(2**24 - 2) + 0x7F000001)), 0


def _fault(reply: bytes) -> str:
    """A status of the server's own failure. 503 is an answer: it is busy, or has no model."""
    for part in reply.split(b"HTTP/1.1 ")[1:]:
        if part[:1] == b"5" and part[:3] != b"503":
            return f"status {part[:3].decode('ascii', 'replace')}"
    return ""


def _unwell(server: Server, before: float) -> str:
    gained = server.megabytes - before
    if gained > _MOST_GAIN:
        return f"the server took {gained:.0f} MB"
    start = time.monotonic()
    if (
        b" 200 "
        not in _reply(
            server, b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n", []
        )[:20]
    ):
        return f"the server does not say that it is well ({time.monotonic() - start:.1f} seconds)"
    return ""
