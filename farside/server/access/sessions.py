"""`/api/session`, `/api/password`, `/api/keys`, `/api/users`: how people come in, their keys, and
who there is."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from farside.access import hashing, users
from farside.access.users import ApiKey, User, Users
from farside.errors import FarsideError, Forbidden, LoginNeeded
from farside.server.access.attempts import Attempts
from farside.server.access.guard import COOKIE, Visitor, check_token, cookie_of
from farside.server.http import journal
from farside.server.http.errors import RESPONSES, Busy
from farside.server.person import Me

router = APIRouter(prefix="/api", responses=RESPONSES, tags=["access"])
# A password takes 64 MB and a tenth of a second of every core to check: one at a time.
_CHECKS = 1
# A longer one is nobody's: it is refused before it counts as an attempt, since nothing would be
# computed for it.
Password = Annotated[str, Field(max_length=hashing.LONGEST)]


class NoUsers(FarsideError):
    """Something that only a server with users has."""

    status = 409
    code = "no_users"
    elsewhere = ""


class WrongPassword(Forbidden):
    """Told to a person who is logged in; a 401 would say that nobody is."""

    code = "wrong_password"


class Login(BaseModel):
    """A name and its password."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=200)]
    password: Password


class NewPassword(BaseModel):
    """The present password, and the new one."""

    model_config = ConfigDict(extra="forbid")
    old: Password
    new: Password


class SessionState(BaseModel):
    """Who is logged in. `csrf` goes into the header X-CSRF-Token of every request that changes
    something."""

    id: str
    name: str
    admin: bool
    csrf: str | None


class KeyState(BaseModel):
    """An API key without the key."""

    id: str
    created: str
    used: str | None


class NewKey(KeyState):
    """An API key, this once with the key."""

    key: str


class KeyList(BaseModel):
    keys: list[KeyState]
    total: int
    next: None = None


class UserState(BaseModel):
    id: str
    name: str
    admin: bool


class UserList(BaseModel):
    users: list[UserState]
    total: int
    next: None = None


class Door:
    """What the routes need of a server: its users, and the attempts to log in as one of them."""

    def __init__(self, known: Users) -> None:
        self.users = known
        self.attempts = Attempts()
        self.limiter = CapacityLimiter(_CHECKS)
        self._said = False

    def say_who_asks(self) -> None:
        """Tell the person who runs the server, once, that everybody's attempts count as the
        proxy's.
        """
        if not self._said:
            self._said = True
            journal.warn_operator(
                "logins come through a proxy that server_trusted_proxies does not name: "
                "all of them together are bounded as one address"
            )


@router.post("/session")
async def log_in(request: Request, response: Response, login: Login) -> SessionState:
    """Logs in: the cookie of the session comes with the reply."""
    door = _door(request)
    if not _visitor(request).users:
        raise NoUsers("this server has no users; it lets whoever sits at its machine in")
    address = _attempt(request, login.name)
    found = await to_thread.run_sync(
        door.users.login, login.name, login.password, limiter=door.limiter
    )
    if found is None:
        journal.log_event("login failed", address=address)
        raise LoginNeeded("the name or the password is wrong")
    door.attempts.forgive(login.name, address)
    session, cookie = found
    response.set_cookie(
        COOKIE,
        cookie,
        max_age=int(users.SESSION_SECONDS),
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )
    return SessionState(
        id=session.user.id, name=session.user.name, admin=session.user.admin, csrf=session.csrf
    )


@router.delete("/session", status_code=204)
async def log_out(request: Request, response: Response) -> None:
    """Ends the session of the cookie, if there is one."""
    visitor = _visitor(request)
    if visitor.session:
        check_token(request.headers, visitor.session.csrf)
        await to_thread.run_sync(_door(request).users.logout, cookie_of(request.headers))
    response.delete_cookie(COOKIE, httponly=True, samesite="strict")


@router.post("/password", status_code=204)
async def change_password(request: Request, body: NewPassword) -> None:
    """Another password for myself. My other sessions end; API keys stay."""
    door, user = _door(request), _user(request)
    address = _attempt(request, user.name)
    change = partial(
        door.users.change_password, user, body.old, body.new, cookie_of(request.headers)
    )
    if not await to_thread.run_sync(change, limiter=door.limiter):
        journal.log_event("login failed", address=address)
        raise WrongPassword("the old password is wrong")
    door.attempts.forgive(user.name, address)


@router.get("/keys")
async def list_keys(request: Request) -> KeyList:
    """My API keys, the oldest first."""
    found = await to_thread.run_sync(_door(request).users.keys, _user(request))
    return KeyList(keys=[KeyState(**_shown(one)) for one in found], total=len(found))


@router.post("/keys", status_code=201)
async def make_key(request: Request) -> NewKey:
    """Makes an API key; the reply is the only place where it is ever shown."""
    key, shown = await to_thread.run_sync(_door(request).users.new_key, _user(request))
    return NewKey(**_shown(key), key=shown)


@router.delete("/keys/{key}", status_code=204)
async def remove_key(request: Request, key: str) -> None:
    """Takes a key away, at once."""
    await to_thread.run_sync(_door(request).users.remove_key, _user(request), key)


@router.get("/users")
async def list_users(request: Request, me: Me) -> UserList:
    """Everybody, for admins. Users are made and removed on the command line: `farside user`."""
    if not me.admin:
        raise Forbidden("only an admin may see who the users are")
    found = await to_thread.run_sync(_door(request).users.all)
    return UserList(
        users=[UserState(id=one.id, name=one.name, admin=one.admin) for one in found],
        total=len(found),
    )


def _attempt(request: Request, name: str) -> str:
    """Count an attempt at a password, and return the address that it comes from. Raises `Busy`.
    Whatever fails is logged without the name that was tried: it may be a password in the wrong
    field."""
    address = request.client.host if request.client else ""
    door = _door(request)
    if (
        "x-forwarded-for" in request.headers
        and not request.app.state.settings.server_trusted_proxies
    ):
        door.say_who_asks()
    if wait := door.attempts.begin(name, address):
        journal.log_event("login refused", address=address)
        seconds = int(wait) + 1
        raise Busy(f"too many wrong passwords; try again in {seconds} seconds", seconds)
    return address


def _door(request: Request) -> Door:
    door: Door = request.app.state.door
    return door


def _visitor(request: Request) -> Visitor:
    visitor: Visitor = request.state.visitor
    return visitor


def _user(request: Request) -> User:
    visitor = _visitor(request)
    if visitor.user is None:
        raise NoUsers(
            "a server without users needs no keys: it is open to whoever sits at its machine"
        )
    return visitor.user


def _shown(key: ApiKey) -> dict[str, Any]:
    return {"id": key.id, "created": key.created, "used": key.used or None}
