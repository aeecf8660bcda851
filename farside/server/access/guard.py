"""Who comes in: the one door of the server, in front of every route.

Without users, the person at this machine, but no web site: a page from elsewhere that the same
person has open in the browser must not reach Farside, neither by its own origin nor by a name that
points to 127.0.0.1 (DNS rebinding). With users, everybody with an API key or the session of the
page, whose requests prove by a token that the page sent them. A proxy that the settings name may
say who is signed in (`proxy_login`); the page then has a token, too.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from urllib.parse import urlsplit

from anyio import to_thread
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from farside.access.shares import Shares
from farside.access.users import LoginSession, User, Users
from farside.config import Settings
from farside.errors import FarsideError, Forbidden, LoginNeeded, NotFound
from farside.server import person
from farside.server.access import origins
from farside.server.access.addresses import is_loopback
from farside.server.access.attempts import network_of
from farside.server.access.pace import Pace
from farside.server.access.places import SHARE, may
from farside.server.access.proxy_login import find_named, make_token, read_proxy_login
from farside.server.http import errors
from farside.server.people.mirror import nothing_shared

COOKIE = "farside_session"
CSRF = "x-csrf-token"
# Where clients of Anthropic's API send their key.
_KEY = "x-api-key"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_HEALTH = "/healthz"
SESSION = "/api/session"
STREAMED = ("/api/uploads", "/v1/files")
"""Their bodies go to the disk as they come, and have bounds of their own."""
_PRIVATE = ("/api", "/v1", "/mcp", "/metrics", "/openapi.json", "/docs", "/redoc")
# Headers that a proxy adds: behind one, a request from this machine may be anybody's.
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_HOST = re.compile(r"([\w.-]+|\[[\w.:]+\])(:\d*)?", re.ASCII)
_ADD = "'farside user add NAME' adds a user"


class Closed(Forbidden):
    """This home had users and has none: there is nobody to ask for a password, but that is no
    permission."""

    code = "closed"

    def __init__(self) -> None:
        super().__init__(
            "this server had users and has none now, so it lets nobody in: put users.db back from "
            "a copy, add a user ('farside user add NAME'), or open it to whoever sits at its "
            "machine ('farside user reopen')"
        )


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks: on a server without `users` nobody by name; else a `user`, by the `session` of the
    page, by a key or by a proxy that names them, or nobody yet (None). `token` is the page's, ""
    for a key."""

    users: bool
    user: User | None = None
    session: LoginSession | None = None
    token: str = ""


class Guard:
    """ASGI middleware. Sets `person`, `visitor` and `csrf` (the page's token, None without a
    session) in the state of a request; `person` is None only where a path is open to everybody.
    `welcome` says, however long the request takes, whether it would still come in.

    `loopback`: the server can be reached from this machine only. `refresh` brings the place of a
    person in a shared collection to what the collection has now.
    """

    def __init__(
        self,
        app: ASGIApp,
        users: Users,
        settings: Settings,
        loopback: bool,
        refresh: Callable[[person.Person], None],
    ) -> None:
        self._app = app
        self._users = users
        self._shares = Shares(users)
        self._refresh = refresh
        self._settings = settings
        self._loopback = loopback
        self._login = read_proxy_login(settings)
        self._pace = Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
            return
        if scope["type"] == "http" and scope["path"] != _HEALTH:
            headers = Headers(scope=scope)
            state, who = scope.setdefault("state", {}), None
            share: str = state.get(SHARE, "")
            try:
                named = find_named(self._login, scope)
                visitor = await self._visitor(scope, headers, named)
                self._check(scope["method"], scope["path"], headers, visitor)
                who = self._person(visitor)
                if share and is_private(scope["path"]) and scope["path"] != SESSION:
                    who = await self._enter(visitor, share, scope["method"], scope["path"])
                    await to_thread.run_sync(self._refresh, who)
            except FarsideError as error:
                await errors.error_response(error, who, scope["path"])(scope, receive, send)
                return
            state["visitor"] = visitor
            state["person"] = who
            state["welcome"] = partial(self._welcome, headers, named, visitor, who)
            state["csrf"] = visitor.token or None
        await self._app(scope, receive, send)

    async def _visitor(self, scope: Scope, headers: Headers, named: str) -> Visitor:
        """Who asks, in the pace of one sender. Raises `LoginNeeded`."""
        sender = network_of((scope.get("client") or ("",))[0])
        try:
            visitor = await to_thread.run_sync(visitor_of, self._users, headers, named)
            if visitor.user:
                sender = visitor.user.id
        except FarsideError:
            await self._pace.keep(sender, headers, streamed=False, logs_in=False)
            raise
        if visitor.users:  # else there is only one person
            logs_in = scope["path"] == SESSION and scope["method"] == "POST"
            await self._pace.keep(sender, headers, scope["path"] in STREAMED, logs_in)
        return visitor

    def _check(self, method: str, path: str, headers: Headers, visitor: Visitor) -> None:
        """Check a request. Raises `Forbidden` and `LoginNeeded`."""
        private = is_private(path)
        if not visitor.users:
            _check_local(headers, self._loopback, self._login.header if self._login else "")
        if not self._is_welcome_site(path, headers, visitor):
            _check_site(headers, arrives=not private and method in SAFE)
        if not private or path == SESSION or not visitor.users:
            return
        if visitor.user is None:
            raise LoginNeeded("log in, or send an API key: 'Authorization: Bearer fsk-…'")
        if visitor.token and method not in SAFE:
            check_token(headers, visitor.token)

    def _is_welcome_site(self, path: str, headers: Headers, visitor: Visitor) -> bool:
        """Tell whether a page of a site that the settings name asks the API with a user's key,
        which no browser sends by itself."""
        sites = set(headers.getlist("origin"))
        keyed = visitor.user is not None and not visitor.token
        listed = bool(sites) and sites <= origins.list_origins(self._settings)
        return keyed and listed and origins.is_for_sites(path)

    async def _enter(self, visitor: Visitor, share: str, method: str, path: str) -> person.Person:
        """The user in a shared collection. Raises `NotFound` for one with whom it is not shared,
        and `Forbidden` for what their role does not allow."""
        user = visitor.user.id if visitor.user else ""
        grant = await to_thread.run_sync(self._shares.grant, user, share)
        if grant is None:
            raise nothing_shared(share)
        if not may(grant.role, method, path):
            raise Forbidden(
                f"you may {grant.role} the collection {grant.collection} of {grant.owner.name}: "
                f"{method} {path} is not part of that"
            )
        return person.of_grant(self._settings, grant)

    async def _welcome(
        self, headers: Headers, named: str, visitor: Visitor, who: person.Person | None
    ) -> bool:
        """Tell whether the same request would come in as the same person now."""
        try:
            now = await to_thread.run_sync(visitor_of, self._users, headers, named)
            if who and who.place and now.user:
                place = who.place
                grant = await to_thread.run_sync(self._shares.grant, now.user.id, place.share)
                if grant is None or grant.role != place.role:
                    return False
        except FarsideError:
            return False
        return (now.users, now.user) == (visitor.users, visitor.user)

    def _person(self, visitor: Visitor) -> person.Person | None:
        if not visitor.users:
            return person.local_person(self._settings)
        user = visitor.user
        return person.of_user(self._settings, user.id, user.name, user.admin) if user else None


def is_private(path: str) -> bool:
    """Tell whether a path gives something of somebody."""
    return any(path == one or path.startswith(f"{one}/") for one in _PRIVATE)


def visitor_of(users: Users, headers: Headers, named: str = "") -> Visitor:
    """Find who asks. A key counts before what a proxy says (`named`), and that before a cookie.
    Raises `Closed`; `LoginNeeded` for a key that is not one of ours, whatever the path; and
    `Forbidden` where the proxy names somebody who is no user."""
    if not users.any():
        if users.had_users():
            raise Closed
        return Visitor(users=False)
    given = headers.get("authorization", "")
    if not given and _KEY in headers:
        given = f"Bearer {headers[_KEY]}"
    kind, _, key = given.partition(" ")
    if kind:
        user = users.by_key(key.strip()) if kind.lower() == "bearer" else None
        if user is None:
            raise LoginNeeded("this API key is not known here; 'farside user key NAME' makes one")
        return Visitor(True, user)
    if named:
        return _named_visitor(users, named)
    cookie = cookie_of(headers)
    session = users.by_cookie(cookie) if cookie else None
    return Visitor(
        True, session.user if session else None, session, session.csrf if session else ""
    )


def _named_visitor(users: Users, name: str) -> Visitor:
    try:
        user = users.named(name)
    except NotFound as error:
        raise Forbidden(
            f"you are signed in as {name[:100]!r}, who is no user of this server: 'farside user "
            "add' makes one of this name"
        ) from error
    return Visitor(True, user, token=make_token(user.id))


def cookie_of(headers: Headers) -> str:
    """The text of the session's cookie, empty without one."""
    return cookie_parser(headers.get("cookie", "")).get(COOKIE, "")


def check_token(headers: Headers, token: str) -> None:
    """Raises `Forbidden` for a request that does not carry the page's token."""
    if not hmac.compare_digest(headers.get(CSRF, "").encode(), token.encode()):
        raise Forbidden(
            "the request does not carry the page's token (X-CSRF-Token): reload the page"
        )


def _check_local(headers: Headers, loopback: bool, login: str) -> None:
    """Without users only this machine may ask, under its own names. `login`: the header of a proxy
    that names people, if there is one."""
    if not loopback:
        raise Forbidden(f"this server can be reached from other machines, and has no users: {_ADD}")
    if any(name in headers for name in (*_FORWARDED, login) if name):
        raise Forbidden(f"the request came through a proxy, and this server has no users: {_ADD}")
    hosts = headers.getlist("host")
    if len(hosts) != 1 or not is_loopback(_name_of(hosts[0])):
        raise Forbidden(
            "this server has no users, so it answers only as localhost or 127.0.0.1, not as "
            f"{', '.join(hosts)[:200]!r}: {_ADD}"
        )


def _check_site(headers: Headers, arrives: bool) -> None:
    """Let no other site's page ask. `arrives`: following a link from elsewhere to the page itself
    is no attack. Where a header comes more than once, each must fit: another program on the way may
    have believed the other."""
    host = headers.get("host", "").lower()
    for origin in headers.getlist("origin"):
        if _place_of(origin) != host:
            raise Forbidden(f"another web site ({origin[:200]}) may not ask this server")
    follows = arrives and set(headers.getlist("sec-fetch-mode")) == {"navigate"}
    if not follows and set(headers.getlist("sec-fetch-site")) - {"same-origin", "none"}:
        raise Forbidden("another web site may not ask this server")


def _place_of(origin: str) -> str:
    """Host and port of an origin; "" for "null" and for what is no origin."""
    try:
        return urlsplit(origin).netloc.lower()
    except ValueError:
        return ""


def _name_of(host: str) -> str:
    """The name of a Host header without its port; "" for what is no such header: an address of the
    web may also have a user, a path and spaces, a Host header may not."""
    try:
        return (urlsplit(f"//{host}").hostname or "") if _HOST.fullmatch(host) else ""
    except ValueError:
        return ""
