"""What `/v1` refuses, in OpenAI's words: 400 with the field's name, 404 for a model that does not
exist."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from typing import Any

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse

from farside.errors import FarsideError, InputError, TooLong
from farside.server.http import errors
from farside.server.person import Person

# Kinds of fault that the checker of bodies names, in the words of OpenAI.
_CODES = {"extra_forbidden": "unknown_parameter", "missing": "missing_required_parameter"}
_UNKNOWN = "not a field that is known here; leave it out"
# Words that the checker puts between the names of fields to tell which form of a value it tried.
_FORMS = frozenset({"str", "body", "constrained-str", "words", "parts", "nothing", "text", "file"})
# Why a field that people miss is not taken.
_WHY = {
    "file_url": "Farside fetches nothing: send the file's bytes as file_data, or to /v1/files",
    "previous_response_id": "responses are not kept here: send the earlier turns as input",
    "logprobs": "no probabilities of tokens are told here: leave it out",
    "top_logprobs": "no probabilities of tokens are told here: leave it out",
    "n": "one reply is written for each request: send it several times, without a seed",
}


class BadRequest(InputError):
    """A body that cannot be taken. `param` names the field."""

    status = 400

    def __init__(self, message: str, param: str | None, code: str = "invalid_value") -> None:
        super().__init__(message)
        self.param = param
        self.code = code


class NoModel(BadRequest):
    status = 404

    def __init__(self, name: str, known: tuple[str, ...]) -> None:
        listed = ", ".join(known)
        super().__init__(
            f"The model {name[:100]!r} does not exist here. The models are: {listed}",
            "model",
            "model_not_found",
        )


class RunFailed(FarsideError):
    """A run that ended in an error; `told` is the inner object that its last event carries."""

    elsewhere = ""

    def __init__(self, told: Mapping[str, Any]) -> None:
        super().__init__(str(told["message"]))
        self.code = str(told.get("code") or FarsideError.code)
        self.status = _statuses(FarsideError).get(self.code, FarsideError.status)


class OpenAIRoute(APIRoute):
    """A route whose errors are OpenAI's: 400 for a body that cannot be taken and for messages that
    do not fit."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handler = super().get_route_handler()

        async def refusing(request: Request) -> Response:
            try:
                return await handler(request)
            except RequestValidationError as error:
                return refuse_request(_first(error, request), request)
            except FarsideError as error:
                return refuse_request(error, request)

        return refusing


def refuse_request(error: FarsideError, request: Request) -> Response:
    """An error of ours as a reply of `/v1`."""
    person, path, status = errors.asking_person(request), request.scope["path"], _status(error)
    reply = errors.error_response(error, person, path)
    return JSONResponse(
        errors.shape_error(path, status, error_object(error, person)),
        status,
        {"Retry-After": reply.headers["Retry-After"]} if "Retry-After" in reply.headers else None,
    )


def error_object(error: FarsideError, person: Person | None) -> dict[str, Any]:
    """The object of an error, as a reply or in the middle of a stream."""
    param = "messages" if error.code == TooLong.code else getattr(error, "param", None)
    return errors.error_body(
        _status(error), errors.inner_error(error, person)["message"], error.code, param
    )


def _status(error: FarsideError) -> int:
    return 400 if error.code == TooLong.code else error.status


def _first(error: RequestValidationError, request: Request) -> BadRequest:
    """The first fault of a body, with the path of its field."""
    fault = _truest(error)
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if fault["loc"] == ("body",) and kind != "application/json":  # as curl -d sends it by itself
        return BadRequest("the body must be JSON: send Content-Type: application/json", None)
    place = [str(part) for part in fault["loc"] if str(part) not in _FORMS and "[" not in str(part)]
    if fault["type"] == "json_invalid":
        return BadRequest("the body is not valid JSON", None, "invalid_json")
    param = ".".join(place) or None
    said = _UNKNOWN if fault["type"] == "extra_forbidden" else str(fault["msg"])
    if fault["type"] in ("extra_forbidden", "literal_error") and place:
        said = _WHY.get(place[-1], said)
    message = f"{param}: {said}" if param else said
    return BadRequest(message, param, _CODES.get(str(fault["type"]), "invalid_value"))


def _truest(error: RequestValidationError) -> Mapping[str, Any]:
    """The first fault; of a value that has several forms, the one that was found deepest inside:
    the other forms only say that it is none of them."""
    faults = error.errors()
    first = faults[0]["loc"][:2]
    return max((one for one in faults if one["loc"][:2] == first), key=lambda one: len(one["loc"]))


def _statuses(root: type[FarsideError]) -> dict[str, int]:
    """The HTTP status of every code of ours."""
    found = {root.code: root.status}
    for kind in root.__subclasses__():
        found = _statuses(kind) | found
    return found
