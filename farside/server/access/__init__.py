"""Who may come in, what is written down about it, and how the server is seen from outside."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

from fastapi import APIRouter, FastAPI, Request, Response
from starlette.middleware import Middleware

from farside.access.shares import Shares
from farside.access.users import Users
from farside.config import Settings
from farside.errors import FarsideError, Forbidden, SettingsError
from farside.server.access import origins, sessions, shared, sharing
from farside.server.access.addresses import is_loopback
from farside.server.access.guard import Closed, Guard
from farside.server.access.metrics import Metrics
from farside.server.access.proxy_login import read_proxy_login
from farside.server.access.sessions import Door
from farside.server.access.watch import RequestWatch
from farside.server.http import journal
from farside.server.http.errors import RESPONSES
from farside.server.person import Me, Person, local_person, of_grant, of_user

_LOOK_SECONDS = 10.0
_health = APIRouter(responses=RESPONSES, tags=["health"])


def install_guard(app: FastAPI, settings: Settings, host: str, port: int) -> None:  # noqa: ARG001
    """Puts the door in front of every route. Raises `SettingsError` for an address that others
    reach, without users, for a home that is closed, and for what is no origin of a
    site, or no proxy that may name people."""
    origins.list_origins(settings)
    read_proxy_login(settings)
    users = Users(settings)
    if users.closed():
        users.close()
        raise SettingsError(f"{settings.home}: {Closed()}")
    if not is_loopback(host) and not users.any():
        users.close()
        raise SettingsError(
            f"--host {host}: others would reach this server, and it has no users. "
            "'farside user add NAME' adds the first one; or use 127.0.0.1"
        )
    app.state.door = Door(users)
    app.state.metrics = Metrics(lambda: _runs(app))

    def refresh(person: Person) -> None:
        app.state.mirror.refresh(person)

    guard = Middleware(
        Guard, users=users, settings=settings, loopback=is_loopback(host), refresh=refresh
    )
    app.user_middleware.append(
        guard
    )  # the innermost: what it refuses has the headers of every reply
    app.add_middleware(RequestWatch, metrics=app.state.metrics)
    app.add_middleware(origins.SiteHeaders, settings=settings)
    app.include_router(sessions.router)
    app.include_router(sharing.router)
    app.include_router(shared.router)
    app.include_router(_health)


@contextmanager
def keep_journal(app: FastAPI) -> Iterator[None]:
    """While the server runs, it writes down what happens; at the end the users' database is let go
    of."""
    settings: Settings = app.state.settings
    with journal.open_logs(settings.home), closing(app.state.door.users):
        yield


async def dismiss_removed(app: FastAPI) -> None:
    """Stop what removed users asked and sent, again and again; this never ends. They are removed by
    another program, on the command line."""
    while True:
        await asyncio.sleep(_LOOK_SECONDS)
        try:
            await shared.dismiss_strangers(app)
        except FarsideError as error:  # a database that is held: the next look is soon
            journal.log_fault("fault", error)


def list_people(settings: Settings) -> Sequence[Person]:
    """Everybody who has a library here: the person at the machine, every user, and users in what
    others share with them, where they have been there."""
    with closing(Users(settings)) as users:
        places = [of_grant(settings, one) for one in Shares(users).grants()]
        return [
            local_person(settings),
            *(of_user(settings, one.id, one.name, one.admin) for one in users.all()),
            *(one for one in places if one.settings.home.is_dir()),
        ]


@_health.get("/healthz")
async def healthz() -> Mapping[str, str]:
    """Says that the server answers; to anybody, and nothing else."""
    return {"status": "ok"}


@_health.get("/metrics", response_class=Response)
async def metrics(request: Request, me: Me) -> Response:
    """Numbers for Prometheus; on a server with users for admins, by an API key."""
    if not me.admin:
        raise Forbidden("only an admin may see the metrics of the machine")
    return Response(
        request.app.state.metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8"
    )


def _runs(app: FastAPI) -> Mapping[str, int]:
    desk = getattr(app.state, "desk", None)  # made when the server starts
    if desk is None:
        return {}
    running, waiting = desk.busy()
    return {"running": running, "waiting": waiting}
