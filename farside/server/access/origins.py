"""Web sites whose pages may ask `/v1` and `/mcp` with an API key: what a browser wants to hear
before it lets them (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol)."""

from __future__ import annotations

import re
from functools import lru_cache

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from farside.config import Settings
from farside.errors import SettingsError

_ORIGIN = re.compile(r"https?://[\w.-]+(?::\d+)?", re.ASCII)
_MOST_HEADERS = 1000


def list_origins(settings: Settings) -> frozenset[str]:
    """The origins that the settings name. Raises `SettingsError` for what is none."""
    return _parse(settings.server_origins)


@lru_cache(maxsize=16)
def _parse(told: str) -> frozenset[str]:
    found = frozenset(one.strip().lower().rstrip("/") for one in told.split(",") if one.strip())
    for one in sorted(found):
        if not _ORIGIN.fullmatch(one):
            raise SettingsError(
                f"server_origins: {one[:100]!r} is no origin; write https://chat.example.org"
            )
    return found


def is_for_sites(path: str) -> bool:
    """Tell whether a path is of what programs ask, and no page of ours."""
    return path == "/mcp" or path.startswith("/v1/")


class SiteHeaders:
    """ASGI middleware, outside of the guard: answers the question that a browser asks first, and
    lets the site's page see the reply. What may be asked is the guard's to say."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._origins = list_origins(settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope) if scope["type"] == "http" else Headers()
        given = headers.getlist("origin")
        ours = len(given) == 1 and given[0] in self._origins
        if not ours or not is_for_sites(scope["path"]):
            await self._app(scope, receive, send)
            return
        allowed = {
            "access-control-allow-origin": given[0],
            "access-control-expose-headers": "x-request-id, retry-after",
            "vary": "origin",
        }
        if scope["method"] == "OPTIONS" and "access-control-request-method" in headers:
            asked = headers.get("access-control-request-headers", "")[:_MOST_HEADERS]
            more = {
                "access-control-allow-methods": "GET, POST, DELETE",
                "access-control-allow-headers": asked or "authorization, content-type",
                "access-control-max-age": "600",
            }
            await Response(status_code=204, headers=allowed | more)(scope, receive, send)
            return

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(allowed)
            await send(message)

        await self._app(scope, receive, told)
