"""Who may come in: the person at this machine, over loopback."""

from __future__ import annotations

import ipaddress
from collections.abc import Sequence

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send

from farside.config import Settings
from farside.errors import SettingsError
from farside.server.person import Person, local


def install(app: FastAPI, settings: Settings, host: str, port: int) -> None:  # noqa: ARG001
    """Lets the local person in. Raises `SettingsError` for an address that others reach."""
    if not loopback(host):
        raise SettingsError(f"--host {host}: others would reach this server, and it has no users; use 127.0.0.1")
    app.add_middleware(_Everybody, person=local(settings))


def people(settings: Settings) -> Sequence[Person]:
    """Everybody who has a library here."""
    return [local(settings)]


def loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


class _Everybody:
    def __init__(self, app: ASGIApp, person: Person) -> None:
        self._app = app
        self._person = person

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            scope.setdefault("state", {})["person"] = self._person
        await self._app(scope, receive, send)
