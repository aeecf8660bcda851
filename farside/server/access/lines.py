"""Connections: what a connection may send beside bodies is bounded, in bytes, in number and in
time.

The parser is llhttp (through httptools), not h11, though llhttp lacks h11's bound on heads: h11 is
Python, and one sender of chunks of a single byte kept it busy for 1.4 seconds a read, for everybody
(`benchmarks/server_lines.py`). Bodies are bounded by `access.watch`.
"""

from __future__ import annotations

import asyncio
import ipaddress
import json
from collections.abc import Sequence
from functools import partial
from http import HTTPStatus
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from farside.errors import SettingsError
from farside.server.access.addresses import Network, plain_address, plain_network
from farside.server.access.attempts import network_of
from farside.server.access.proxy_login import note_peer
from farside.server.access.tally import Tally
from farside.server.http import errors

HEAD_BYTES = 65_536
"""The most bytes of a head, of trailers, and of anything else that is no body."""
HEADERS = 200
PIPELINED = 8
"""Requests that wait for the reply to an earlier one of the same connection."""
PIECES = 1000
"""Chunks of a body that may come in one read: each costs time, also one of a single byte."""
HEAD_SECONDS = 30.0
OFFENCES = 50
"""Connections that break a bound, from one network; then one more a second, and others are closed
at once."""
READ_SECONDS = 120.0
"""How long a client may leave a reply unread that no longer fits into the buffers."""
_TOO_LARGE = f"the head of a request may have {HEAD_BYTES:,} bytes and {HEADERS} fields"


def uvicorn_config(
    app: ASGIApp, proxies: str = "", connections: int | None = None
) -> uvicorn.Config:
    """Make uvicorn's configuration for `app`. Only the `proxies` (addresses or networks, with
    commas between them) are believed about who a request comes from. Raises `SettingsError` for one
    that is neither."""
    named = [one.strip() for one in proxies.split(",") if one.strip()]
    networks = []
    for one in named:
        try:
            networks.append(plain_network(one))
        except ValueError as error:
            raise SettingsError(
                f"server_trusted_proxies: {one!r} is no address and no network; "
                "name the proxy's, as in '127.0.0.1, 10.0.0.0/24'"
            ) from error
    # Without a log of uvicorn's own, which would have paths, and what failures say.
    return uvicorn.Config(
        app,
        http=partial(  # type: ignore[arg-type]
            HttpLine, offences=Tally(OFFENCES, OFFENCES), proxies=tuple(networks)
        ),
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=bool(named),
        forwarded_allow_ips=[str(one) for one in networks],
        limit_concurrency=connections,
        timeout_graceful_shutdown=2,
    )


def _is_of(address: str, networks: Sequence[Network]) -> bool:
    try:
        known = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(known in network for network in networks)


class _OutOfBounds(Exception):
    """Ends the parsing of what a connection sends."""


class HttpLine(HttpToolsProtocol):
    """uvicorn's protocol, which bounds neither heads nor trailers nor pipelines, and waits for them
    without end. It closes idle connections between requests by itself."""

    _clock: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None
    _since = (
        0  # bytes that came since the last piece of a body, or the last end of a head or request
    )
    _progress = False
    _pieces = 0  # of the body, in what came last
    _size = _count = 0  # of the head, and of the trailers after it
    _in_head = True
    _whole = True  # nothing more of the latest request is to come
    _too_large = False
    _cycles: Sequence[
        RequestResponseCycle
    ] = ()  # cycles with incomplete replies: uvicorn knows only the latest

    def __init__(
        self, *given: Any, offences: Tally, proxies: Sequence[Network] = (), **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self._offences = offences
        self._proxies = proxies
        self._network = ""

    # Takes what uvicorn's own takes.
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if self.client:  # whatever asks who it is gets it from here
            self.client = (plain_address(self.client[0]), self.client[1])
        address = self.client[0] if self.client else ""
        self._network = "" if _is_of(address, self._proxies) else network_of(address)
        if self._network and self._offences.wait(self._network, self.loop.time()):
            transport.abort()
            return
        self._start_clock()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_clock()
        self.resume_writing()
        for cycle in self._open_cycles():
            cycle.disconnected = True  # else it would wait, or write to what is closed
            cycle.message_event.set()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._progress, self._pieces = False, 0
        super().data_received(data)
        self._since = 0 if self._progress else self._since + len(data)
        if self._since > HEAD_BYTES and not self.transport.is_closing():
            self._too_large = True
            self.send_400_response("")

    def on_message_begin(self) -> None:
        super().on_message_begin()
        note_peer(self.scope, self.client[0] if self.client else "")
        self._in_head, self._whole, self._size, self._count = True, False, 0, 0
        self._start_clock()

    def on_url(self, url: bytes) -> None:
        self._measure(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        self._count += 1
        self._measure(len(name) + len(value))
        if self._in_head:  # uvicorn would take trailers for headers, which a proxy may have checked
            super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._progress = False, True
        self._stop_clock()
        super().on_headers_complete()
        self._cycles = [*self._open_cycles(), self.cycle]
        if len(self.pipeline) > PIPELINED:
            raise _OutOfBounds

    def on_body(self, body: bytes) -> None:
        self._progress = True
        self._pieces += 1
        if self._pieces > PIECES:
            raise _OutOfBounds
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._progress = self._whole = True
        self._stop_clock()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if not self._whole and self.cycle.response_complete:
            self._start_clock()  # nobody waits any more for the rest of the request

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - uvicorn's words are not ours
        """End a connection that sends what is no HTTP, or too much. Where a reply to an earlier
        request is on its way, nothing can be said."""
        if self._network:  # what a proxy passes on is not its own
            self._offences.add(self._network, self.loop.time())
        if self.cycle is not None and not self.cycle.response_complete:
            self.transport.abort()
            return
        status = (
            HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE
            if self._too_large
            else HTTPStatus.BAD_REQUEST
        )
        said = _TOO_LARGE if self._too_large else "this is no HTTP request"
        body = json.dumps(errors.error_body(status, said, "invalid_request")).encode()
        headers = {
            **errors.SAFE,
            "content-type": "application/json",
            "content-length": str(len(body)),
            "connection": "close",
        }
        lines = [
            f"HTTP/1.1 {status.value} {status.phrase}",
            *(f"{name}: {value}" for name, value in headers.items()),
        ]
        self.transport.write("\r\n".join([*lines, "", ""]).encode() + body)
        self.transport.close()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._unread is None:
            self._unread = self.loop.call_later(READ_SECONDS, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()
            self._unread = None

    def _open_cycles(self) -> list[RequestResponseCycle]:
        return [cycle for cycle in self._cycles if not cycle.response_complete]

    def _measure(self, size: int) -> None:
        self._size += size
        if self._size > HEAD_BYTES or self._count > HEADERS:
            self._too_large = True
            raise _OutOfBounds

    def _start_clock(self) -> None:
        if self._clock is None:
            self._clock = self.loop.call_later(HEAD_SECONDS, self.transport.close)

    def _stop_clock(self) -> None:
        if self._clock is not None:
            self._clock.cancel()
            self._clock = None
