"""What happens to every request, around everything else: an id, a line of the log, numbers, a bound
on its size, and a line of the audit for each document that was given out."""

from __future__ import annotations

import asyncio
import secrets
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from farside.server.access.guard import STREAMED
from farside.server.access.json_bounds import JsonBounds, OutOfBounds
from farside.server.access.metrics import Metrics
from farside.server.http import errors, journal

BODY_BYTES = 16_000_000
PATIENCE_SECONDS = 60.0
PACE = 1000
"""A request that lasts must have brought this many bytes a second: else a login of a byte a minute,
which anybody may send, would hold its connection for ever."""
_TOUCHED = "touched"
_TOO_LARGE = (
    f"the body of a request may have {BODY_BYTES:,} bytes; files are sent to /api/uploads or "
    "/v1/files, which take more"
)
_TOO_SLOW = (
    f"nothing more of the request came for {PATIENCE_SECONDS:g} seconds, or less than {PACE:,} "
    "bytes a second; send it again"
)


def note_touched(request: Request, documents: Iterable[str]) -> None:
    """Notes that the request was given something of these documents (ids), for the audit. To be
    called before the reply begins."""
    request.scope.setdefault("state", {}).setdefault(_TOUCHED, []).extend(filter(None, documents))


@dataclass(slots=True)
class _Seen:
    started: float = field(default_factory=time.perf_counter)
    status: int = 0
    audited: bool = False
    id: str = field(default_factory=lambda: f"req_{secrets.token_hex(8)}")


class RequestWatch:
    """ASGI middleware, the outermost."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        seen = _Seen()

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                seen.status = message["status"]
                MutableHeaders(scope=message)["x-request-id"] = seen.id
                self._audit(scope, seen)  # now: a stream may go on for hours
            await send(message)

        self._metrics.begun()
        try:
            with suppress(ClientDisconnect):  # no fault: nobody is there to be answered
                await self._run(scope, receive, noted)
        finally:
            fault = sys.exception()
            if isinstance(fault, Exception):
                journal.log_fault("fault", fault, request=seen.id, route=_route(scope))
            self._end(scope, seen)

    async def _run(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["path"] in STREAMED:
            await self._app(scope, _Patient(receive), send)
            return
        length = Headers(scope=scope).get("content-length", "0")
        if length.isdecimal() and int(length) > BODY_BYTES:
            large = errors.error_response(errors.TooLarge(_TOO_LARGE), None, scope["path"])
            await large(scope, receive, send)
            return
        await self._app(scope, _Patient(receive, BODY_BYTES), send)

    def _end(self, scope: Scope, seen: _Seen) -> None:
        state = scope.get("state", {})
        who = getattr(state.get("person"), "id", None)
        route, seconds = _route(scope), time.perf_counter() - seen.started
        self._metrics.ended(scope["method"], route, seen.status, seconds)
        what = {"method": scope["method"], "route": route, "status": seen.status}
        journal.log_event(
            "request", request=seen.id, person=who, ms=round(seconds * 1000, 1), **what
        )
        if not seen.audited:  # a reply that never began
            self._audit(scope, seen)

    def _audit(self, scope: Scope, seen: _Seen) -> None:
        seen.audited = True
        state, route = scope.get("state", {}), _route(scope)
        what = {"method": scope["method"], "route": route, "status": seen.status}
        address = (scope.get("client") or ("",))[0]
        who = getattr(state.get("person"), "id", None)
        for document in dict.fromkeys([*_named(scope, route), *state.get(_TOUCHED, ())]):
            journal.log_access(
                request=seen.id, person=who, address=address, document=document, **what
            )


class _Patient:
    """The body of a request, as long as more of it comes. With `most` it must be JSON of at most
    that many bytes, come in the `PACE` and stay within `JsonBounds`."""

    def __init__(self, receive: Receive, most: int | None = None) -> None:
        self._receive = receive
        self._most = most
        self._got = 0
        self._begun = asyncio.get_running_loop().time()
        self._bounds = JsonBounds()
        self._whole = False

    async def __call__(self) -> Message:
        if self._whole:  # what comes now is that the client goes away, whenever that is
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._patience()):
                message = await self._receive()
        except TimeoutError as error:
            raise HTTPException(408, _TOO_SLOW) from error
        self._whole = not message.get("more_body", False)
        if self._most is not None:
            self._check(message.get("body", b""), self._most)
        return message

    def _patience(self) -> float:
        """The time until which the next piece is waited for."""
        given = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        if self._most is None:
            return given
        return min(given, self._begun + PATIENCE_SECONDS + self._got / PACE)

    def _check(self, piece: bytes, most: int) -> None:
        """Check a piece. Raises `HTTPException`, the only kind that survives where the body is
        parsed.
        """
        self._got += len(piece)
        if self._got > most:
            raise HTTPException(413, _TOO_LARGE)
        try:
            self._bounds.feed(piece)
        except OutOfBounds as error:
            raise HTTPException(400, str(error)) from error


def _named(scope: Scope, route: str) -> list[str]:
    """The document that a path names."""
    given = scope.get("path_params", {}).get("identity")
    return [given] if given and route.startswith("/api/documents/{identity}") else []


def _route(scope: Scope) -> str:
    """The route's pattern: a path may hold names that people gave."""
    return getattr(scope.get("route"), "path", "other")
