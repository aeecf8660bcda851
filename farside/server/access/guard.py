"""Who comes in: the one door of the server, in front of every route.

Without users, whoever is at this machine, and no web site: a page from elsewhere that the same person has open in the
browser must not reach Farside, neither by its own origin nor by a name that points to 127.0.0.1 (DNS rebinding).
With users, an API key or the session of the page, whose requests prove by a token that the page sent them.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from farside.access.people import LOCAL, People, Person, Session
from farside.errors import FarsideError, Forbidden, LoginNeeded
from farside.server.refusal import refuse

COOKIE = "farside_session"
CSRF = "x-csrf-token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
# What a proxy adds: behind one, a request from this machine is anybody's.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_ADD = "'farside user add NAME' adds a user"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: nobody (`person` None), or a person, by their `session` of the page or by other means. `users`: whether
    the server has users at all."""

    users: bool
    person: Person | None = None
    session: Session | None = None


class Guard:
    """ASGI middleware. Sets `scope["state"]["visitor"]`, and `["person"]` where there is one.

    `loopback`: the server can only be reached from this machine. `public` are paths, and beginnings of paths that end
    in "/", that need nobody: the page and the way in. They give no data of anybody.
    """

    def __init__(self, app: ASGIApp, people: People, loopback: bool, public: tuple[str, ...]) -> None:
        self._app = app
        self._people = people
        self._loopback = loopback
        self._public = public

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http":
            headers = Headers(scope=scope)
            try:
                visitor = await to_thread.run_sync(self._visitor, headers)
                self._check(scope["method"], scope["path"], headers, visitor)
            except FarsideError as error:
                await refuse(error, scope, receive, send)
                return
            state = scope.setdefault("state", {})
            state["visitor"] = visitor
            if visitor.person:
                state["person"] = visitor.person
        await self._app(scope, receive, send)

    def _visitor(self, headers: Headers) -> Visitor:
        """A key counts before a cookie. Raises `LoginNeeded` for a key that is none of ours, whatever the path."""
        if not self._people.any():
            return Visitor(users=False, person=LOCAL if self._loopback else None)
        kind, _, key = headers.get("authorization", "").partition(" ")
        if kind:
            person = self._people.by_key(key.strip()) if kind.lower() == "bearer" else None
            if person is None:
                raise LoginNeeded("this API key is not known here; 'farside user key NAME' makes one")
            return Visitor(True, person)
        cookie = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        session = self._people.by_cookie(cookie) if cookie else None
        return Visitor(True, session.person if session else None, session)

    def _check(self, method: str, path: str, headers: Headers, visitor: Visitor) -> None:
        public = any(path.startswith(one) if one.endswith("/") and one != "/" else path == one for one in self._public)
        arrives = public and method in _SAFE
        if path == "/healthz":
            return
        if not visitor.users:
            _check_local(headers, self._loopback)
        _check_site(headers, arrives)
        if public:
            return
        if visitor.person is None:
            raise LoginNeeded("log in, or send an API key: 'Authorization: Bearer fsk-…'")
        if visitor.session and method not in _SAFE:
            sent = headers.get(CSRF, "")
            if not hmac.compare_digest(sent.encode(), visitor.session.csrf.encode()):
                raise Forbidden("the request does not carry the page's token (X-CSRF-Token): reload the page")


def _check_local(headers: Headers, loopback: bool) -> None:
    """Without users only this machine may ask, under its own names."""
    if not loopback:
        raise Forbidden(f"this server can be reached from other machines, and has no users: {_ADD}")
    if any(name in headers for name in _FORWARDED):
        raise Forbidden(f"the request came through a proxy, and this server has no users: {_ADD}")
    if _name_of(headers.get("host", "")) not in _LOOPBACK:
        raise Forbidden(
            f"this server has no users, so it answers only as localhost or 127.0.0.1, not as "
            f"{headers.get('host', '')!r}: {_ADD}"
        )


def _check_site(headers: Headers, arrives: bool) -> None:
    """No other site's page may ask. `arrives`: following a link from elsewhere to the page itself is no attack."""
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc.lower() != headers.get("host", "").lower():
        raise Forbidden(f"another web site ({origin}) may not ask this server")
    site = headers.get("sec-fetch-site", "same-origin")
    if site not in {"same-origin", "none"} and not (arrives and headers.get("sec-fetch-mode") == "navigate"):
        raise Forbidden("another web site may not ask this server")


def _name_of(host: str) -> str:
    """The name of a Host header without its port; empty for what is none."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""
