"""A proxy that the settings name says who is signed in; the same header from anywhere else is
nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from starlette.datastructures import Headers

from farside.access.users import Users
from farside.config import Settings
from farside.errors import Forbidden, SettingsError
from farside.server.access import proxy_login
from farside.server.app import create_app
from tests.server.served import Client, serving

PASSWORD = "correct horse"
NAMED = "X-Farside-User"
AS_ZOE = {NAMED.encode(): "Zoë".encode()}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    with closing(Users(settings)) as users:
        users.add("anna", PASSWORD)
        users.add("Zoë", PASSWORD, admin=True)
    return replace(
        settings, server_trusted_proxies="127.0.0.1, 10.0.0.9", server_login_header=NAMED
    )


@pytest.fixture
def server(settings: Settings) -> Iterator[Client]:
    with serving(settings) as client:
        yield client


def name_of(server: Client, **headers: str) -> str | int:
    """Who the server says asks, or the status of its refusal."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    reply = server.get("/api/me", headers=given)
    return str(reply.json()["name"]) if reply.is_success else reply.status_code


def test_the_named_proxy_is_believed(server: Client) -> None:
    assert name_of(server, X_Farside_User="anna") == "anna"
    assert name_of(server, X_Farside_User="ANNA", X_Forwarded_For="6.6.6.6") == "anna"
    assert server.get("/api/me", headers=AS_ZOE).json()["name"] == "Zoë"
    assert name_of(server) == 401
    assert name_of(server, X_Farside_User="") == 401
    assert name_of(server, X_Forwarded_User="anna") == 401


def test_from_elsewhere_the_header_is_nothing(settings: Settings) -> None:
    """The same connection, whose address is not among those that are named; what it says of itself
    does not help."""
    with serving(replace(settings, server_trusted_proxies="10.0.0.9")) as server:
        assert name_of(server, X_Farside_User="anna") == 401
        assert name_of(server, X_Farside_User="anna", X_Forwarded_For="10.0.0.9") == 401
        assert name_of(server, X_Farside_User="anna", Forwarded="for=10.0.0.9") == 401
        assert name_of(server, X_Farside_User="anna", X_Real_IP="10.0.0.9") == 401


def test_without_the_setting_the_header_is_nothing(settings: Settings) -> None:
    with serving(replace(settings, server_login_header="")) as server:
        assert name_of(server, X_Farside_User="anna") == 401


def test_a_name_that_is_no_user_does_not_come_in(server: Client) -> None:
    reply = server.get("/api/me", headers={NAMED: "mallory"})
    assert reply.status_code == 403
    assert "'mallory', who is no user of this server" in reply.json()["error"]["message"]


def test_two_headers_are_refused(server: Client) -> None:
    reply = server.get("/api/me", headers=[(NAMED, "anna"), (NAMED.lower(), "zoe")])
    assert reply.status_code == 403
    assert "2 times" in reply.json()["error"]["message"]


def test_a_key_counts_before_the_header(settings: Settings, server: Client) -> None:
    with closing(Users(settings)) as users:
        _, shown = users.new_key(users.named("anna"))
    assert name_of(server, X_Farside_User="Zoe", Authorization=f"Bearer {shown}") == "anna"
    assert name_of(server, X_Farside_User="anna", Authorization="Bearer fsk-none") == 401


def test_the_header_counts_before_a_session(server: Client) -> None:
    login = server.post("/api/session", json={"name": "anna", "password": PASSWORD})
    assert login.status_code == 200
    assert name_of(server) == "anna"
    assert server.get("/api/me", headers=AS_ZOE).json()["name"] == "Zoë"


def test_what_changes_something_needs_the_token_of_the_page(server: Client) -> None:
    """Else another site could have the person's browser ask: the proxy adds the header to that,
    too."""
    headers = {NAMED: "anna"}
    collection = {"name": "letters"}
    token = server.ok("GET", "/api/me", headers=headers)["csrf"]
    refused = server.post("/api/collections", json=collection, headers=headers)
    assert (refused.status_code, "X-CSRF-Token" in refused.text) == (403, True)
    other = server.get("/api/me", headers=AS_ZOE).json()["csrf"]
    assert other != token
    wrong = server.post(
        "/api/collections", json=collection, headers=headers | {"X-CSRF-Token": other}
    )
    assert wrong.status_code == 403
    server.ok("POST", "/api/collections", collection, headers=headers | {"X-CSRF-Token": token})


def test_another_site_does_not_come_in_by_the_header(settings: Settings) -> None:
    """Also one that may ask with a key, which no browser sends by itself."""
    site = "https://chat.example.org"
    with serving(replace(settings, server_origins=site)) as server:
        reply = server.get("/v1/models", headers={NAMED: "anna", "Origin": site})
        assert (reply.status_code, "another web site" in reply.text) == (403, True)


def test_without_users_the_header_is_a_sign_of_a_proxy(settings: Settings) -> None:
    home = settings.home.with_name("other")
    with serving(replace(settings, home=home)) as server:
        assert name_of(server) == "local"
        assert name_of(server, X_Farside_User="anna") == 403


@pytest.mark.parametrize(
    ("header", "proxies", "words"),
    [
        (NAMED, "", "needs the address of the proxy"),
        (NAMED, "10.0.0.0/24", "is a network"),
        (NAMED, "127.0.0.1, ::/0", "is a network"),
        (NAMED, "proxy.example", "is no address"),
        ("Authorization", "127.0.0.1", "cannot be the header"),
        ("X-Forwarded-For", "127.0.0.1", "cannot be the header"),
        ("X User", "127.0.0.1", "cannot be the header"),
        ("X-Üser", "127.0.0.1", "cannot be the header"),
    ],
)
def test_settings_that_would_open_the_door_are_refused(
    settings: Settings, header: str, proxies: str, words: str
) -> None:
    wrong = replace(settings, server_login_header=header, server_trusted_proxies=proxies)
    with pytest.raises(SettingsError, match=words):
        create_app(wrong, "127.0.0.1", 0)


def test_a_request_whose_connection_is_not_known_names_nobody() -> None:
    login = proxy_login.ProxyLogin(NAMED.lower(), frozenset({"127.0.0.1"}))
    scope: dict[str, Any] = {"type": "http", "headers": [(NAMED.lower().encode(), b"anna")]}
    assert Headers(scope=scope)[NAMED] == "anna"
    assert proxy_login.find_named(login, {**scope, "client": ("127.0.0.1", 1)}) == ""
    known = {**scope, "state": {"peer": "127.0.0.1"}}
    assert proxy_login.find_named(login, known) == "anna"
    with pytest.raises(Forbidden):
        proxy_login.find_named(login, {**known, "headers": scope["headers"] * 2})
