"""The way into a shared collection: `/s/{share}/…` is the server as a user finds it there, with the
page, `/api`, `/v1` and `/mcp`. What may be done there depends on the role.

What is not allowed here is refused, so that a route that is new does nothing in a shared collection
until somebody has thought of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from farside.access.shares import Role

SHARE = "share"
"""The name of the share in the state of a request."""
_PATH = re.compile(r"/s/([0-9a-f]{16})(/.*)?")
_SAFE = ("GET", "HEAD")
# Of the person or the machine, and not of a collection.
_ELSEWHERE = re.compile(
    r"/api/(keys|users|storage|evaluations|shared|watches|openapi\.json)(/|$)|/metrics"
)
# What changes nothing that others see, and asks no model: a choice, one's own notes.
_READ = {
    "POST": r"/api/guides|/api/notes(/[^/]+/restore)?",
    "PATCH": r"/api/settings|/api/notes/[^/]+",
    "DELETE": r"/api/notes/[^/]+",
}
# What is a person's own: questions, conversations, what is said of answers.
_ASK = {
    "POST": r"/api/(runs(/[^/]+/(stop|resume))?|conversations|plan|answers/[^/]+/mark)"
    r"|/v1/(chat/completions|responses|tokenizers/.*|messages(/count_tokens)?)"
    r"|/v1/(systemone|decisions)|/mcp",
    "PUT": r"/api/runs/[^/]+/table/cell",
    "PATCH": r"/api/conversations/[^/]+",
    "DELETE": r"/api/(runs|conversations|corrections)/[^/]+|/api/answers/[^/]+/mark",
}
# What all see: the documents of the collection.
_EDIT = {
    "POST": r"/api/uploads|/api/items/[^/]+/retry",
    "DELETE": r"/api/(documents|items)/[^/]+",
}
_WRITES: Mapping[Role, tuple[Mapping[str, str], ...]] = {
    "read": (_READ,),
    "ask": (_READ, _ASK),
    "edit": (_READ, _ASK, _EDIT),
}


class SharedPaths:
    """ASGI middleware, the outermost: everything below it sees the path without `/s/{share}`, and
    the share in the state of the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = _PATH.fullmatch(scope["path"]) if scope["type"] == "http" else None
        if found is not None:
            share, path = found[1], found[2] or "/"
            state = {**scope.get("state", {}), SHARE: share}
            raw = path.encode("utf-8", "replace")
            scope = {**scope, "path": path, "raw_path": raw, "state": state}
        await self._app(scope, receive, send)


def may(role: Role, method: str, path: str) -> bool:
    """Tell whether a role allows a request in a shared collection."""
    if _ELSEWHERE.match(path):
        return False
    if method in _SAFE:
        return path.startswith("/api/") or path in ("/v1/models",) or path.startswith("/v1/models/")
    allowed = (one.get(method) for one in _WRITES[role])
    return any(pattern is not None and re.fullmatch(pattern, path) for pattern in allowed)
