"""The door: who gets in, from where, and what other web sites get."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from farside.access.users import Users
from farside.config import load
from farside.errors import SettingsError
from farside.server import access
from farside.server.http import errors

PASSWORD = "correct horse"
HOST = "127.0.0.1:8500"


@pytest.fixture
def users(home: Path) -> Iterator[Users]:
    opened = Users(load())
    yield opened
    opened.close()


def served(host: str = "127.0.0.1") -> FastAPI:
    """An app with the door of the server and a few things behind it."""
    app = FastAPI()
    errors.install_errors(app)
    access.install_guard(app, load(), host, 8500)

    @app.get("/")
    def page() -> str:
        return "the page"

    @app.get("/api/mine")
    def mine(request: Request) -> dict[str, Any]:
        return {"who": request.state.person.name, "csrf": request.state.csrf}

    @app.post("/api/mine")
    def change(request: Request) -> dict[str, Any]:
        return {"who": request.state.person.name}

    return app


def client(app: FastAPI, base: str = f"http://{HOST}") -> TestClient:
    return TestClient(app, base_url=base, raise_server_exceptions=False)


@pytest.fixture
def local(users: Users) -> TestClient:
    return client(served())


@pytest.fixture
def shared(users: Users) -> TestClient:
    users.add("anna", PASSWORD)
    users.add("root", PASSWORD, admin=True)
    return client(served())


def logged_in(server: TestClient, name: str = "anna") -> dict[str, str]:
    """The header that a page sends; the cookie stays with the client."""
    reply = server.post("/api/session", json={"name": name, "password": PASSWORD})
    assert reply.status_code == 200
    return {"X-CSRF-Token": reply.json()["csrf"]}


def code(reply: Any) -> tuple[int, str]:
    return reply.status_code, reply.json()["error"]["code"]


# without users


def test_whoever_sits_here_needs_nothing(local: TestClient) -> None:
    assert local.get("/api/mine").json() == {"who": "local", "csrf": None}
    assert local.post("/api/mine").json() == {"who": "local"}


@pytest.mark.parametrize(
    "host", ["localhost:8500", "127.0.0.1", "127.0.0.2:1", "[::1]:8500", "LOCALHOST:1"]
)
def test_this_machine_has_several_names(local: TestClient, host: str) -> None:
    assert local.get("/api/mine", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "evil.example:8500", "127.0.0.1.evil.example", "", "[::1",
        "localhost@evil.example", "evil.example@127.0.0.1", "evil.example:1@localhost:8500",
        "127.0.0.1/evil.example", "127.0.0.1:x", "127.0.0.1 evil.example",
    ],
)  # fmt: skip
def test_a_name_that_points_here_is_not_ours(local: TestClient, host: str) -> None:
    assert code(local.get("/api/mine", headers={"Host": host})) == (403, "not_allowed")
    assert local.get("/", headers={"Host": host}).status_code == 403


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [
        ("Host", HOST, "evil.example"),
        ("Origin", f"http://{HOST}", "https://evil.example"),
        ("Sec-Fetch-Site", "same-origin", "cross-site"),
        ("Sec-Fetch-Site", "none", "same-site"),
    ],
)
def test_of_a_header_that_comes_twice_both_must_be_ours(
    local: TestClient, name: str, ours: str, theirs: str
) -> None:
    for values in ((ours, theirs), (theirs, ours)):
        given = [(name, value) for value in values] + ([] if name == "Host" else [("Host", HOST)])
        assert code(local.get("/api/mine", headers=given)) == (403, "not_allowed")


FOREIGN = [
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
    {"Origin": "http://127.0.0.1:3000"},
    {"Origin": "http://["},
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_another_web_site_gets_nothing(
    local: TestClient, headers: dict[str, str], method: str
) -> None:
    reply = local.request(method, "/api/mine", headers=headers)
    assert code(reply) == (403, "not_allowed")
    assert not any(name.startswith("access-control") for name in reply.headers)


def test_a_link_from_elsewhere_opens_the_page(local: TestClient) -> None:
    assert (
        local.get(
            "/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"}
        ).status_code
        == 200
    )
    assert (
        local.get(
            "/", headers={"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
        ).status_code
        == 403
    )


def test_the_page_itself_may_ask(local: TestClient) -> None:
    headers = {"Origin": f"http://{HOST}", "Sec-Fetch-Site": "same-origin"}
    assert local.post("/api/mine", headers=headers).status_code == 200


def test_a_proxy_in_front_of_nobody_is_refused(local: TestClient) -> None:
    reply = local.get("/api/mine", headers={"X-Forwarded-For": "203.0.113.7"})
    assert code(reply) == (403, "not_allowed")
    assert "farside user add" in reply.json()["error"]["message"]


def test_no_socket_comes_past_the_door(local: TestClient) -> None:
    with pytest.raises(WebSocketDisconnect) as closed, local.websocket_connect("/api/mine"):
        pass
    assert closed.value.code == 1008


def test_there_is_nothing_to_log_into(local: TestClient) -> None:
    assert code(local.post("/api/session", json={"name": "a", "password": "b"})) == (
        409,
        "no_users",
    )
    assert code(local.post("/api/keys", json={})) == (409, "no_users")
    assert code(change(local, "a", "b", {})) == (409, "no_users")


def test_others_reach_only_a_server_with_users(users: Users) -> None:
    for host in ("0.0.0.0", "::", "192.168.1.5", "example.org"):
        with pytest.raises(SettingsError, match="farside user add"):
            served(host)
    users.add("anna", PASSWORD)
    reached = client(served("0.0.0.0"), "http://farside.example")
    assert code(reached.get("/api/mine")) == (401, "not_signed_in")
    users.remove("anna")
    assert code(reached.get("/api/mine")) == (403, "closed")


def test_a_home_that_had_users_stays_closed_until_it_is_reopened(
    local: TestClient, users: Users, home: Path
) -> None:
    users.add("anna", PASSWORD)
    users.remove("anna")
    assert code(local.get("/api/mine")) == (403, "closed")
    assert "farside user reopen" in local.get("/api/mine").json()["error"]["message"]
    with pytest.raises(SettingsError, match="farside user reopen"):
        served("127.0.0.1")
    users.reopen()
    assert local.get("/api/mine").status_code == 200
    assert served("127.0.0.1")


@pytest.mark.parametrize("lost", ["users.db", "access", "both"])
def test_what_a_home_lost_opens_nothing(users: Users, home: Path, lost: str) -> None:
    (home / "users" / users.add("anna", PASSWORD).id).mkdir(parents=True)
    users.close()
    for name in ("users.db", "access"):
        if lost in (name, "both"):
            (home / name).write_bytes(b"") if lost != "both" else (home / name).unlink()
    for name in ("users.db-wal", "users.db-shm"):
        (home / name).unlink(missing_ok=True)
    fresh = Users(load())
    assert fresh.closed() == (lost != "access")
    assert fresh.had_users()
    fresh.close()


# with users


def test_the_first_user_closes_the_door_of_a_running_server(
    local: TestClient, users: Users
) -> None:
    users.add("anna", PASSWORD)
    assert code(local.get("/api/mine")) == (401, "not_signed_in")
    assert local.get("/").status_code == 200
    assert local.get("/healthz").json() == {"status": "ok"}


def test_a_session_comes_in(shared: TestClient) -> None:
    token = logged_in(shared)
    assert shared.get("/api/mine").json() == {"who": "anna", "csrf": token["X-CSRF-Token"]}
    assert shared.post("/api/mine", headers=token).json() == {"who": "anna"}


@pytest.mark.parametrize(
    "token", [{}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": "wrong"}, {"X-CSRF-Token": "ü"}]
)
def test_a_request_that_the_page_did_not_send_changes_nothing(
    shared: TestClient, token: dict[str, str]
) -> None:
    logged_in(shared)
    headers = {name.encode(): value.encode() for name, value in token.items()}
    assert code(shared.post("/api/mine", headers=headers)) == (403, "not_allowed")
    assert code(shared.delete("/api/session", headers=headers)) == (403, "not_allowed")


def test_another_web_site_gets_nothing_of_a_session(shared: TestClient) -> None:
    token = logged_in(shared)
    for foreign in FOREIGN:
        assert code(shared.get("/api/mine", headers=foreign)) == (403, "not_allowed")
        assert code(shared.post("/api/mine", headers=foreign | token)) == (403, "not_allowed")
        login = {"name": "anna", "password": PASSWORD}
        assert code(shared.post("/api/session", json=login, headers=foreign)) == (
            403,
            "not_allowed",
        )


def test_the_cookie_is_out_of_reach_of_scripts_and_sites(shared: TestClient) -> None:
    reply = shared.post("/api/session", json={"name": "anna", "password": PASSWORD})
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "secure" not in cookie
    safe = client(served(), f"https://{HOST}").post(
        "/api/session", json={"name": "anna", "password": PASSWORD}
    )
    assert "secure" in safe.headers["set-cookie"].lower()


def test_after_logging_out_the_cookie_is_worth_nothing(shared: TestClient) -> None:
    token = logged_in(shared)
    kept = dict(shared.cookies)
    assert shared.delete("/api/session", headers=token).status_code == 204
    shared.cookies.update(kept)
    assert shared.get("/api/mine").status_code == 401


def test_a_key_comes_in_and_needs_no_token(shared: TestClient) -> None:
    made = shared.post("/api/keys", headers=logged_in(shared)).json()
    shared.cookies.clear()
    headers = {"Authorization": f"Bearer {made['key']}"}
    assert shared.post("/api/mine", headers=headers).json() == {"who": "anna"}
    listed = shared.get("/api/keys", headers=headers).json()
    assert [one["id"] for one in listed["keys"]] == [made["id"]]
    assert made["key"] not in str(listed)
    assert shared.delete(f"/api/keys/{made['id']}", headers=headers).status_code == 204
    assert shared.get("/api/mine", headers=headers).status_code == 401


@pytest.mark.parametrize(
    "value",
    ["Bearer fsk-wrong", "Bearer", "Basic YW5uYTpjb3JyZWN0IGhvcnNl", "Bearer \xff", "nonsense"],
)
def test_another_key_does_not(shared: TestClient, value: str) -> None:
    logged_in(shared)
    assert code(shared.get("/api/mine", headers={b"Authorization": value.encode("latin-1")})) == (
        401,
        "not_signed_in",
    )


def test_nobody_takes_the_key_of_another(shared: TestClient) -> None:
    made = shared.post("/api/keys", headers=logged_in(shared)).json()
    token = logged_in(shared, "root")
    assert shared.get("/api/keys").json()["keys"] == []
    assert shared.delete(f"/api/keys/{made['id']}", headers=token).status_code == 404


def test_passwords_cannot_be_tried_without_end(shared: TestClient) -> None:
    wrong = {"name": "anna", "password": "wrong horse"}
    replies = [shared.post("/api/session", json=wrong) for _ in range(12)]
    assert [one.status_code for one in replies] == [401] * 10 + [429] * 2
    assert 0 < int(replies[-1].headers["Retry-After"]) <= 901
    assert (
        shared.post("/api/session", json={"name": "anna", "password": PASSWORD}).status_code == 429
    )
    assert (
        shared.post("/api/session", json={"name": "root", "password": PASSWORD}).status_code == 200
    )


def change(server: TestClient, old: str, new: str, token: dict[str, str]) -> Any:
    return server.post("/api/password", json={"old": old, "new": new}, headers=token)


def test_a_person_changes_the_password_and_other_sessions_end(
    shared: TestClient, users: Users
) -> None:
    elsewhere = client(served())
    logged_in(elsewhere)
    token = logged_in(shared)
    key = {"Authorization": f"Bearer {users.new_key(users.named('anna'))[1]}"}
    assert code(change(shared, PASSWORD, "short", token)) == (400, "invalid_input")
    assert change(shared, PASSWORD, "battery staple", token).status_code == 204
    assert shared.get("/api/mine").status_code == 200, "this session goes on"
    assert elsewhere.get("/api/mine").status_code == 401
    assert elsewhere.get("/api/mine", headers=key).status_code == 200, "keys stay"
    assert users.login("anna", PASSWORD) is None
    assert users.login("anna", "battery staple")
    assert users.login("root", PASSWORD), "nobody else's changed"


def test_nobody_changes_a_password_without_the_old_one(shared: TestClient, users: Users) -> None:
    token = logged_in(shared)
    assert code(change(shared, PASSWORD, "battery staple", {})) == (403, "not_allowed")
    replies = [change(shared, "wrong horse", "battery staple", token) for _ in range(12)]
    assert [code(one) for one in replies] == [(403, "wrong_password")] * 10 + [(429, "busy")] * 2
    assert change(shared, PASSWORD, "battery staple", token).status_code == 429
    assert users.login("anna", PASSWORD)


def test_only_an_admin_sees_the_machine(shared: TestClient) -> None:
    logged_in(shared)
    assert code(shared.get("/metrics")) == (403, "not_allowed")
    assert code(shared.get("/api/users")) == (403, "not_allowed")
    logged_in(shared, "root")
    assert "farside_requests_total" in shared.get("/metrics").text
    assert [one["name"] for one in shared.get("/api/users").json()["users"]] == ["anna", "root"]


def test_a_body_without_end_is_refused(local: TestClient) -> None:
    huge = b" " * 17_000_000
    assert code(local.post("/api/session", content=huge)) == (413, "too_large")
    chunks = (huge[:1_000_000] for _ in range(17))
    assert code(local.post("/api/session", content=chunks)) == (413, "too_large")
