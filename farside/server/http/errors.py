"""The one shape of errors, on every route and for every status: `{"error": {"message", "type",
"param", "code"}}`. Where clients of Anthropic's API ask, it has `"type": "error"` around it, and
their names of the types.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, Response

from farside.errors import FarsideError, InputError, message_for, tell_problem
from farside.server.http.told import hide_for
from farside.server.person import Person

_CODES = {
    400: "invalid_request",
    401: "not_signed_in",
    403: "not_allowed",
    404: "not_found",
    405: "method_not_allowed",
    408: "too_slow",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid_body",
}
_ANTHROPIC = "/v1/messages"
_ANTHROPIC_TYPES = {"server_error": "api_error"}
_ANTHROPIC_STATUSES = {413: "request_too_large", 504: "timeout_error"}
SAFE = {
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
}
"""Headers for replies that come from outside of every middleware."""
# What the framework says of a body that Python's parser of JSON met a limit in.
_BETTER = {
    "There was an error parsing the body": "the body must be JSON in UTF-8, with numbers of at "
    "most 4,300 digits"
}
FAULT = "Farside met a fault of its own; the server's log says more"


class Busy(FarsideError):
    """Too much is asked at once. `retry_after` is in seconds."""

    status = 429
    code = "busy"
    elsewhere = ""

    def __init__(self, message: str, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TooLarge(InputError):
    """An upload over the limit."""

    status = 413
    code = "too_large"


class Problem(BaseModel):
    """What went wrong."""

    message: str
    type: str
    param: str | None
    code: str | None


class ErrorBody(BaseModel):
    """The one shape of errors."""

    error: Problem


RESPONSES: dict[int | str, dict[str, Any]] = {
    "4XX": {
        "model": ErrorBody,
        "description": "The request cannot be carried out; the message says what to do",
    },
    "5XX": {"model": ErrorBody, "description": "The server, the engine or the disk failed"},
}


def error_body(
    status: int, message: str, code: str | None, param: str | None = None
) -> dict[str, Any]:
    """The object of an error."""
    return {"error": dict(tell_problem(status, message, code, param))}


def shape_error(path: str, status: int, body: dict[str, Any]) -> dict[str, Any]:
    """The object of an error as the clients expect it that ask `path`."""
    if path != _ANTHROPIC and not path.startswith(f"{_ANTHROPIC}/"):
        return body
    kind = str(body["error"]["type"])
    named = _ANTHROPIC_STATUSES.get(status, _ANTHROPIC_TYPES.get(kind, kind))
    return {"type": "error", "error": {**body["error"], "type": named}}


def inner_error(error: FarsideError, person: Person | None) -> dict[str, Any]:
    """The inner object of an error of ours, as runs and items keep it, for this person (None:
    nobody yet)."""
    inner: dict[str, Any] = error_body(
        error.status, message_for(error, hide_for(person)), error.code, error.param
    )["error"]
    return inner


def error_response(error: FarsideError, person: Person | None, path: str) -> Response:
    """An error of ours as a reply to this person (None: nobody yet) who asks `path`."""
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Busy) else None
    body = shape_error(path, error.status, {"error": inner_error(error, person)})
    return JSONResponse(body, error.status, headers)


def asking_person(request: Request) -> Person | None:
    """Who reads the reply, None where nobody has come in."""
    return getattr(request.state, "person", None)


def install_errors(app: FastAPI) -> None:
    """Every error of the app has the one shape."""
    app.add_exception_handler(FarsideError, _ours)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(Exception, _fault)


async def _ours(request: Request, error: Exception) -> Response:
    assert isinstance(error, FarsideError)
    return error_response(error, asking_person(request), request.scope["path"])


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    message = _BETTER.get(str(error.detail), str(error.detail))
    if error.status_code in (404, 405) and message == HTTPStatus(error.status_code).phrase:
        message = (
            f"{request.method} {request.url.path}: "
            f"{'no such route' if error.status_code == 404 else message}"
        )
    body = error_body(error.status_code, message, _CODES.get(error.status_code))
    shaped = shape_error(request.scope["path"], error.status_code, body)
    return JSONResponse(shaped, error.status_code, error.headers)


async def _invalid(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    first = error.errors()[0]
    place = [str(part) for part in first["loc"][1:]] if len(first["loc"]) > 1 else []
    param = ".".join(place) or None
    message = f"{param}: {first['msg']}" if param else str(first["msg"])
    return JSONResponse(error_body(422, message, _CODES[422], param), 422)


async def _fault(request: Request, _: Exception) -> Response:
    body = error_body(500, FAULT, "internal_error")
    return JSONResponse(shape_error(request.scope["path"], 500, body), 500, SAFE)
