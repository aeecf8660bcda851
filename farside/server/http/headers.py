"""What every reply tells a browser: run and load nothing from elsewhere, guess no types, tell
nobody, frame nowhere."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from farside.server.http.errors import error_body

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "font-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_ALWAYS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
# A form of another site can send these without asking; it cannot send JSON.
_BODIED = ("POST", "PUT", "PATCH")
_RAW = ("/api/uploads",)


class SafeHeaders:
    """Adds the headers to every reply, and `no-store` to those of the API that say nothing else."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers[name] = value
                if scope["path"].startswith(("/api/", "/v1/")):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


class JsonOnly:
    """Refuses bodies that are not JSON on the routes below `/api/`, but for uploads."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _refused(scope):
            message = "the body must be JSON: send Content-Type: application/json"
            await JSONResponse(error_body(415, message, "unsupported_media_type"), 415)(
                scope, receive, send
            )
            return
        await self._app(scope, receive, send)


def _refused(scope: Scope) -> bool:
    path: str = scope["path"]
    if scope["method"] not in _BODIED or not path.startswith("/api/") or path in _RAW:
        return False
    headers = Headers(scope=scope)
    if "transfer-encoding" not in headers and headers.get("content-length", "0").strip("0") == "":
        return False  # there is no body: a route that needs one says so
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind != "application/json"
