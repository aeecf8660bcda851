"""A program in the browser, of a site that the settings name: it may ask `/v1` and `/mcp` with a
key, and nothing else; other sites may not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from farside.access.users import Users
from farside.config import Settings
from farside.errors import SettingsError
from farside.server.app import create_app
from tests.server.chatty import GREETING, MODEL, settings_of
from tests.server.served import Client, serving

CHAT, EVIL = "https://chat.example.org", "https://evil.example.org"
HELLO = {"model": MODEL, "messages": [{"role": "user", "content": "Say hello"}]}


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, str]]:
    settings = replace(
        settings_of(tmp_path_factory.mktemp("sites")),
        server_origins=f"{CHAT}, http://localhost:3000/",
    )
    with closing(Users(settings)) as users:
        _, key = users.new_key(users.add("anna", "correct horse"))
    with serving(settings) as client:
        yield client, key


def ask(server: Client, origin: str, key: str | None, path: str = "/v1/chat/completions") -> int:
    headers = {"Origin": origin, "Sec-Fetch-Site": "cross-site"}
    if key:
        headers["Authorization"] = f"Bearer {key}"
    reply = server.post(path, json=HELLO, headers=headers)
    allowed = reply.headers.get("access-control-allow-origin")
    assert allowed == (origin if origin != EVIL and path.startswith("/v1/") else None)
    assert not reply.is_success or reply.json()["choices"][0]["message"]["content"] == GREETING
    return reply.status_code


def test_a_site_that_is_named_asks_with_a_key(keyed: tuple[Client, str]) -> None:
    server, key = keyed
    assert ask(server, CHAT, key) == 200
    assert ask(server, "http://localhost:3000", key) == 200
    assert ask(server, CHAT, None) == 403
    assert ask(server, CHAT, "fsk-wrong") == 401
    assert ask(server, EVIL, key) == 403
    assert ask(server, CHAT, key, "/api/runs") == 403


def test_an_assistant_of_a_site_that_is_named_has_the_tools(keyed: tuple[Client, str]) -> None:
    server, key = keyed
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    asked = {
        "Accept": "application/json, text/event-stream",
        "Authorization": f"Bearer {key}",
        "Sec-Fetch-Site": "cross-site",
    }
    reply = server.post("/mcp", json=body, headers={"Origin": CHAT, **asked})
    assert reply.headers["access-control-allow-origin"] == CHAT
    assert '"ask"' in reply.text
    refused = server.post("/mcp", json=body, headers={"Origin": EVIL, **asked})
    assert refused.status_code == 403
    assert "access-control-allow-origin" not in refused.headers


def test_the_session_of_the_page_does_not_count(keyed: tuple[Client, str]) -> None:
    server, _ = keyed
    here = {"Origin": str(server.base_url).rstrip("/")}
    login = {"name": "anna", "password": "correct horse"}
    assert server.post("/api/session", json=login, headers=here).is_success
    assert ask(server, CHAT, None) == 403
    server.cookies.clear()


def test_a_browser_is_told_before_it_asks(keyed: tuple[Client, str]) -> None:
    server, _ = keyed
    wanted = {
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Headers": "authorization, content-type, x-stainless-os",
    }
    reply = server.options("/v1/chat/completions", headers={"Origin": CHAT, **wanted})
    assert reply.status_code == 204
    assert reply.headers["access-control-allow-origin"] == CHAT
    assert "x-stainless-os" in reply.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in reply.headers
    for origin, path in ((EVIL, "/v1/chat/completions"), (CHAT, "/api/runs")):
        refused = server.options(path, headers={"Origin": origin, **wanted})
        assert not refused.is_success
        assert "access-control-allow-origin" not in refused.headers


@pytest.mark.parametrize("wrong", ["*", "chat.example.org", "https://a.org/path", "null"])
def test_what_is_no_origin_is_named(wrong: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = Settings(home=tmp_path_factory.mktemp("wrong"), server_origins=wrong)
    with pytest.raises(SettingsError, match="server_origins"):
        create_app(settings)


def test_without_users_no_site_may_ask(tmp_path_factory: pytest.TempPathFactory) -> None:
    settings = replace(settings_of(tmp_path_factory.mktemp("nobody")), server_origins=CHAT)
    with serving(settings) as server:
        assert ask(server, CHAT, None) == 403
