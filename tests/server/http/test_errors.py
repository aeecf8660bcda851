"""Every error of every route has one shape, says what a person may know of it, and hides what is
the machine's own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, HTTPException, Request
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from starlette.testclient import TestClient

from farside import errors as kinds
from farside.config import Settings
from farside.errors import DocumentError, FarsideError
from farside.server.http import errors, sse
from farside.server.http.errors import Busy, error_body
from farside.server.people.quota import NoRoom
from farside.server.person import Person, local_person, of_user

WHOLE = "/srv/farside/library.db is damaged"
ROOMS = ("farside.errors", "farside.server.http.errors", "farside.server.people.quota")
SHAPE = {"message", "type", "param", "code"}


def every_kind(kind: type[FarsideError] = FarsideError) -> list[type[FarsideError]]:
    """Those of the one tree and of the server; what the OpenAI room tells has a test of its own."""
    found = [kind, *(one for below in kind.__subclasses__() for one in every_kind(below))]
    return [one for one in found if one.__module__ in ROOMS]


def make_error(kind: type[FarsideError], message: str) -> FarsideError:
    if issubclass(kind, DocumentError):
        return kind("a.pdf", message)
    return Busy(message, 30) if issubclass(kind, Busy) else kind(message)


KINDS = pytest.mark.parametrize(
    "kind", dict.fromkeys(every_kind()), ids=lambda one: str(one.__name__)
)


class Body(BaseModel):
    name: str
    pages: list[int] = []


@pytest.fixture
def app() -> FastAPI:
    app = FastAPI()
    errors.install_errors(app)
    app.state.error = None

    @app.middleware("http")
    async def comes_in(request: Request, call_next: Any) -> Any:
        if request.app.state.person:
            request.state.person = request.app.state.person
        return await call_next(request)

    @app.get("/fails")
    def fails() -> None:
        raise app.state.error

    @app.post("/takes")
    def takes(body: Body, most: int = 3) -> dict[str, int]:
        return {"pages": len(body.pages) + most}

    app.state.person = None
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def failed(client: TestClient, error: Exception, person: Person | None) -> tuple[int, Any]:
    client.app.state.error, client.app.state.person = error, person  # type: ignore[attr-defined]
    reply = client.get("/fails")
    body = reply.json()
    assert set(body) == {"error"}
    assert set(body["error"]) == SHAPE
    return reply.status_code, body["error"]


@KINDS
def test_an_error_of_ours_has_its_status_its_code_and_the_one_shape(
    client: TestClient, kind: type[FarsideError], tmp_path: Path
) -> None:
    here = local_person(Settings(home=tmp_path))
    status, error = failed(client, make_error(kind, WHOLE), here)
    assert (status, error["code"]) == (kind.status, kind.code)
    assert error["message"].endswith(WHOLE)  # whoever sits at the machine reads all of it
    assert (error["type"] == "server_error") == (status >= 500)


@KINDS
def test_a_user_elsewhere_reads_nothing_of_the_machine(
    client: TestClient, kind: type[FarsideError], tmp_path: Path
) -> None:
    ben = of_user(Settings(home=tmp_path / "srv"), "b1", "ben")
    said = f"{tmp_path}/srv/users/b1/library.db is damaged"
    status, error = failed(client, make_error(kind, said), ben)
    assert status == kind.status
    assert str(tmp_path) not in error["message"]
    assert error["message"].strip() != ""


@KINDS
def test_an_error_says_on_the_command_line_whose_fault_it_is(kind: type[FarsideError]) -> None:
    assert kind.exit_code == (2 if issubclass(kind, kinds.InputError) else 3)
    assert 400 <= kind.status < 600
    assert kind.elsewhere or kind.status < 500  # a fault of the machine has words for others


def test_errors_of_one_code_have_one_status() -> None:
    """A client tells by the code what to do: two kinds of one code have one status, too."""
    status: dict[str, int] = {}
    assert NoRoom in every_kind()
    for kind in dict.fromkeys(every_kind()):
        assert status.setdefault(kind.code, kind.status) == kind.status, kind


def test_who_is_refused_for_now_hears_when_to_come_again(app: FastAPI, client: TestClient) -> None:
    app.state.error = Busy("20 runs of yours wait already", 30)
    reply = client.get("/fails")
    assert (reply.status_code, reply.headers["retry-after"]) == (429, "30")
    assert reply.json()["error"]["type"] == "rate_limit_error"


def test_a_fault_of_our_own_says_nothing_of_itself(client: TestClient, tmp_path: Path) -> None:
    status, error = failed(client, ValueError(f"{tmp_path}/secret"), None)
    assert (status, error["code"], error["message"]) == (500, "internal_error", errors.FAULT)


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nowhere", 404, "GET /nowhere: no such route"),
        ("DELETE", "/takes", 405, "DELETE /takes: Method Not Allowed"),
    ],
)
def test_a_route_that_is_not_there_is_named(
    client: TestClient, method: str, path: str, status: int, words: str
) -> None:
    reply = client.request(method, path)
    assert (reply.status_code, reply.json()["error"]["message"]) == (status, words)
    assert set(reply.json()["error"]) == SHAPE


def test_what_a_route_says_itself_is_kept_with_its_headers(client: TestClient) -> None:
    error = HTTPException(401, "log in first", {"www-authenticate": "Bearer"})
    status, body = failed(client, error, None)
    assert (status, body["message"], body["type"]) == (401, "log in first", "authentication_error")
    assert client.get("/fails").headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "query", "param"),
    [
        ('{"pages": []}', "", "name"),
        ('{"name": "a", "pages": [1, "x"]}', "", "pages.1"),
        ('{"name": "a"}', "?most=many", "most"),
        ("", "", None),
    ],
)
def test_a_body_that_does_not_fit_names_the_field(
    client: TestClient, body: str, query: str, param: str | None
) -> None:
    reply = client.post(
        f"/takes{query}", content=body, headers={"content-type": "application/json"}
    )
    error = reply.json()["error"]
    assert (reply.status_code, error["param"], error["code"]) == (422, param, "invalid_body")
    assert error["message"].startswith(f"{param}: " if param else "")
    assert error["message"] != ""


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        (400, "invalid_request_error"),
        (401, "authentication_error"),
        (403, "permission_error"),
        (404, "not_found_error"),
        (429, "rate_limit_error"),
        (500, "server_error"),
        (503, "server_error"),
    ],
)
def test_the_type_of_an_error_follows_its_status(status: int, kind: str) -> None:
    assert error_body(status, "x", None)["error"]["type"] == kind


@settings(max_examples=40)
@given(st.dictionaries(st.text(max_size=5), st.text(max_size=20) | st.integers(), max_size=3))
def test_an_event_is_one_line_of_data_whatever_is_in_it(values: dict[str, Any]) -> None:
    """A new line of any kind inside one would end it early."""
    event = {**values, "type": "text"}
    sent = sse.encode_event("1.2", event)
    assert sent.endswith("\n\n")
    assert sent.count("\n") == 4
    lines = sent.splitlines()
    assert lines[:2] == ["id: 1.2", "event: text"]
    assert json.loads(lines[2].removeprefix("data: ")) == event
